"""How new versions of the services come in."""

from typing import Any

import pytest

from tests.cluster import PRIMARY
from tests.support import LOCAL, any_settings_of, inventory_of
from tests.unit.workload_facts import DEPLOYMENT, JUDGE, POLICY, ROLLOUT, ROUTE, RULE, SERVICE, controllers, find, spec


@pytest.mark.parametrize("stack", ["local", "dev", "staging"])
def test_a_deployment_rolls_and_a_rollout_waits_for_judgement(stack: str) -> None:
    for one in controllers(stack):
        rolling = any_settings_of(stack).workloads.services[one.inputs["metadata"]["name"]].delivery == "rolling"
        assert one.type == (DEPLOYMENT if rolling else ROLLOUT)
        if rolling:
            assert one.inputs["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_blue_green_is_promoted_by_a_person_after_a_smoke_test_and_judged_afterwards() -> None:
    strategy = spec("local", ROLLOUT, LOCAL, "ingestion")["strategy"]["blueGreen"]
    assert strategy["autoPromotionEnabled"] is False and strategy["scaleDownDelaySeconds"] == 30
    assert [each["templateName"] for each in strategy["prePromotionAnalysis"]["templates"]] == ["smoke"]
    assert [each["templateName"] for each in strategy["postPromotionAnalysis"]["templates"]] == ["success-rate", "latency"]
    for name in (strategy["activeService"], strategy["previewService"]):
        service = find("local", SERVICE, LOCAL, name)
        assert service and service.inputs["spec"]["selector"] == {"app.kubernetes.io/name": "ingestion"}
    assert not find("local", SERVICE, LOCAL, "api-preview")


def test_a_canary_grows_in_four_steps_an_hour_apart_and_each_but_the_last_is_judged() -> None:
    steps = spec("prod", ROLLOUT, PRIMARY, "api")["strategy"]["canary"]["steps"]
    assert [step["setWeight"] for step in steps if "setWeight" in step] == [10, 20, 50, 100]
    assert [step["pause"]["duration"] for step in steps if "pause" in step] == ["60m"] * 3
    judged = [[each["templateName"] for each in step["analysis"]["templates"]] for step in steps if "analysis" in step]
    assert judged == [["success-rate", "latency"]] * 3


def test_the_mesh_divides_a_canarys_calls_by_routes_and_subsets_that_are_there() -> None:
    istio = spec("local", ROLLOUT, LOCAL, "api")["strategy"]["canary"]["trafficRouting"]["istio"]
    assert set(istio["destinationRule"]) == {"name", "canarySubsetName", "stableSubsetName"}
    route = spec("local", ROUTE, LOCAL, istio["virtualService"]["name"])
    (http,) = [each for each in route["http"] if each["name"] in istio["virtualService"]["routes"]]
    weights = {each["destination"]["subset"]: each["weight"] for each in http["route"]}
    assert weights == {istio["destinationRule"]["stableSubsetName"]: 100, istio["destinationRule"]["canarySubsetName"]: 0}
    subsets = {subset["name"] for subset in spec("local", RULE, LOCAL, istio["destinationRule"]["name"])["subsets"]}
    assert subsets == set(weights)
    assert "subsets" not in spec("local", RULE, LOCAL, "web")


@pytest.mark.parametrize("stack", ["local", "staging"])
def test_every_judge_that_a_rollout_names_is_there_and_gets_its_arguments(stack: str) -> None:
    for one in inventory_of(stack).of_type(ROLLOUT):
        place = LOCAL if stack == "local" else one.region
        for analysis in _analyses(one.inputs["spec"]["strategy"]):
            given = {argument["name"] for argument in analysis["args"]}
            for template in analysis["templates"]:
                assert template["clusterScope"]
                assert {argument["name"] for argument in spec(stack, JUDGE, place, template["templateName"])["args"]} == given


def _analyses(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if "templates" in value and "args" in value else []
        return own + [found for inner in value.values() for found in _analyses(inner)]
    return [found for inner in value for found in _analyses(inner)] if isinstance(value, list) else []


def test_a_version_is_judged_by_its_own_pods_and_passes_where_nobody_calls() -> None:
    for name, bound in (("success-rate", ">= 99"), ("latency", "<= 100")):
        (metric,) = spec("local", JUDGE, LOCAL, name)["metrics"]
        assert "{{args.hash}}" in metric["provider"]["prometheus"]["query"]
        assert metric["provider"]["prometheus"]["address"].startswith("https://")
        assert "isNaN" in metric["successCondition"] and bound in metric["successCondition"]


def test_the_smoke_test_is_a_restricted_job_that_may_reach_the_waiting_version() -> None:
    (metric,) = spec("local", JUDGE, LOCAL, "smoke")["metrics"]
    job = metric["provider"]["job"]["spec"]["template"]
    assert job["spec"]["containers"][0]["args"][-1] == "http://{{args.service}}-preview.{{args.namespace}}.svc:8080/health/ready"
    assert job["spec"]["securityContext"]["runAsNonRoot"]
    labels = job["metadata"]["labels"]
    assert spec("local", POLICY, LOCAL, "smoke-test")["podSelector"]["matchLabels"] == labels
    peers = [peer for rule in spec("local", POLICY, LOCAL, "ingestion")["ingress"] for peer in rule["from"]]
    assert labels in [peer.get("podSelector", {}).get("matchLabels") for peer in peers]


def test_where_everything_rolls_there_is_nothing_to_judge_by() -> None:
    assert not inventory_of("dev").of_type(JUDGE)


def test_calls_to_ingestion_end_after_ten_seconds_and_are_tried_again_twice() -> None:
    (http,) = spec("staging", ROUTE, PRIMARY, "ingestion")["http"]
    assert http["timeout"] == "10s"
    assert http["retries"] == {"attempts": 2, "perTryTimeout": "5s", "retryOn": "5xx,reset,connect-failure,refused-stream"}
    assert {"uri": {"prefix": "/v1/events"}}.items() <= http["match"][1].items()
    policy = spec("staging", RULE, PRIMARY, "ingestion")["trafficPolicy"]
    assert policy["loadBalancer"] == {"simple": "LEAST_REQUEST"}
    assert policy["connectionPool"]["tcp"] == {"maxConnections": 1000, "connectTimeout": "3s"}
