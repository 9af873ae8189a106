"""Neo4j, as the programs of prod and local register it."""

from pathlib import Path
from typing import Any

import pytest

from tests.cluster import RELEASE
from tests.support import inventory_of
from tests.unit import stores

both = pytest.mark.parametrize("stack", ["local", "prod"])
MEMBERS = ("neo4j-0", "neo4j-1", "neo4j-2")


def test_prod_has_a_release_for_each_of_three_members_and_none_waits_for_another() -> None:
    releases = {one.name: one for one in inventory_of("prod").of_type(RELEASE) if one.name.startswith("us-east-1-neo4j-")}
    assert set(releases) == {f"us-east-1-{member}" for member in MEMBERS}
    urns = {release.urn for release in releases.values()}
    for release in releases.values():
        assert not urns & set(release.depends_on), "a member is ready once all are there"
        assert release.inputs["values"]["neo4j"]["minimumClusterSize"] == 3
        assert release.inputs["values"]["podSpec"]["podAntiAffinity"] is True
    assert stores.spec("prod", stores.BUDGET, "neo4j") == {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "neo4j"}}}


def test_the_enterprise_edition_is_used_where_its_licence_is_agreed_to() -> None:
    prod, local = stores.values("prod", "neo4j-0")["neo4j"], stores.values("local", "neo4j-0")["neo4j"]
    assert (prod["edition"], prod["acceptLicenseAgreement"]) == ("enterprise", "yes")
    assert (local["edition"], local["acceptLicenseAgreement"]) == ("community", "no")


@both
def test_every_connector_speaks_tls(stack: str) -> None:
    values = stores.values(stack, "neo4j-0")
    assert values["config"]["server.http.enabled"] == "false"
    wanted = {"bolt", "https", "cluster"} if stack == "prod" else {"bolt", "https"}
    assert set(values["ssl"]) == wanted
    assert all(policy["privateKey"]["secretName"] == "neo4j-tls" for policy in values["ssl"].values())


def test_members_and_backups_must_show_certificates_to_each_other() -> None:
    lines = stores.values("prod", "neo4j-0")["configImport"].splitlines()
    for policy in ("cluster", "backup"):
        assert f'dbms.ssl.policy.{policy}.client_auth="REQUIRE"' in lines
    assert 'dbms.ssl.policy.backup.enabled="true"' in lines


@both
def test_passwords_are_in_secrets_only(stack: str) -> None:
    values = stores.values(stack, "neo4j-0")
    assert values["neo4j"]["passwordFromSecret"] == "neo4j-admin" and "password" not in values["neo4j"]
    job = stores.spec(stack, stores.JOB, "neo4j-users")["template"]["spec"]["containers"][0]
    script = job["command"][2]
    assert "CREATE USER `attribution` IF NOT EXISTS SET PASSWORD $attribution" in script
    assert ("GRANT ROLE" in script) is (stack == "prod"), "the Community Edition has no roles"
    assert stores.namespaces_let_in(stack, "neo4j") == {"ml", "processing", "monitoring"}


@both
def test_pods_are_restricted(stack: str) -> None:
    security = stores.values(stack, "neo4j-0")["containerSecurityContext"]
    assert (security["allowPrivilegeEscalation"], security["runAsNonRoot"]) == (False, True)
    assert stores.values(stack, "neo4j-0")["services"]["neo4j"]["enabled"] is False, "no load balancer"


def test_all_databases_are_copied_twice_a_day_for_thirty_days_without_keys() -> None:
    backup = stores.spec("prod", stores.CRON_JOB, "neo4j-backup")
    assert backup["schedule"] == "0 4,16 * * *"
    pod = stores.pod_of(backup)
    dump, upload = stores.containers(pod)
    assert "neo4j-admin database backup" in dump["command"][2] and "--min-age 30d" in upload["command"][2]
    assert all(f"{member}-admin.databases" in dump["command"][2] for member in MEMBERS)
    assert stores.no_keys(pod) and all(stores.is_restricted(container) for container in stores.containers(pod))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"license_agreement": None}, "must say yes for 3 members"),
        ({"members": 4}, "must be odd"),
        ({"members": 1}, "must be at least 3 where protect is true"),
        (
            {"pod": {"cpu": 1, "memory_gib": 1, "max_memory_gib": 2, "storage_gib": 10}},
            "must be at least 2, which the chart",
        ),
    ],
)
def test_what_cannot_run_or_would_lose_data_is_refused(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    assert says in stores.problems_of(tmp_path, "prod", {"neo4j": change})


def test_one_member_needs_no_agreement(tmp_path: Path) -> None:
    assert stores.problems_of(tmp_path, "local", {"neo4j": {"members": 1}}) == ""
    assert "must say yes" in stores.problems_of(tmp_path, "local", {"neo4j": {"members": 3}})
