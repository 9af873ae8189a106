"""DynamoDB: tables with their indexes and replicas; DAX."""

from costing.bill import Bill
from costing.estimators import estimates, free
from inventory.resource import Resource
from inventory.values import Values

TABLE = "aws:dynamodb/table:Table"

_TARGET = "aws:appautoscaling/target:Target"
_INFREQUENT = "STANDARD_INFREQUENT_ACCESS"
_LEAST_CAPACITY = 1.0
_RULES = 2
"""Of Contributor Insights for each key: most used, and most throttled."""

free(
    "part of the table",
    "aws:dynamodb/resourcePolicy:ResourcePolicy",
    "aws:dynamodb/tableItem:TableItem",
    "aws:dynamodb/tag:Tag",
    "aws:dax/parameterGroup:ParameterGroup",
    "aws:dax/subnetGroup:SubnetGroup",
)


@estimates(TABLE)
def table(bill: Bill) -> None:
    """Before the free tier. Replicas that the table itself names are priced as in the table's region.

    Usage: `write_requests` and `read_requests` on demand, `read_capacity` and `write_capacity` where they scale (by default the least),
    `index_write_requests` and `index_read_requests` of all its indexes, `storage_gb`, `backup_storage_gb`, `restored_gb`,
    `stream_reads`.
    """
    values = bill.values
    class_ = "_ia" if values.text("tableClass") == _INFREQUENT else ""
    replicas = len(values.items("replicas"))
    if values.text("billingMode") == "PAY_PER_REQUEST":
        _add_requests(bill, class_, replicas)
    else:
        _add_capacity(bill, class_, replicas)
    stored = bill.usage("storage_gb")
    bill.add("storage", stored * (1 + replicas), "dynamodb", f"storage{class_}", by_usage=True)
    copies = int(values.flag("pointInTimeRecovery.enabled")) + sum(one.flag("pointInTimeRecovery") for one in values.items("replicas"))
    _add_recovery(bill, stored * copies)
    if values.flag("streamEnabled"):
        bill.add("stream reads", bill.usage("stream_reads") / 1_000_000, "dynamodb", "streams_read", by_usage=True)


@estimates("aws:dynamodb/tableReplica:TableReplica")
def replica(bill: Bill) -> None:
    """A copy of a table in another region.

    Usage: `write_requests` replicated on demand, `write_capacity` where it scales, `read_requests`, `storage_gb`, `backup_storage_gb`,
    `restored_gb`, `stream_reads`.
    """
    origin = bill.around.target(bill.resource, "globalTableArn", TABLE)
    values = Values(dict(origin.inputs if origin else {}))
    class_ = "_ia" if (bill.values.text("tableClassOverride") or values.text("tableClass")) == _INFREQUENT else ""
    if origin is None or values.text("billingMode") == "PAY_PER_REQUEST":
        written, read = bill.usage("write_requests"), bill.usage("read_requests")
        bill.add("replicated writes", written / 1_000_000, "dynamodb", "global_table_on_demand_rwru", by_usage=True)
        bill.add("reads", read / 1_000_000, "dynamodb", f"on_demand_rru{class_}", by_usage=True)
    else:
        reads, writes = (_capacity(bill, values, origin, which) for which in ("read", "write"))
        bill.hours("replicated write capacity", writes, "dynamodb", "global_table_provisioned_rwcu_hour")
        bill.hours("read capacity", reads, "dynamodb", f"provisioned_rcu_hour{class_}")
    stored = bill.usage("storage_gb")
    bill.add("storage", stored, "dynamodb", f"storage{class_}", by_usage=True)
    _add_recovery(bill, stored if bill.values.flag("pointInTimeRecovery") else 0)
    if values.flag("streamEnabled"):
        bill.add("stream reads", bill.usage("stream_reads") / 1_000_000, "dynamodb", "streams_read", by_usage=True)


@estimates("aws:dynamodb/globalSecondaryIndex:GlobalSecondaryIndex")
def index_alone(bill: Bill) -> None:
    """An index that is a resource of its own. Usage: `write_requests` and `read_requests` on demand, `storage_gb`."""
    origin = bill.around.target(bill.resource, "tableName", TABLE)
    table_values = Values(dict(origin.inputs if origin else {}))
    class_ = "_ia" if table_values.text("tableClass") == _INFREQUENT else ""
    given = bill.values.inner("provisionedThroughput")
    provisioned = bool(given.keys()) or (bool(origin) and table_values.text("billingMode") != "PAY_PER_REQUEST")
    for which, unit in (("read", "r"), ("write", "w")):
        if provisioned:
            units = given.number(f"{which}CapacityUnits") or _LEAST_CAPACITY
            bill.hours(f"{which} capacity", units, "dynamodb", f"provisioned_{unit}cu_hour{class_}")
        else:
            requests = bill.usage(f"{which}_requests") / 1_000_000
            bill.add(f"{which}s", requests, "dynamodb", f"on_demand_{unit}ru{class_}", by_usage=True)
    bill.add("storage", bill.usage("storage_gb"), "dynamodb", f"storage{class_}", by_usage=True)


