"""CloudFront, Global Accelerator and Shield."""

import math

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.price import PriceError
from costing.transfer import TB

AREAS = {
    "us": "US, Mexico, Canada",
    "europe": "Europe, Israel",
    "africa": "Africa, Middle East",
    "south_america": "South America",
    "japan": "Japan",
    "australia": "Australia, New Zealand",
    "asia": "Asia Pacific",
    "india": "India",
}
_SERVED_FROM = {"PriceClass_100": ("us", "europe"), "PriceClass_200": ("us", "europe", "africa", "japan", "asia", "india")}
"""Price class → the areas it serves from. Viewers elsewhere are served from these as well, for the price of the cheapest."""
_AREA_OF = {"us": "us", "ca": "us", "mx": "us", "eu": "europe", "il": "europe", "af": "africa", "me": "africa", "sa": "south_america"}
_AREA_OF_REGION = {
    "ap-south-1": "india",
    "ap-south-2": "india",
    "ap-northeast-1": "japan",
    "ap-northeast-3": "japan",
    "ap-southeast-2": "australia",
    "ap-southeast-4": "australia",
}
_ADDITIONAL_METRICS = 8
"""Of a distribution: hit rate, latency at the origin, error rates by status."""
_FREE_INVALIDATIONS = 1000
_OUT = (
    (10 * TB, "out_first_10tb"),
    (50 * TB, "out_next_40tb"),
    (150 * TB, "out_next_100tb"),
    (500 * TB, "out_next_350tb"),
    (1024 * TB, "out_next_524tb"),
    (5 * 1024 * TB, "out_next_4pb"),
    (math.inf, "out_over_5pb"),
)

free(
    "part of the distribution",
    "aws:cloudfront/cachePolicy:CachePolicy",
    "aws:cloudfront/continuousDeploymentPolicy:ContinuousDeploymentPolicy",
    "aws:cloudfront/fieldLevelEncryptionConfig:FieldLevelEncryptionConfig",
    "aws:cloudfront/fieldLevelEncryptionProfile:FieldLevelEncryptionProfile",
    "aws:cloudfront/keyGroup:KeyGroup",
    "aws:cloudfront/originAccessControl:OriginAccessControl",
    "aws:cloudfront/originAccessIdentity:OriginAccessIdentity",
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy",
    "aws:cloudfront/publicKey:PublicKey",
    "aws:cloudfront/realtimeLogConfig:RealtimeLogConfig",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    "aws:cloudfront/vpcOrigin:VpcOrigin",
)
free(
    "part of the accelerator",
    "aws:globalaccelerator/crossAccountAttachment:CrossAccountAttachment",
    "aws:globalaccelerator/customRoutingListener:CustomRoutingListener",
    "aws:globalaccelerator/listener:Listener",
)
free(
    "part of the subscription",
    "aws:shield/applicationLayerAutomaticResponse:ApplicationLayerAutomaticResponse",
    "aws:shield/drtAccessLogBucketAssociation:DrtAccessLogBucketAssociation",
    "aws:shield/drtAccessRoleArnAssociation:DrtAccessRoleArnAssociation",
    "aws:shield/proactiveEngagement:ProactiveEngagement",
    "aws:shield/protectionGroup:ProtectionGroup",
    "aws:shield/protectionHealthCheckAssociation:ProtectionHealthCheckAssociation",
)


