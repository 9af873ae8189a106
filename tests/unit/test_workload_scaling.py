"""How the services follow the load, and what holds them while nodes come and go."""

import pytest

from components.workloads.custom_metrics import BY_NAME, CUSTOM_METRICS
from components.workloads.scaling import behavior
from settings.workloads import METRICS, Growth
from tests.cluster import DR, PRIMARY
from tests.support import LOCAL, any_settings_of, inventory_of
from tests.unit.workload_facts import BUDGET, HPA, SCALED, TRIGGER_ACCESS, VPA, controllers, find, spec

every_stack = pytest.mark.parametrize("stack", ["local", "dev", "staging"])


@every_stack
def test_each_service_has_one_horizontal_scaler_at_most_and_recommendations_that_change_nothing(stack: str) -> None:
    for one in controllers(stack):
        name, place = (
            one.inputs["metadata"]["name"],
            one.name.removesuffix(f"-{one.inputs['metadata']['namespace']}-{one.inputs['metadata']['name']}"),
        )
        settings = any_settings_of(stack).workloads.services[name]
        assert bool(find(stack, HPA, place, name)) == bool(settings.hpa)
        assert bool(find(stack, SCALED, place, name)) == bool(settings.keda)
        target = {"apiVersion": one.inputs["apiVersion"], "kind": one.inputs["kind"], "name": name}
        advice = spec(stack, VPA, place, name)
        assert advice["updatePolicy"] == {"updateMode": "Off"} and advice["targetRef"] == target
        for type_ in (HPA, SCALED):
            if found := find(stack, type_, place, name):
                assert found.inputs["spec"]["scaleTargetRef"] == target


@every_stack
def test_the_number_of_pods_belongs_to_the_scaler_where_there_is_one(stack: str) -> None:
    for one in controllers(stack):
        settings = any_settings_of(stack).workloads.services[one.inputs["metadata"]["name"]]
        if one.name.startswith(DR):
            assert one.inputs["spec"].get("replicas", settings.standby) == settings.standby
        elif "spec.replicas" in one.ignore_changes:
            assert one.inputs["spec"]["replicas"] == settings.least  # the first number: scaler and failover own the next
        elif settings.hpa or settings.keda:
            assert "replicas" not in one.inputs["spec"]
        else:
            assert one.inputs["spec"]["replicas"] == settings.replicas


def test_ingestion_in_prod_grows_by_cpu_memory_and_requests() -> None:
    scaler = spec("prod", HPA, PRIMARY, "ingestion")
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (6, 50)
    resources = {metric["resource"]["name"]: metric["resource"]["target"]["averageUtilization"] for metric in scaler["metrics"][:2]}
    assert resources == {"cpu": 70, "memory": 80}
    assert scaler["metrics"][2]["pods"] == {
        "metric": {"name": "http_requests_per_second"},
        "target": {"type": "AverageValue", "averageValue": "5000"},
    }


def test_pods_come_quickly_and_go_slowly() -> None:
    up, down = (behavior(Growth())[way] for way in ("scaleUp", "scaleDown"))
    assert up["selectPolicy"] == "Max" and {(p["type"], p["value"], p["periodSeconds"]) for p in up["policies"]} == {
        ("Percent", 100, 60),
        ("Pods", 5, 60),
    }
    assert down["selectPolicy"] == "Min" and down["stabilizationWindowSeconds"] == 300
    assert {(p["type"], p["value"], p["periodSeconds"]) for p in down["policies"]} == {("Percent", 50, 60), ("Pods", 2, 60)}


def test_consumers_in_prod_follow_what_waits_in_kafka() -> None:
    scaler = spec("prod", SCALED, PRIMARY, "ml")
    assert (scaler["minReplicaCount"], scaler["maxReplicaCount"]) == (3, 50)
    assert {trigger["metadata"]["lagThreshold"] for trigger in scaler["triggers"]} == {"1000"}
    assert {trigger["metadata"]["consumerGroup"] for trigger in scaler["triggers"]} == {"ml"}
    assert {trigger["metadata"]["tls"] for trigger in scaler["triggers"]} == {"enable"}


