"""Databases survive the loss of a zone, and have room to grow."""

from typing import Any

from tests.policies.case import Case, made, ref

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
MEMORY = "aws:memorydb/cluster:Cluster"
WAREHOUSE = "aws:redshift/cluster:Cluster"
DOMAIN = "aws:opensearch/domain:Domain"
TABLE = "aws:dynamodb/table:Table"
TARGET = "aws:appautoscaling/target:Target"
REPLICA = "aws:dynamodb/tableReplica:TableReplica"
BROKER = "aws:mq/broker:Broker"
REPLICATION = "aws:dms/replicationInstance:ReplicationInstance"
WINDOWS = "aws:fsx/windowsFileSystem:WindowsFileSystem"
FILES = "aws:efs/fileSystem:FileSystem"

READS: dict[str, Any] = {"scalableDimension": "dynamodb:table:ReadCapacityUnits"}
WRITES: dict[str, Any] = {"scalableDimension": "dynamodb:table:WriteCapacityUnits"}
NAMED = made(TABLE, "events", _name="platform-events")
AUTOMATIC: dict[str, Any] = {"automaticFailoverEnabled": True, "multiAzEnabled": True}

CASES = [
    Case(
        "rds-multi-az",
        passing=[made(INSTANCE, multiAz=True), made(INSTANCE, replicateSourceDb="events")],
        failing=[made(INSTANCE), made(INSTANCE, multiAz=False)],
    ),
    Case(
        "rds-cluster-members",
        passing=[
            made(CLUSTER, dbClusterInstanceClass="db.r6gd.large"),
            [made(CLUSTER, "events"), *(made(MEMBER, name, clusterIdentifier=ref("events")) for name in "ab")],
            [
                made("aws:docdb/cluster:Cluster", "events"),
                *(
                    made("aws:docdb/clusterInstance:ClusterInstance", zone, clusterIdentifier=ref("events"), availabilityZone=zone)
                    for zone in ("us-east-1a", "us-east-1b")
                ),
            ],
        ],
        failing=[
            made(CLUSTER),
            [made(CLUSTER, "events"), made(MEMBER, clusterIdentifier=ref("events"))],
            [
                made(CLUSTER, "events"),
                *(made(MEMBER, name, clusterIdentifier=ref("events"), availabilityZone="us-east-1a") for name in "ab"),
            ],
        ],
    ),
    Case(
        "rds-storage-grows",
        passing=[made(INSTANCE, engine="postgres", allocatedStorage=100, maxAllocatedStorage=400), made(INSTANCE, engine="aurora-mysql")],
        failing=[
            made(INSTANCE, engine="postgres"),
            made(INSTANCE, engine="postgres", allocatedStorage=100),
            made(INSTANCE, engine="postgres", allocatedStorage=100, maxAllocatedStorage=100),
        ],
    ),
    Case(
        "elasticache-automatic-failover",
        passing=[made(CACHE, numCacheClusters=2, **AUTOMATIC), made(CACHE, numNodeGroups=3, replicasPerNodeGroup=1, **AUTOMATIC)],
        failing=[
            made(CACHE),
            made(CACHE, automaticFailoverEnabled=True),
            made(CACHE, multiAzEnabled=True),
            made(CACHE, numCacheClusters=1, **AUTOMATIC),
            made(CACHE, replicasPerNodeGroup=0, **AUTOMATIC),
        ],
    ),
    Case(
        "memorydb-replicas",
        passing=[made(MEMORY), made(MEMORY, numReplicasPerShard=1)],
        failing=[made(MEMORY, numReplicasPerShard=0)],
    ),
    Case(
        "redshift-survives-zone",
        passing=[made(WAREHOUSE, multiAz=True), made(WAREHOUSE, availabilityZoneRelocationEnabled=True)],
        failing=[made(WAREHOUSE), made(WAREHOUSE, multiAz=False)],
    ),
    Case(
        "opensearch-data-nodes",
        passing=[
            made(DOMAIN, clusterConfig={"instanceCount": 3, "zoneAwarenessEnabled": True}),
            made("aws:elasticsearch/domain:Domain", clusterConfig={"instanceCount": 4, "zoneAwarenessEnabled": True}),
            made(DOMAIN, clusterConfig={"instanceCount": 3, "multiAzWithStandbyEnabled": True}),
        ],
        failing=[
            made(DOMAIN),
            made(DOMAIN, clusterConfig={"instanceCount": 3}),
            made(DOMAIN, clusterConfig={"instanceCount": 2, "zoneAwarenessEnabled": True}),
            made(DOMAIN, clusterConfig={"zoneAwarenessEnabled": True}),
        ],
    ),
    Case(
        "opensearch-dedicated-masters",
        passing=[
            made(DOMAIN, clusterConfig={"dedicatedMasterEnabled": True, "dedicatedMasterCount": 3}),
            made(DOMAIN, clusterConfig={"dedicatedMasterEnabled": True}),
        ],
        failing=[made(DOMAIN), made(DOMAIN, clusterConfig={"dedicatedMasterEnabled": True, "dedicatedMasterCount": 2})],
    ),
    Case(
        "dynamodb-scales",
        passing=[
            made(TABLE, billingMode="PAY_PER_REQUEST"),
            [
                made(TABLE, "events"),
                made(TARGET, "reads", resourceId=ref("events"), **READS),
                made(TARGET, "writes", resourceId=ref("events"), **WRITES),
            ],
            [
                NAMED,
                made(TARGET, "reads", resourceId="table/platform-events", **READS),
                made(TARGET, "writes", resourceId="table/platform-events", **WRITES),
            ],
        ],
        failing=[
            made(TABLE),
            [NAMED, made(TARGET, resourceId="table/platform-events", **READS)],
            [NAMED, made(TARGET, resourceId="table/platform-events", **WRITES)],
            [
                NAMED,
                made(TARGET, "reads", resourceId="table/other", **READS),
                made(TARGET, "writes", resourceId="table/other", **WRITES),
            ],
            [
                NAMED,
                made(TARGET, "reads", provider={"region": "eu-west-1"}, resourceId="table/platform-events", **READS),
                made(TARGET, "writes", resourceId="table/platform-events", **WRITES),
            ],
        ],
    ),
    Case(
        "dynamodb-global-table",
        passing=[
            made(TABLE, tags={"tier": "2"}),
            made(TABLE, tags={"tier": "1"}, replicas=[{"regionName": "eu-west-1"}]),
            [made(TABLE, "events", tags={"tier": "1"}), made(REPLICA, globalTableArn=ref("events"))],
        ],
        failing=[
            made(TABLE, tags={"tier": "1"}),
            [made(TABLE, "events", tags={"tier": "1"}), made(TABLE, "other"), made(REPLICA, globalTableArn=ref("other"))],
        ],
    ),
    Case(
        "mq-survives-zone",
        passing=[made(BROKER, deploymentMode="CLUSTER_MULTI_AZ"), made(BROKER, deploymentMode="ACTIVE_STANDBY_MULTI_AZ")],
        failing=[made(BROKER), made(BROKER, deploymentMode="SINGLE_INSTANCE")],
    ),
    Case(
        "efs-regional",
        passing=[made(FILES)],
        failing=[made(FILES, availabilityZoneName="us-east-1a")],
    ),
    Case(
        "dms-multi-az",
        passing=[made(REPLICATION, multiAz=True)],
        failing=[made(REPLICATION)],
    ),
    Case(
        "fsx-multi-az",
        passing=[made(WINDOWS, deploymentType="MULTI_AZ_1")],
        failing=[made(WINDOWS), made(WINDOWS, deploymentType="SINGLE_AZ_2")],
    ),
]
