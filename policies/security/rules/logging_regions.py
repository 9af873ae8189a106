"""Where a stack runs something, somebody watches."""

from collections.abc import Callable, Iterator
from functools import partial

from policies.rule import Severity, Topic, stack_rule
from policies.subject import Stack, Subject, any_of

_WORKLOADS = (
    "aws:ec2/vpc:Vpc",
    "aws:ec2/instance:Instance",
    "aws:eks/cluster:Cluster",
    "aws:ecs/cluster:Cluster",
    "aws:lambda/function:Function",
    "aws:rds/cluster:Cluster",
    "aws:rds/instance:Instance",
    "aws:dynamodb/table:Table",
    "aws:s3/bucket:Bucket",
)
"""A region with one of them is in use."""


@stack_rule(
    "guardduty-watches-every-region",
    topic=Topic.LOGGING,
    severity=Severity.HIGH,
    description="GuardDuty is on in every region in which the stack runs or stores something.",
    remedy="Add an aws.guardduty.Detector with the region's provider.",
    controls=("FSBP GuardDuty.1", "CKV_AWS_238", "CKV2_AWS_3"),
    types=_WORKLOADS,
)
def guardduty_in_every_region(workload: Subject, stack: Stack) -> Iterator[str]:
    def watches(detector: Subject) -> bool:
        return detector.values.flag("enable", default=True)

    yield from _missing("GuardDuty detector", "aws:guardduty/detector:Detector", watches, workload, stack)


@stack_rule(
    "securityhub-watches-every-region",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Security Hub is on in every region in which the stack runs or stores something.",
    remedy="Add an aws.securityhub.Account with the region's provider.",
    controls=("CIS AWS 4.16",),
    types=_WORKLOADS,
)
def securityhub_in_every_region(workload: Subject, stack: Stack) -> Iterator[str]:
    yield from _missing("Security Hub account", "aws:securityhub/account:Account", lambda _: True, workload, stack)


@stack_rule(
    "config-records-every-region",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="AWS Config records every region in which the stack runs or stores something.",
    remedy="Add an aws.cfg.Recorder with the region's provider.",
    controls=("FSBP Config.1", "CIS AWS 3.3"),
    types=_WORKLOADS,
)
def config_in_every_region(workload: Subject, stack: Stack) -> Iterator[str]:
    yield from _missing("AWS Config recorder", "aws:cfg/recorder:Recorder", lambda _: True, workload, stack)


@stack_rule(
    "access-analyzer-watches-every-region",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Access Analyzer looks for what others can reach, in every region in which the stack runs or stores something.",
    remedy="Add an aws.accessanalyzer.Analyzer of type ACCOUNT or ORGANIZATION with the region's provider.",
    controls=("CIS AWS 1.20",),
    types=_WORKLOADS,
)
def access_analyzer_in_every_region(workload: Subject, stack: Stack) -> Iterator[str]:
    def looks_outside(analyzer: Subject) -> bool:
        return analyzer.values.text("type") in ("", "ACCOUNT", "ORGANIZATION")

    yield from _missing("access analyzer", "aws:accessanalyzer/analyzer:Analyzer", looks_outside, workload, stack)


def _missing(what: str, type_: str, counts: Callable[[Subject], bool], workload: Subject, stack: Stack) -> Iterator[str]:
    first = next(one for one in stack.of_type(*_WORKLOADS) if one.region == workload.region)
    found = [one for one in stack.of_type(type_) if one.region == workload.region]
    if workload.urn == first.urn and not any_of(*(partial(counts, one) for one in found)):  # one report for each region
        yield f"there is no {what} in its region {workload.region}"
