"""Two regions of a stack in a cloud on this machine, with the outputs that a stack would have, and all that a failover changes."""

import io
import json
import multiprocessing
import os
import sys
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from signal import SIGKILL
from threading import Thread
from typing import Any

import boto3
import urllib3
from botocore.config import Config

from tests.ops.cloud.additions.elasticache import GlobalDatastores
from tests.ops.cloud.additions.rds import Instances
from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result, Server
from tests.ops.cloud.wire import Call, Refused
from tests.ops.kubernetes import Api
from tests.support import ROOT, settings_of

STACK = "staging"
PRIMARY, DR = "us-east-1", "us-west-2"
NAME = f"event-platform-{STACK}"
ACTIVE, STANDBY = {"min": 3, "desired": 4, "max": 9}, {"min": 1, "desired": 1, "max": 9}
TASKS, NO_TASKS = {"min": 2, "desired": 3, "max": 8}, {"min": 0, "desired": 0, "max": 8}
OBJECT = {"api_version": "keda.sh/v1alpha1", "kind": "ScaledObject", "namespace": "workloads", "name": "consumer"}
WORKS = {"metadata": {"annotations": {"autoscaling.keda.sh/paused": None}}, "spec": {"minReplicaCount": 3}}
WAITS = {"metadata": {"annotations": {"autoscaling.keda.sh/paused": "true"}}, "spec": {"minReplicaCount": 0}}
METRIC = {"namespace": "EventPlatform/Recovery", "metric": "Failover", "dimensions": {"Stack": STACK}}


_SESSION = boto3.Session("testing", "testing")


