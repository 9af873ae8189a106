"""Databases survive the loss of a zone, and have room to grow."""

from collections.abc import Iterator

from inventory.values import UNKNOWN, NotYetKnown, Values
from policies.counting import companions_up_to
from policies.resilience.replicas import is_replica
from policies.resilience.tiers import SETTINGS, needs_second_region
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_TABLE = "aws:dynamodb/table:Table"
_TARGET = "aws:appautoscaling/target:Target"
_MEMBERS = {
    "aws:rds/cluster:Cluster": "aws:rds/clusterInstance:ClusterInstance",
    "aws:docdb/cluster:Cluster": "aws:docdb/clusterInstance:ClusterInstance",
    "aws:neptune/cluster:Cluster": "aws:neptune/clusterInstance:ClusterInstance",
}
"""Cluster → the instances it consists of."""


@resource_rule(
    "rds-multi-az",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="RDS keeps a standby in another zone.",
    remedy="Set multi_az=True.",
    controls=("FSBP RDS.5", "CKV_AWS_157"),
    types=("aws:rds/instance:Instance",),
)
def rds_multi_az(database: Subject) -> Iterator[str]:
    if not is_replica(database) and not database.values.flag("multiAz"):
        yield "multiAz is not true"


@stack_rule(
    "rds-cluster-members",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Aurora, DocumentDB and Neptune clusters have a second instance that takes over, in another zone.",
    remedy="Add a ClusterInstance in another zone.",
    controls=("FSBP RDS.15",),
    types=tuple(_MEMBERS),
)
def rds_cluster_members(cluster: Subject, stack: Stack) -> Iterator[str]:
    if cluster.values.has("dbClusterInstanceClass"):
        return  # a Multi-AZ DB cluster: AWS makes its three instances
    members = companions_up_to(2, stack, cluster, _MEMBERS[cluster.type], "clusterIdentifier")
    if len(members) < 2:
        yield f"instances that refer to it: {len(members)}, not 2"
        return
    zones = [member.values.text("availabilityZone") for member in members]
    if all(zones) and len(set(zones)) < 2:
        yield f"all instances are in {zones[0]}"


@resource_rule(
    "rds-storage-grows",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="The storage of an RDS instance grows before it is full.",
    remedy="Set max_allocated_storage well above allocated_storage.",
    controls=("platform",),
    types=("aws:rds/instance:Instance",),
)
def rds_storage_grows(database: Subject) -> Iterator[str]:
    if database.values.text("engine").startswith("aurora"):
        return  # its storage has no size
    limit = database.values.number("maxAllocatedStorage") or 0
    if limit <= (database.values.number("allocatedStorage") or 0):
        yield "maxAllocatedStorage is not above allocatedStorage"


@resource_rule(
    "elasticache-automatic-failover",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Redis and Valkey have a replica in another zone that takes over by itself.",
    remedy="Set automatic_failover_enabled=True, multi_az_enabled=True and at least 2 num_cache_clusters or 1 replicas_per_node_group.",
    controls=("FSBP ElastiCache.3", "CKV2_AWS_50"),
    types=("aws:elasticache/replicationGroup:ReplicationGroup",),
)
def elasticache_automatic_failover(cache: Subject) -> Iterator[str]:
    def failover(values: Values) -> Iterator[str]:
        if not values.flag("automaticFailoverEnabled"):
            yield "automaticFailoverEnabled is not true"

    def zones(values: Values) -> Iterator[str]:
        if not values.flag("multiAzEnabled"):
            yield "multiAzEnabled is not true"

    def replicas(values: Values) -> Iterator[str]:
        nodes, replicas = values.number("numCacheClusters"), values.number("replicasPerNodeGroup")
        if nodes is not None and nodes < 2:
            yield f"numCacheClusters is {nodes:g}, not 2"
        if replicas is not None and replicas < 1:
            yield f"replicasPerNodeGroup is {replicas:g}, not 1"

    yield from cache.separately(failover, zones, replicas)


@resource_rule(
    "memorydb-replicas",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Each shard of MemoryDB has a replica that takes over.",
    remedy="Set num_replicas_per_shard to 1 or more, or leave it out (1).",
    controls=("platform",),
    types=("aws:memorydb/cluster:Cluster",),
)
def memorydb_replicas(cache: Subject) -> Iterator[str]:
    if cache.values.number("numReplicasPerShard") == 0:
        yield "numReplicasPerShard is 0"


@resource_rule(
    "redshift-survives-zone",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A Redshift cluster runs in two zones, or moves to another by itself.",
    remedy="Set multi_az=True, or availability_zone_relocation_enabled=True.",
    controls=("FSBP Redshift.18",),
    types=("aws:redshift/cluster:Cluster",),
)
def redshift_survives_zone(warehouse: Subject) -> Iterator[str]:
    if not any_of(lambda: warehouse.values.flag("multiAz"), lambda: warehouse.values.flag("availabilityZoneRelocationEnabled")):
        yield "neither multiAz nor availabilityZoneRelocationEnabled is true"


