"""Who did what, and how everything is configured: CloudTrail, Config, X-Ray."""

import math

from costing.bill import Bill, Tier
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from inventory.resource import Resource
from inventory.values import Values

XRAY_GROUP = "aws:xray/group:Group"
TRAIL = "aws:cloudtrail/trail:Trail"
_RULE: tuple[Tier, ...] = (
    (100_000, "rule_evaluation_first_100k"),
    (500_000, "rule_evaluation_next_400k"),
    (math.inf, "rule_evaluation_over_500k"),
)
_PACK: tuple[Tier, ...] = (
    (100_000, "conformance_evaluation_first_100k"),
    (500_000, "conformance_evaluation_next_400k"),
    (math.inf, "conformance_evaluation_over_500k"),
)
_YEAR_DAYS = 366
_SEVEN_YEARS_DAYS = 2557

free("AWS charges nothing for it", "aws:cloudtrail/organizationDelegatedAdminAccount:OrganizationDelegatedAdminAccount")
free(
    "the recorder and the rules are paid",
    "aws:cfg/aggregateAuthorization:AggregateAuthorization",
    "aws:cfg/configurationAggregator:ConfigurationAggregator",
    "aws:cfg/deliveryChannel:DeliveryChannel",
    "aws:cfg/recorderStatus:RecorderStatus",
    "aws:cfg/remediationConfiguration:RemediationConfiguration",
    "aws:cfg/retentionConfiguration:RetentionConfiguration",
)
free("AWS charges nothing for it", "aws:xray/encryptionConfig:EncryptionConfig", "aws:xray/resourcePolicy:ResourcePolicy")


@estimates(TRAIL)
def trail(bill: Bill) -> None:
    """The first copy of a region's management events costs nothing; further trails' do.

    Usage: `management_events`, `data_events`, `insight_events` analyzed.
    """
    if any(_covers(one, bill.region) for one in bill.around.of_type(TRAIL) if one.urn < bill.resource.urn):
        copies = bill.usage("management_events") / 100_000
        bill.add("management events once more", copies, "cloudtrail", "management_events_extra_copy", by_usage=True)
    if _has_data_events(bill.values):
        bill.add("data events", bill.usage("data_events") / 100_000, "cloudtrail", "data_events", by_usage=True)
    if bill.values.has("insightSelectors"):
        bill.add("events analyzed", bill.usage("insight_events") / 100_000, "cloudtrail", "insight_events", by_usage=True)


@estimates("aws:cloudtrail/eventDataStore:EventDataStore")
def event_data_store(bill: Bill) -> None:
    """CloudTrail Lake. Usage: `in_gb` taken in, `query_gb` searched."""
    in_gb = bill.usage("in_gb")
    if bill.values.text("billingMode") == "FIXED_RETENTION_PRICING":
        bill.add("events, kept for seven years", in_gb, "cloudtrail", "lake_ingest_seven_years_first_5tb", by_usage=True)
    else:
        days = bill.values.number("retentionPeriod") or _SEVEN_YEARS_DAYS
        longer = in_gb * max(days - _YEAR_DAYS, 0) * 24 / HOURS
        bill.add("events, kept for a year", in_gb, "cloudtrail", "lake_ingest_one_year", by_usage=True)
        bill.add("events kept for longer", longer, "cloudtrail", "lake_extended_retention", by_usage=True)
    bill.add("events searched", bill.usage("query_gb"), "cloudtrail", "lake_query_scanned", by_usage=True)


@estimates("aws:cfg/recorder:Recorder")
def recorder(bill: Bill) -> None:
    """Usage: configuration `items`, one change a month of each resource of the region unless said."""
    resources = sum(one.is_aws and one.region == bill.region for one in bill.around.by_urn.values())
    daily = bill.values.text("recordingMode.recordingFrequency") == "DAILY"
    bill.add(
        "configuration items", bill.usage("items", resources), "config", "periodic_item" if daily else "configuration_item", by_usage=True
    )


@estimates(
    "aws:cfg/rule:Rule",
    "aws:cfg/organizationCustomRule:OrganizationCustomRule",
    "aws:cfg/organizationCustomPolicyRule:OrganizationCustomPolicyRule",
    "aws:cfg/organizationManagedRule:OrganizationManagedRule",
)
def rule(bill: Bill) -> None:
    """Usage: `evaluations`."""
    bill.tiers("evaluations", bill.usage("evaluations"), "config", _RULE)


@estimates("aws:cfg/conformancePack:ConformancePack", "aws:cfg/organizationConformancePack:OrganizationConformancePack")
def conformance_pack(bill: Bill) -> None:
    """Usage: `evaluations` of all its rules."""
    bill.tiers("evaluations", bill.usage("evaluations"), "config", _PACK)


@estimates(XRAY_GROUP)
def trace_group(bill: Bill) -> None:
    """Free but for insights, which look at every trace of the region once, for however many groups. Usage: `traces` recorded in all."""
    groups = [group for group in bill.around.of_type(XRAY_GROUP) if group.region == bill.region]
    looked_at = [group for group in groups if Values(dict(group.inputs)).flag("insightsConfiguration.insightsEnabled")]
    if looked_at[:1] == [bill.resource]:
        bill.add("traces looked at for insights", bill.usage("traces") / 1_000_000, "xray", "insights_traces", by_usage=True)


@estimates("aws:xray/samplingRule:SamplingRule")
def sampling_rule(bill: Bill) -> None:
    """Usage: `traces` recorded by it, `traces_read` by queries."""
    bill.add("traces recorded", bill.usage("traces") / 1_000_000, "xray", "traces_recorded", by_usage=True)
    bill.add("traces read", bill.usage("traces_read") / 1_000_000, "xray", "traces_retrieved_or_scanned", by_usage=True)


def _covers(trail: Resource, region: str) -> bool:
    return trail.region == region or Values(dict(trail.inputs)).flag("isMultiRegionTrail")


def _has_data_events(values: Values) -> bool:
    classic = any(selector.items("dataResources") for selector in values.items("eventSelectors"))
    fields = [field for selector in values.items("advancedEventSelectors") for field in selector.items("fieldSelectors")]
    return classic or any("Data" in field.texts("equals") for field in fields)
