"""A small stack in moto's AWS: what day-2 commands look at and change, and what moto lacks of it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import moto.backends

from ops.aws import Patience
from ops.context import Context
from ops.gateway import Gateway
from ops.outputs import Outputs
from ops.progress import Event, Progress
from tests.ops.cloud.server import Addition, Forward, Result, Server
from tests.ops.cloud.wire import Call
from tests.support import settings_of

STACK, ACCOUNT = "staging", "222222222222"
HOME, AWAY = "us-east-1", "us-west-2"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/1"
TABLE, EVENTS = "event-platform-staging-user-sessions", "event-platform-staging-real-time-events"
POSTGRES, CACHE, WAREHOUSE = (f"event-platform-staging-{name}" for name in ("postgres", "cache", "warehouse"))

SNAPSHOT: dict[str, Any] = {
    "SnapshotName": "cache-night",
    "ReplicationGroupId": CACHE,
    "SnapshotStatus": "available",
    "NodeSnapshots": [{"CacheNodeId": "0001", "CacheSize": "2 GB", "SnapshotCreateTime": datetime.now(UTC)}],
}
"""moto's snapshots say nothing of their nodes, and so not when they were made."""
NODE = {"CacheClusterId": f"{CACHE}-001", "Engine": "valkey", "CacheSubnetGroupName": "data", "SecurityGroups": []}
"""moto's groups have no nodes."""


@dataclass
class Vault:
    """AWS Backup, of which moto knows the vaults only."""

    points: dict[str, dict[str, Any]] = field(default_factory=dict)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    looks: int = 0

    def add(self, arn: str, kind: str, resource: str, made: datetime) -> None:
        self.points[arn] = {
            "RecoveryPointArn": arn,
            "ResourceArn": resource,
            "ResourceType": kind,
            "Status": "COMPLETED",
            "CreationDate": made,
            "BackupSizeInBytes": 2**30,
            "IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/backup",
        }

    def additions(self) -> dict[tuple[str, str], Addition]:
        return {
            ("backup", "ListRecoveryPointsByBackupVault"): self._list,
            ("backup", "GetRecoveryPointRestoreMetadata"): self._metadata,
            ("backup", "DescribeRecoveryPoint"): lambda call, _: self.points[call.parameters["RecoveryPointArn"]],
            ("backup", "StartRestoreJob"): self._start,
            ("backup", "DescribeRestoreJob"): self._describe,
        }

    def _list(self, call: Call, _: Forward) -> Result:
        kind, region = call.parameters.get("ByResourceType"), call.region
        return {"RecoveryPoints": [one for one in self.points.values() if one["ResourceType"] == kind and region in one["ResourceArn"]]}

    def _metadata(self, *_: Any) -> Result:
        return {"RestoreMetadata": {"file-system-id": "fs-old", "Encrypted": "true", "newFileSystem": "false"}}

    def _start(self, call: Call, _: Forward) -> Result:
        efs = moto.backends.get_backend("efs")[ACCOUNT][call.region]
        made = efs.create_file_system(call.parameters["Metadata"]["CreationToken"], "generalPurpose", True, "", "elastic", 0, "", False, [])
        self.jobs["job-1"] = {"RestoreJobId": "job-1", "Status": "RUNNING", "CreatedResourceArn": made.file_system_arn}
        return {"RestoreJobId": "job-1"}

    def _describe(self, *_: Any) -> Result:
        self.looks += 1
        return self.jobs["job-1"] | ({"Status": "COMPLETED"} if self.looks > 1 else {})


@dataclass
class Deployments:
    """CodeDeploy: a group with alarms, and deployments that go on as the test says."""

    alarms: list[str] = field(default_factory=lambda: ["errors", "slow"])
    going_on: list[str] = field(default_factory=list)
    statuses: list[tuple[str, int]] = field(default_factory=lambda: [("InProgress", 10), ("InProgress", 100)])
    """Status and traffic, look by look; the last one stays."""
    stopped: list[dict[str, Any]] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)

    def additions(self) -> dict[tuple[str, str], Addition]:
        return {
            ("codedeploy", "GetDeploymentGroup"): self._group,
            ("codedeploy", "ListDeployments"): lambda *_: {"deployments": self.going_on},
            ("codedeploy", "CreateDeployment"): self._create,
            ("codedeploy", "GetDeployment"): self._get,
            ("codedeploy", "ListDeploymentTargets"): lambda *_: {"targetIds": ["t"]},
            ("codedeploy", "GetDeploymentTarget"): self._target,
            ("codedeploy", "StopDeployment"): self._stop,
            ("codedeploy", "ListDeploymentConfigs"): lambda *_: {"deploymentConfigsList": []},
            ("codedeploy", "CreateDeploymentConfig"): lambda *_: {"deploymentConfigId": "c"},
        }

    def _group(self, call: Call, _: Forward) -> Result:
        watched = {"enabled": True, "alarms": [{"name": name} for name in self.alarms]}
        return {"deploymentGroupInfo": {"deploymentGroupName": call.parameters["deploymentGroupName"], "alarmConfiguration": watched}}

    def _create(self, call: Call, _: Forward) -> Result:
        self.created.append(dict(call.parameters))
        return {"deploymentId": "d-1"}

    def _get(self, *_: Any) -> Result:
        self._now = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {"deploymentInfo": {"deploymentId": "d-1", "status": self._now[0]}}

    def _target(self, *_: Any) -> Result:
        sets = [{"taskSetLabel": "Blue", "trafficWeight": 100 - self._now[1]}, {"taskSetLabel": "Green", "trafficWeight": self._now[1]}]
        return {"deploymentTarget": {"deploymentTargetType": "ECSTarget", "ecsTarget": {"taskSetsInfo": sets}}}

    def _stop(self, call: Call, _: Forward) -> Result:
        self.stopped.append(dict(call.parameters))
        return {"status": "Pending"}


