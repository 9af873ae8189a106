"""What a stack has in its two regions, made in the account."""

import io
import zipfile

from tests.ops.cloud.additions.world import POLLS
from tests.ops.kubernetes import Api, merged
from tests.ops.recovery.account import Account
from tests.ops.recovery.names import ACTIVE, DIMENSIONS, DR, METRIC, NAME, NO_TASKS, OBJECT, PRIMARY, STACK, STANDBY, TASKS, WAITS, WORKS


class Seeded(Account):
    """The primary region at work, the dr region as its standby."""

    def __init__(self) -> None:
        super().__init__()
        self.apis = {PRIMARY: Api(), DR: Api()}
        self.mappings: dict[str, str] = {}
        self.world.polls = 0
        for region, active in ((PRIMARY, True), (DR, False)):
            self._compute(region, active)
            self._readers(region, active)
            self.client("sns", region).create_topic(Name=f"{NAME}-alerts")
            self.apis[region].put(**OBJECT, **(merged({}, WORKS) if active else WAITS))
        self._postgres()
        self._cache()
        self._lags()
        self._journal()
        self._switch()
        self.world.polls = POLLS

    def stop(self) -> None:
        super().stop()
        for api in self.apis.values():
            api.stop()

    def _compute(self, region: str, active: bool) -> None:
        eks, ecs = self.client("eks", region), self.client("ecs", region)
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

    def _readers(self, region: str, active: bool) -> None:
        functions, flink = self.client("lambda", region), self.client("kinesisanalyticsv2", region)
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
        flink.create_application(ApplicationName=f"{NAME}-flink", RuntimeEnvironment="FLINK-1_20", ServiceExecutionRole=role)
        if active:
            flink.start_application(ApplicationName=f"{NAME}-flink")
            flink.describe_application(ApplicationName=f"{NAME}-flink")

    def _postgres(self) -> None:
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
            Tags=[{"Key": "stack", "Value": STACK}, {"Key": "backup", "Value": "daily"}],
        )
        proxy = {"EngineFamily": "POSTGRESQL", "RoleArn": "arn:aws:iam::1:role/made", "Auth": [{"AuthScheme": "SECRETS"}]}
        for region, rds in ((PRIMARY, primary), (DR, dr)):
            subnets = [one["SubnetId"] for one in self.client("ec2", region).describe_subnets()["Subnets"]]
            rds.create_db_proxy(DBProxyName=f"{NAME}-postgres", VpcSubnetIds=subnets[:2], **proxy)
        primary.describe_db_instances()  # what is being made is there then
        primary.register_db_proxy_targets(DBProxyName=f"{NAME}-postgres", DBInstanceIdentifiers=[f"{NAME}-postgres"])
        dr.create_db_instance_read_replica(
            **settings,
            SourceDBInstanceIdentifier=made["DBInstance"]["DBInstanceArn"],
            DeletionProtection=True,
            Tags=[{"Key": "stack", "Value": STACK}],
        )
        dr.modify_db_instance(DBInstanceIdentifier=f"{NAME}-postgres", BackupRetentionPeriod=7, ApplyImmediately=True)
        for rds in (primary, dr):
            rds.describe_db_instances()  # all that was begun is seen to be done

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

    def _lags(self) -> None:
        for region in (PRIMARY, DR):
            for metric, namespace, name, value in (
                ("ReplicaLag", "AWS/RDS", "DBInstanceIdentifier", f"{NAME}-postgres"),
                ("GlobalDatastoreReplicationLag", "AWS/ElastiCache", "ReplicationGroupId", f"{NAME}-cache"),
            ):
                self.measure(region, namespace, metric, {name: value}, 1)

    def _journal(self) -> None:
        self.client("dynamodb", DR).create_table(
            TableName=f"{NAME}-operations",
            KeySchema=[{"AttributeName": "run", "KeyType": "HASH"}, {"AttributeName": "item", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("run", "item")],
            BillingMode="PAY_PER_REQUEST",
        )

    def _switch(self) -> None:
        dimensions = [{"Name": name, "Value": value} for name, value in DIMENSIONS.items()]
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
