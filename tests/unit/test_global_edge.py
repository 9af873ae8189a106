"""Names of several regions, the switch between two of them, CloudFront, and what may stand before it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from components.security.keys import key_policy
from inventory.resource import SECRET, Resource
from tests.support import inventory_of, settings_of
from tests.unit.placements import placement
from tests.unit.stack_files import changed, mistakes

RECORD = "aws:route53/record:Record"
HEALTH = "aws:route53/healthCheck:HealthCheck"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
BEHIND = "cloudflare"
"""The stack with Cloudflare: two regions, no dr region, none in us-east-1."""


def one(stack: str, type_: str, name: str) -> Resource:
    """A resource by type and logical name."""
    (found,) = [resource for resource in inventory_of(stack).of_type(type_) if resource.name == name]
    return found


def records(stack: str, host: str) -> list[dict[str, Any]]:
    """Every record of a name."""
    return [dict(record.inputs) for record in inventory_of(stack).of_type(RECORD) if record.inputs["name"] == host]


def behavior(stack: str, pattern: str) -> dict[str, Any]:
    (found,) = [each for each in one(stack, DISTRIBUTION, "web").inputs["orderedCacheBehaviors"] if each["pathPattern"] == pattern]
    return dict(found)


# Names


def test_callers_are_led_to_the_nearest_region_and_the_primarys_to_the_pair() -> None:
    found = {record["setIdentifier"]: record for record in records("prod", "events.example.com")}
    assert set(found) == {"us-east-1", "eu-west-1", "ap-south-1"}, "the dr region is behind the switch only"
    for region, record in found.items():
        assert record["latencyRoutingPolicies"] == [{"region": region}]
        (alias,) = record["aliases"]
        assert alias["evaluateTargetHealth"] is True
        assert (alias["name"] == "home.events.example.com") == (region == "us-east-1")
        assert (alias["zoneId"] == record["zoneId"]) == (region == "us-east-1")


def test_only_the_switch_decides_between_the_primary_and_the_dr_region() -> None:
    pair = {record["failoverRoutingPolicies"][0]["type"]: record for record in records("prod", "home.events.example.com")}
    assert {role: record["setIdentifier"] for role, record in pair.items()} == {"PRIMARY": "us-east-1", "SECONDARY": "us-west-2"}
    assert pair["PRIMARY"]["healthCheckId"] == one("prod", HEALTH, "switch").id
    assert "healthCheckId" not in pair["SECONDARY"]
    assert [record["aliases"][0]["evaluateTargetHealth"] for record in pair.values()] == [False, False]
    assert pair["PRIMARY"]["aliases"][0]["name"] != pair["SECONDARY"]["aliases"][0]["name"]


def test_without_a_dr_region_the_primary_is_led_to_itself_and_ipv6_has_names_too() -> None:
    found = records(BEHIND, "api.cloudflare.example.com")
    assert sorted((record["setIdentifier"], record["type"]) for record in found) == [
        ("eu-north-1", "A"), ("eu-north-1", "AAAA"), ("eu-west-1", "A"), ("eu-west-1", "AAAA"),
    ]  # fmt: skip
    assert all("elb.amazonaws.com" in record["aliases"][0]["name"] for record in found)
    assert not records(BEHIND, "home.api.cloudflare.example.com")
    assert "switch" not in inventory_of(BEHIND).outputs


def test_the_ingestion_api_has_the_same_names_at_api_gateway_which_has_no_ipv6() -> None:
    found = records("prod", "ingest.example.com") + records("prod", "home.ingest.example.com")
    assert {record["type"] for record in found} == {"A"}
    targets = {record["aliases"][0]["name"] for record in found} - {"home.ingest.example.com"}
    assert len(targets) == 4
    assert all(".execute-api." in target for target in targets)


# The switch


def test_the_switch_is_a_metric_in_the_dr_region_that_keeps_its_last_word() -> None:
    check, alarm = one("prod", HEALTH, "switch").inputs, one("prod", ALARM, "us-west-2-failover")
    assert alarm.region == "us-west-2"
    assert check["type"] == "CLOUDWATCH_METRIC"
    assert (check["cloudwatchAlarmRegion"], check["cloudwatchAlarmName"]) == ("us-west-2", alarm.id)
    assert check["insufficientDataHealthStatus"] == "LastKnownStatus"
    assert alarm.inputs["treatMissingData"] == "missing", "anything else would be a word of its own"
    assert (alarm.inputs["comparisonOperator"], alarm.inputs["threshold"]) == ("GreaterThanThreshold", 0)
    assert alarm.inputs["statistic"] == "Maximum", "Route 53 knows no percentiles"
    assert (alarm.inputs["period"], alarm.inputs["evaluationPeriods"]) == (60, 1)


def test_operations_are_told_how_to_turn_the_switch() -> None:
    switch, alarm = inventory_of("prod").outputs["switch"], one("prod", ALARM, "us-west-2-failover").inputs
    assert switch["region"] == "us-west-2"
    assert (switch["namespace"], switch["metric"], switch["dimensions"]) == (alarm["namespace"], alarm["metricName"], alarm["dimensions"])
    assert switch["health_check_id"] == one("prod", HEALTH, "switch").id
    assert inventory_of("prod").outputs["hosts"] == ["events.example.com", "api.example.com", "app-api.example.com"]


# Health


def test_each_region_is_asked_by_its_own_name_and_the_pair_counts_as_one() -> None:
    check = one("prod", HEALTH, "api.example.com-eu-west-1").inputs
    assert (check["type"], check["fqdn"], check["port"]) == ("HTTPS", "api.eu-west-1.example.com", 443)
    assert check["enableSni"] is True
    home = one("prod", HEALTH, "api.example.com-home").inputs
    assert home["childHealthThreshold"] == 1
    assert home["childHealthchecks"] == [one("prod", HEALTH, f"api.example.com-{region}").id for region in ("us-east-1", "us-west-2")]
    woken = {alarm.name: alarm for alarm in inventory_of("prod").of_type(ALARM) if alarm.inputs.get("namespace") == "AWS/Route53"}
    assert {name for name in woken if name.startswith("api.")} == {
        f"api.example.com-{where}-down" for where in ("home", "eu-west-1", "ap-south-1")
    }
    assert {alarm.region for alarm in woken.values()} == {"us-east-1"}
    assert all(len(alarm.inputs["alarmActions"]) == 2 for alarm in woken.values()), "somebody is woken"


def test_alarms_of_a_stack_without_us_east_1_have_topics_there_which_the_chat_reads() -> None:
    alarm = one(BEHIND, ALARM, "api.cloudflare.example.com-home-down")
    assert alarm.region == "us-east-1"
    assert all(arn.startswith("arn:aws:sns:us-east-1:") for arn in alarm.inputs["alarmActions"])
    assert one(BEHIND, "aws:kms/key:Key", "us-east-1-key-logs").region == "us-east-1"
    assert "us-east-1" not in {region.name for region in settings_of(BEHIND).regions}


# CloudFront


def test_pages_are_short_lived_and_assets_as_long_as_the_settings_say() -> None:
    web = settings_of("prod").edge
    assert web and web.web
    ttl = {name: one("prod", "aws:cloudfront/cachePolicy:CachePolicy", f"web-{name}").inputs["defaultTtl"] for name in ("pages", "assets")}
    assert ttl == {"pages": 60, "assets": web.web.static_seconds}
    assert behavior("prod", "/assets/*")["cachePolicyId"] == one("prod", "aws:cloudfront/cachePolicy:CachePolicy", "web-assets").id


@pytest.mark.parametrize(("pattern", "host"), [("/api/*", "app-api.example.com"), ("/ingest/*", "ingest.example.com")])
def test_services_are_never_kept_and_hear_their_own_host(pattern: str, host: str) -> None:
    found = behavior("prod", pattern)
    assert found["targetOriginId"] == host
    assert found["cachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachingDisabled"
    assert found["originRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac", "AllViewerExceptHostHeader"
    assert "POST" in found["allowedMethods"]


def test_without_people_the_api_is_the_programs() -> None:
    assert behavior(BEHIND, "/api/*")["targetOriginId"] == "api.cloudflare.example.com"
    assert [each["pathPattern"] for each in one(BEHIND, DISTRIBUTION, "web").inputs["orderedCacheBehaviors"]] == ["/assets/*", "/api/*"]


def test_files_come_from_the_dr_regions_bucket_when_the_primarys_fails() -> None:
    inputs = one("prod", DISTRIBUTION, "web").inputs
    (group,) = inputs["originGroups"]
    assert [member["originId"] for member in group["members"]] == ["web-us-east-1", "web-us-west-2"]
    assert inputs["defaultCacheBehavior"]["targetOriginId"] == group["originId"]
    origins = {origin["originId"]: origin for origin in inputs["origins"]}
    for region in ("us-east-1", "us-west-2"):
        assert re.fullmatch(
            rf"event-platform-[a-z0-9-]*web[a-z0-9-]*\.s3\.{region}\.amazonaws\.com", origins[f"web-{region}"]["domainName"]
        )
        assert origins[f"web-{region}"]["originAccessControlId"]
    assert "originGroups" not in one(BEHIND, DISTRIBUTION, "web").inputs


def test_an_error_is_not_kept_and_none_becomes_a_page() -> None:
    responses = one("prod", DISTRIBUTION, "web").inputs["customErrorResponses"]
    assert {each["errorCode"] for each in responses} == {500, 502, 503, 504}
    assert all(each["errorCachingMinTtl"] == 1 and "responsePagePath" not in each for each in responses)


def test_the_files_are_copied_both_ways() -> None:
    copies = {copy.name: copy for copy in inventory_of("prod").of_type("aws:s3/bucketReplicationConfig:BucketReplicationConfig")}
    there, back = copies["us-east-1-web"], copies["us-west-2-web"]
    assert there.inputs["rules"][0]["destination"]["bucket"].endswith(back.inputs["bucket"])
    assert back.inputs["rules"][0]["destination"]["bucket"].endswith(there.inputs["bucket"])


def test_cloudfront_decrypts_the_web_applications_files_and_nothing_else() -> None:
    def of_cloudfront(region: str) -> list[dict[str, Any]]:
        policy = json.loads(key_policy(placement("prod", region), "s3"))
        return [each for each in policy["Statement"] if each["Principal"] == {"Service": "cloudfront.amazonaws.com"}]

    for region in ("us-east-1", "us-west-2"):
        (statement,) = of_cloudfront(region)
        assert statement["Action"] == ["kms:Decrypt"]
        bucket = f"arn:aws:s3:::{placement('prod', region).bucket('web')}"
        assert statement["Condition"] == {
            "ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{settings_of('prod').account_id}:distribution/*"},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": [bucket, f"{bucket}/*"]},
        }
    assert of_cloudfront("eu-west-1") == [], "a secondary region has no such files"


def test_logs_name_neither_cookies_nor_questions() -> None:
    fields = one("prod", "aws:cloudwatch/logDelivery:LogDelivery", "web-logs").inputs["recordFields"]
    assert "cs-uri-stem" in fields
    assert not {"cs(Cookie)", "cs-uri-query"} & set(fields)


def test_a_cache_that_is_worth_too_little_is_told_with_the_metric_that_shows_it() -> None:
    alarm = one(BEHIND, ALARM, "web-hits").inputs
    assert (alarm["metricName"], alarm["threshold"], alarm["comparisonOperator"]) == ("CacheHitRate", 60, "LessThanThreshold")
    assert alarm["dimensions"] == {"DistributionId": one(BEHIND, DISTRIBUTION, "web").id, "Region": "Global"}
    assert one(BEHIND, "aws:cloudfront/monitoringSubscription:MonitoringSubscription", "web").inputs["distributionId"]


def test_load_balancers_know_cloudfront_by_a_secret_and_do_not_count_it_as_one_caller() -> None:
    def scope(stack: str, name: str) -> dict[str, Any] | None:
        rules = {rule["name"]: rule for rule in one(stack, WEB_ACL, name).inputs["rules"]}
        found: dict[str, Any] | None = rules["RequestsOfAnAddress"]["statement"]["rateBasedStatement"].get("scopeDownStatement")
        return found

    statement = (scope("prod", "eu-west-1-firewall") or {})["notStatement"]["statement"]
    assert statement["byteMatchStatement"]["fieldToMatch"] == {"singleHeader": {"name": "x-edge-key"}}
    assert statement["byteMatchStatement"]["searchString"] == SECRET
    assert scope("prod", "web-firewall") is None, "CloudFront's own counts everybody"
    origins = {origin["originId"]: origin for origin in one("prod", DISTRIBUTION, "web").inputs["origins"]}
    assert origins["app-api.example.com"]["customHeaders"] == [{"name": "x-edge-key", "value": SECRET}]
    assert "customHeaders" not in origins["ingest.example.com"], "API Gateway has no use for it"


# Shield Advanced and Cloudflare


def test_shield_protects_what_the_internet_reaches() -> None:
    protected = {each.name: each.inputs["resourceArn"] for each in inventory_of(BEHIND).of_type("aws:shield/protection:Protection")}
    assert set(protected) == {"shield-zone", "shield-eu-west-1", "shield-eu-north-1", "shield-web"}
    assert protected["shield-zone"] == "arn:aws:route53:::hostedzone/Z0CLOUDFLARE0EXAMPLE"
    assert not inventory_of("prod").of_type("aws:shield/subscription:Subscription")


def test_names_of_the_web_application_lead_to_cloudflare_and_from_there_to_cloudfront() -> None:
    (record,) = records(BEHIND, "www.cloudflare.example.com")
    assert (record["type"], record["records"]) == ("CNAME", ["www.cloudflare.example.com.cdn.cloudflare.net"])
    behind = one(BEHIND, "cloudflare:index/dnsRecord:DnsRecord", "www.cloudflare.example.com").inputs
    assert behind["proxied"] is True
    assert behind["content"].endswith(".cloudfront.net")
    assert sorted(each["type"] for each in records("prod", "www.example.com")) == ["A", "AAAA"]


def test_cloudflare_checks_limits_and_keeps_assets_only() -> None:
    rules = {each.inputs["phase"]: each.inputs["rules"] for each in inventory_of(BEHIND).of_type("cloudflare:index/ruleset:Ruleset")}
    assert {each["actionParameters"]["id"] for each in rules["http_request_firewall_managed"]} == {
        "efb7b8c949ac4650a09736fc376e9aee", "4814384a9e5d4991b9815dcfc25d2f1f",
    }  # fmt: skip
    (limit,) = rules["http_ratelimit"]
    assert (limit["ratelimit"]["requestsPerPeriod"], limit["ratelimit"]["period"]) == (300, 60)
    nothing, assets = rules["http_request_cache_settings"]
    assert nothing["actionParameters"] == {"cache": False}
    assert "/assets/" in assets["expression"]
    assert all("www.cloudflare.example.com" in rule["expression"] for phase in rules.values() for rule in phase)
    strict = one(BEHIND, "cloudflare:index/zoneSetting:ZoneSetting", "cloudflare-ssl").inputs
    assert strict["value"] == "strict"
    assert one(BEHIND, "pulumi:providers:cloudflare", "cloudflare").inputs["apiToken"] == SECRET


def test_behind_cloudflare_nobody_else_comes_in_and_callers_are_counted_one_by_one() -> None:
    rules = sorted(one(BEHIND, WEB_ACL, "web-firewall").inputs["rules"], key=lambda rule: float(rule["priority"]))
    assert [rule["name"] for rule in rules][:2] == ["NotByCloudflare", "RequestsOfAnAddress"]
    assert len(rules[0]["statement"]["notStatement"]["statement"]["orStatement"]["statements"]) == 2
    counted = rules[1]["statement"]["rateBasedStatement"]
    assert (counted["aggregateKeyType"], counted["forwardedIpConfig"]["headerName"]) == ("FORWARDED_IP", "CF-Connecting-IP")
    versions = {each.inputs["ipAddressVersion"]: each.inputs["addresses"] for each in inventory_of(BEHIND).of_type("aws:wafv2/ipSet:IpSet")}
    assert all(":" in address for address in versions["IPV6"])
    assert "104.16.0.0/13" in versions["IPV4"]
    assert not any(rule["name"].startswith("NotBy") for rule in one("prod", WEB_ACL, "web-firewall").inputs["rules"])


def test_other_stacks_do_not_load_cloudflares_sdk() -> None:
    assert not [each for each in inventory_of("prod") if each.type.startswith("cloudflare:")]
    imports = (Path(__file__).parents[2] / "components" / "edge" / "web.py").read_text()
    assert re.search(r"^from components\.edge\.cloudflare import", imports, re.MULTILINE) is None


# Settings

WEB = "web: { hosts: [www.example.com] }"
WITH = f"{WEB}\n    cloudflare: {{ zone_id: 0123456789abcdef0123456789abcdef }}"


def test_cloudflare_needs_a_token_and_says_how_to_give_it(tmp_path: Path) -> None:
    error = str(mistakes(tmp_path, changed((WEB, WITH))))
    assert "cloudflare:apiToken" in error
    assert "pulumi config set --secret" in error


def test_cloudflare_cannot_stand_before_nothing_or_before_the_zones_own_name(tmp_path: Path) -> None:
    assert "give edge.web" in str(mistakes(tmp_path, changed((WEB, WITH.removeprefix(WEB)))))
    assert "by CNAME" in str(mistakes(tmp_path, changed((WEB, WITH.replace("www.example.com", "example.com")))))
