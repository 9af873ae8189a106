"""Whatever is done in an account is recorded, and what is suspicious reaches somebody."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.remediation import setting, together
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_TRAIL = "aws:cloudtrail/trail:Trail"
_DETECTOR = "aws:guardduty/detector:Detector"
_HUB = "aws:securityhub/account:Account"
_RECORDER = "aws:cfg/recorder:Recorder"
_EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"


@resource_rule(
    "cloudtrail-records-all-regions",
    topic=Topic.LOGGING,
    severity=Severity.HIGH,
    description="A trail is switched on, and records every region and the global services.",
    remedy="Set is_multi_region_trail=True, and leave enable_logging and include_global_service_events at true.",
    controls=("FSBP CloudTrail.1", "CIS AWS 3.1", "CKV_AWS_67", "CKV_AWS_251"),
    types=(_TRAIL,),
    remediation=together(setting("isMultiRegionTrail", True), setting("enableLogging", True), setting("includeGlobalServiceEvents", True)),
)
def trail_records_all_regions(trail: Subject) -> Iterator[str]:
    def all_regions(values: Values) -> Iterator[str]:
        if not values.flag("isMultiRegionTrail"):
            yield "isMultiRegionTrail is not true"

    def switched_on(values: Values) -> Iterator[str]:
        if not values.flag("enableLogging", default=True):
            yield "enableLogging is false"

    def global_services(values: Values) -> Iterator[str]:
        if not values.flag("includeGlobalServiceEvents", default=True):
            yield "includeGlobalServiceEvents is false"

    yield from trail.separately(all_regions, switched_on, global_services)


@resource_rule(
    "cloudtrail-log-files-validated",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="A trail signs its files, so that a change to them shows.",
    remedy="Set enable_log_file_validation=True.",
    controls=("FSBP CloudTrail.4", "CIS AWS 3.2", "CKV_AWS_36"),
    types=(_TRAIL,),
    remediation=setting("enableLogFileValidation", True),
)
def trail_files_validated(trail: Subject) -> Iterator[str]:
    if not trail.values.flag("enableLogFileValidation"):
        yield "enableLogFileValidation is not true"


@stack_rule(
    "cloudtrail-in-cloudwatch-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="A trail also goes to CloudWatch Logs, where alarms and queries see it within minutes.",
    remedy="Set cloud_watch_logs_group_arn and cloud_watch_logs_role_arn.",
    controls=("FSBP CloudTrail.5", "CKV2_AWS_10"),
    types=(_TRAIL,),
)
def trail_in_cloudwatch_logs(trail: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(trail, "cloudWatchLogsGroupArn"):
        yield "cloudWatchLogsGroupArn is not set"


@resource_rule(
    "cloudtrail-records-management-events",
    topic=Topic.LOGGING,
    severity=Severity.HIGH,
    description="A trail that selects events keeps the management events, reads and writes.",
    remedy="Keep an event selector with include_management_events and read_write_type 'All', or an advanced one on Management.",
    controls=("FSBP CloudTrail.1", "CIS AWS 3.1"),
    types=(_TRAIL,),
)
def trail_records_management_events(trail: Subject) -> Iterator[str]:
    simple, advanced = trail.values.items("eventSelectors"), trail.values.items("advancedEventSelectors")
    if not simple and not advanced:
        return  # records them by default
    if not any(_all_management_events(one) for one in simple) and not any(
        "Management" in _matched(one, "eventCategory") for one in advanced
    ):
        yield "no event selector records all management events"


@resource_rule(
    "cloudtrail-records-object-access",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="A trail records who reads and writes objects in S3.",
    remedy="Add an advanced event selector on eventCategory Data and resources.type AWS::S3::Object for the buckets that matter.",
    controls=("CIS AWS 3.8", "CIS AWS 3.9"),
    types=(_TRAIL,),
)
def trail_records_object_access(trail: Subject) -> Iterator[str]:
    simple = [one for selector in trail.values.items("eventSelectors") for one in selector.items("dataResources")]
    advanced = trail.values.items("advancedEventSelectors")
    if not any(one.text("type") == "AWS::S3::Object" for one in simple) and not any(
        "AWS::S3::Object" in _matched(one, "resources.type") for one in advanced
    ):
        yield "no event selector records objects of S3"


def _all_management_events(selector: Values) -> bool:
    return selector.flag("includeManagementEvents", default=True) and selector.text("readWriteType") in ("", "All")


def _matched(selector: Values, field: str) -> list[str]:
    """What an advanced selector wants a field to equal."""
    return [value for one in selector.items("fieldSelectors") if one.text("field") == field for value in one.texts("equals")]


@stack_rule(
    "config-records-everything",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="AWS Config records all types of resources, and the global ones in one region.",
    remedy="Set recording_group with all_supported=True, and include_global_resource_types=True in one region.",
    controls=("FSBP Config.1", "CIS AWS 3.3", "CKV2_AWS_48"),
    types=(_RECORDER,),
)
def config_records_everything(recorder: Subject, stack: Stack) -> Iterator[str]:
    if not recorder.values.inner("recordingGroup").flag("allSupported", default=True):
        yield "recordingGroup.allSupported is false"
    recorders = stack.of_type(_RECORDER)
    if not any_of(*(partial(one.values.flag, "recordingGroup.includeGlobalResourceTypes") for one in recorders)):
        yield "no recorder of the stack has recordingGroup.includeGlobalResourceTypes"


@stack_rule(
    "config-recorder-runs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="A recorder of AWS Config is started: one that is only made records nothing.",
    remedy="Add an aws.cfg.RecorderStatus with is_enabled=True for it.",
    controls=("FSBP Config.1", "CIS AWS 3.3", "CKV2_AWS_45"),
    types=(_RECORDER,),
)
def config_recorder_runs(recorder: Subject, stack: Stack) -> Iterator[str]:
    states = stack.companions(recorder, "aws:cfg/recorderStatus:RecorderStatus", "name")
    if not any(state.values.flag("isEnabled") and state.region == recorder.region for state in states):
        yield "no RecorderStatus starts it"


@resource_rule(
    "guardduty-features-on",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="No protection of GuardDuty is switched off.",
    remedy="Set the status of the feature to ENABLED, or leave the detector's data sources on.",
    controls=("FSBP GuardDuty.5", "FSBP GuardDuty.6", "FSBP GuardDuty.8", "FSBP GuardDuty.9", "FSBP GuardDuty.10"),
    types=(_DETECTOR, "aws:guardduty/detectorFeature:DetectorFeature"),
)
def guardduty_features_on(part: Subject) -> Iterator[str]:
    def feature(values: Values) -> Iterator[str]:
        if values.text("status") == "DISABLED":
            yield "status is DISABLED"

    def source(path: str) -> Iterator[str]:
        if not part.values.flag(f"datasources.{path}", default=True):
            yield f"datasources.{path} is false"

    yield from part.separately(
        feature,
        lambda _: source("s3Logs.enable"),
        lambda _: source("kubernetes.auditLogs.enable"),
        lambda _: source("malwareProtection.scanEc2InstanceWithFindings.ebsVolumes.enable"),
    )


@stack_rule(
    "findings-reach-somebody",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="What GuardDuty and Security Hub find is sent on, from every region.",
    remedy="Add an aws.cloudwatch.EventRule with source aws.securityhub or aws.guardduty and an EventTarget, in the same region.",
    controls=("platform",),
    types=(_DETECTOR, _HUB),
)
def findings_reach_somebody(service: Subject, stack: Stack) -> Iterator[str]:
    wanted = {"aws.securityhub"} | ({"aws.guardduty"} if service.type == _DETECTOR else set())
    rules = [rule for rule in stack.of_type(_EVENT_RULE) if rule.region == service.region]
    if not any_of(*(partial(_passes_on, rule, wanted, stack) for rule in rules)):
        yield f"no event rule with a target passes findings on in its region {service.region}"


def _passes_on(rule: Subject, wanted: set[str], stack: Stack) -> bool:
    sources = rule.values.document("eventPattern").texts("source")
    on = rule.values.text("state") != "DISABLED" and rule.values.flag("isEnabled", default=True)
    return on and bool(wanted & set(sources)) and bool(stack.companions(rule, "aws:cloudwatch/eventTarget:EventTarget", "rule"))
