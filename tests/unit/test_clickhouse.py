"""ClickHouse, as the programs of prod and local register it."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import inventory_of
from tests.unit import stores

INSTALLATION = "kubernetes:clickhouse.altinity.com/v1:ClickHouseInstallation"
KEEPER = "kubernetes:clickhouse-keeper.altinity.com/v1:ClickHouseKeeperInstallation"
both = pytest.mark.parametrize("stack", ["local", "prod"])


def installation(stack: str) -> dict[str, Any]:
    return stores.spec(stack, INSTALLATION, "events")


def pod(stack: str, type_: str = INSTALLATION) -> dict[str, Any]:
    (template,) = stores.spec(stack, type_, "events")["templates"]["podTemplates"]
    found: dict[str, Any] = template["spec"]
    return found


def test_prod_has_the_shards_replicas_and_sizes_of_the_plan() -> None:
    (cluster,) = installation("prod")["configuration"]["clusters"]
    assert cluster["layout"] == {"shardsCount": 3, "replicasCount": 2}
    server = pod("prod")["containers"][0]
    assert server["resources"] == {"requests": {"cpu": "8", "memory": "64Gi"}, "limits": {"cpu": "16", "memory": "128Gi"}}
    (claim,) = installation("prod")["templates"]["volumeClaimTemplates"]
    assert (claim["reclaimPolicy"], claim["spec"]["storageClassName"]) == ("Retain", "gp3")
    assert claim["spec"]["resources"]["requests"]["storage"] == "2048Gi"
    (keepers,) = stores.spec("prod", KEEPER, "events")["configuration"]["clusters"]
    assert keepers["layout"] == {"replicasCount": 3}


def test_a_query_is_limited_and_answers_are_cached_and_compressed() -> None:
    configuration = installation("prod")["configuration"]
    assert configuration["profiles"]["default/max_memory_usage"] == 50 * 10**9
    assert configuration["profiles"]["default/use_query_cache"] == 1
    assert configuration["profiles"]["default/query_cache_nondeterministic_function_handling"] == "ignore", "or now() would be refused"
    assert configuration["settings"]["compression/case/method"] == "zstd"


@both
def test_every_plain_port_is_closed(stack: str) -> None:
    configuration = installation(stack)["configuration"]
    tls = configuration["files"]["config.d/tls.xml"]
    for port in ("tcp_port", "http_port", "mysql_port", "postgresql_port", "interserver_http_port"):
        assert f'<{port} remove="1"/>' in tls
    assert "<tcp_port_secure>9440</tcp_port_secure>" in tls and "<https_port>8443</https_port>" in tls
    (cluster,) = configuration["clusters"]
    assert (cluster["secure"], cluster["insecure"]) == ("yes", "no")
    (service,) = installation(stack)["templates"]["serviceTemplates"]
    assert [port["port"] for port in service["spec"]["ports"]] == [8443, 9440]
    assert all((node["port"], node["secure"]) == (9281, "yes") for node in configuration["zookeeper"]["nodes"])
    keeper = stores.spec(stack, KEEPER, "events")["configuration"]["files"]["tls.xml"]
    assert '<tcp_port remove="1"/>' in keeper and "<secure>true</secure>" in keeper
    assert "<verificationMode>strict</verificationMode>" in keeper


@both
def test_certificates_name_every_server_that_is_asked_by_name(stack: str) -> None:
    names = stores.spec(stack, stores.CERTIFICATE, "clickhouse-tls")["dnsNames"]
    (cluster,) = installation(stack)["configuration"]["clusters"]
    for shard in range(cluster["layout"]["shardsCount"]):
        for replica in range(cluster["layout"]["replicasCount"]):
            assert f"chi-events-events-{shard}-{replica}.databases.svc.cluster.local" in names
    assert {"clickhouse-events.databases.svc", "localhost"} <= set(names)
    keepers = stores.spec(stack, stores.CERTIFICATE, "clickhouse-keeper-tls")["dnsNames"]
    assert {node["host"] for node in installation(stack)["configuration"]["zookeeper"]["nodes"]} <= set(keepers)


@both
def test_passwords_are_references_and_users_come_from_the_pods_network(stack: str) -> None:
    users = installation(stack)["configuration"]["users"]
    assert {key.split("/")[0] for key in users} == {"attribution", "api", "ml", "backup"}
    for key, value in users.items():
        if key.endswith("/password"):
            assert set(value) == {"valueFrom"}
        if key.endswith("/networks/ip"):
            assert not {"0.0.0.0/0", "::/0"} & set(value)
    assert "<default remove" in installation(stack)["configuration"]["files"]["users.d/no-default-user.xml"]


@both
def test_pods_are_restricted_and_kept_from_others(stack: str) -> None:
    for type_ in (INSTALLATION, KEEPER):
        assert all(stores.is_restricted(container) for container in pod(stack, type_)["containers"])
        assert pod(stack, type_)["priorityClassName"] == "platform-stateful"
    assert stores.namespaces_let_in(stack, "clickhouse") == {"api", "ml", "processing", "monitoring", "altinity-clickhouse-operator"}


def test_replicas_of_a_shard_are_in_zones_of_their_own_on_nodes_for_stores() -> None:
    (template,) = installation("prod")["templates"]["podTemplates"]
    assert template["podDistribution"] == [{"type": "ShardAntiAffinity", "scope": "Shard", "topologyKey": "topology.kubernetes.io/zone"}]
    assert template["spec"]["nodeSelector"] == {"workload": "memory-intensive"}
    assert [one["key"] for one in template["spec"]["tolerations"]] == ["memory-intensive"]
    assert "nodeSelector" not in pod("local") and "podDistribution" not in installation("local")["templates"]["podTemplates"][0]


def test_backups_start_at_two_twice_a_day_keep_three_here_and_a_months_there_without_keys() -> None:
    backup = stores.spec("prod", stores.CRON_JOB, "clickhouse-backup")
    assert (backup["schedule"], backup["timeZone"]) == ("0 2,14 * * *", "Etc/UTC")
    hosts = stores.environment(stores.pod_of(backup)["containers"][0])["HOSTS"].split()
    assert hosts == ["chi-events-events-0-0", "chi-events-events-1-0", "chi-events-events-2-0"]
    sidecar = stores.environment(pod("prod")["containers"][1])
    assert (sidecar["BACKUPS_TO_KEEP_LOCAL"], sidecar["BACKUPS_TO_KEEP_REMOTE"]) == ("3", "60")
    assert sidecar["API_LISTEN"].startswith("127.0.0.1:")
    assert stores.no_keys(installation("prod")) and not stores.no_keys(installation("local"))


@both
def test_it_reaches_what_it_needs_outside_and_no_more(stack: str) -> None:
    egress = stores.spec(stack, stores.NETWORK_POLICY, "clickhouse")["egress"]
    anywhere = {port["port"] for rule in egress if "to" not in rule for port in rule["ports"]}
    assert anywhere == ({53, 443, 9096} if stack == "prod" else {53, 443, 6443})
    identity = [rule for rule in egress if rule.get("to") == [{"ipBlock": {"cidr": "169.254.170.23/32"}}]]
    assert len(identity) == (1 if stack == "prod" else 0), "EKS hands out identities there"


def test_the_operator_has_no_password_among_its_values() -> None:
    values = stores.values("prod", "altinity-clickhouse-operator")
    assert values["secret"] == {"create": False}
    assert values["configs"]["files"]["config.yaml"]["clickhouse"]["access"] == {"scheme": "https", "port": 8443}


def test_what_holds_data_is_protected_where_the_stack_asks_for_it() -> None:
    for type_ in (INSTALLATION, KEEPER):
        assert stores.resource("prod", type_, "events").protect
        assert not stores.resource("local", type_, "events").protect


def test_it_runs_in_active_regions_only() -> None:
    regions = {one.name.removesuffix("-databases-events") for one in inventory_of("prod").of_type(INSTALLATION)}
    assert regions == {"us-east-1", "eu-west-1", "ap-south-1"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"keepers": 1}, "is no majority once one is lost"),
        ({"query_memory_gb": 128}, "128 GiB x 0.9 = 124 GB"),
        ({"replicas": 1}, "must be at least 2 where protect is true"),
        ({"backup": "2 o'clock"}, "must be five fields"),
        ({"backup": "61 * * * *"}, "must be five fields"),
    ],
)
def test_what_would_lose_data_or_stop_is_refused(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    assert says in stores.problems_of(tmp_path, "prod", {"clickhouse": change})


def test_a_single_server_is_taken_where_data_is_not_protected(tmp_path: Path) -> None:
    change = {"clickhouse": {"replicas": 1, "keepers": 1}}
    assert stores.problems_of(tmp_path, "local", change) == ""
    assert "must be at least 2" in stores.problems_of(tmp_path, "local", change, protect=True)
