"""What finds threats and weaknesses: GuardDuty, Security Hub, Inspector, Macie, Detective, IAM Access Analyzer."""

import math
from collections.abc import Callable

from costing.bill import Bill, Tier
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.price import PriceError
from inventory.values import Values

_FLOW: tuple[Tier, ...] = (
    (500, "vpc_flow_dns_first_500gb"),
    (2500, "vpc_flow_dns_next_2000gb"),
    (math.inf, "vpc_flow_dns_over_2500gb"),
)
_RUNTIME: tuple[Tier, ...] = (
    (500, "runtime_vcpu_first_500"),
    (5000, "runtime_vcpu_next_4500"),
    (math.inf, "runtime_vcpu_over_5000"),
)
_REGISTRY = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"

free(
    "part of the detector",
    "aws:guardduty/filter:Filter",
    "aws:guardduty/iPSet:IPSet",
    "aws:guardduty/threatIntelSet:ThreatIntelSet",
    "aws:guardduty/publishingDestination:PublishingDestination",
    "aws:guardduty/inviteAccepter:InviteAccepter",
    "aws:guardduty/organizationAdminAccount:OrganizationAdminAccount",
)
free(
    "part of the hub",
    "aws:securityhub/actionTarget:ActionTarget",
    "aws:securityhub/automationRule:AutomationRule",
    "aws:securityhub/findingAggregator:FindingAggregator",
    "aws:securityhub/insight:Insight",
    "aws:securityhub/inviteAccepter:InviteAccepter",
    "aws:securityhub/organizationAdminAccount:OrganizationAdminAccount",
    "aws:securityhub/productSubscription:ProductSubscription",
    "aws:securityhub/standardsControl:StandardsControl",
    "aws:securityhub/standardsControlAssociation:StandardsControlAssociation",
)
free(
    "the scans are paid",
    "aws:inspector2/delegatedAdminAccount:DelegatedAdminAccount",
    "aws:inspector2/filter:Filter",
    "aws:inspector2/memberAssociation:MemberAssociation",
    "aws:macie2/classificationExportConfiguration:ClassificationExportConfiguration",
    "aws:macie2/invitationAccepter:InvitationAccepter",
    "aws:macie2/organizationAdminAccount:OrganizationAdminAccount",
    "aws:detective/invitationAccepter:InvitationAccepter",
    "aws:detective/organizationAdminAccount:OrganizationAdminAccount",
    "aws:accessanalyzer/archiveRule:ArchiveRule",
)


@estimates("aws:guardduty/detector:Detector")
def detector(bill: Bill) -> None:
    """Usage: `management_events` of CloudTrail and `flow_gb` of flow and DNS logs that it reads by itself.

    What it names as data sources, in the old way, is paid like the features that are resources of their own; so is its usage.
    """
    if not bill.values.flag("enable", True):
        return
    bill.add("management events", bill.usage("management_events") / 1_000_000, "guardduty", "cloudtrail_management_events", by_usage=True)
    bill.tiers("flow and DNS logs", bill.usage("flow_gb"), "guardduty", _FLOW)
    for source, price in _SOURCES.items():
        if bill.values.flag(f"datasources.{source}.enable"):
            price(bill)


@estimates("aws:guardduty/detectorFeature:DetectorFeature")
def detector_feature(bill: Bill) -> None:
    """Usage, as the feature is:

    `s3_events`, `audit_events` of EKS, `scanned_gb` of disks, `database_vcpus`, `runtime_vcpus`, `lambda_gb` of network logs.
    """
    price = _FEATURES.get(bill.values.text("name"))
    if bill.values.text("status") == "DISABLED":
        return
    if price is None:
        raise PriceError(f"no price for the feature {bill.values.text('name')}")
    price(bill)


@estimates("aws:guardduty/malwareProtectionPlan:MalwareProtectionPlan")
def malware_protection_plan(bill: Bill) -> None:
    """Usage: `in_gb` written to the bucket in `objects`."""
    bill.add("data scanned", bill.usage("in_gb"), "guardduty", "s3_malware_scan", by_usage=True)
    bill.add("objects scanned", bill.usage("objects") / 1000, "guardduty", "s3_malware_objects", by_usage=True)


@estimates("aws:securityhub/account:Account")
def hub(bill: Bill) -> None:
    """Usage: `findings` taken in from others, after the 10,000 that cost nothing."""
    bill.add("findings of others", bill.usage("findings"), "security_hub", "finding", by_usage=True)


@estimates("aws:securityhub/standardsSubscription:StandardsSubscription")
def standard(bill: Bill) -> None:
    """Usage: `checks`, each resource of the region once a day unless said."""
    checks = bill.usage("checks", _resources_of_region(bill) * HOURS / 24)
    bill.add("security checks", checks, "security_hub", "security_check_first_100k", by_usage=True)


