"""The edge of each region: names, certificates, the load balancer, the firewall, and the API before ECS."""

import json
import re
from typing import Any

import pytest

from components.edge.hosts import balanced_hosts, regional
from inventory.resource import Resource
from tests.support import inventory_of, settings_of
from tests.unit.compute_facts import of

with_edge = pytest.mark.parametrize("stack", ["staging", "prod", "edge"])
with_ingest = pytest.mark.parametrize("stack", ["staging", "prod"])

RECORD = "aws:route53/record:Record"
LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
TARGETS = "aws:lb/targetGroup:TargetGroup"
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
ACL = "aws:wafv2/webAcl:WebAcl"


def regions(stack: str) -> list[str]:
    """The regions of a stack."""
    return [region.name for region in settings_of(stack).regions]


def certificate(stack: str, region: str, name: str) -> Resource:
    """A certificate of a region, by its name there."""
    return next(one for one in of(stack, CERTIFICATE, region) if one.name == f"{region}-{name}")


def names(made: Resource) -> set[str]:
    """What a certificate is for."""
    return {made.inputs["domainName"], *made.inputs.get("subjectAlternativeNames", [])}


# Names and certificates


def test_a_hosts_regional_name_keeps_its_labels_and_its_zone() -> None:
    edge = settings_of("edge").edge
    assert edge
    assert regional(edge, "events.edge.example.com", "eu-west-1") == "events.eu-west-1.edge.example.com"
    assert regional(edge, "edge.example.com", "eu-west-1") == "eu-west-1.edge.example.com"


@with_edge
def test_each_region_has_certificates_for_public_names_and_for_its_own(stack: str) -> None:
    settings = settings_of(stack)
    for region in settings.regions:
        hosts = balanced_hosts(settings, region)
        assert names(certificate(stack, region.name, "edge")) == {host.name for host in hosts}
        assert names(certificate(stack, region.name, "edge-regional")) == {host.regional for host in hosts}


@with_edge
def test_no_proof_is_written_twice_and_every_certificate_waits_for_all_of_its_own(stack: str) -> None:
    records = [record.inputs for record in of(stack, RECORD) if record.inputs["type"] == "CNAME"]
    proofs = [record["name"] for record in records if "acm-validations" in str(record["records"])]
    assert len(proofs) == len(set(proofs))
    for waiting in of(stack, VALIDATION):
        own = next(one for one in of(stack, CERTIFICATE) if one.name == waiting.name and one.region == waiting.region)
        proven = {name.partition(".")[2].rstrip(".") for name in waiting.inputs["validationRecordFqdns"]}
        assert proven == names(own)


@with_edge
def test_each_region_can_be_asked_by_names_that_lead_there_whatever_happens(stack: str) -> None:
    settings = settings_of(stack)
    for region in settings.regions:
        balancer = next(one for one in of(stack, "aws:lb/loadBalancer:LoadBalancer", region.name) if not one.inputs["internal"])
        for host in balanced_hosts(settings, region):
            kinds = {record.inputs["type"]: record for record in of(stack, RECORD) if record.inputs["name"] == host.regional}
            assert set(kinds) == ({"A", "AAAA"} if settings.network.ipv6 else {"A"})
            for record in kinds.values():
                (alias,) = record.inputs["aliases"]
                assert balancer.name in alias["name"]
                assert record.inputs.get("latencyRoutingPolicies") is None


def test_a_zone_is_made_only_where_none_is_named() -> None:
    (zone,) = of("edge", "aws:route53/zone:Zone", word="public-zone")
    assert zone.inputs["name"] == "edge.example.com"
    assert {record.inputs["zoneId"] for record in of("edge", RECORD)} == {zone.id}
    assert of("staging", "aws:route53/zone:Zone", word="public-zone") == []


# The load balancer


@with_edge
def test_https_for_known_hosts_and_404_for_all_others(stack: str) -> None:
    settings = settings_of(stack)
    for region in settings.regions:
        made = {one.name: one for one in of(stack, LISTENER, region.name)}
        https, http = made[f"{region.name}-public"], made[f"{region.name}-public-http"]
        assert https.inputs["defaultActions"][0]["fixedResponse"]["statusCode"] == "404"
        assert http.inputs["defaultActions"][0]["redirect"] == {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}
        ruled = {tuple(rule.inputs["conditions"][0]["hostHeader"]["values"]): rule for rule in of(stack, RULE, region.name)}
        assert set(ruled) == {(host.name, host.regional) for host in balanced_hosts(settings, region)}
        priorities = [rule.inputs["priority"] for rule in ruled.values()]
        assert len(priorities) == len(set(priorities))


@with_edge
def test_gateways_hear_the_public_name_by_whichever_they_are_asked(stack: str) -> None:
    for rule in of(stack, RULE):
        public, own = rule.inputs["conditions"][0]["hostHeader"]["values"]
        (transform,) = rule.inputs["transforms"]
        rewrite = transform["hostHeaderRewriteConfig"]["rewrite"]
        assert re.sub(rewrite["regex"], rewrite["replace"], own) == public
        assert re.sub(rewrite["regex"], rewrite["replace"], public) == public
        assert not re.search(rewrite["regex"], own.replace(".", "x"))


