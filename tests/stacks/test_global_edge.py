"""What holds for the edge of every stack that has one, and what a failover changes of it: nothing."""

from collections import Counter

import pytest

from inventory.resource import Inventory, Resource
from tests.support import ALL_STACKS, inventory_of, settings_of
from tests.turns import inventory_with

WITH_EDGE = [stack for stack in ALL_STACKS if settings_of(stack).edge]
WITH_WEB = [stack for stack in WITH_EDGE if (edge := settings_of(stack).edge) and edge.web]
RECORD = "aws:route53/record:Record"
HEALTH = "aws:route53/healthCheck:HealthCheck"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
FIREWALL = "aws:wafv2/webAcl:WebAcl"


def public_hosts(stack: str) -> set[str]:
    """Every name that callers use."""
    settings = settings_of(stack)
    assert settings.edge
    names = [*settings.mesh.hosts, settings.gateway.host, settings.gateway.users and settings.gateway.users.host]
    names += settings.edge.web.hosts if settings.edge.web else ()
    names += [settings.edge.ingest.host] if settings.edge.ingest else ()
    return {name for name in names if name}


def records_of(inventory: Inventory) -> dict[str, Resource]:
    return {record.urn: record for record in inventory.of_type(RECORD)}


@pytest.mark.parametrize("stack", WITH_EDGE)
def test_every_public_name_leads_somewhere_and_no_record_stands_twice(stack: str) -> None:
    records = [record.inputs for record in inventory_of(stack).of_type(RECORD)]
    named = Counter((record["name"], record["type"], record.get("setIdentifier")) for record in records)
    assert [key for key, count in named.items() if count > 1] == []
    assert public_hosts(stack) <= {record["name"] for record in records}


@pytest.mark.parametrize("stack", WITH_EDGE)
def test_the_dr_region_is_reached_through_the_switch_only(stack: str) -> None:
    settings = settings_of(stack)
    known = public_hosts(stack)
    for record in inventory_of(stack).of_type(RECORD):
        if settings.dr and record.inputs.get("setIdentifier") == settings.dr.name:
            assert record.inputs["failoverRoutingPolicies"] == [{"type": "SECONDARY"}], record.urn
            assert record.inputs["name"].startswith("home."), record.urn
    assert ("switch" in inventory_of(stack).outputs) == bool(settings.dr)
    assert set(inventory_of(stack).outputs["hosts"]) <= known


@pytest.mark.parametrize("stack", [stack for stack in WITH_EDGE if any(one.role == "secondary" for one in settings_of(stack).regions)])
def test_callers_of_a_lost_secondary_region_are_led_to_another(stack: str) -> None:
    """Each name has a latency record for each region that always works; one whose target is unwell is left out, and others remain.

    A secondary region is left out, too, when it is not answered from outside; the primary is not: that is the switch's to decide.
    """
    settings = settings_of(stack)
    works = {region.name for region in settings.regions if region.role != "dr"}
    checks = {check.id: check.inputs for check in inventory_of(stack).of_type(HEALTH)}
    all_records = [record.inputs for record in inventory_of(stack).of_type(RECORD)]
    nearest = [record for record in all_records if record.get("latencyRoutingPolicies")]
    hosts = set(inventory_of(stack).outputs["hosts"])
    if settings.edge and settings.edge.ingest:
        hosts.add(settings.edge.ingest.host)
    assert hosts <= {record["name"] for record in nearest}
    for host, kind in {(record["name"], record["type"]) for record in nearest}:
        records = [record for record in nearest if (record["name"], record["type"]) == (host, kind)]
        assert {record["setIdentifier"] for record in records} == works and len(works) > 1, host
        for record in records:
            assert [alias["evaluateTargetHealth"] for alias in record["aliases"]] == [True], host
            assert [policy["region"] for policy in record["latencyRoutingPolicies"]] == [record["setIdentifier"]]
            asked = checks[record["healthCheckId"]] if "healthCheckId" in record else {}
            assert bool(asked) == (record["setIdentifier"] != settings.primary.name), host
            if asked:
                (own,) = {one.get("setIdentifier") for one in all_records if (one["name"], one["type"]) == (asked["fqdn"], kind)}
                assert own is None and f".{record['setIdentifier']}." in asked["fqdn"], "the region's own name, whoever is left out"
                assert asked["requestInterval"] * asked["failureThreshold"] <= 90


@pytest.mark.parametrize("stack", WITH_WEB)
def test_every_distribution_has_a_firewall_logs_tls_and_a_certificate_where_cloudfront_looks_for_them(stack: str) -> None:
    inventory = inventory_of(stack)
    logged = {source.inputs["resourceArn"] for source in inventory.of_type("aws:cloudwatch/logDeliverySource:LogDeliverySource")}
    (distribution,) = inventory.of_type(DISTRIBUTION)
    inputs = distribution.inputs
    (firewall,) = [acl for acl in inventory.of_type(FIREWALL) if acl.inputs["scope"] == "CLOUDFRONT"]
    assert firewall.region == "us-east-1"
    assert firewall.urn in distribution.property_dependencies["webAclId"]
    assert f"arn:aws:cloudfront::{settings_of(stack).account_id}:distribution/{distribution.id}" in logged
    assert inputs["viewerCertificate"]["minimumProtocolVersion"] == "TLSv1.2_2021"
    (certificate,) = [
        each for each in inventory.of_type("aws:acm/certificate:Certificate") if each.inputs["domainName"] == inputs["aliases"][0]
    ]
    assert certificate.region == "us-east-1"
    firewall_logs = inventory.of_type("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")
    assert [each for each in firewall_logs if each.name == "web-firewall" and each.region == "us-east-1"]


@pytest.mark.parametrize("stack", WITH_WEB)
def test_every_behavior_of_a_distribution_leads_to_an_origin_that_exists(stack: str) -> None:
    (distribution,) = inventory_of(stack).of_type(DISTRIBUTION)
    inputs = distribution.inputs
    origins = {origin["originId"] for origin in [*inputs["origins"], *inputs.get("originGroups", ())]}
    behaviors = [inputs["defaultCacheBehavior"], *inputs["orderedCacheBehaviors"]]
    assert {behavior["targetOriginId"] for behavior in behaviors} <= origins
    hosts = {origin["domainName"] for origin in inputs["origins"] if "customOriginConfig" in origin}
    assert hosts <= public_hosts(stack), "services are reached by names that follow the switch"


def test_a_failover_changes_no_record_no_health_check_and_no_distribution() -> None:
    """The stack file of staging with the dr region active, run by the same program."""
    dr = settings_of("staging").dr
    assert dr
    before, after = inventory_of("staging"), inventory_with("staging", dr.name)
    assert after.outputs["switch"] == before.outputs["switch"]
    assert records_of(after).keys() == records_of(before).keys()
    for one in before:
        if one.type == RECORD or "platform:edge:GlobalEdge$" in one.urn:
            (other,) = [each for each in after.of_type(one.type) if each.urn == one.urn]
            assert other.inputs == one.inputs, one.urn
    assert any(one.inputs != other.inputs for one, other in zip(before, after, strict=False)), "active_region decides something else"
