"""What holds for every way in from the internet, in every stack."""

import pytest

from inventory.resource import Resource
from tests.support import ALL_STACKS, inventory_of, settings_of

every_stack = pytest.mark.parametrize("stack", ALL_STACKS)

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
GROUP_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
WITH_AN_EDGE = tuple(stack for stack in ALL_STACKS if settings_of(stack).edge)


def public(stack: str) -> list[Resource]:
    """Load balancers that the internet reaches."""
    return [one for one in inventory_of(stack).of_type(BALANCER) if not one.inputs.get("internal")]


def test_some_stacks_have_an_edge_and_some_have_none() -> None:
    assert {"staging", "prod", "edge"} <= set(WITH_AN_EDGE) < set(ALL_STACKS)


@every_stack
def test_only_an_edge_has_public_load_balancers_one_a_region(stack: str) -> None:
    settings = settings_of(stack)
    expected = [region.name for region in settings.regions] if settings.edge else []
    assert sorted(one.region for one in public(stack)) == sorted(expected)


@every_stack
def test_public_load_balancers_refuse_odd_requests_and_write_down_the_others(stack: str) -> None:
    for balancer in public(stack):
        told = balancer.inputs
        assert told["dropInvalidHeaderFields"] is True
        assert told["desyncMitigationMode"] == "strictest"
        assert told["enableCrossZoneLoadBalancing"] is True
        assert told["accessLogs"]["enabled"] is True
        assert "access-logs" in told["accessLogs"]["bucket"]
        assert told["enableDeletionProtection"] is settings_of(stack).protect
        names = {one.id: one.inputs["tags"]["Name"] for one in inventory_of(stack).of_type("aws:ec2/subnet:Subnet")}
        assert all("public" in names[subnet] for subnet in told["subnets"])


@every_stack
def test_every_listener_speaks_tls_from_1_2_on_or_leads_there(stack: str) -> None:
    for listener in inventory_of(stack).of_type(LISTENER):
        if listener.inputs["protocol"] == "HTTPS":
            assert listener.inputs["sslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2-")
        else:
            (action,) = listener.inputs["defaultActions"]
            assert action["redirect"]["protocol"] == "HTTPS"


@every_stack
def test_a_firewall_stands_before_every_public_load_balancer(stack: str) -> None:
    guarded = [one.inputs["resourceArn"] for one in inventory_of(stack).of_type("aws:wafv2/webAclAssociation:WebAclAssociation")]
    for balancer in public(stack):
        assert [arn for arn in guarded if f":{balancer.region}:" in arn and f"/{balancer.name}-" in arn], balancer.name
    logs = inventory_of(stack).of_type("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")
    assert len({one.inputs["resourceArn"] for one in logs}) == len(inventory_of(stack).of_type("aws:wafv2/webAcl:WebAcl"))


@every_stack
def test_apis_are_reached_by_their_own_names_only(stack: str) -> None:
    for api in inventory_of(stack).of_type("aws:apigatewayv2/api:Api"):
        assert api.inputs["disableExecuteApiEndpoint"] is True
    for stage in inventory_of(stack).of_type("aws:apigatewayv2/stage:Stage"):
        assert stage.inputs["accessLogSettings"]["destinationArn"].startswith(f"arn:aws:logs:{stage.region}:")
    for domain in inventory_of(stack).of_type("aws:apigatewayv2/domainName:DomainName"):
        assert domain.inputs["domainNameConfiguration"]["securityPolicy"] == "TLS_1_2"


@every_stack
def test_the_world_comes_in_on_80_and_443_only(stack: str) -> None:
    for rule in inventory_of(stack).of_type(GROUP_RULE):
        if rule.inputs.get("cidrIpv4") == "0.0.0.0/0" or rule.inputs.get("cidrIpv6") == "::/0":
            assert "-web-from-anywhere" in rule.name
            assert rule.inputs["fromPort"] == rule.inputs["toPort"] in (80, 443)
