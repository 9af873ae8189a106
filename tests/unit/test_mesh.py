"""Istio, as each stack's program registers it."""

from pathlib import Path

import pytest
import yaml

from components.kubernetes.mesh import routes
from components.kubernetes.mesh.mesh import IN_THE_MESH
from components.kubernetes.mesh.values import _MOUNT_CA, GATEWAY_LABELS, TLS_OF_THEIR_OWN
from components.kubernetes.names import APPLICATIONS, CA_SECRET, OTLP
from settings.mesh import Traffic
from tests.cluster import objects, release, spec, the, values
from tests.support import LOCAL, settings_of
from tests.unit.stack_files import changed, mistakes

every_stack = pytest.mark.parametrize("stack", [LOCAL, "dev"])
EVENTS = routes.MeshService("ingestion", "ingestion", 8080, ("events.example.com",), ("/v1/events",))
PODS = {"app.kubernetes.io/name": "ingestion"}


# The rules of the whole mesh


@every_stack
def test_whoever_calls_a_pod_of_the_mesh_shows_a_certificate(stack: str) -> None:
    everywhere = the(stack, "PeerAuthentication", "istio-system/default")
    assert everywhere.inputs["spec"] == {"mtls": {"mode": "STRICT"}}
    others = [one for one in objects(stack, "PeerAuthentication") if one.urn != everywhere.urn]
    for one in others:
        assert one.inputs["spec"]["selector"]["matchLabels"], one.urn
        assert one.inputs["spec"]["mtls"] == {"mode": "STRICT"}, one.urn


@every_stack
def test_nobody_may_call_a_service_unless_a_rule_says_so(stack: str) -> None:
    closed = [one.inputs for one in objects(stack, "AuthorizationPolicy") if one.inputs["spec"] == {"action": "ALLOW"}]
    denied = {one["metadata"]["namespace"] for one in closed}
    assert denied == set(APPLICATIONS)


@every_stack
def test_pods_of_the_platforms_own_services_and_kongs_have_a_proxy(stack: str) -> None:
    namespaces = [one.inputs["metadata"] for one in objects(stack, "Namespace")]
    injected = {one["name"] for one in namespaces if one["labels"].get("istio-injection") == "enabled"}
    assert injected == set(IN_THE_MESH) == {*APPLICATIONS, "kong"}


