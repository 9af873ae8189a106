"""Who watches the account, and what it costs."""

import json

import pulumi
import pulumi_aws as aws

ACCOUNT = "123456789012"


def watched(provider: aws.Provider) -> None:
    """What is on in a region before anything else."""
    opts = pulumi.ResourceOptions(provider=provider)
    aws.accessanalyzer.Analyzer("account", analyzer_name="account", opts=opts)
    aws.guardduty.Detector("account", opts=opts)
    aws.securityhub.Account("account", opts=opts)
    recorder = aws.cfg.Recorder(
        "account",
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
        recording_group={"all_supported": True, "include_global_resource_types": True},
        opts=opts,
    )
    aws.cfg.RecorderStatus("account", name=recorder.name, is_enabled=True, opts=opts)
    findings = aws.cloudwatch.EventRule("findings", event_pattern=json.dumps({"source": ["aws.securityhub", "aws.guardduty"]}), opts=opts)
    aws.cloudwatch.EventTarget(
        "findings",
        rule=findings.name,
        arn=f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/security",
        dead_letter_config={"arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:undelivered"},
        opts=opts,
    )


def paid(fault: str, provider: aws.Provider) -> None:
    """Who is told what is spent."""
    opts = pulumi.ResourceOptions(provider=provider)
    told = {"type": "EMAIL", "address": "costs@example.com"}
    aws.budgets.Budget("account", budget_type="COST", limit_amount="100", limit_unit="USD", time_unit="MONTHLY", opts=opts)
    monitor = aws.costexplorer.AnomalyMonitor("account", monitor_type="DIMENSIONAL", monitor_dimension="SERVICE", opts=opts)
    aws.costexplorer.AnomalySubscription("account", frequency="DAILY", monitor_arn_lists=[monitor.arn], subscribers=[told], opts=opts)
    # The fault: the gateway has gone, its address has stayed.
    if fault == "cost":
        aws.ec2.Eip("gateway", domain="vpc", opts=opts)


def key(name: str, provider: aws.Provider) -> aws.kms.Key:
    """A key that the account's administrators look after."""
    statement = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    return aws.kms.Key(
        name,
        enable_key_rotation=True,
        policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        opts=pulumi.ResourceOptions(provider=provider, protect=True),
    )
