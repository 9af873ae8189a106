"""DynamoDB, RDS, ElastiCache, Redshift, OpenSearch."""

from collections.abc import Iterator

from quotas.counting import One, Use, counts

_TABLE = "aws:dynamodb/table:Table"
_INSTANCE = "aws:rds/instance:Instance"
_INSTANCES = (
    _INSTANCE,
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:docdb/clusterInstance:ClusterInstance",
    "aws:neptune/clusterInstance:ClusterInstance",
)
_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
_CACHE = "aws:elasticache/cluster:Cluster"
CACHES = (_GROUP, _CACHE)
_WAREHOUSE = "aws:redshift/cluster:Cluster"
_DOMAINS = ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")


@counts("dynamodb", "Tables per Region", of=(_TABLE, "aws:dynamodb/tableReplica:TableReplica"))
def tables(one: One) -> Iterator[Use]:
    """Replicas are tables of their regions."""
    yield one.use(1)
    for replica in one.values.items("replicas"):
        yield Use(1, 1, region=replica.text("regionName"))


def _capacity(one: One, property_: str) -> Iterator[float]:
    if one.values.text("billingMode") != "PAY_PER_REQUEST":
        yield one.values.number(property_) or 0
        yield from (index.number(property_) or 0 for index in one.values.items("globalSecondaryIndexes"))


def _provisioned(quota: str, property_: str, per_table: bool) -> None:
    @counts("dynamodb", quota, of=(_TABLE,))
    def count(one: One) -> Iterator[Use]:
        yield one.use(sum(_capacity(one, property_)), where=one.name if per_table else "")


_provisioned("Table-level read throughput, RCU/RRU", "readCapacity", True)
_provisioned("Table-level write throughput, WCU/WRU", "writeCapacity", True)
_provisioned("Account-level read throughput, provisioned", "readCapacity", False)
_provisioned("Account-level write throughput, provisioned", "writeCapacity", False)


@counts("dynamodb", "Global secondary indexes per table", of=(_TABLE,))
def global_indexes(one: One) -> Iterator[Use]:
    yield one.use(one.values.count("globalSecondaryIndexes"), where=one.name)


@counts("dynamodb", "Local secondary indexes per table", of=(_TABLE,))
def local_indexes(one: One) -> Iterator[Use]:
    yield one.use(one.values.count("localSecondaryIndexes"), where=one.name)


@counts("rds", "DB instances", of=_INSTANCES)
def instances(one: One) -> Iterator[Use]:
    yield one.use(1)


@counts("rds", "Total storage for all DB instances, GiB", of=(_INSTANCE,))
def storage(one: One) -> Iterator[Use]:
    yield one.use(one.values.number("allocatedStorage") or 0, one.values.number("maxAllocatedStorage"))


@counts("rds", "Read replicas per primary", of=(_INSTANCE,))
def replicas(one: One) -> Iterator[Use]:
    """Of the primary, wherever the replica is."""
    if one.values.has("replicateSourceDb"):
        primary = one.stack.target(one.resource, "replicateSourceDb", _INSTANCE)
        where = primary.name if primary else one.values.text("replicateSourceDb")
        yield Use(1, 1, where, region=primary.region if primary else "")


def nodes_of_cache(one: One) -> tuple[float, float]:
    """Shards of a replication group, and the nodes of each."""
    shards = one.values.number("numNodeGroups")
    replicas = one.values.number("replicasPerNodeGroup")
    if one.resource.type == _CACHE:
        member = one.values.has("replicationGroupId")
        return 1, 0 if member else one.values.number("numCacheNodes") or 1
    if shards is None and replicas is None:
        return 1, one.values.number("numCacheClusters") or 1
    return shards or 1, 1 + (replicas or 0)


@counts("elasticache", "Nodes per Region", of=CACHES)
def cache_nodes(one: One) -> Iterator[Use]:
    shards, each = nodes_of_cache(one)
    yield one.use(shards * each)


@counts("elasticache", "Nodes per cluster (cluster mode enabled)", of=(_GROUP,))
def cache_cluster_nodes(one: One) -> Iterator[Use]:
    shards, each = nodes_of_cache(one)
    if shards > 1 or one.values.text("clusterMode") == "enabled":
        yield one.use(shards * each, where=one.name)


@counts("elasticache", "Nodes per shard", of=(_GROUP,))
def shard_nodes(one: One) -> Iterator[Use]:
    yield one.use(nodes_of_cache(one)[1], where=one.name)


@counts("redshift", "Nodes", of=(_WAREHOUSE,))
def warehouse_nodes(one: One) -> Iterator[Use]:
    yield one.use(one.values.number("numberOfNodes") or 1)


@counts("redshift", "RA3 nodes in a cluster", of=(_WAREHOUSE,))
def ra3_nodes(one: One) -> Iterator[Use]:
    if one.values.text("nodeType").startswith("ra3."):
        yield one.use(one.values.number("numberOfNodes") or 1, where=one.name)


@counts("es", "Instances per domain", of=_DOMAINS)
def search_instances(one: One) -> Iterator[Use]:
    yield one.use(one.values.number("clusterConfig.instanceCount") or 1, where=one.name)


@counts("es", "Dedicated master instances per domain", of=_DOMAINS)
def search_masters(one: One) -> Iterator[Use]:
    if one.values.flag("clusterConfig.dedicatedMasterEnabled"):
        yield one.use(one.values.number("clusterConfig.dedicatedMasterCount") or 0, where=one.name)


@counts("es", "Warm instances per domain", of=_DOMAINS)
def search_warm(one: One) -> Iterator[Use]:
    if one.values.flag("clusterConfig.warmEnabled"):
        yield one.use(one.values.number("clusterConfig.warmCount") or 0, where=one.name)
