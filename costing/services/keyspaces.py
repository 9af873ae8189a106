"""Keyspaces and Timestream: tables that are paid by use."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free

_LEAST_CAPACITY = 1.0
_HOURS_IN_MEMORY = 6.0
"""Of a Timestream table that says nothing."""

free("the tables in it are paid", "aws:keyspaces/keyspace:Keyspace", "aws:timestreamwrite/database:Database")


@estimates("aws:keyspaces/table:Table")
def table(bill: Bill) -> None:
    """Usage: `write_requests` and `read_requests` on demand, `storage_gb`, `ttl_deletes`."""
    values = bill.values
    if values.text("capacitySpecification.throughputMode") == "PROVISIONED":
        for which, unit in (("read", "rcu"), ("write", "wcu")):
            units = values.number(f"capacitySpecification.{which}CapacityUnits") or _LEAST_CAPACITY
            bill.hours(f"{which} capacity", units, "keyspaces", f"provisioned_{unit}_hour")
    else:
        for which, unit in (("read", "rru"), ("write", "wru")):
            requests = bill.usage(f"{which}_requests") / 1_000_000
            bill.add(f"{which}s", requests, "keyspaces", f"on_demand_{unit}", by_usage=True)
    stored = bill.usage("storage_gb")
    bill.add("storage", stored, "keyspaces", "storage", by_usage=True)
    if values.text("pointInTimeRecovery.status") == "ENABLED":
        bill.add("point-in-time recovery", stored, "keyspaces", "pitr_storage", by_usage=True)
    if values.text("ttl.status") == "ENABLED" or values.number("defaultTimeToLive"):
        bill.add("deletes by TTL", bill.usage("ttl_deletes") / 1_000_000, "keyspaces", "ttl_deletes", by_usage=True)


@estimates("aws:timestreamwrite/table:Table")
def time_series(bill: Bill) -> None:
    """Usage: `write_requests` of 1 KB, `in_gb` written in the month, `storage_gb` in the magnetic store, `query_tcu_hours`."""
    kept = bill.values.number("retentionProperties.memoryStoreRetentionPeriodInHours") or _HOURS_IN_MEMORY
    in_memory = bill.usage("in_gb") * min(1.0, kept / HOURS)
    bill.add("writes", bill.usage("write_requests") / 1_000_000, "timestream", "writes", by_usage=True)
    bill.add("memory store", in_memory * HOURS, "timestream", "memory_store", by_usage=True)
    bill.add("magnetic store", bill.usage("storage_gb"), "timestream", "magnetic_store", by_usage=True)
    bill.add("queries", bill.usage("query_tcu_hours"), "timestream", "query_tcu_hour", by_usage=True)