@estimates("aws:dynamodb/contributorInsights:ContributorInsights")
def contributor_insights(bill: Bill) -> None:
    """Rules for each key of the table. Usage: `requests` that they read."""
    origin = bill.around.target(bill.resource, "tableName", TABLE)
    keys = 1 + bool(Values(dict(origin.inputs if origin else {})).text("rangeKey"))
    bill.add("rules", _RULES * keys, "dynamodb", "contributor_insights_rule")
    bill.add("events", bill.usage("requests") / 1_000_000, "dynamodb", "contributor_insights_events", by_usage=True)


@estimates("aws:dax/cluster:Cluster")
def dax(bill: Bill) -> None:
    kind = bill.values.text("nodeType")
    bill.hours(f"nodes {kind}", bill.values.number("replicationFactor") or 1, "dax", "node", kind)


def _add_requests(bill: Bill, class_: str, replicas: int) -> None:
    written = bill.usage("write_requests") / 1_000_000
    read = bill.usage("read_requests") / 1_000_000
    bill.add("writes", written, "dynamodb", f"on_demand_wru{class_}", by_usage=True)
    bill.add("reads", read, "dynamodb", f"on_demand_rru{class_}", by_usage=True)
    if bill.values.items("globalSecondaryIndexes"):
        for verb, unit in (("write", "wru"), ("read", "rru")):
            amount = bill.usage(f"index_{verb}_requests") / 1_000_000
            bill.add(f"{verb}s of indexes", amount, "dynamodb", f"on_demand_{unit}{class_}", by_usage=True)
    bill.add("replicated writes", written * replicas, "dynamodb", "global_table_on_demand_rwru", by_usage=True)


def _add_capacity(bill: Bill, class_: str, replicas: int) -> None:
    reads, writes = (_capacity(bill, bill.values, bill.resource, which) for which in ("read", "write"))
    bill.hours("read capacity", reads, "dynamodb", f"provisioned_rcu_hour{class_}")
    bill.hours("write capacity", writes, "dynamodb", f"provisioned_wcu_hour{class_}")
    for index in bill.values.items("globalSecondaryIndexes"):
        name = index.text("name")
        for which, unit in (("read", "rcu"), ("write", "wcu")):
            amount = _scaled(bill, bill.resource, which, name)
            amount = index.number(f"{which}Capacity") or _LEAST_CAPACITY if amount is None else amount
            bill.hours(f"{which} capacity of {name}", amount, "dynamodb", f"provisioned_{unit}_hour{class_}")
    bill.hours("replicated write capacity", writes * replicas, "dynamodb", "global_table_provisioned_rwcu_hour")


def _capacity(bill: Bill, values: Values, origin: Resource, which: str) -> float:
    """Units of the table itself: as provisioned, or where they scale what use asks for, at least the minimum."""
    least = _scaled(bill, origin, which)
    if least is not None:
        return max(least, bill.usage(f"{which}_capacity", least))
    return values.number(f"{which}Capacity") or _LEAST_CAPACITY


def _scaled(bill: Bill, origin: Resource, which: str, index: str = "") -> float | None:
    """The least capacity that autoscaling keeps, or None if the capacity doesn't scale."""
    name = Values(dict(origin.inputs)).text("name") or origin.name
    wanted = f"table/{name}/index/{index}" if index else f"table/{name}"
    dimension = f"dynamodb:{'index' if index else 'table'}:{which.capitalize()}CapacityUnits"
    for target in bill.around.of_type(_TARGET):
        values = Values(dict(target.inputs))
        if values.text("scalableDimension") != dimension or target.region != origin.region:
            continue
        if values.text("resourceId") == wanted or (not index and bill.around.target(target, "resourceId", TABLE) is origin):
            return values.number("minCapacity") or _LEAST_CAPACITY
    return None


def _add_recovery(bill: Bill, continuous: float) -> None:
    bill.add("point-in-time recovery", continuous, "dynamodb", "pitr_storage", by_usage=True)
    bill.add("backups", bill.usage("backup_storage_gb"), "dynamodb", "on_demand_backup_storage", by_usage=True)
    bill.add("restores", bill.usage("restored_gb"), "dynamodb", "restore", by_usage=True)
