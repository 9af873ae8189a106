"""Settings of databases and backups: the mistakes that AWS would only find while deploying."""

from pathlib import Path

import pytest

from tests.unit.stack_files import PROD, changed, mistakes

CACHE = "cache: { node_type: cache.r6g.large, nodes: 3, replicate: true }"
CLUSTER = "cluster: { node_type: ra3.4xlarge, nodes: 3 }"
SEARCH = "search: { instance_type: r6g.large.search, nodes: 3, masters: 3, storage_gib: 500 }"
BACKUP = "backup: { daily_days: 30, hourly_days: 7, lock: compliance }"
NO_DR = (("environment: prod", "environment: staging"), ("role: dr", "role: secondary"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (CACHE, CACHE.replace("r6g.large", "t4g.small"), "databases.cache.replicate = true\n      is not offered for cache.t4g.small"),
        (CACHE, CACHE.replace("nodes: 3", "nodes: 1"), "databases.cache.replicate = true\n      needs two nodes"),
        (CACHE, CACHE.replace("cache.r6g", "r6g"), "must be an ElastiCache node type"),
        (CLUSTER, "serverless: { base_rpus: 12, max_rpus: 64 }", "serverless.base_rpus = 12\n      must be a multiple of 8"),
        (CLUSTER, "serverless: { base_rpus: 64, max_rpus: 32 }", "max_rpus (32) is less than base_rpus (64)"),
        (CLUSTER, "serverless: { base_rpus: 8, max_rpus: 64 }", "would leave the dr region without snapshots"),
        (CLUSTER, "snapshot_days: 7", "give exactly one of cluster and serverless"),
        (CLUSTER, CLUSTER.replace("nodes: 3", "nodes: 1"), "must be at least 2"),
        (SEARCH, SEARCH.replace("nodes: 3", "nodes: 4"), "databases.search.nodes = 4\n      must be a multiple of zones (3)"),
        (SEARCH, SEARCH.replace("masters: 3", "masters: 2"), "must be one of 0, 3, 5"),
        ("max_storage_gib: 4000\n      backup", "max_storage_gib: 510\n      backup", "must exceed storage_gib (500) by 10 %"),
        ("session_reads: { min: 500, max: 5000 }", "session_reads: { min: 500, max: 50 }", "max (50) is less than min (500)"),
        ("backup_days: 30\n", "backup_days: 36\n", "must be at most 35"),
        (BACKUP, BACKUP.replace("hourly_days: 7", "hourly_days: 31"), "hourly_days (31) is more than daily_days (30)"),
    ],
)
def test_what_aws_would_refuse_is_said_before(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in mistakes(tmp_path, changed((old, new))).text()


def test_replication_needs_a_region_to_go_to(tmp_path: Path) -> None:
    assert "databases.cache.replicate = true\n      needs a region with the role dr" in mistakes(tmp_path, changed(*NO_DR)).text()


def test_fewer_zones_than_a_domain_spans_are_too_few(tmp_path: Path) -> None:
    text = changed(("role: secondary\n", "role: secondary\n      availability_zones: 2\n"))
    assert "availability_zones = 2\n      is less than databases.search.zones (3)" in mistakes(tmp_path, text).text()


def test_redshift_serverless_wants_three_zones_in_the_primary_region(tmp_path: Path) -> None:
    changes = [*NO_DR, (CLUSTER, "serverless: { base_rpus: 8, max_rpus: 64 }")]
    text = mistakes(tmp_path, changed(*changes, ("role: primary\n", "role: primary\n      availability_zones: 2\n"))).text()
    assert "availability_zones = 2\n      is less than 3, in which Redshift Serverless" in text


def test_a_replica_needs_a_second_region(tmp_path: Path) -> None:
    first, second = PROD.index("    - name: eu-west-1"), PROD.index("  event-platform:network")
    text = (PROD[:first] + PROD[second:]).replace("environment: prod", "environment: staging", 1)
    assert "databases.postgres.replica_class" in mistakes(tmp_path, text).text()
