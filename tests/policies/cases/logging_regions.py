"""Where a stack runs something, somebody watches."""

from typing import Any

from tests.policies.case import Case, Made, made

VPC = made("aws:ec2/vpc:Vpc", "vpc")
FUNCTION = made("aws:lambda/function:Function", "function")


def _elsewhere(type_: str, **properties: Any) -> Made:
    return made(type_, "elsewhere", provider={"region": "eu-west-1"}, **properties)


def _case(rule: str, type_: str) -> Case:
    here = made(type_, "here")
    return Case(
        rule,
        passing=[[VPC, here], [VPC, FUNCTION, here], [VPC, _elsewhere("aws:s3/bucket:Bucket"), here, _elsewhere(type_)]],
        failing=[VPC, FUNCTION, [VPC, _elsewhere(type_)], [VPC, _elsewhere("aws:s3/bucket:Bucket"), here]],
    )


CASES = [
    _case("guardduty-watches-every-region", "aws:guardduty/detector:Detector"),
    Case(
        "guardduty-watches-every-region",
        passing=[[VPC, made("aws:guardduty/detector:Detector", enable=True)]],
        failing=[[VPC, made("aws:guardduty/detector:Detector", enable=False)]],
    ),
    _case("securityhub-watches-every-region", "aws:securityhub/account:Account"),
    _case("config-records-every-region", "aws:cfg/recorder:Recorder"),
    _case("access-analyzer-watches-every-region", "aws:accessanalyzer/analyzer:Analyzer"),
    Case(
        "access-analyzer-watches-every-region",
        passing=[[VPC, made("aws:accessanalyzer/analyzer:Analyzer", type="ORGANIZATION")]],
        failing=[[VPC, made("aws:accessanalyzer/analyzer:Analyzer", type="ACCOUNT_UNUSED_ACCESS")]],
    ),
]