class Health:
    """What answers at a region's health address."""

    def __init__(self) -> None:
        self.status = 200
        health = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(health.status)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/healthz"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Stage:
    """All of it."""

    folder: Path
    account: str = settings_of(STACK).account_id
    health: dict[str, Health] = field(default_factory=lambda: {PRIMARY: Health(), DR: Health()})
    apis: dict[str, Api] = field(default_factory=lambda: {PRIMARY: Api(), DR: Api()})
    mappings: dict[str, str] = field(default_factory=dict)
    _started: int = 0
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world = World(self.account)
        instances = Instances(self.world).additions()
        additions: dict[tuple[str, str], Addition] = {
            **instances,
            **GlobalDatastores(self.world).additions(),
            ("rds", "CreateDBInstance"): self._known(lambda _, forward: forward()),
            ("rds", "CreateDBInstanceReadReplica"): self._known(instances[("rds", "CreateDBInstanceReadReplica")]),
            ("cloudwatch", "PutMetricData"): self._alarm,
            ("kinesisanalyticsv2", "StartApplication"): self._start,
            ("kinesisanalyticsv2", "StopApplication"): self._stop,
            ("kinesisanalyticsv2", "DescribeApplication"): self._describe,
        }
        self.server = Server(self.account, additions)
        self.server.start()
        urllib3.request("POST", f"{self.server.url}/moto-api/reset", timeout=60)
        for region, active in ((PRIMARY, True), (DR, False)):
            self._region(region, active)
        self._stores()
        self._switch()
        self.write_outputs(self.outputs())
        self.server.calls.clear()

    def client(self, service: str, region: str) -> Any:
        """boto3's; making one takes longer than all that it is asked."""
        if (service, region) not in self._clients:
            make: Any = _SESSION.client
            config = Config(retries={"total_max_attempts": 1}, read_timeout=120)
            self._clients[service, region] = make(service, region_name=region, endpoint_url=self.server.url, config=config)
        return self._clients[service, region]

    def _region(self, region: str, active: bool) -> None:
        eks, ecs, functions = self.client("eks", region), self.client("ecs", region), self.client("lambda", region)
        role = f"arn:aws:iam::{self.account}:role/made"
        eks.create_cluster(name=f"{NAME}-eks", version="1.34", roleArn=role, resourcesVpcConfig={"subnetIds": ["subnet-1"]})
        sizes = ACTIVE if active else STANDBY
        scaling = {"minSize": sizes["min"], "maxSize": sizes["max"], "desiredSize": sizes["desired"]}
        made = {"clusterName": f"{NAME}-eks", "nodegroupName": "general", "subnets": ["subnet-1"], "nodeRole": role}
        eks.create_nodegroup(**made, scalingConfig=scaling)
        ecs.create_cluster(clusterName=f"{NAME}-ecs")
        container = {"name": "api", "image": "api", "memory": 128}
        task = ecs.register_task_definition(family="api", containerDefinitions=[container])["taskDefinition"]["taskDefinitionArn"]
        tasks = TASKS if active else NO_TASKS
        ecs.create_service(cluster=f"{NAME}-ecs", serviceName="api", taskDefinition=task, desiredCount=tasks["desired"])
        self.client("application-autoscaling", region).register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId=f"service/{NAME}-ecs/api",
            ScalableDimension="ecs:service:DesiredCount",
            MinCapacity=tasks["min"],
            MaxCapacity=tasks["max"],
        )
        self.client("iam", region).create_role(RoleName=f"made-{region}", AssumeRolePolicyDocument="{}")
        stream = f"arn:aws:kinesis:{region}:{self.account}:stream/events"
        self.client("kinesis", region).create_stream(StreamName="events", ShardCount=1)
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("handler.py", "")
        role = f"arn:aws:iam::{self.account}:role/made-{region}"
        functions.create_function(
            FunctionName="validator", Runtime="python3.13", Handler="handler.h", Role=role, Code={"ZipFile": code.getvalue()}
        )
        made = functions.create_event_source_mapping(
            FunctionName="validator", EventSourceArn=stream, StartingPosition="LATEST", Enabled=active
        )
        self.mappings[region] = made["UUID"]
        flink = self.client("kinesisanalyticsv2", region)
        flink.create_application(ApplicationName=f"{NAME}-flink", RuntimeEnvironment="FLINK-1_20", ServiceExecutionRole=role)
        if active:
            flink.start_application(ApplicationName=f"{NAME}-flink")
            flink.describe_application(ApplicationName=f"{NAME}-flink")
        self.client("sns", region).create_topic(Name=f"{NAME}-alerts")
        self.apis[region].put(**OBJECT, **(_without_null(WORKS) if active else WAITS))

    def _stores(self) -> None:
        primary, dr = self.client("rds", PRIMARY), self.client("rds", DR)
        for region, rds in ((PRIMARY, primary), (DR, dr)):
            vpc = self.client("ec2", region).describe_subnets()["Subnets"]
            rds.create_db_subnet_group(
                DBSubnetGroupName="data", DBSubnetGroupDescription="made", SubnetIds=[one["SubnetId"] for one in vpc[:2]]
            )
            rds.create_db_parameter_group(DBParameterGroupName="pg", DBParameterGroupFamily="postgres17", Description="made")
        settings = {"DBInstanceIdentifier": f"{NAME}-postgres", "DBInstanceClass": "db.r6g.large", "MultiAZ": True}
        made = primary.create_db_instance(
            **settings,
            Engine="postgres",
            AllocatedStorage=100,
            MasterUsername="platform",
            MasterUserPassword="made-up-1",
            BackupRetentionPeriod=7,
            DeletionProtection=True,
            Tags=[{"Key": "stack", "Value": STACK}],
        )
        proxy = {"EngineFamily": "POSTGRESQL", "RoleArn": "arn:aws:iam::1:role/made", "Auth": [{"AuthScheme": "SECRETS"}]}
        subnets = [one["SubnetId"] for one in self.client("ec2", PRIMARY).describe_subnets()["Subnets"]]
        primary.create_db_proxy(DBProxyName=f"{NAME}-postgres", VpcSubnetIds=subnets[:2], **proxy)
        primary.register_db_proxy_targets(DBProxyName=f"{NAME}-postgres", DBInstanceIdentifiers=[f"{NAME}-postgres"])
        dr.create_db_instance_read_replica(
            **settings,
            SourceDBInstanceIdentifier=made["DBInstance"]["DBInstanceArn"],
            DeletionProtection=True,
            Tags=[{"Key": "stack", "Value": STACK}],
        )
        for region in (PRIMARY, DR):
            for _ in range(4):
                self.client("rds", region).describe_db_instances()
        dr.modify_db_instance(DBInstanceIdentifier=f"{NAME}-postgres", BackupRetentionPeriod=7, ApplyImmediately=True)
        for _ in range(4):
            dr.describe_db_instances()
        for region in (PRIMARY, DR):
            for metric, namespace, name, value in (
                ("ReplicaLag", "AWS/RDS", "DBInstanceIdentifier", f"{NAME}-postgres"),
                ("GlobalDatastoreReplicationLag", "AWS/ElastiCache", "ReplicationGroupId", f"{NAME}-cache"),
            ):
                self.measure(region, namespace, metric, {name: value}, 1)
        self._cache()
        self.client("dynamodb", DR).create_table(
            TableName=f"{NAME}-operations",
            KeySchema=[{"AttributeName": "run", "KeyType": "HASH"}, {"AttributeName": "item", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("run", "item")],
            BillingMode="PAY_PER_REQUEST",
        )

    def _cache(self) -> None:
        group = {"ReplicationGroupId": f"{NAME}-cache", "ReplicationGroupDescription": "made", "CacheNodeType": "cache.r7g.large"}
        self.client("elasticache", PRIMARY).create_replication_group(**group, Engine="redis", NumCacheClusters=2)
        store = self.client("elasticache", PRIMARY).create_global_replication_group(
            GlobalReplicationGroupIdSuffix="cache", PrimaryReplicationGroupId=f"{NAME}-cache"
        )
        self.datastore = store["GlobalReplicationGroup"]["GlobalReplicationGroupId"]
        self.client("elasticache", DR).create_replication_group(
            **group, Engine="redis", NumCacheClusters=2, GlobalReplicationGroupId=self.datastore
        )

    def _switch(self) -> None:
        dimensions = [{"Name": name, "Value": value} for name, value in METRIC["dimensions"].items()]  # type: ignore[attr-defined]
        self.client("cloudwatch", DR).put_metric_alarm(
            AlarmName=f"{NAME}-failover",
            Namespace=METRIC["namespace"],
            MetricName=METRIC["metric"],
            Dimensions=dimensions,
            Statistic="Maximum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
        )

    def _alarm(self, call: Call, forward: Forward) -> Result:
        """The switch's alarm goes by the last value."""
        done = forward()
        for one in call.parameters.get("MetricData", ()):
            if one["MetricName"] == METRIC["metric"]:
                alarm = self.world.backend("cloudwatch", call.region).alarms[f"{NAME}-failover"]
                alarm.update_state("made", "{}", "ALARM" if float(one["Value"]) > 0 else "OK")
        return done

    def _known(self, make: Addition) -> Addition:
        """AWS gives each instance an id that it keeps for life; moto gives all the same."""

        def made(call: Call, forward: Forward) -> Result:
            result = make(call, forward)
            instances = self.world.backend("rds", call.region).databases
            instances[str(call.parameters["DBInstanceIdentifier"])].dbi_resource_id = f"db-{uuid.uuid4().hex.upper()[:26]}"
            return result

        return made

    def _start(self, call: Call, _: Forward) -> Result:
        return self._become(call, "READY", "STARTING", "RUNNING")

    def _stop(self, call: Call, _: Forward) -> Result:
        return self._become(call, "RUNNING", "STOPPING", "READY")

    def _become(self, call: Call, *states: str) -> Result:
        """From a state by way of another to a third, as somebody looks."""
        now, then, last = states
        if self._flink(call.region)[0] != now:
            raise Refused("ResourceInUseException", f"Application cannot be {then} in state {self._flink(call.region)[0]}")
        self._flink(call.region)[:] = [then, last]
        return {}

    def _describe(self, call: Call, _: Forward) -> Result:
        states = self._flink(call.region)
        shown = states[0]
        if len(states) > 1:
            states.pop(0)
        name = str(call.parameters["ApplicationName"])
        arn = f"arn:aws:kinesisanalytics:{call.region}:{self.account}:application/{name}"
        detail = {"ApplicationARN": arn, "ApplicationName": name, "RuntimeEnvironment": "FLINK-1_20", "ApplicationVersionId": 1}
        return {"ApplicationDetail": {**detail, "ApplicationStatus": shown}}

    def _flink(self, region: str) -> list[str]:
        """Its states, the present one first."""
        found: list[str] = self.world.kept["flink"].setdefault(region, ["READY"])
        return found

    def measure(self, region: str, namespace: str, metric: str, dimensions: Mapping[str, str], value: float) -> None:
        """CloudWatch has measured something just now."""
        shown = [{"Name": name, "Value": one} for name, one in dimensions.items()]
        data = [{"MetricName": metric, "Dimensions": shown, "Value": value, "Timestamp": datetime.now(UTC)}]
        self.client("cloudwatch", region).put_metric_data(Namespace=namespace, MetricData=data)

    def outputs(self) -> dict[str, Any]:
        """As `pulumi stack output --json` prints them."""
        return {
            "active_region": PRIMARY,
            "primary_region": PRIMARY,
            "dr_region": DR,
            "operations": {"table": f"{NAME}-operations", "region": DR},
            "switch": {"region": DR, "health_check_id": "made", **METRIC},
            "hosts": ["api.example.com"],
            "regions": {PRIMARY: self._outputs(PRIMARY, "primary"), DR: self._outputs(DR, "dr")},
        }

    def _outputs(self, region: str, role: str) -> dict[str, Any]:
        return {
            "role": role,
            "alerts_topic_arn": f"arn:aws:sns:{region}:{self.account}:{NAME}-alerts",
            "cluster_name": f"{NAME}-eks",
            "cluster_endpoint": self.apis[region].endpoint,
            "cluster_certificate": self.apis[region].certificate,
            "ecs_cluster": f"{NAME}-ecs",
            "backup_vault": f"{NAME}-backups",
            "health_urls": {"api": self.health[region].url},
            "takeover": {
                "node_groups": {"general": {"active": ACTIVE, "standby": STANDBY}},
                "services": {"api": {"active": TASKS, "standby": NO_TASKS}},
                "event_sources": {"validator": self.mappings[region]},
                "flink": f"{NAME}-flink",
                "objects": [{**OBJECT, "active": WORKS, "standby": WAITS}],
                "postgres": {
                    "identifier": f"{NAME}-postgres",
                    "instance_class": "db.r6g.large",
                    "subnet_group": "data",
                    "parameter_group": "pg",
                    "security_group_ids": [],
                    "kms_key_arn": f"arn:aws:kms:{region}:{self.account}:key/made",
                    "backup_days": 7,
                },
                "cache": {"id": f"{NAME}-cache", "global_id": self.datastore},
            },
        }

    @property
    def outputs_file(self) -> Path:
        return self.folder / "outputs.json"

    def write_outputs(self, outputs: Mapping[str, Any]) -> None:
        self.outputs_file.write_text(json.dumps(outputs))

    def state(self) -> dict[str, Any]:
        """All that a failover may change."""
        return {region: self._state(region) for region in (PRIMARY, DR)} | {"cache": self._leader(), "names": self._names()}

    def _state(self, region: str) -> dict[str, Any]:
        group = self.client("eks", region).describe_nodegroup(clusterName=f"{NAME}-eks", nodegroupName="general")["nodegroup"]
        service = self.client("ecs", region).describe_services(cluster=f"{NAME}-ecs", services=["api"])["services"][0]
        target = self.client("application-autoscaling", region).describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]
        mapping = self.client("lambda", region).get_event_source_mapping(UUID=self.mappings[region])
        flink = self.client("kinesisanalyticsv2", region).describe_application(ApplicationName=f"{NAME}-flink")
        found = self.apis[region].found(**OBJECT)
        return {
            "nodes": group["scalingConfig"],
            "service": (target["MinCapacity"], service["desiredCount"], target["MaxCapacity"]),
            "reads": mapping["State"],
            "flink": flink["ApplicationDetail"]["ApplicationStatus"],
            "object": (found["spec"], (found.get("metadata") or {}).get("annotations") or {}),
            "postgres": self.copies(region),
        }

    def copies(self, region: str) -> str | None:
        """What the region's PostgreSQL copies; `missing` if there is none."""
        instances = self.world.backend("rds", region).databases
        found = instances.get(f"{NAME}-postgres")
        return "missing" if found is None else found.source_db_instance_identifier or None

    def proxied(self) -> list[str]:
        """The instances that the primary's proxy leads to."""
        targets = self.world.backend("rds", PRIMARY).db_proxies[f"{NAME}-postgres"].proxy_target_groups["default"].targets
        return [target.rds_resource_id for target in targets]

    def follow(self, identifier: str) -> None:
        """The proxy has followed an instance that was renamed."""
        [target] = self.world.backend("rds", PRIMARY).db_proxies[f"{NAME}-postgres"].proxy_target_groups["default"].targets
        target.rds_resource_id = identifier

    def resource_id(self, region: str, identifier: str = f"{NAME}-postgres") -> str:
        """An instance's, which it keeps whatever it is called."""
        found: str = self.world.backend("rds", region).databases[identifier].dbi_resource_id
        return found

    def _leader(self) -> str:
        store: str = self.world.kept["global datastores"][self.datastore]["primary"]
        return store

    def _names(self) -> str:
        state = self.world.backend("cloudwatch", DR).alarms[f"{NAME}-failover"].state_value
        return DR if state == "ALARM" else PRIMARY

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "AWS_ENDPOINT_URL": self.server.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(self.folder / "none"),
        }

    def start(self, command: str, *arguments: str) -> "Running":
        """A command in a process of its own."""
        given = [command, "--stack", STACK, "--project", str(ROOT), "--outputs", str(self.outputs_file), "--yes"]
        quick = ["--poll", "0.02", "--attempts", "3", "--timeout", "2", "--no-verify"]
        self._started += 1
        return Running([*given, *quick, *arguments], self.environment(), self.folder / f"run-{self._started}")

    def run(self, command: str, *arguments: str) -> "Ran":
        """A command, to its end."""
        return self.start(command, *arguments).wait()

    def stop(self) -> None:
        self.server.stop()
        stopping: list[Health | Api] = [*self.health.values(), *self.apis.values()]
        for one in stopping:
            one.stop()


