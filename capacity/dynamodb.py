"""DynamoDB: write and read units, and how many keys must share the work."""

import math

from capacity.figure import Figure
from capacity.limits import limit
from capacity.rounding import shown, whole
from capacity.shape import TableShape


def writes(rate: float, table: TableShape) -> Figure:
    """Write units: one for each started KiB of each item."""
    size = limit("dynamodb.wcu_bytes")
    each = math.ceil(table.item_bytes / size.value)
    return Figure(whole(rate * table.share * each), f"{shown(rate)}/s x {table.share:.3g} x {each} unit{'s' if each > 1 else ''}", size)


def reads(rate: float, table: TableShape) -> Figure:
    """Read units, eventually consistent: half a unit for each started 4 KiB of each item."""
    size, per_unit = limit("dynamodb.rcu_bytes"), limit("dynamodb.reads_per_rcu").value
    each = math.ceil(table.item_bytes / size.value) / per_unit
    return Figure(whole(rate * table.share * each), f"{shown(rate)}/s x {table.share:.3g} x {shown(each)} units", size)


def busy_keys(rate: float, table: TableShape) -> Figure:
    """Partition keys that must share the writes evenly: fewer, and one partition is throttled while the table has room."""
    partition = limit("dynamodb.partition_wcu")
    units = writes(rate, table).amount
    return Figure(whole(units / partition.value), f"{shown(units)} write units, / {shown(partition.value)} a partition", partition)
