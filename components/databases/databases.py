"""The databases of one region."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.databases.cache import Cache, CacheArgs
from components.databases.dynamodb import EVENTS, SESSIONS, Replicas, ReplicasArgs, Tables, TablesArgs
from components.databases.postgres import Postgres, PostgresArgs, PostgresReplica, PostgresReplicaArgs
from components.databases.postgres_proxy import PostgresProxy
from components.databases.rotation import Rotation, RotationArgs
from components.databases.search import Search, SearchArgs
from components.databases.store import Site
from components.databases.warehouse import Warehouse, WarehouseArgs
from components.lakehouse.lakehouse import Lakehouse
from components.network.network import Network
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys


@dataclass(frozen=True)
class DatabasesArgs:
    """What a region's databases need."""

    placement: Placement
    network: Network
    keys: Keys
    alerts: Alerts
    lakehouse: Lakehouse
    primary: "Databases | None"
    """The primary region's, of which this region's are replicas where they are not its own; None in the primary region."""
    dr_keys: Keys | None = None
    """The dr region's, under which it holds copies of what opens the primary region's stores."""


class Databases(Component):
    """Every region has the tables, a cache and a search domain; what has one truth (PostgreSQL, the warehouse) is in the primary.

    A cache and a search domain are a region's own, but for the dr region's cache, which follows the primary one's.
    """

    tables: Tables | None
    """None outside the primary region, where they are replicas."""
    postgres: Postgres | None
    replica: PostgresReplica | None
    """Of the primary region's."""
    cache: Cache | None
    warehouse: Warehouse | None
    search: Search | None

    def __init__(self, name: str, args: DatabasesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        self._args = args
        placement = args.placement
        rotation = Rotation(placement.label("rotation"), RotationArgs(placement, args.keys, args.alerts), self.options())
        self._site = Site(placement, args.network, args.keys, args.alerts, rotation)
        self.replica = None
        self.tables = self._make_tables()
        self.postgres = self._make_postgres()
        self.cache = self._make_cache()
        self.warehouse = self._make_warehouse()
        self.search = self._make_search()
        self.register_outputs(self.exports())

    def _make_tables(self) -> Tables | None:
        site, primary = self._site, self._args.primary
        if primary is None:
            return Tables(site.placement.label("tables"), TablesArgs(site), self.options())
        if primary.tables:
            Replicas(site.placement.label("tables"), ReplicasArgs(site, primary.tables), self.options())
        return None

    def _make_postgres(self) -> Postgres | None:
        site, primary = self._site, self._args.primary
        settings, name = site.settings.postgres, site.placement.label("postgres")
        if settings is None:
            return None
        if primary is None:
            copies = [self._args.dr_keys] if self._args.dr_keys and settings.replica_class else []
            return Postgres(name, PostgresArgs(site, settings, copies), self.options())
        if primary.postgres and settings.replica_class:
            promotable = site.placement.takes_turns
            copied = PostgresReplicaArgs(site, settings, primary.postgres, settings.replica_class, promotable)
            self.replica = PostgresReplica(name, copied, self.options())
        return None

    def _make_cache(self) -> Cache | None:
        site, primary = self._site, self._args.primary
        settings = site.settings.cache
        if settings is None:
            return None
        follows = settings.replicate and site.placement.region.role == "dr"
        leader = primary.cache if primary and follows else None
        return Cache(site.placement.label("cache"), CacheArgs(site, settings, leader), self.options())

    def _make_warehouse(self) -> Warehouse | None:
        settings = self._site.settings.warehouse
        if settings is None or self._args.primary:
            return None
        return Warehouse(self._site.placement.label("warehouse"), WarehouseArgs(self._site, settings, self._args.lakehouse), self.options())

    def _make_search(self) -> Search | None:
        settings, primary = self._site.settings.search, self._args.primary
        if settings is None:
            return None
        args = SearchArgs(self._site, settings, primary.search if primary else None)
        return Search(self._site.placement.label("search"), args, self.options())

    @property
    def postgres_proxy(self) -> PostgresProxy | None:
        """Before the instance that is written to, or before the replica that may be."""
        postgres = self.postgres or self.replica
        return postgres.proxy if postgres else None

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of them."""
        stores = (self.postgres, self.replica, self.cache, self.warehouse, self.search)
        return {
            "tables": {name: self._args.placement.physical(name) for name in (EVENTS, SESSIONS)},
            **{key: value for store in stores if store for key, value in store.exports().items()},
        }