@estimates("aws:cloudfront/distribution:Distribution", "aws:cloudfront/multitenantDistribution:MultitenantDistribution")
def distribution(bill: Bill) -> None:
    """Usage: `out_gb` and `requests` of viewers, or of those in one area `europe_out_gb`, `europe_requests` and so on (`us`, `africa`,
    `south_america`, `japan`, `australia`, `asia`, `india`; without an area they are taken for the US'); `origin_gb` that viewers send
    to the origin; `invalidations`, paths; `encrypted_requests` with encrypted fields; `origin_shield_requests`; `realtime_log_lines`.
    """
    values = bill.values
    served = _SERVED_FROM.get(values.text("priceClass"), tuple(AREAS))
    for area, name in AREAS.items():
        priced = area if area in served else "us"
        out, requests = bill.usage(f"{area}_out_gb"), bill.usage(f"{area}_requests")
        if area == "us":
            out, requests = out + bill.usage("out_gb"), requests + bill.usage("requests")
        bill.tiers(f"data to viewers, {name}", out, "cloudfront", _OUT, priced)
        bill.add(f"HTTPS requests, {name}", requests / 10_000, "cloudfront", "https_requests", priced, by_usage=True)
    bill.add("data to the origin", bill.usage("origin_gb"), "cloudfront", "to_origin", "us", by_usage=True)
    paths = max(bill.usage("invalidations") - _FREE_INVALIDATIONS, 0)
    bill.add("invalidated paths over 1000", paths, "cloudfront", "invalidation_over_1000", by_usage=True)
    encrypted = bill.usage("encrypted_requests") / 10_000
    bill.add("requests with encrypted fields", encrypted, "cloudfront", "field_level_encryption", by_usage=True)
    bill.add("real-time log lines", bill.usage("realtime_log_lines") / 1_000_000, "cloudfront", "realtime_log", by_usage=True)
    if values.text("viewerCertificate.sslSupportMethod") == "vip":
        bill.add("certificate with addresses of its own", 1, "cloudfront", "dedicated_ip_certificate")
    shields = [one.text("originShield.originShieldRegion") for one in values.items("origins") if one.flag("originShield.enabled")]
    if shields and (requests := bill.usage("origin_shield_requests") / 10_000):
        bill.add("origin shield", requests, "cloudfront", "origin_shield_requests", shields[0], by_usage=True)


def area_of(region: str) -> str:
    """The area that viewers near a region are in."""
    return _AREA_OF_REGION.get(region) or _AREA_OF.get(region.partition("-")[0], "asia")


@estimates("aws:cloudfront/monitoringSubscription:MonitoringSubscription")
def additional_metrics(bill: Bill) -> None:
    """A fixed number of CloudWatch's metrics for each distribution."""
    if bill.values.text("monitoringSubscription.realtimeMetricsSubscriptionConfig.realtimeMetricsSubscriptionStatus") == "Enabled":
        bill.add("additional metrics", _ADDITIONAL_METRICS, "cloudwatch", "custom_metric_first_10k")


@estimates("aws:cloudfront/function:Function")
def edge_function(bill: Bill) -> None:
    """Usage: `requests` that run it."""
    bill.add("runs", bill.usage("requests") / 1_000_000, "cloudfront", "function_requests", by_usage=True)


@estimates("aws:globalaccelerator/accelerator:Accelerator", "aws:globalaccelerator/customRoutingAccelerator:CustomRoutingAccelerator")
def accelerator(bill: Bill) -> None:
    if bill.values.flag("enabled", default=True):
        bill.hours("accelerator", 1, "global_accelerator", "accelerator_hour")


@estimates(
    "aws:globalaccelerator/endpointGroup:EndpointGroup", "aws:globalaccelerator/customRoutingEndpointGroup:CustomRoutingEndpointGroup"
)
def endpoint_group(bill: Bill) -> None:
    """Usage: GB of the heavier direction, by where the clients are: `us_gb`, `europe_gb`, `asia_gb`, and for groups in Europe also
    `africa_gb`, `south_america_gb`, `korea_gb`, `middle_east_gb`, `australia_gb`, `india_gb`.
    """
    region = bill.values.text("endpointGroupRegion") or bill.region
    continent = region.partition("-")[0]
    for area in ("us", "europe", "asia", "africa", "south_america", "korea", "middle_east", "australia", "india"):
        if gb := bill.usage(f"{area}_gb"):
            if continent not in ("us", "eu"):
                raise PriceError(f"no price for accelerated transfer of endpoint groups in {region}")
            item = "dt_premium_us" if continent == "us" else "dt_premium_europe"
            bill.add(f"accelerated data, {area.replace('_', ' ')}", gb, "global_accelerator", item, area, by_usage=True)


@estimates("aws:shield/subscription:Subscription")
def shield(bill: Bill) -> None:
    """Once for the organisation, for a year at least."""
    bill.add("Shield Advanced", 1, "shield", "advanced_month")


@estimates("aws:shield/protection:Protection")
def protection(bill: Bill) -> None:
    """Part of the subscription, but for the data that leaves what is protected. Usage: `out_gb`."""
    bill.add("data out of what is protected", bill.usage("out_gb"), "shield", "data_out", by_usage=True)


free(
    "Cloudflare bills a zone by its plan, and nothing by record or rule; AWS bills none of it",
    "cloudflare:index/dnsRecord:DnsRecord",
    "cloudflare:index/ruleset:Ruleset",
    "cloudflare:index/zoneSetting:ZoneSetting",
)
