"""Whether copies in other regions are there, and how far behind."""

from collections.abc import Iterator

from ops.context import Context
from ops.metrics import MINUTES, latest, series
from ops.verify.result import About, Result

POSTGRES_LATE_S, CACHE_LATE_S = 300, 60
"""The limits of the stores' own alarms."""

S3_LATE_S = 900
"""What S3 replication time control promises."""


def replicas(context: Context, region: str, active: str) -> Iterator[Result]:
    """PostgreSQL, cache, tables and buckets of a region."""
    yield from _postgres(context, region, active)
    yield from _cache(context, region, active)
    yield from _tables(context, region)
    yield from _buckets(context, region)


def _postgres(context: Context, region: str, active: str) -> Iterator[Result]:
    settings, identifier = context.settings.databases.postgres, context.physical("postgres")
    if settings is None:
        return
    found = context.all(region, "rds", "describe_db_instances", "DBInstances")
    instance = next((one for one in found if one["DBInstanceIdentifier"] == identifier), None)
    about = About("postgres", region, identifier)
    if instance is None:
        if context.outputs.regions[region].takeover or settings.replica_class:
            yield about.fail("there is no such instance")
        return
    status = instance["DBInstanceStatus"]
    yield about.ok(status, "available") if status == "available" else about.fail("is not available", status, "available")
    behind = About("replication", region, identifier)
    if region == active and instance.get("ReadReplicaSourceDBInstanceIdentifier"):
        yield behind.fail("is a copy and takes no writes, in the region that is to work", "a replica", "a writer")
    elif instance.get("ReadReplicaSourceDBInstanceIdentifier"):
        value = latest(context.gateway, region, "AWS/RDS", "ReplicaLag", {"DBInstanceIdentifier": identifier}, "Average")
        if value is None:
            yield behind.fail(
                f"says nothing of its lag since {MINUTES} minutes: replication may have stopped", limit=f"{POSTGRES_LATE_S} s"
            )
        else:
            yield behind.at_most(value, POSTGRES_LATE_S, "s", "is too far behind: as much would be lost in a failover")
    elif region not in context.serving(active):
        yield _left(context, behind, active)


def _cache(context: Context, region: str, active: str) -> Iterator[Result]:
    settings, group = context.settings.databases.cache, context.physical("cache")
    if settings is None:
        return
    found = context.all(region, "elasticache", "describe_replication_groups", "ReplicationGroups")
    cache = next((one for one in found if one["ReplicationGroupId"] == group), None)
    about = About("cache", region, group)
    if cache is None:
        yield about.fail("there is no such replication group")
        return
    yield (
        about.ok(cache["Status"], "available")
        if cache["Status"] == "available"
        else about.fail("is not available", cache["Status"], "available")
    )
    if (cache.get("GlobalReplicationGroupInfo") or {}).get("GlobalReplicationGroupMemberRole") == "SECONDARY":
        behind = About("replication", region, group)
        if region == active:
            yield behind.fail("is a copy and takes no writes, in the region that is to work", "secondary", "primary")
            return
        value = latest(context.gateway, region, "AWS/ElastiCache", "GlobalDatastoreReplicationLag", {"ReplicationGroupId": group})
        yield behind.warn(f"says nothing of its lag since {MINUTES} minutes") if value is None else behind.at_most(value, CACHE_LATE_S, "s")


def _left(context: Context, about: About, active: str) -> Result:
    """An instance that stands by and copies nothing: what a failover leaves, or what nobody should find."""
    if active != context.outputs.primary_region:
        return about.warn("copies nothing since the failover; `ops failback` makes a replica of it first", "no replica", "a replica")
    return about.fail("copies nothing: a failover would go back to some earlier time; make it a replica again", "no replica", "a replica")


def _tables(context: Context, region: str) -> Iterator[Result]:
    """A table as its own region sees it, and what it says of its replicas elsewhere."""
    for name, table in sorted(context.outputs.regions[region].tables.items()):
        about = About("table", region, name)
        described = context.gateway.read(region, "dynamodb", "describe_table", TableName=table)["Table"]
        status = described["TableStatus"]
        yield about.ok(status, "ACTIVE") if status == "ACTIVE" else about.fail("is not active", status, "ACTIVE")
        there = {replica["RegionName"]: replica.get("ReplicaStatus", "?") for replica in described.get("Replicas", [])}
        for other in sorted(set(context.outputs.regions) - {region}):
            copy = About("replication", region, f"{name} in {other}")
            found = there.get(other)
            if found is None:
                yield copy.fail("there is no replica", "none", "ACTIVE")
            elif found == "ACTIVE":
                yield copy.ok(found, "ACTIVE")
            else:
                yield copy.fail("the replica is not active", found, "ACTIVE")


def _buckets(context: Context, region: str) -> Iterator[Result]:
    """What S3 says of its copying: how late, and what failed. It says nothing while nothing is to be copied."""
    if not context.settings.lakehouse.replicate or len(context.outputs.regions) == 1:
        return
    buckets = {bucket: purpose for purpose, bucket in context.outputs.regions[region].buckets.items()}
    for metric, unit, limit in (("ReplicationLatency", "s", S3_LATE_S), ("OperationsFailedReplication", "objects", 0)):
        for dimensions in sorted(series(context.gateway, region, "AWS/S3", metric, {}), key=str):
            purpose = buckets.get(dimensions.get("SourceBucket", ""))
            if purpose is None:
                continue
            about = About("replication", region, f"bucket {purpose}: {metric}")
            value = latest(context.gateway, region, "AWS/S3", metric, dimensions)
            if value is None:
                yield about.skipped(f"nothing was copied in {MINUTES} minutes")
            elif limit == 0 and value > 0:
                yield about.fail(
                    "objects were not copied; S3's event s3:Replication:OperationFailedReplication names them", f"{value:g}", "0"
                )
            else:
                yield about.at_most(value, limit, unit)
