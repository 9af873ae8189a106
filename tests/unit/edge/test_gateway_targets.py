"""Gateways in the cluster behind the edge's load balancer."""

import json

import pytest

from tests.cluster import by_name, objects, spec, the, values
from tests.support import inventory_of, settings_of
from tests.unit.compute_facts import of

with_edge = pytest.mark.parametrize("stack", ["staging", "prod", "edge"])

GATEWAYS = {"istio-ingress/edge": ("mesh", "istio-gateway"), "kong/edge": ("kong", "kong-kong-proxy")}
NAMES = "external-dns.alpha.kubernetes.io"
SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme"


@with_edge
def test_each_gateways_pods_are_registered_in_their_own_target_group(stack: str) -> None:
    for region in settings_of(stack).regions:
        bound = by_name(stack, "TargetGroupBinding", region.name)
        assert set(bound) == set(GATEWAYS)
        for name, (gateway, service) in GATEWAYS.items():
            (group,) = (one for one in of(stack, "aws:lb/targetGroup:TargetGroup", region.name) if one.name == f"{region.name}-{gateway}")
            told = bound[name].inputs["spec"]
            assert f"targetgroup/{group.name}-" in told["targetGroupARN"]
            assert told["serviceRef"] == {"name": service, "port": 443}
            assert told["targetType"] == "ip"


@with_edge
def test_the_controller_may_register_in_these_groups_and_change_no_others(stack: str) -> None:
    for region in settings_of(stack).regions:
        policies = of(stack, "aws:iam/rolePolicy:RolePolicy", region.name, "load-balancers")
        statements = [one for policy in policies for one in json.loads(policy.inputs["policy"])["Statement"]]
        (own,) = (one for one in statements if one.get("Sid") == "EdgeTargets")
        assert own["Action"] == ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
        assert len(own["Resource"]) == len(GATEWAYS)
        assert all(":targetgroup/" in arn and "*" not in arn for arn in own["Resource"])


@with_edge
def test_bindings_go_before_the_controller_that_takes_the_pods_out(stack: str) -> None:
    inventory = {one.urn: one for one in inventory_of(stack)}
    for binding in objects(stack, "TargetGroupBinding"):
        waited = {inventory[urn].name.partition("-")[2] for urn in binding.depends_on if urn in inventory}
        assert any(name.endswith("aws-load-balancer-controller") for name in waited), waited


@with_edge
def test_the_load_balancer_may_ask_pods_how_they_are_and_nobody_else_may(stack: str) -> None:
    for name, port in (("istio-ingress/edge-health", 15021), ("kong/edge-health", 8100)):
        (rule,) = spec(stack, "NetworkPolicy", name)["ingress"]
        assert rule["ports"] == [{"protocol": "TCP", "port": port}]
        assert rule["from"] and all(set(peer) == {"ipBlock"} for peer in rule["from"])


@with_edge
def test_the_mesh_has_no_load_balancer_of_its_own_and_no_names(stack: str) -> None:
    service = values(stack, "istio-gateway")["service"]
    assert (service["type"], service["annotations"]) == ("ClusterIP", {})
    for route in objects(stack, "Ingress"):
        annotations = route.inputs["metadata"]["annotations"]
        assert f"{NAMES}/hostname" not in annotations
        assert annotations[f"{NAMES}/ingress-hostname-source"] == "annotation-only"


def test_kong_keeps_a_load_balancer_inside_the_vpc_for_people_of_the_house_only() -> None:
    for stack in ("prod", "edge"):  # whose setting says `internet`
        proxy = values(stack, "kong")["proxy"]
        assert (proxy["type"], proxy["annotations"][SCHEME]) == ("LoadBalancer", "internal")
        assert proxy["loadBalancerSourceRanges"]


@with_edge
def test_gateways_believe_what_the_load_balancer_says_of_who_called(stack: str) -> None:
    told = json.loads(values(stack, "istio-gateway")["podAnnotations"]["proxy.istio.io/config"])
    assert told == {"gatewayTopology": {"numTrustedProxies": 1}}
    assert values(stack, "kong")["env"]["real_ip_header"] == "X-Forwarded-For"


@with_edge
def test_istio_takes_calls_that_name_no_host_in_tls(stack: str) -> None:
    assert all(server["hosts"] == ["*"] for server in spec(stack, "Gateway", "istio-ingress/platform")["servers"])


def test_the_api_says_without_a_login_whether_it_works_and_nothing_else() -> None:
    for name, host in (("api/api-health", "api.example.com"), ("api/api-people-health", "app-api.example.com")):
        route = the("prod", "Ingress", name)
        (rule,) = route.inputs["spec"]["rules"]
        (path,) = rule["http"]["paths"]
        assert (rule["host"], path["path"], path["pathType"]) == (host, "/health/ready", "Exact")
        assert route.inputs["metadata"]["annotations"]["konghq.com/plugins"] == "address-limit"


def test_events_may_be_asked_how_they_are() -> None:
    (route,) = spec("prod", "VirtualService", "ingestion/ingestion")["http"]
    assert {"gateways": ["istio-ingress/platform"], "uri": {"prefix": "/health/ready"}} in route["match"]
    (plain,) = spec("dev", "VirtualService", "ingestion/ingestion")["http"]
    assert not any("/health" in str(match) for match in plain["match"])


def test_without_an_edge_nothing_is_bound_and_gateways_have_load_balancers() -> None:
    assert objects("dev", "TargetGroupBinding") == []
    assert "podAnnotations" not in values("dev", "istio-gateway")
    assert values("dev", "istio-gateway")["service"]["type"] == "LoadBalancer"