@with_edge
def test_gateways_are_asked_where_they_say_that_they_are_ready(stack: str) -> None:
    ready = {"mesh": ("15021", "/healthz/ready"), "kong": ("8100", "/status/ready")}
    for group in of(stack, TARGETS):
        gateway = group.name.rpartition("-")[2]
        if gateway in ready:
            check = group.inputs["healthCheck"]
            assert (check["port"], check["path"]) == ready[gateway]
            assert (group.inputs["protocol"], group.inputs["targetType"]) == ("HTTPS", "ip")
            admitted = of(stack, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", group.region, "-nodes-from-web-")
            opened = {rule.inputs["fromPort"] for rule in admitted}
            assert {8443, int(check["port"])} <= opened


# The firewall


def rules(stack: str, region: str) -> dict[str, Any]:
    """Rules of a region's firewall by name."""
    (acl,) = (one for one in of(stack, ACL, region) if one.inputs["scope"] == "REGIONAL")
    return {rule["name"]: rule for rule in acl.inputs["rules"]}


@with_edge
def test_the_firewall_refuses_floods_and_what_aws_knows_unless_it_only_counts(stack: str) -> None:
    edge = settings_of(stack).edge
    assert edge
    for region in regions(stack):
        made = rules(stack, region)
        assert made["RequestsOfAnAddress"]["statement"]["rateBasedStatement"]["limit"] == edge.firewall.requests
        assert made["RequestsOfAnAddress"]["action"]["block"]["customResponse"]["responseCode"] == 429
        for name in ("CommonRuleSet", "KnownBadInputsRuleSet", "SQLiRuleSet", "AmazonIpReputationList"):
            assert set(made[name]["overrideAction"]) == {"count" if edge.firewall.count_only else "none"}
        assert set(made["AnonymousIpList"]["overrideAction"]) == {"count"}
        assert len({rule["priority"] for rule in made.values()}) == len(made)


@with_edge
def test_the_firewall_writes_what_it_refused_and_no_credentials(stack: str) -> None:
    for log in of(stack, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"):
        hidden = {one["singleHeader"]["name"] for one in log.inputs["redactedFields"]}
        assert {"authorization", "cookie"} <= hidden
        (group,) = (one for one in of(stack, "aws:cloudwatch/logGroup:LogGroup") if one.name == log.name)
        assert group.inputs["name"].startswith("aws-waf-logs-")
        assert group.inputs["kmsKeyId"]
    for acl in of(stack, ACL):
        for seen in (acl.inputs["visibilityConfig"], *(rule["visibilityConfig"] for rule in acl.inputs["rules"])):
            assert seen["sampledRequestsEnabled"] is False


# The API before ECS


@with_ingest
def test_the_api_checks_the_certificate_of_what_it_calls(stack: str) -> None:
    for integration in of(stack, "aws:apigatewayv2/integration:Integration"):
        region = integration.region
        verified = integration.inputs["tlsConfig"]["serverNameToVerify"]
        assert verified in names(certificate(stack, region, "ingest"))
        assert integration.inputs["connectionType"] == "VPC_LINK"
        listener = next(one for one in of(stack, LISTENER, region) if one.name == f"{region}-api")
        assert listener.inputs["port"] == 443


@with_ingest
def test_the_api_is_there_at_its_public_name_and_at_one_of_the_region(stack: str) -> None:
    edge = settings_of(stack).edge
    assert edge and edge.ingest
    for region in regions(stack):
        domains = of(stack, "aws:apigatewayv2/domainName:DomainName", region)
        own = f"ingest.{region}.{edge.zone.domain}"
        assert {one.inputs["domainName"] for one in domains} == {edge.ingest.host, own}
        assert len(of(stack, "aws:apigatewayv2/apiMapping:ApiMapping", region)) == 2
        (record,) = (one for one in of(stack, RECORD) if one.inputs["name"] == own)
        assert "execute-api" in record.inputs["aliases"][0]["name"]


@with_ingest
def test_the_api_is_throttled_and_logs_neither_bodies_nor_headers(stack: str) -> None:
    edge = settings_of(stack).edge
    assert edge and edge.ingest
    for stage in of(stack, "aws:apigatewayv2/stage:Stage"):
        limits = stage.inputs["defaultRouteSettings"]
        assert (limits["throttlingRateLimit"], limits["throttlingBurstLimit"]) == (edge.ingest.requests_per_second, edge.ingest.burst)
        logged = json.loads(stage.inputs["accessLogSettings"]["format"])
        assert not any("header" in value or "body" in value for value in logged.values())


@with_edge
def test_each_region_says_where_it_answers_while_it_serves(stack: str) -> None:
    inventory = inventory_of(stack)
    settings = settings_of(stack)
    for region in settings.regions:
        told = inventory.outputs["regions"][region.name]["health_urls"]
        hosts = {host.name: f"https://{host.regional}/health/ready" for host in balanced_hosts(settings, region)}
        assert hosts.items() <= told.items()
        if settings.edge and settings.edge.ingest:
            assert told[settings.edge.ingest.host] == f"https://ingest.{region.name}.{settings.edge.zone.domain}/health/ready"
