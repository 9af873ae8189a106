"""Collectors and Jaeger, as each stack's program registers them."""

from pathlib import Path
from typing import Any

import pytest

from components.kubernetes.names import OTLP
from tests.cluster import DR, PRIMARY, before, objects, release, the, values
from tests.support import ROOT, any_settings_of, inventory_of
from tests.unit.stack_files import mistakes

everywhere = pytest.mark.parametrize(("stack", "place"), [("local", ""), ("dev", ""), ("prod", PRIMARY), ("prod", DR)])
LOCAL = (ROOT / "Pulumi.local.yaml").read_text()


def config(stack: str, place: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = the(stack, "OpenTelemetryCollector", f"monitoring/{name}", place).inputs["spec"]["config"]
    return found


@everywhere
def test_services_find_the_collector_where_the_platform_says(stack: str, place: str) -> None:
    gateway = the(stack, "OpenTelemetryCollector", "monitoring/otel", place)
    host, _, port = OTLP.partition(":")
    # The operator names the service after the object.
    assert host == f"{gateway.inputs['metadata']['name']}-collector.monitoring.svc"
    receiver = gateway.inputs["spec"]["config"]["receivers"]["otlp"]["protocols"]["grpc"]
    assert receiver["endpoint"].endswith(f":{port}")
    assert host in the(stack, "Certificate", "monitoring/otel-collector", place).inputs["spec"]["dnsNames"]


@everywhere
def test_spans_are_taken_and_sent_on_by_tls_only(stack: str, place: str) -> None:
    for name in ("otel", "otel-sampler"):
        given = config(stack, place, name)
        for protocol in given["receivers"]["otlp"]["protocols"].values():
            assert protocol["tls"]["cert_file"]
    gateway, sampler = config(stack, place, "otel"), config(stack, place, "otel-sampler")
    assert gateway["exporters"]["loadbalancing"]["protocol"]["otlp"]["tls"]["ca_file"]
    assert sampler["exporters"]["otlp/jaeger"]["tls"]["ca_file"]
    assert sampler["receivers"]["otlp"]["protocols"]["grpc"]["tls"]["client_ca_file"]


@everywhere
def test_a_whole_trace_reaches_one_sampler_which_keeps_errors_slow_ones_and_a_share(stack: str, place: str) -> None:
    traces = any_settings_of(stack).observability.traces
    assert config(stack, place, "otel")["exporters"]["loadbalancing"]["routing_key"] == "traceID"
    choice = config(stack, place, "otel-sampler")["processors"]["tail_sampling"]["policies"]
    assert {policy["type"]: policy[policy["type"]] for policy in choice} == {
        "status_code": {"status_codes": ["ERROR"]},
        "latency": {"threshold_ms": traces.slow_milliseconds},
        "probabilistic": {"sampling_percentage": traces.sampling_percent},
    }


@everywhere
def test_every_part_of_a_pipeline_is_declared_and_used(stack: str, place: str) -> None:
    for name in ("otel", "otel-sampler"):
        given = config(stack, place, name)
        connectors = set(given.get("connectors", {}))
        pipelines = given["service"]["pipelines"].values()
        for part in ("receivers", "processors", "exporters"):
            used = {one for pipeline in pipelines for one in pipeline[part]} - connectors
            assert used == set(given[part]), (name, part)


@pytest.mark.parametrize(("stack", "place", "expected"), [("local", "", False), ("dev", "", False), ("prod", PRIMARY, True)])
def test_x_ray_gets_traces_where_the_settings_say_so_by_an_identity_of_the_samplers(stack: str, place: str, expected: bool) -> None:
    exporters = config(stack, place, "otel-sampler")["exporters"]
    assert ("awsxray" in exporters) is expected
    roles = [one.name for one in inventory_of(stack).of_type("aws:iam/rolePolicy:RolePolicy") if one.name.endswith("-otel-sampler")]
    assert bool(roles) is expected
    if expected:
        identity = next(
            one
            for one in inventory_of(stack).of_type("aws:eks/podIdentityAssociation:PodIdentityAssociation")
            if one.name == f"{place}-otel-sampler"
        )
        assert identity.inputs["serviceAccount"] == "otel-sampler-collector"
        assert identity.name in before(stack, the(stack, "OpenTelemetryCollector", "monitoring/otel-sampler", place))


def test_x_ray_needs_aws(tmp_path: Path) -> None:
    text = LOCAL.replace("sampling_percent: 100", "sampling_percent: 100\n      x_ray: true", 1)
    assert "observability.traces.x_ray = true\n      needs AWS" in mistakes(tmp_path, text, "local").text()


@everywhere
def test_collectors_come_after_their_operator_and_their_certificate(stack: str, place: str) -> None:
    for kind in ("OpenTelemetryCollector", "Instrumentation"):
        for one in objects(stack, kind, place):
            assert release(stack, "opentelemetry-operator", place).name in before(stack, one)
    certificate = the(stack, "Certificate", "monitoring/otel-collector", place)
    assert certificate.name in before(stack, the(stack, "OpenTelemetryCollector", "monitoring/otel", place))


@everywhere
def test_jaeger_keeps_traces_in_opensearch_with_a_password_from_a_file(stack: str, place: str) -> None:
    given = values(stack, "jaeger", place)
    store = given["userconfig"]["extensions"]["jaeger_storage"]["backends"]["traces"]["opensearch"]
    assert store["auth"]["basic"] == {"username": "platform", "password_file": "/search/password"}
    assert given["userconfig"]["extensions"]["jaeger_query"]["http"]["tls"]["cert_file"]
    (url,) = [entry["value"] for entry in given["jaeger"]["extraEnv"] if entry["name"] == "SEARCH_URL"]
    assert url.startswith("https://")
    assert ("ca_file" in store["tls"]) is (stack == "local")
    kind = "Secret" if stack == "local" else "ExternalSecret"
    assert the(stack, kind, "monitoring/search", place).name in before(stack, release(stack, "jaeger", place))


@pytest.mark.parametrize(("stack", "place", "copies"), [("local", "", 0), ("dev", "", 0), ("prod", PRIMARY, 1)])
def test_an_index_has_as_many_copies_as_there_are_nodes_for(stack: str, place: str, copies: int) -> None:
    given = values(stack, "jaeger", place)["userconfig"]["extensions"]["jaeger_storage"]["backends"]["traces"]["opensearch"]["indices"]
    assert {index["replicas"] for index in given.values()} == {copies}


@everywhere
def test_collectors_and_jaeger_are_watched(stack: str, place: str) -> None:
    assert {"otel-collector", "otel-sampler-collector", "jaeger"} <= {
        one.inputs["metadata"]["name"] for one in objects(stack, "PodMonitor", place)
    }


def test_jaeger_has_a_budget_where_one_pod_may_be_away() -> None:
    assert the("prod", "PodDisruptionBudget", "monitoring/jaeger", PRIMARY).inputs["spec"]["maxUnavailable"] == 1
    assert not [one for one in objects("prod", "PodDisruptionBudget", DR) if one.inputs["metadata"]["name"] == "jaeger"]
    assert not [one for one in objects("local", "PodDisruptionBudget") if one.inputs["metadata"]["name"] == "jaeger"]
