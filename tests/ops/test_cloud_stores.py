"""What the test bed of `ops` has of tables, streams and snapshots, where moto has not: each as AWS documents it."""

import pytest

from tests.ops.cloud.cloud import Cloud
from tests.ops.test_cloud import DR, PRIMARY, code_of

TABLE, STREAM, CACHE = (f"event-platform-staging-{name}" for name in ("user-sessions", "raw-events", "cache"))


def test_each_replica_of_a_table_names_the_others(cloud: Cloud) -> None:
    def others(region: str) -> list[tuple[str, str]]:
        table = cloud.client("dynamodb", region).describe_table(TableName=TABLE)["Table"]
        assert f":{region}:" in table["TableArn"]
        return [(one["RegionName"], one["ReplicaStatus"]) for one in table.get("Replicas", [])]

    assert others(PRIMARY) == [(DR, "ACTIVE")] and others(DR) == [(PRIMARY, "ACTIVE")]
    cloud.client("dynamodb", PRIMARY).update_table(TableName=TABLE, ReplicaUpdates=[{"Delete": {"RegionName": DR}}])
    assert others(PRIMARY) == []
    assert code_of(lambda: cloud.client("dynamodb", DR).describe_table(TableName=TABLE)) == "ResourceNotFoundException"


def test_a_replica_asks_for_its_own_recovery(cloud: Cloud) -> None:
    def recovery(region: str) -> str:
        found = cloud.client("dynamodb", region).describe_continuous_backups(TableName=TABLE)["ContinuousBackupsDescription"]
        return str(found["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"])

    assert [recovery(region) for region in (PRIMARY, DR)] == ["ENABLED", "ENABLED"]  # the program asks for both
    home = cloud.client("dynamodb", PRIMARY)
    for update in ("Delete", "Create"):
        home.update_table(TableName=TABLE, ReplicaUpdates=[{update: {"RegionName": DR}}])
    assert [recovery(region) for region in (PRIMARY, DR)] == ["ENABLED", "DISABLED"]


@pytest.mark.parametrize("region", [PRIMARY, DR])
def test_a_record_is_taken_whoever_reads_the_stream(cloud: Cloud, region: str) -> None:
    kinesis = cloud.client("kinesis", region)
    put = kinesis.put_record(StreamName=STREAM, Data=b"event", PartitionKey="k")
    place = {"ShardId": put["ShardId"], "ShardIteratorType": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": put["SequenceNumber"]}
    iterator = kinesis.get_shard_iterator(StreamName=STREAM, **place)["ShardIterator"]
    assert [one["Data"] for one in kinesis.get_records(ShardIterator=iterator)["Records"]] == [b"event"]
    backend = cloud.world.backend("kinesis", region)
    assert backend.streams[STREAM].lambda_event_source_mappings or region == DR  # the readers are still there
    assert code_of(lambda: kinesis.put_record(StreamName="none", Data=b"", PartitionKey="k")) == "ResourceNotFoundException"


def test_a_snapshot_of_a_cache_says_when_its_nodes_were_copied(cloud: Cloud) -> None:
    cache = cloud.client("elasticache", PRIMARY)
    assert cache.describe_snapshots(ReplicationGroupId=CACHE)["Snapshots"] == []
    cache.create_snapshot(ReplicationGroupId=CACHE, SnapshotName="night")
    (found,) = cache.describe_snapshots(ReplicationGroupId=CACHE)["Snapshots"]
    assert found["SnapshotStatus"] == "available" and found["NodeSnapshots"][0]["SnapshotCreateTime"]
    assert cloud.client("elasticache", DR).describe_snapshots(ReplicationGroupId=CACHE)["Snapshots"] == []
    member = cache.describe_replication_groups(ReplicationGroupId=CACHE)["ReplicationGroups"][0]["MemberClusters"][0]
    assert cache.describe_cache_clusters(CacheClusterId=member)["CacheClusters"][0]["CacheClusterId"] == member