_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["ops.__main__", "boto3", "botocore.endpoint"])


def _main(arguments: list[str], environment: dict[str, str], output: Path) -> None:
    """What a process does: what `python -m ops` would, without the second that imports take."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    for number, suffix in ((1, ".out"), (2, ".err")):
        os.dup2(os.open(output.with_suffix(suffix), os.O_CREAT | os.O_WRONLY | os.O_TRUNC), number)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    from ops.__main__ import app

    try:
        app(arguments, prog_name="python -m ops")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


class Running:
    """A process."""

    def __init__(self, arguments: list[str], environment: dict[str, str], output: Path):
        self._output = output
        self._process = _PROCESSES.Process(target=_main, args=(arguments, environment, output))
        self._process.start()

    def kill(self) -> None:
        """It has no chance to tidy up."""
        assert self._process.pid
        os.kill(self._process.pid, SIGKILL)

    def wait(self) -> "Ran":
        """Until its end."""
        self._process.join(120)
        assert self._process.exitcode is not None, "it does not end"
        lines = self._output.with_suffix(".out").read_text().splitlines()
        events = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return Ran(self._process.exitcode, events, self._output.with_suffix(".err").read_text())


KILLED = -SIGKILL


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    status: int
    events: list[dict[str, str]]
    error: str

    def told(self, status: str) -> list[str]:
        """What was told with a status."""
        return [event["detail"] for event in self.events if event["status"] == status]


def _without_null(value: Any) -> Any:
    return {key: _without_null(one) for key, one in value.items() if one is not None} if isinstance(value, dict) else value


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """A stage that is cleared away."""

    stage = Stage(folder)
    try:
        yield stage
    finally:
        stage.stop()
