"""The test bed of `ops` does what it says."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ops.outputs import Outputs
from tests.ops.cloud.additions.lags import USUAL
from tests.ops.cloud.cloud import Cloud

PRIMARY, DR = "us-east-1", "us-west-2"


def takeover(cloud: Cloud, region: str = DR) -> dict[str, Any]:
    found: dict[str, Any] = cloud.outputs["regions"][region]["takeover"]
    return found


def code_of(act: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as caught:
        act()
    return str(caught.value.response["Error"]["Code"])


def test_outputs_are_valid_and_name_what_is_there(cloud: Cloud) -> None:
    outputs = Outputs.model_validate(json.loads(cloud.outputs_file.read_text()))
    assert set(outputs.regions) == {PRIMARY, DR}
    for region, one in outputs.regions.items():
        assert one.takeover
        for name in one.takeover.node_groups:
            cloud.client("eks", region).describe_nodegroup(clusterName=one.cluster_name, nodegroupName=name)
        for uuid in one.takeover.event_sources.values():
            cloud.client("lambda", region).get_event_source_mapping(UUID=uuid)
        assert one.takeover.postgres and one.takeover.cache
        cloud.client("rds", region).describe_db_instances(DBInstanceIdentifier=one.takeover.postgres.identifier)
        cloud.client("elasticache", region).describe_replication_groups(ReplicationGroupId=one.takeover.cache.id)
        cloud.client("backup", region).describe_backup_vault(BackupVaultName=one.backup_vault)
        cloud.client("sns", region).get_topic_attributes(TopicArn=one.alerts_topic_arn)
    operations = outputs.operations
    cloud.client("dynamodb", operations.region).describe_table(TableName=operations.table)


def test_node_groups_take_their_time_and_refuse_impossible_sizes(cloud: Cloud) -> None:
    eks, name = cloud.client("eks", DR), next(iter(takeover(cloud)["node_groups"]))
    group = {"clusterName": cloud.outputs["regions"][DR]["cluster_name"], "nodegroupName": name}
    assert code_of(lambda: eks.update_nodegroup_config(**group, scalingConfig={"minSize": 9, "desiredSize": 3, "maxSize": 6})) == (
        "InvalidParameterException"
    )
    eks.update_nodegroup_config(**group, scalingConfig={"minSize": 2, "desiredSize": 3, "maxSize": 6})
    assert code_of(lambda: eks.update_nodegroup_config(**group, scalingConfig={"desiredSize": 4})) == "ResourceInUseException"
    assert [eks.describe_nodegroup(**group)["nodegroup"]["status"] for _ in range(3)] == ["UPDATING", "UPDATING", "ACTIVE"]
    assert eks.describe_nodegroup(**group)["nodegroup"]["scalingConfig"] == {"minSize": 2, "desiredSize": 3, "maxSize": 6}


def test_tasks_come_one_after_the_other(cloud: Cloud) -> None:
    ecs, cluster = cloud.client("ecs", DR), cloud.outputs["regions"][DR]["ecs_cluster"]
    ecs.update_service(cluster=cluster, service="stream-processor", desiredCount=4)

    def running() -> int:
        return int(ecs.describe_services(cluster=cluster, services=["stream-processor"])["services"][0]["runningCount"])

    assert [running() for _ in range(4)] == [1, 2, 4, 4]


def test_a_mapping_is_enabling_before_it_is_enabled(cloud: Cloud) -> None:
    functions, uuid = cloud.client("lambda", DR), next(iter(takeover(cloud)["event_sources"].values()))
    assert functions.get_event_source_mapping(UUID=uuid)["State"] == "Disabled"
    assert functions.update_event_source_mapping(UUID=uuid, Enabled=True)["State"] == "Enabling"
    assert code_of(lambda: functions.update_event_source_mapping(UUID=uuid, Enabled=False)) == "ResourceInUseException"
    assert [functions.get_event_source_mapping(UUID=uuid)["State"] for _ in range(3)] == ["Enabling", "Enabling", "Enabled"]


def test_flink_starts_and_stops(cloud: Cloud) -> None:
    flink, name = cloud.client("kinesisanalyticsv2", DR), "event-platform-staging-stream-processor"

    def status() -> str:
        return str(flink.describe_application(ApplicationName=name)["ApplicationDetail"]["ApplicationStatus"])

    assert code_of(lambda: flink.stop_application(ApplicationName=name)) == "ResourceInUseException"
    flink.start_application(ApplicationName=name)
    assert [status() for _ in range(3)] == ["STARTING", "STARTING", "RUNNING"]
    flink.stop_application(ApplicationName=name)
    assert [status() for _ in range(3)] == ["STOPPING", "STOPPING", "READY"]
    assert code_of(lambda: flink.start_application(ApplicationName="none")) == "ResourceNotFoundException"


def test_a_promoted_replica_copies_nothing_any_more(cloud: Cloud) -> None:
    rds, name = cloud.client("rds", DR), takeover(cloud)["postgres"]["identifier"]

    def described() -> dict[str, Any]:
        found: dict[str, Any] = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
        return found

    assert f":{PRIMARY}:" in described()["ReadReplicaSourceDBInstanceIdentifier"]
    rds.promote_read_replica(DBInstanceIdentifier=name, BackupRetentionPeriod=14)
    assert code_of(lambda: rds.promote_read_replica(DBInstanceIdentifier=name)) == "InvalidDBInstanceState"
    assert [described()["DBInstanceStatus"] for _ in range(3)] == ["modifying", "modifying", "available"]
    assert not described().get("ReadReplicaSourceDBInstanceIdentifier")
    source = cloud.client("rds", PRIMARY).describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    assert source["ReadReplicaDBInstanceIdentifiers"] == []
    assert code_of(lambda: rds.promote_read_replica(DBInstanceIdentifier=name)) == "InvalidDBInstanceState"


def test_an_instance_is_renamed_and_another_takes_its_name(cloud: Cloud) -> None:
    rds, name = cloud.client("rds", PRIMARY), takeover(cloud)["postgres"]["identifier"]
    before = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    rds.modify_db_instance(DBInstanceIdentifier=name, NewDBInstanceIdentifier=f"{name}-old", ApplyImmediately=True)
    assert code_of(lambda: rds.describe_db_instances(DBInstanceIdentifier=name)) == "DBInstanceNotFound"
    old = rds.describe_db_instances(DBInstanceIdentifier=f"{name}-old")["DBInstances"][0]
    assert old["DBInstanceStatus"] == "renaming" and old["DbiResourceId"] == before["DbiResourceId"]
    cloud.client("rds", DR).promote_read_replica(DBInstanceIdentifier=name, BackupRetentionPeriod=14)
    cloud.settle()
    copied = cloud.client("rds", DR).describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    rds.create_db_instance_read_replica(DBInstanceIdentifier=name, SourceDBInstanceIdentifier=copied["DBInstanceArn"], SourceRegion=DR)
    new = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    assert new["DBInstanceStatus"] == "creating" and new["DbiResourceId"] != before["DbiResourceId"]
    assert new["ReadReplicaSourceDBInstanceIdentifier"] == copied["DBInstanceArn"] and new["BackupRetentionPeriod"] == 0


def test_a_global_datastore_fails_over(cloud: Cloud) -> None:
    cache, store = cloud.client("elasticache", DR), takeover(cloud)["cache"]
    asked = {"GlobalReplicationGroupId": store["global_id"], "PrimaryRegion": DR, "PrimaryReplicationGroupId": store["id"]}

    def seen() -> tuple[str, str]:
        one = cache.describe_global_replication_groups(GlobalReplicationGroupId=store["global_id"], ShowMemberInfo=True)
        one = one["GlobalReplicationGroups"][0]
        return one["Status"], next(member["ReplicationGroupRegion"] for member in one["Members"] if member["Role"] == "PRIMARY")

    assert seen() == ("available", PRIMARY)
    assert code_of(lambda: cache.failover_global_replication_group(**{**asked, "PrimaryRegion": "eu-west-1"})) == "InvalidParameterValue"
    cache.failover_global_replication_group(**asked)
    assert code_of(lambda: cache.failover_global_replication_group(**asked)).startswith("InvalidGlobalReplicationGroupState")
    assert [seen() for _ in range(3)] == [("modifying", PRIMARY), ("modifying", PRIMARY), ("available", DR)]
    assert code_of(lambda: cache.failover_global_replication_group(**asked)) == "InvalidParameterValue"
    group = cache.describe_replication_groups(ReplicationGroupId=store["id"])["ReplicationGroups"][0]
    assert group["GlobalReplicationGroupInfo"]["GlobalReplicationGroupMemberRole"] == "PRIMARY"


def test_the_switch_moves_the_health_check(cloud: Cloud) -> None:
    switch, route53 = cloud.outputs["switch"], cloud.client("route53", PRIMARY)
    watch = cloud.client("cloudwatch", switch["region"])

    def told() -> str:
        found = route53.get_health_check_status(HealthCheckId=switch["health_check_id"])["HealthCheckObservations"]
        return str(found[0]["StatusReport"]["Status"]).partition(":")[0]

    def put(value: float) -> None:
        dimensions = [{"Name": name, "Value": text} for name, text in switch["dimensions"].items()]
        datum = {"MetricName": switch["metric"], "Dimensions": dimensions, "Value": value}
        watch.put_metric_data(Namespace=switch["namespace"], MetricData=[datum])

    assert told() == "Success"  # nothing was ever sent
    put(1)
    assert [told() for _ in range(3)] == ["Success", "Success", "Failure"]
    put(0)
    assert [told() for _ in range(3)] == ["Failure", "Failure", "Success"]


def test_only_a_copy_is_behind(cloud: Cloud) -> None:
    def behind(region: str) -> list[float]:
        end = datetime.now(UTC)
        found = cloud.client("cloudwatch", region).get_metric_statistics(
            Namespace="AWS/RDS",
            MetricName="ReplicaLag",
            Dimensions=[{"Name": "DBInstanceIdentifier", "Value": takeover(cloud)["postgres"]["identifier"]}],
            StartTime=end - timedelta(minutes=5),
            EndTime=end,
            Period=60,
            Statistics=["Maximum"],
        )
        return [point["Maximum"] for point in found["Datapoints"]]

    assert behind(PRIMARY) == [] and behind(DR) == [USUAL]
    cloud.lag(90)
    assert behind(DR) == [90]
    cloud.lag(None)
    assert behind(DR) == []


def test_a_recovery_point_is_restored_by_a_job(cloud: Cloud) -> None:
    backup, vault = cloud.client("backup", DR), cloud.outputs["regions"][DR]["backup_vault"]
    arn = "arn:aws:dynamodb:us-west-2:222222222222:table/orders"
    assert backup.list_recovery_points_by_backup_vault(BackupVaultName=vault)["RecoveryPoints"] == []
    point = backup.start_backup_job(BackupVaultName=vault, ResourceArn=arn, IamRoleArn="arn:aws:iam::222222222222:role/r")
    found = backup.list_recovery_points_by_backup_vault(BackupVaultName=vault, ByResourceArn=arn)["RecoveryPoints"]
    assert [one["RecoveryPointArn"] for one in found] == [point["RecoveryPointArn"]]
    job = backup.start_restore_job(
        RecoveryPointArn=point["RecoveryPointArn"],
        Metadata={"targetTableName": "orders-restored"},
        IamRoleArn="arn:aws:iam::222222222222:role/r",
    )
    seen = [backup.describe_restore_job(RestoreJobId=job["RestoreJobId"]) for _ in range(3)]
    assert [one["Status"] for one in seen] == ["RUNNING", "RUNNING", "COMPLETED"]
    assert seen[-1]["CreatedResourceArn"].endswith(":table/orders-restored")
    assert code_of(lambda: backup.list_recovery_points_by_backup_vault(BackupVaultName="none")) == "ResourceNotFoundException"


def _sizes(cloud: Cloud) -> None:
    name = next(iter(takeover(cloud)["node_groups"]))
    cluster = cloud.outputs["regions"][DR]["cluster_name"]
    cloud.client("eks", DR).update_nodegroup_config(clusterName=cluster, nodegroupName=name, scalingConfig={"maxSize": 7})


def _tasks(cloud: Cloud) -> None:
    cluster = cloud.outputs["regions"][DR]["ecs_cluster"]
    cloud.client("ecs", DR).update_service(cluster=cluster, service="stream-processor", desiredCount=3)


def _bounds(cloud: Cloud) -> None:
    cloud.client("application-autoscaling", DR).register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{cloud.outputs['regions'][DR]['ecs_cluster']}/stream-processor",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=1,
        MaxCapacity=4,
    )


def _mapping(cloud: Cloud) -> None:
    uuid = next(iter(takeover(cloud)["event_sources"].values()))
    cloud.client("lambda", DR).update_event_source_mapping(UUID=uuid, Enabled=True)


def _writer(cloud: Cloud) -> None:
    cloud.client("rds", DR).promote_read_replica(DBInstanceIdentifier=takeover(cloud)["postgres"]["identifier"])


def _cache(cloud: Cloud) -> None:
    store = takeover(cloud)["cache"]
    asked = {"GlobalReplicationGroupId": store["global_id"], "PrimaryRegion": DR, "PrimaryReplicationGroupId": store["id"]}
    cloud.client("elasticache", DR).failover_global_replication_group(**asked)


def _weights(cloud: Cloud) -> None:
    asked = {"FunctionName": "event-platform-staging-event-validator", "Name": "live"}
    cloud.client("lambda", DR).update_alias(**asked, RoutingConfig={"AdditionalVersionWeights": {"1": 0.1}})


def _flink(cloud: Cloud) -> None:
    cloud.client("kinesisanalyticsv2", DR).start_application(ApplicationName="event-platform-staging-stream-processor")


def _object(cloud: Cloud) -> None:
    next(iter(cloud.clusters[DR].objects.values()))["spec"]["replicas"] = 17


def _bucket(cloud: Cloud) -> None:
    bucket = next(iter(cloud.outputs["regions"][DR]["buckets"].values()))
    cloud.client("s3", DR).put_object(Bucket=bucket, Key="k", Body=b"x")


CHANGES = (_sizes, _tasks, _bounds, _mapping, _writer, _cache, _weights, _flink, _object, _bucket)


@pytest.mark.parametrize("change", CHANGES)
def test_a_snapshot_notices_each_kind_of_change_and_a_reset_undoes_it(cloud: Cloud, change: Callable[[Cloud], None], tmp_path: Any) -> None:
    start = cloud.snapshot()
    assert cloud.snapshot() == start
    json.dumps(start)
    change(cloud)
    assert cloud.snapshot() != start
    cloud.reset(tmp_path)
    assert cloud.snapshot() == start