@every_stack
def test_proxies_satisfy_pod_security_restricted_so_that_only_the_network_plugin_is_an_exception(stack: str) -> None:
    told = values(stack, "istiod")
    assert told["cni"] == {"enabled": True}
    assert told["global"]["proxy"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert "limits" in told["global"]["proxy"]["resources"]
    level = "pod-security.kubernetes.io/enforce"
    levels = {one.inputs["metadata"]["name"]: one.inputs["metadata"]["labels"][level] for one in objects(stack, "Namespace")}
    assert levels["istio-cni"] == "privileged"
    assert {levels[name] for name in (*APPLICATIONS, "kong", "istio-system", "istio-ingress", "argo-rollouts", "argocd")} == {"restricted"}


@every_stack
def test_the_network_plugin_is_there_before_the_control_plane_and_both_before_pods_with_proxies(stack: str) -> None:
    plugin, control, kong = release(stack, "istio-cni"), release(stack, "istiod"), release(stack, "kong")
    assert plugin.urn in control.depends_on
    assert control.urn in kong.depends_on
    for kind in ("PeerAuthentication", "AuthorizationPolicy", "Telemetry", "ServiceEntry", "DestinationRule", "Gateway"):
        assert all(control.urn in one.depends_on for one in objects(stack, kind) if one.inputs["metadata"]["namespace"] == "istio-system")


@every_stack
def test_istiod_has_no_listener_without_tls_for_proxies(stack: str) -> None:
    assert values(stack, "istiod")["extraContainerArgs"] == ["--grpcAddr="]


@every_stack
def test_images_of_the_mesh_have_the_version_of_the_charts(stack: str) -> None:
    for chart in ("istiod", "istio-cni"):
        assert values(stack, chart)["global"]["tag"] == release(stack, chart).inputs["version"] == "1.30.3"


# Traces


@every_stack
def test_proxies_send_traces_to_the_collector_by_tls_and_verify_it(stack: str) -> None:
    (provider,) = values(stack, "istiod")["meshConfig"]["extensionProviders"]
    entry, rule = (spec(stack, kind, "istio-system/traces") for kind in ("ServiceEntry", "DestinationRule"))
    assert [provider["opentelemetry"]["service"]] == entry["hosts"] == [rule["host"]]
    host, _, port = OTLP.rpartition(":")
    assert provider["opentelemetry"]["port"] == entry["ports"][0]["number"] == int(port)
    tls = rule["trafficPolicy"]["tls"]
    assert (tls["mode"], tls["subjectAltNames"]) == ("SIMPLE", [host])
    (mount,) = yaml.safe_load(_MOUNT_CA)["spec"]["initContainers"][0]["volumeMounts"]
    assert tls["caCertificates"] == f"{mount['mountPath']}/ca.crt"
    assert values(stack, "istiod")["sidecarInjectorWebhook"]["defaultTemplates"] == ["sidecar", CA_SECRET]


@every_stack
def test_proxies_leave_alone_what_clients_encrypt_themselves(stack: str) -> None:
    excluded = values(stack, "istiod")["global"]["proxy"]["excludeOutboundPorts"].split(",")
    assert {int(port) for port in excluded} == set(TLS_OF_THEIR_OWN.values())
    assert int(OTLP.rpartition(":")[2]) in TLS_OF_THEIR_OWN.values()


# The gateway


@every_stack
def test_the_gateway_serves_tls_only_and_answers_http_with_a_redirect(stack: str) -> None:
    gateway = the(stack, "Gateway", "istio-ingress/platform")
    https, http = gateway.inputs["spec"]["servers"]
    assert https["port"] == {"number": 443, "name": "https", "protocol": "HTTPS"}
    assert (https["tls"]["mode"], https["tls"]["minProtocolVersion"]) == ("SIMPLE", "TLSV1_2")
    assert http["tls"] == {"httpsRedirect": True}
    certificate = the(stack, "Certificate", f"istio-ingress/{https['tls']['credentialName']}")
    assert certificate.inputs["spec"]["dnsNames"] == https["hosts"] == http["hosts"]
    assert gateway.inputs["spec"]["selector"] == GATEWAY_LABELS


def test_who_reaches_the_gateway_is_a_setting() -> None:
    assert values(LOCAL, "istio-gateway")["service"]["type"] == "ClusterIP"
    service = values("dev", "istio-gateway")["service"]
    assert (service["type"], service["loadBalancerClass"]) == ("LoadBalancer", "service.k8s.aws/nlb")
    assert service["annotations"]["service.beta.kubernetes.io/aws-load-balancer-scheme"] == "internal"
    assert service["loadBalancerSourceRanges"] == ["10.20.0.0/16", "100.70.0.0/16"]


def test_a_single_replica_has_no_budget_that_would_block_a_drain() -> None:
    assert values(LOCAL, "istio-gateway")["podDisruptionBudget"] == {}
    assert values(LOCAL, "istiod")["global"]["defaultPodDisruptionBudget"] == {"enabled": False}
    assert values("prod", "istio-gateway")["podDisruptionBudget"] == {"minAvailable": 1}
    assert values("prod", "istiod")["autoscaleMin"] == 3


def test_without_an_edge_the_gateways_load_balancer_has_the_names() -> None:
    annotations = values("dev", "istio-gateway")["service"]["annotations"]
    hosts = settings_of("dev").mesh.hosts
    assert {key.rpartition("/")[2]: value for key, value in annotations.items() if key.startswith("external-dns")} == {
        "hostname": ",".join(hosts),
        "set-identifier": "us-east-1",
        "aws-region": "us-east-1",
    }


# Routes of services


def test_events_are_tried_twice_more_within_ten_seconds() -> None:
    spec = routes.virtual_service(EVENTS, Traffic())["spec"]
    (route,) = spec["http"]
    assert route["timeout"] == "10s"
    assert route["retries"] == {"attempts": 2, "perTryTimeout": "5s", "retryOn": "5xx,reset,connect-failure,refused-stream"}
    assert {"gateways": ["istio-ingress/platform"], "uri": {"prefix": "/v1/events"}} in route["match"]
    assert spec["hosts"] == ["ingestion.ingestion.svc.cluster.local", "events.example.com"]


def test_a_service_without_hosts_is_reached_from_inside_only() -> None:
    spec = routes.virtual_service(routes.MeshService("ml", "ml", 8080), Traffic())["spec"]
    assert spec["gateways"] == ["mesh"]
    assert spec["http"][0]["match"] == [{"gateways": ["mesh"]}]


def test_a_service_gets_so_many_calls_and_loses_replicas_that_fail() -> None:
    policy = routes.destination_rule(EVENTS, Traffic(), PODS)["spec"]["trafficPolicy"]
    assert policy["tls"] == {"mode": "ISTIO_MUTUAL"}
    assert policy["connectionPool"] == {
        "tcp": {"maxConnections": 1000, "connectTimeout": "3s"},
        "http": {"http2MaxRequests": 1000, "maxRequestsPerConnection": 10},
    }
    assert policy["loadBalancer"] == {"simple": "LEAST_REQUEST"}
    assert policy["outlierDetection"] == {
        "consecutive5xxErrors": 5,
        "interval": "30s",
        "baseEjectionTime": "30s",
        "maxEjectionPercent": 50,
        "minHealthPercent": 50,
    }


def test_a_canary_divides_calls_between_subsets_that_the_rollouts_controller_moves() -> None:
    service = routes.MeshService("api", "api", 8080, canary=True)
    (route,) = routes.virtual_service(service, Traffic())["spec"]["http"]
    assert route["name"] == routes.ROUTE
    assert [(one["destination"]["subset"], one["weight"]) for one in route["route"]] == [("stable", 100), ("canary", 0)]
    subsets = routes.destination_rule(service, Traffic(), PODS)["spec"]["subsets"]
    assert [one["name"] for one in subsets] == ["stable", "canary"]
    assert "subsets" not in routes.destination_rule(EVENTS, Traffic(), PODS)["spec"]


def test_only_named_callers_may_call_and_prometheus_reads_metrics() -> None:
    caller = routes.principal("web", "web")
    policy = routes.authorization(EVENTS, PODS, [routes.GATEWAY_PRINCIPAL, caller], [8080], 9090)["spec"]
    calls, metrics = policy["rules"]
    assert calls["from"] == [{"source": {"principals": [routes.GATEWAY_PRINCIPAL, "cluster.local/ns/web/sa/web"]}}]
    assert calls["to"] == [{"operation": {"ports": ["8080"]}}]
    assert metrics == {"to": [{"operation": {"ports": ["9090"]}}]}


def test_a_service_that_nobody_calls_has_no_rule_and_so_no_caller() -> None:
    assert "rules" not in routes.authorization(EVENTS, PODS, [], [8080])["spec"]


def test_metrics_are_the_only_port_without_mutual_tls() -> None:
    spec = routes.scraped(EVENTS, PODS, 9090)["spec"]
    assert spec["mtls"] == {"mode": "STRICT"}
    assert spec["portLevelMtls"] == {"9090": {"mode": "PERMISSIVE"}}


# Mistakes


def test_a_try_that_takes_longer_than_the_call_may_is_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("event-platform:mesh:\n", "event-platform:mesh:\n    traffic: { timeout_seconds: 3 }\n"))).text()
    assert "try_seconds (5) exceeds timeout_seconds (3): no try takes that long" in text


def test_a_host_of_both_gateways_is_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("hosts: [events.example.com]", "hosts: [events.example.com, api.example.com]"))).text()
    assert 'gateway.host = "api.example.com"' in text
    assert "is in mesh.hosts, too; a host leads either to the mesh's gateway or to Kong" in text


def test_a_host_that_is_no_name_is_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("hosts: [events.example.com]", "hosts: [https://events]"))).text()
    assert "must be a host name, such as events.example.com" in text


def test_fewer_replicas_at_most_than_at_least_are_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("control_plane: { min: 3, max: 6 }", "control_plane: { min: 3, max: 2 }"))).text()
    assert "max (2) is less than min (3)" in text
