"""Every store of a stack that can be restored."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial

from ops.backup.buckets import BucketStore
from ops.backup.cache import CacheStore
from ops.backup.files import FileStore
from ops.backup.inside import layouts
from ops.backup.inside.store import BUCKET, Cluster
from ops.backup.inside.stores import (
    ClickhouseBackups,
    ClusterBackups,
    CockroachBackups,
    Neo4jBackups,
    RedisBackups,
    TimescaleBackups,
)
from ops.backup.postgres import PostgresStore
from ops.backup.schedules import longest_pause
from ops.backup.store import Store
from ops.backup.tables import TableStore
from ops.backup.warehouse import WarehouseStore
from ops.cluster import cluster_of
from ops.context import Context
from ops.errors import OpsError
from settings.problems import did_you_mean

_LOG = timedelta(minutes=5)
"""How often a write-ahead log reaches its archive."""


def stores_of(context: Context) -> list[Store]:
    """Those of a stack that is asked; a cluster is first asked when it is needed."""
    return stores(context, cache(partial(cluster_of, context.gateway, context.outputs)))


def stores(context: Context, cluster: Callable[[str], Cluster]) -> list[Store]:
    """Those that the settings have."""
    databases, regions = context.settings.databases, context.outputs.regions.values()
    tables = sorted({table for region in regions for table in region.tables})
    purposes = sorted({purpose for region in regions for purpose in region.buckets} - {BUCKET, "query-results"})
    found: list[Store] = [TableStore(context, table) for table in tables]
    if databases.postgres:
        found.append(PostgresStore(context))
    if databases.cache and databases.cache.snapshot_days:
        found.append(CacheStore(context))
    if databases.warehouse and databases.warehouse.cluster:
        found.append(WarehouseStore(context))
    found.append(FileStore(context))
    found += [BucketStore(context, purpose) for purpose in purposes]
    return found + _inside(context, cluster)


def _inside(context: Context, cluster: Callable[[str], Cluster]) -> list[Store]:
    services = context.settings.data_services
    found: list[Store] = []
    if clickhouse := services.clickhouse:
        pause = longest_pause(clickhouse.backup)
        found.append(ClickhouseBackups(context, cluster, layouts.clickhouse(clickhouse.shards), pause))
    if cockroachdb := services.cockroachdb:
        found.append(CockroachBackups(context, cluster, layouts.cockroachdb(), longest_pause(cockroachdb.changes)))
    if redis := services.redis:
        found.append(RedisBackups(context, cluster, layouts.redis(redis.leaders), longest_pause(redis.backup)))
    if services.timescale:
        found.append(TimescaleBackups(context, cluster, layouts.timescale(), _LOG))
    if (neo4j := services.neo4j) and neo4j.license_agreement:
        found.append(Neo4jBackups(context, cluster, layouts.neo4j(), longest_pause(neo4j.backup)))
    hours = timedelta(hours=context.settings.kubernetes.backups.every_hours)
    found.append(ClusterBackups(context, cluster, layouts.velero(context.physical("eks")), hours))
    return found


def store_named(found: list[Store], name: str) -> Store:
    """One of them. Raises OpsError that names all."""
    for store in found:
        if store.name == name:
            return store
    names = [store.name for store in found]
    raise OpsError(f"there is no store {name}{did_you_mean(name, names)}; there are {', '.join(names)}")