@dataclass
class Recorder:
    """What people would see."""

    events: list[Event] = field(default_factory=list)

    def show(self, event: Event) -> None:
        self.events.append(event)

    def said(self, status: str) -> list[str]:
        return [event.detail for event in self.events if event.status == status]


@dataclass
class Cloud:
    """The server and the stack in it."""

    server: Server
    vault: Vault
    deployments: Deployments
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    recorder: Recorder = field(default_factory=Recorder)

    def client(self, service: str, region: str = HOME) -> Any:
        return boto3.client(service, region_name=region)  # type: ignore[call-overload]

    def context(self, *, dry_run: bool = False) -> Context:
        gateway = Gateway(boto3.Session(), Progress(self.recorder), Patience(attempts=1, read_seconds=5, poll_seconds=0.01), dry_run)
        return Context(STACK, settings_of(STACK), Outputs.model_validate(outputs()), gateway, lambda: self.now)

    def changes(self, service: str) -> list[Call]:
        """Calls that changed something, of one service."""
        return [call for call in self.server.changes if call.service == service]

    def metric(self, namespace: str, name: str, dimensions: Mapping[str, str], value: float, region: str = HOME) -> None:
        at = {
            "Dimensions": [{"Name": key, "Value": text} for key, text in dimensions.items()],
            "Timestamp": self.now - timedelta(minutes=1),
        }
        self.client("cloudwatch", region).put_metric_data(Namespace=namespace, MetricData=[{"MetricName": name, "Value": value, **at}])

    def alarm(self, name: str, state: str = "OK", region: str = HOME, topic: str | None = None) -> None:
        made = {"AlarmName": name, "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1}
        made |= {"Namespace": "N", "MetricName": "M", "Period": 60, "Statistic": "Sum", "Threshold": 0.0}
        cloudwatch = self.client("cloudwatch", region)
        cloudwatch.put_metric_alarm(**made, AlarmActions=[topic or topic_of(region)])
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")


def topic_of(region: str) -> str:
    return f"arn:aws:sns:{region}:{ACCOUNT}:event-platform-staging-alerts"


def bucket_of(purpose: str, region: str = HOME) -> str:
    return f"{purpose}-{region}-{STACK}"


def outputs() -> dict[str, Any]:
    deployment = {"application": "app", "group": "event-validator", "function": "validator", "alias": "live", "version": "2"}

    def region(name: str, role: str) -> dict[str, Any]:
        return {
            "role": role,
            "alerts_topic_arn": topic_of(name),
            "cluster_name": "event-platform-staging-eks",
            "cluster_endpoint": "https://127.0.0.1:1",
            "cluster_certificate": "",
            "ecs_cluster": "event-platform-staging-ecs",
            "buckets": {purpose: bucket_of(purpose, name) for purpose in ("bronze", "backups")},
            "streams": {"raw-events": f"arn:aws:kinesis:{name}:{ACCOUNT}:stream/event-platform-staging-raw-events"},
            "tables": {"real-time-events": EVENTS, "user-sessions": TABLE},
            "backup_vault": "event-platform-staging-backups",
            "health_urls": {"api": f"https://{name}.api.example.com/health"},
            "subnet_ids": {"private": ["subnet-1"]},
            "functions": {"event-validator": deployment},
            "ecs": {"data-ingestion-api": {"dns_name": "d", "deployment": {"application": "api", "group": "api", "app_spec": "{}"}}},
        }

    return {
        "active_region": HOME,
        "primary_region": HOME,
        "dr_region": AWAY,
        "operations": {"table": "event-platform-staging-operations", "region": AWAY},
        "hosts": ["events.staging.example.com"],
        "regions": {HOME: region(HOME, "primary"), AWAY: region(AWAY, "dr")},
    }


@contextmanager
def served(monkeypatch: Any, tmp_path: Path) -> Iterator[Cloud]:
    """The account, empty but for what the stack has."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    vault, deployments = Vault(), Deployments()
    snapshots: dict[tuple[str, str], Addition] = {
        ("elasticache", "DescribeSnapshots"): lambda *_: {"Snapshots": [SNAPSHOT]},
        ("elasticache", "DescribeCacheClusters"): lambda *_: {"CacheClusters": [NODE]},
    }
    server = Server(ACCOUNT, {**vault.additions(), **deployments.additions(), **snapshots})
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    server.start()
    try:
        for service in (
            "cloudwatch",
            "dynamodb",
            "rds",
            "elasticache",
            "redshift",
            "s3",
            "efs",
            "kinesis",
            "lambda",
            "eks",
            "ecs",
            "fis",
            "elbv2",
        ):
            moto.backends.get_backend(service).reset()  # type: ignore[call-overload]
        yield Cloud(server, vault, deployments)
    finally:
        server.stop()


def seed(cloud: Cloud) -> None:
    """Stores, streams and buckets, sound and with fresh backups."""
    _stores(cloud)
    for region in (HOME, AWAY):
        cloud.client("kinesis", region).create_stream(StreamName="event-platform-staging-raw-events", ShardCount=1)
        s3 = cloud.client("s3", region)
        for purpose in ("bronze", "backups"):
            place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            s3.create_bucket(Bucket=bucket_of(purpose, region), **place)
            s3.put_bucket_versioning(Bucket=bucket_of(purpose, region), VersioningConfiguration={"Status": "Enabled"})
        cloud.vault.add(f"arn:efs:{region}", "EFS", f"arn:aws:elasticfilesystem:{region}:{ACCOUNT}:file-system/fs-old", cloud.now)
        cloud.client("cloudwatch", region).put_metric_data(Namespace="AWS/RDS", MetricData=[{"MetricName": "x", "Value": 1}])
    inside(cloud)


def _stores(cloud: Cloud) -> None:
    for region in (HOME, AWAY):
        for table, key in ((TABLE, "session_id"), (EVENTS, "user_id")):
            dynamodb = cloud.client("dynamodb", region)
            dynamodb.create_table(
                TableName=table,
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
                StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
            )
            dynamodb.put_item(TableName=table, Item={key: {"S": "a"}})
            dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    rds, subnets = cloud.client("rds"), [one["SubnetId"] for one in cloud.client("ec2").describe_subnets()["Subnets"]]
    rds.create_db_subnet_group(DBSubnetGroupName="data", DBSubnetGroupDescription="data", SubnetIds=subnets)
    rds.create_db_instance(
        DBInstanceIdentifier=POSTGRES,
        Engine="postgres",
        EngineVersion="17",
        DBInstanceClass="db.m6g.large",
        AllocatedStorage=20,
        MasterUsername="platform",
        MasterUserPassword="password",
        DBSubnetGroupName="data",
        BackupRetentionPeriod=7,
    )
    rds.create_db_snapshot(DBSnapshotIdentifier="night", DBInstanceIdentifier=POSTGRES)
    elasticache = cloud.client("elasticache")
    elasticache.create_replication_group(
        ReplicationGroupId=CACHE,
        ReplicationGroupDescription="cache",
        Engine="valkey",
        CacheNodeType="cache.m6g.large",
        NumCacheClusters=2,
        AutomaticFailoverEnabled=True,
    )
    elasticache.create_snapshot(ReplicationGroupId=CACHE, SnapshotName="cache-night")
    redshift = cloud.client("redshift")
    redshift.create_cluster_subnet_group(ClusterSubnetGroupName="private", Description="private", SubnetIds=subnets)
    redshift.create_cluster(
        ClusterIdentifier=WAREHOUSE,
        NodeType="ra3.large",
        MasterUsername="platform",
        MasterUserPassword="Password1",
        NumberOfNodes=2,
        ClusterType="multi-node",
        ClusterSubnetGroupName="private",
    )
    redshift.create_cluster_snapshot(SnapshotIdentifier="warehouse-night", ClusterIdentifier=WAREHOUSE)


def inside(cloud: Cloud) -> None:
    """Backups of the stores inside the cluster, all fresh."""
    at, s3, bucket = cloud.now, cloud.client("s3"), bucket_of("backups")
    keys = [
        f"clickhouse/shard-0/{at:%Y-%m-%dT%H-%M-%S}/metadata.json",
        *(f"redis/{at:%Y-%m-%dT%H-%M}/redis-leader-{index}.rdb" for index in range(3)),
        f"timescale/timescale/base/{at:%Y%m%dT%H%M%S}/backup.info",
        "timescale/timescale/wals/0000000100000000/00000001",
        f"velero/event-platform-staging-eks/backups/cluster-{at:%Y%m%d%H%M%S}/velero-backup.json",
    ]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=json.dumps({}).encode())