@estimates("aws:inspector2/enabler:Enabler")
def inspector(bill: Bill) -> None:
    """Usage: `instances` and `functions` scanned on average (those of the region unless said);

    `images` pushed and `rescans` of them, where these are not paid with the registry's scanning; scans of `repositories`.
    """
    scanned = bill.values.texts("resourceTypes")
    if "EC2" in scanned:
        bill.add("instances", bill.rate("instances", _instances_of_region(bill)) * HOURS, "inspector", "ec2_instance_hour", by_usage=True)
    if "ECR" in scanned and not _of_region(bill, _REGISTRY):
        bill.add("images", bill.usage("images"), "ecr", "enhanced_scan", by_usage=True)
        bill.add("images scanned again", bill.usage("rescans"), "ecr", "enhanced_rescan", by_usage=True)
    functions = _of_region(bill, "aws:lambda/function:Function")
    for kind, item in (("LAMBDA", "lambda_function_hour"), ("LAMBDA_CODE", "lambda_code_function_hour")):
        if kind in scanned:
            bill.add(f"functions ({kind})", bill.rate("functions", functions) * HOURS, "inspector", item, by_usage=True)
    if "CODE_REPOSITORY" in scanned:
        bill.add("repositories scanned", bill.usage("repositories"), "inspector", "code_repository_scan", by_usage=True)


@estimates("aws:macie2/account:Account")
def macie(bill: Bill) -> None:
    """Usage: `buckets` (those of the region unless said), their `objects`, and `inspected_gb` of samples."""
    if bill.values.text("status") == "PAUSED":
        return
    bill.add("buckets", bill.rate("buckets", _of_region(bill, "aws:s3/bucket:Bucket")), "macie", "bucket_month", by_usage=True)
    bill.add("objects", bill.usage("objects") / 100_000, "macie", "objects", by_usage=True)
    bill.add("data inspected", bill.usage("inspected_gb"), "macie", "inspected_first_50tb", by_usage=True)


@estimates("aws:macie2/classificationJob:ClassificationJob")
def macie_job(bill: Bill) -> None:
    """Usage: `inspected_gb`."""
    bill.add("data inspected", bill.usage("inspected_gb"), "macie", "inspected_first_50tb", by_usage=True)


@estimates("aws:detective/graph:Graph")
def detective(bill: Bill) -> None:
    """Usage: `in_gb` of logs taken in."""
    bill.add("data taken in", bill.usage("in_gb"), "detective", "data_first_1tb", by_usage=True)


@estimates("aws:accessanalyzer/analyzer:Analyzer")
def access_analyzer(bill: Bill) -> None:
    """Access from outside is analyzed for nothing.

    Usage: `identities` whose unused access is (the roles and users of the stack unless said).
    """
    kind = bill.values.text("type")
    if kind.endswith("_INTERNAL_ACCESS"):
        raise PriceError("no price for the analysis of internal access")
    if kind.endswith("_UNUSED_ACCESS"):
        identities = len(bill.around.of_type("aws:iam/role:Role", "aws:iam/user:User"))
        bill.add("roles and users", bill.rate("identities", identities), "access_analyzer", "unused_access_identity", by_usage=True)


def _of_region(bill: Bill, *types: str) -> int:
    return sum(one.region == bill.region for one in bill.around.of_type(*types))


def _resources_of_region(bill: Bill) -> int:
    return sum(one.is_aws and one.region == bill.region for one in bill.around.by_urn.values())


def _instances_of_region(bill: Bill) -> float:
    groups = [group for group in bill.around.of_type("aws:eks/nodeGroup:NodeGroup") if group.region == bill.region]
    nodes = sum(Values(dict(group.inputs)).number("scalingConfig.desiredSize") or 0 for group in groups)
    return nodes + _of_region(bill, "aws:ec2/instance:Instance")


def _s3(bill: Bill) -> None:
    bill.add("object events", bill.usage("s3_events") / 1_000_000, "guardduty", "s3_data_events", by_usage=True)


def _audit(bill: Bill) -> None:
    bill.add("audit events of EKS", bill.usage("audit_events") / 1_000_000, "guardduty", "eks_audit_events", by_usage=True)


def _disks(bill: Bill) -> None:
    bill.add("disks scanned", bill.usage("scanned_gb"), "guardduty", "ebs_malware_scan", by_usage=True)


def _databases(bill: Bill) -> None:
    bill.add("vCPUs of databases", bill.usage("database_vcpus"), "guardduty", "rds_vcpu", by_usage=True)


def _runtime(bill: Bill) -> None:
    bill.tiers("vCPUs watched", bill.usage("runtime_vcpus"), "guardduty", _RUNTIME)


def _lambda(bill: Bill) -> None:
    bill.add("network logs of functions", bill.usage("lambda_gb"), "guardduty", "lambda_network_logs", by_usage=True)


_FEATURES: dict[str, Callable[[Bill], None]] = {
    "S3_DATA_EVENTS": _s3,
    "EKS_AUDIT_LOGS": _audit,
    "EBS_MALWARE_PROTECTION": _disks,
    "RDS_LOGIN_EVENTS": _databases,
    "EKS_RUNTIME_MONITORING": _runtime,
    "RUNTIME_MONITORING": _runtime,
    "LAMBDA_NETWORK_LOGS": _lambda,
}
_SOURCES: dict[str, Callable[[Bill], None]] = {
    "s3Logs": _s3,
    "kubernetes.auditLogs": _audit,
    "malwareProtection.scanEc2InstanceWithFindings.ebsVolumes": _disks,
}