@resource_rule(
    "opensearch-data-nodes",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="OpenSearch keeps copies on at least three nodes in several zones.",
    remedy='Set cluster_config={"instance_count": 3, "zone_awareness_enabled": True, …}.',
    controls=("FSBP OpenSearch.6",),
    types=("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"),
)
def opensearch_data_nodes(domain: Subject) -> Iterator[str]:
    def nodes(values: Values) -> Iterator[str]:
        count = values.number("clusterConfig.instanceCount") or 1
        if count < 3:
            yield f"clusterConfig.instanceCount is {count:g}, not 3"

    def zones(values: Values) -> Iterator[str]:
        if not any_of(
            lambda: values.flag("clusterConfig.zoneAwarenessEnabled"), lambda: values.flag("clusterConfig.multiAzWithStandbyEnabled")
        ):
            yield "clusterConfig.zoneAwarenessEnabled is not true"

    yield from domain.separately(nodes, zones)


@resource_rule(
    "opensearch-dedicated-masters",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="OpenSearch elects its leader among three dedicated master nodes, whatever happens to those with data.",
    remedy='Set cluster_config={"dedicated_master_enabled": True, "dedicated_master_count": 3, …}.',
    controls=("CKV_AWS_318", "CKV2_AWS_59"),
    types=("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"),
)
def opensearch_dedicated_masters(domain: Subject) -> Iterator[str]:
    def enabled(values: Values) -> Iterator[str]:
        if not values.flag("clusterConfig.dedicatedMasterEnabled"):
            yield "clusterConfig.dedicatedMasterEnabled is not true"

    def count(values: Values) -> Iterator[str]:
        masters = values.number("clusterConfig.dedicatedMasterCount")
        if masters is not None and masters < 3:
            yield f"clusterConfig.dedicatedMasterCount is {masters:g}, not 3"

    yield from domain.separately(enabled, count)


@stack_rule(
    "dynamodb-scales",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="DynamoDB tables scale with demand: on demand, or by targets for reads and writes.",
    remedy='Set billing_mode="PAY_PER_REQUEST", or add an aws.appautoscaling.Target for the reads and one for the writes of the table.',
    controls=("FSBP DynamoDB.1", "CKV2_AWS_16"),
    types=(_TABLE,),
)
def dynamodb_scales(table: Subject, stack: Stack) -> Iterator[str]:
    if table.values.text("billingMode") == "PAY_PER_REQUEST":
        return
    scaled = {target.values.text("scalableDimension") for target in stack.of_type(_TARGET) if _scales(target, table, stack)}
    for what in ("Read", "Write"):
        if f"dynamodb:table:{what}CapacityUnits" not in scaled:
            yield f"no target scales its {what.lower()}s"


def _scales(target: Subject, table: Subject, stack: Stack) -> bool:
    if stack.refers(target, "resourceId", table):
        return True
    name = table.values.raw.get("name")
    if name is UNKNOWN and target.values.text("resourceId").startswith("table/"):
        raise NotYetKnown("name")
    return target.region == table.region and target.values.text("resourceId") == f"table/{name}"


@stack_rule(
    "dynamodb-global-table",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="The DynamoDB tables that matter most have a replica in another region.",
    remedy="Add replicas to the table, or an aws.dynamodb.TableReplica in another region.",
    controls=("platform",),
    types=(_TABLE,),
    config=SETTINGS,
)
def dynamodb_global_table(table: Subject, stack: Stack) -> Iterator[str]:
    if not needs_second_region(table):
        return
    if not any_of(
        lambda: table.values.count("replicas") > 0,
        lambda: bool(stack.companions(table, "aws:dynamodb/tableReplica:TableReplica", "globalTableArn")),
    ):
        yield "it has no replica"


@resource_rule(
    "mq-survives-zone",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Message brokers have a standby, or are clusters.",
    remedy='Set deployment_mode="ACTIVE_STANDBY_MULTI_AZ" (ActiveMQ) or "CLUSTER_MULTI_AZ" (RabbitMQ).',
    controls=("platform",),
    types=("aws:mq/broker:Broker",),
)
def mq_survives_zone(broker: Subject) -> Iterator[str]:
    if not broker.values.text("deploymentMode").endswith("_MULTI_AZ"):
        yield "deploymentMode is none of several zones"


@resource_rule(
    "efs-regional",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="File systems are kept in several zones.",
    remedy="Leave out availability_zone_name, which makes a file system of one zone.",
    controls=("platform",),
    types=("aws:efs/fileSystem:FileSystem",),
)
def efs_regional(files: Subject) -> Iterator[str]:
    if files.values.has("availabilityZoneName"):
        yield "availabilityZoneName keeps it in one zone"


@resource_rule(
    "dms-multi-az",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Replication between databases has a standby in another zone.",
    remedy="Set multi_az=True.",
    controls=("FSBP DMS.13",),
    types=("aws:dms/replicationInstance:ReplicationInstance",),
)
def dms_multi_az(replication: Subject) -> Iterator[str]:
    if not replication.values.flag("multiAz"):
        yield "multiAz is not true"


@resource_rule(
    "fsx-multi-az",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="FSx keeps files in two zones.",
    remedy='Set deployment_type="MULTI_AZ_1" (ONTAP: also "MULTI_AZ_2").',
    controls=("FSBP FSx.3", "FSBP FSx.4", "FSBP FSx.5"),
    types=(
        "aws:fsx/ontapFileSystem:OntapFileSystem",
        "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
        "aws:fsx/windowsFileSystem:WindowsFileSystem",
    ),
)
def fsx_multi_az(files: Subject) -> Iterator[str]:
    if not files.values.text("deploymentType").startswith("MULTI_AZ"):
        yield "deploymentType is none of several zones"
