"""Prometheus, Alertmanager, Grafana and the metrics of autoscalers, as each stack's program registers them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.kubernetes.pods import sized
from components.kubernetes.targets import Target
from components.observability import datasources
from components.observability.metrics.targets import monitor
from settings.metrics import Metrics
from settings.pod_size import PodSize
from tests.cluster import DR, PRIMARY, before, objects, release, the, values
from tests.support import ROOT, inventory_of
from tests.unit.stack_files import mistakes

STACK = "kube-prometheus-stack"
LOCAL = (ROOT / "Pulumi.local.yaml").read_text()
everywhere = pytest.mark.parametrize(("stack", "place"), [("local", ""), ("dev", ""), ("prod", PRIMARY), ("prod", DR)])


@everywhere
def test_prometheus_takes_the_monitors_and_rules_of_every_monitored_namespace(stack: str, place: str) -> None:
    spec = values(stack, STACK, place)["prometheus"]["prometheusSpec"]
    for kind in ("serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"):
        assert spec[f"{kind}SelectorNilUsesHelmValues"] is False
        assert spec[f"{kind}NamespaceSelector"] == {"matchLabels": {"monitoring": "true"}}


@everywhere
def test_no_server_of_the_stack_listens_without_tls(stack: str, place: str) -> None:
    given = values(stack, STACK, place)
    for spec in (given["prometheus"]["prometheusSpec"], given["alertmanager"]["alertmanagerSpec"]):
        assert spec["web"]["tlsConfig"]["keySecret"]["key"] == "tls.key"
    assert given["alertmanager"]["alertmanagerSpec"]["scheme"] == "https"
    assert given["grafana"]["grafana.ini"]["server"]["protocol"] == "https"
    assert given["prometheus-node-exporter"]["kubeRBACProxy"]["enabled"] is True
    for source in sources(stack, place):
        assert source["type"] == "cloudwatch" or source["url"].startswith("https://"), source


@everywhere
def test_every_certificate_that_is_mounted_is_issued(stack: str, place: str) -> None:
    issued = {one.inputs["spec"]["secretName"] for one in objects(stack, "Certificate", place)}
    assert {
        f"{name}-tls" for name in ("prometheus", "alertmanager", "grafana", "loki", "jaeger", "otel-collector", "node-agents")
    } <= issued


def test_prods_prometheus_has_the_size_of_the_specification() -> None:
    spec = values("prod", STACK, PRIMARY)["prometheus"]["prometheusSpec"]
    assert (spec["replicas"], spec["retention"], spec["scrapeInterval"]) == (2, "30d", "30s")
    assert spec["storageSpec"]["volumeClaimTemplate"]["spec"]["resources"]["requests"]["storage"] == "500Gi"
    assert spec["resources"] == {"requests": {"cpu": "4", "memory": "16Gi"}, "limits": {"cpu": "8", "memory": "32Gi"}}
    assert spec["nodeSelector"] == {"workload": "memory-intensive"}


def test_the_retention_by_size_is_smaller_than_the_volume_in_prometheus_own_units() -> None:
    size = values("prod", STACK, PRIMARY)["prometheus"]["prometheusSpec"]["retentionSize"]
    assert size == "476837MB"  # 500 * 10^9 bytes, counted in units of 2^20 bytes
    assert int(size.removesuffix("MB")) * 2**20 < 500 * 2**30 * 0.95


def test_a_region_that_stands_by_has_one_of_each() -> None:
    given = values("prod", STACK, DR)
    assert given["prometheus"]["prometheusSpec"]["replicas"] == 1
    assert given["alertmanager"]["alertmanagerSpec"]["replicas"] == 1
    assert "nodeSelector" not in given["prometheus"]["prometheusSpec"]


@everywhere
def test_a_budget_stands_only_where_one_replica_may_be_away(stack: str, place: str) -> None:
    given = values(stack, STACK, place)
    for part, spec in (("prometheus", "prometheusSpec"), ("alertmanager", "alertmanagerSpec")):
        count, budget = given[part][spec]["replicas"], given[part]["podDisruptionBudget"]
        assert budget["enabled"] is (count > 1)
        assert not budget["enabled"] or budget["minAvailable"] == count - 1


@everywhere
def test_series_say_where_they_come_from(stack: str, place: str) -> None:
    labels = values(stack, STACK, place)["prometheus"]["prometheusSpec"]["externalLabels"]
    assert labels["stack"] == f"event-platform-{stack}"
    assert labels["region"] == (place or ("local" if stack == "local" else PRIMARY))
    assert labels["cluster"].startswith(f"event-platform-{stack}")


@everywhere
def test_what_cannot_be_scraped_is_off(stack: str, place: str) -> None:
    given = values(stack, STACK, place)
    assert all(given[part] == {"enabled": False} for part in ("kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler"))


def sources(stack: str, place: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = values(stack, STACK, place)["grafana"]["datasources"]["datasources.yaml"]["datasources"]
    return found


@everywhere
def test_dashboards_find_their_datasources_by_fixed_uids(stack: str, place: str) -> None:
    uids = [source["uid"] for source in sources(stack, place)]
    always = [datasources.PROMETHEUS, datasources.ALERTMANAGER, datasources.LOKI, datasources.JAEGER]
    assert uids == always + ([] if stack == "local" else [datasources.CLOUDWATCH])
    assert [source["uid"] for source in sources(stack, place) if source.get("isDefault")] == [datasources.PROMETHEUS]


@everywhere
def test_grafana_lets_nobody_in_without_a_name(stack: str, place: str) -> None:
    grafana = values(stack, STACK, place)["grafana"]
    assert grafana["grafana.ini"]["auth.anonymous"] == {"enabled": False}
    assert grafana["admin"] == {"existingSecret": "grafana-admin", "userKey": "username", "passwordKey": "password"}
    kind = "Secret" if stack == "local" else "ExternalSecret"
    assert the(stack, kind, "monitoring/grafana-admin", place).name in before(stack, release(stack, STACK, place))


def test_grafana_reads_cloudwatch_by_an_identity_that_may_only_read() -> None:
    (role,) = [one for one in inventory_of("prod").of_type("aws:iam/rolePolicy:RolePolicy") if one.name == f"{PRIMARY}-grafana"]
    actions = [action for statement in yaml.safe_load(role.inputs["policy"])["Statement"] for action in statement["Action"]]
    assert actions
    assert all(action.split(":")[1].startswith(("Describe", "Get", "List", "StartQuery", "StopQuery")) for action in actions)


@everywhere
def test_alertmanagers_configuration_is_a_secret_of_its_own(stack: str, place: str) -> None:
    spec = values(stack, STACK, place)["alertmanager"]["alertmanagerSpec"]
    assert (spec["useExistingSecret"], spec["configSecret"]) == (True, "alertmanager-config")
    config = yaml.safe_load(the(stack, "Secret", "monitoring/alertmanager-config", place).inputs["stringData"]["alertmanager.yaml"])
    assert config["route"]["receiver"] in [receiver["name"] for receiver in config["receivers"]]


@everywhere
def test_the_adapter_serves_custom_metrics_only(stack: str, place: str) -> None:
    rules = values(stack, "prometheus-adapter", place)["rules"]
    assert set(rules) == {"default", "custom"}
    assert rules["default"] is False
    assert "http_requests_per_second" in [rule["name"]["as"] for rule in rules["custom"]]


def test_an_operators_target_becomes_a_monitor_of_its_pods() -> None:
    made = monitor(Target("keda", "keda", {"app": "keda-operator"}, 8080))
    assert made["metadata"] == {"name": "keda", "namespace": "keda"}
    assert made["spec"]["selector"] == {"matchLabels": {"app": "keda-operator"}}
    assert made["spec"]["podMetricsEndpoints"] == [{"portNumber": 8080, "path": "/metrics", "scheme": "http"}]
    named = monitor(Target("kong", "kong", {"app": "kong"}, "status", "/m", "https"))["spec"]["podMetricsEndpoints"][0]
    assert (named["port"], named["path"], named["tlsConfig"]) == ("status", "/m", {"insecureSkipVerify": True})


def test_a_size_becomes_requests_and_limits() -> None:
    assert sized(PodSize(cpu=0.5, memory_gib=1.5)) == {"requests": {"cpu": "500m", "memory": "1536Mi"}, "limits": {"memory": "1536Mi"}}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"retention_size_gb": 512, "volume_gib": 500}, "leaves no room for the write-ahead log in volume_gib (500); at most 511"),
        ({"size": {"cpu": 2, "max_cpu": 1, "memory_gib": 1}}, "max_cpu (1) is less than cpu (2)"),
        ({"size": {"cpu": 2, "memory_gib": 2, "max_memory_gib": 1}}, "max_memory_gib (1) is less than memory_gib (2)"),
    ],
)
def test_a_size_that_cannot_be_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        Metrics.model_validate(given)


def test_the_specifications_500_gb_fit_500_gib_and_so_does_the_most_that_is_named() -> None:
    assert Metrics(retention_size_gb=500, volume_gib=500) == Metrics()
    Metrics(retention_size_gb=511, volume_gib=500)


@pytest.mark.parametrize("kind", ["amp", "thanos"])
def test_long_term_storage_needs_aws(tmp_path: Path, kind: str) -> None:
    text = LOCAL.replace("alertmanagers: 1", f"alertmanagers: 1\n      long_term: {kind}", 1)
    assert f'observability.metrics.long_term = "{kind}"\n      needs AWS' in mistakes(tmp_path, text, "local").text()
