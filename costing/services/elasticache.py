"""ElastiCache: replication groups, clusters, serverless caches."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.price import PriceError
from costing.transfer import to_region
from inventory.resource import Resource
from inventory.values import Values

_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
_GLOBAL = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
_LEAST_GB = {"valkey": 0.1}
"""That a serverless cache is paid for at least, where not 1 GB."""

free(
    "part of the cache",
    "aws:elasticache/parameterGroup:ParameterGroup",
    "aws:elasticache/subnetGroup:SubnetGroup",
    "aws:elasticache/user:User",
    "aws:elasticache/userGroup:UserGroup",
    "aws:elasticache/userGroupAssociation:UserGroupAssociation",
)
free(
    "part of the cluster",
    "aws:memorydb/acl:Acl",
    "aws:memorydb/parameterGroup:ParameterGroup",
    "aws:memorydb/subnetGroup:SubnetGroup",
    "aws:memorydb/user:User",
)


@estimates(_GROUP)
def group(bill: Bill) -> None:
    """Usage: `backup_storage_gb`."""
    values = Values({**_primary_inputs(bill), **bill.resource.inputs})
    kind = values.text("nodeType")
    if not kind:
        raise PriceError("no node type is given")
    bill.hours(f"nodes {kind}", _nodes(values), "elasticache", f"{_engine(values)}_node", kind)
    _add_backups(bill)


@estimates("aws:elasticache/cluster:Cluster")
def cluster(bill: Bill) -> None:
    """A cluster of its own, or one more replica of a group. Usage: `backup_storage_gb`."""
    parent = bill.around.target(bill.resource, "replicationGroupId", _GROUP)
    values = Values({**(parent.inputs if parent else {}), **bill.resource.inputs})
    kind = values.text("nodeType")
    if not kind:
        raise PriceError("no node type is given")
    nodes = bill.values.number("numCacheNodes") or 1
    bill.hours(f"nodes {kind}", nodes, "elasticache", f"{_engine(values)}_node", kind)
    _add_backups(bill)


@estimates(_GLOBAL)
def global_group(bill: Bill) -> None:
    """Nodes are paid with each region's group. Usage: `replicated_gb` that the primary region sends in the month."""
    to_region(bill, bill.usage("replicated_gb"), text="changes sent to other regions")


@estimates("aws:elasticache/serverlessCache:ServerlessCache")
def serverless(bill: Bill) -> None:
    """Usage: `storage_gb` on average, `ecpus` (a KB read or written is one), `backup_storage_gb`."""
    engine = bill.values.text("engine")
    limits = bill.values.inner("cacheUsageLimits")
    least = limits.number("dataStorage.minimum") or _LEAST_GB.get(engine, 1.0)
    bill.add("stored data", max(least, bill.usage("storage_gb", least)) * HOURS, "elasticache", "serverless_storage", engine, by_usage=True)
    least = (limits.number("ecpuPerSeconds.minimum") or limits.number("ecpuPerSecond.minimum") or 0) * 3600 * HOURS
    requests = max(least, bill.usage("ecpus", least)) / 1_000_000
    bill.add("processing", requests, "elasticache", "serverless_ecpu", engine, by_usage=True)
    _add_backups(bill)


def _nodes(values: Values) -> float:
    shards = values.number("numNodeGroups")
    if shards is not None or values.number("replicasPerNodeGroup") is not None:
        return (shards or 1) * (1 + (values.number("replicasPerNodeGroup") or 0))
    return values.number("numCacheClusters") or 1


def _engine(values: Values) -> str:
    return values.text("engine") or "redis"


def _primary_inputs(bill: Bill) -> dict[str, object]:
    """What the secondary group of a global one takes over from the primary."""
    whole = bill.around.target(bill.resource, "globalReplicationGroupId", _GLOBAL)
    primary: Resource | None = bill.around.target(whole, "primaryReplicationGroupId", _GROUP) if whole else None
    taken = ("engine", "nodeType", "numNodeGroups")
    return {key: primary.inputs[key] for key in taken if primary and key in primary.inputs}


def _add_backups(bill: Bill) -> None:
    if bill.values.number("snapshotRetentionLimit"):
        bill.add("backups", bill.usage("backup_storage_gb"), "elasticache", "backup_storage", by_usage=True)