def test_keda_comes_to_msk_as_itself_and_to_strimzi_with_the_services_own_password() -> None:
    assert spec("staging", TRIGGER_ACCESS, PRIMARY, "kafka-ml") == {"podIdentity": {"provider": "aws"}}
    (msk, *_) = spec("staging", SCALED, PRIMARY, "ml")["triggers"]
    assert (msk["metadata"]["sasl"], msk["metadata"]["saslTokenProvider"]) == ("oauthbearer", "aws_msk_iam")
    (strimzi, *_) = spec("local", SCALED, LOCAL, "ml")["triggers"]
    assert strimzi["metadata"]["sasl"] == "scram_sha512"
    named = {entry["parameter"]: entry["name"] for entry in spec("local", TRIGGER_ACCESS, LOCAL, "kafka-ml")["secretTargetRef"]}
    assert named == {"username": "kafka-ml", "password": "kafka-ml", "ca": "platform-ca"}


def test_web_is_ready_before_the_working_day_begins() -> None:
    triggers = {trigger["type"]: trigger for trigger in spec("prod", SCALED, PRIMARY, "web")["triggers"]}
    assert set(triggers) == {"cpu", "cron"}
    assert triggers["cron"]["metadata"] == {"timezone": "Etc/UTC", "start": "30 6 * * 1-5", "end": "0 19 * * 1-5", "desiredReplicas": "6"}


def test_the_dr_region_stands_by_and_its_consumers_rest() -> None:
    for one in controllers("prod"):
        if not one.name.startswith(DR):
            continue
        name = one.inputs["metadata"]["name"]
        standby = any_settings_of("prod").workloads.services[name].standby
        assert one.inputs["spec"].get("replicas", standby) == standby
        if scaled := find("prod", SCALED, DR, name):
            assert scaled.inputs["metadata"]["annotations"] == {"autoscaling.keda.sh/paused-replicas": str(standby)}
        if scaler := find("prod", HPA, DR, name):
            assert scaler.inputs["spec"]["minReplicas"] == max(1, standby)
            assert scaler.inputs["spec"]["maxReplicas"] == any_settings_of("prod").workloads.services[name].most
    active = find("prod", SCALED, PRIMARY, "ml")
    assert active and "annotations" not in active.inputs["metadata"]


@pytest.mark.parametrize("stack", ["local", "prod"])
def test_a_budget_keeps_pods_and_lets_every_node_be_drained(stack: str) -> None:
    for one in inventory_of(stack).of_type(BUDGET):
        if "platform:workloads:" not in one.qualified_type:
            continue
        name, wanted = one.inputs["metadata"]["name"], one.inputs["spec"]
        least = any_settings_of(stack).workloads.services[name].least
        assert wanted.get("maxUnavailable") == 1 or wanted["minAvailable"] < least
    if stack == "prod":
        assert spec("prod", BUDGET, PRIMARY, "ingestion")["minAvailable"] == 3
        assert spec("prod", BUDGET, DR, "ingestion")["maxUnavailable"] == 1, "nothing is kept where nothing runs"


def test_every_measure_that_settings_know_has_a_query_for_the_adapter_and_for_keda() -> None:
    assert set(BY_NAME) == set(METRICS)
    for metric in CUSTOM_METRICS:
        assert "<<.LabelMatchers>>" in metric.for_adapter() and "<<.GroupBy>>" in metric.for_adapter()
        assert metric.series.partition("{")[0] in metric.query
        asked = metric.for_service("api", "api")
        assert 'namespace="api"' in asked and "{labels}" not in asked and "{by}" not in asked
        assert asked.count("(") == asked.count(")") and "{{" not in asked
