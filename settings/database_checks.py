"""Rules of the databases: what AWS can do with which nodes, and what a copy in another region needs."""

from collections.abc import Iterator

from settings.databases import Cache, Postgres, Search, Warehouse
from settings.problems import Path, Problem
from settings.regions import Region, Role
from settings.valid import Valid

_RPU_STEP = 8
_SERVERLESS_ZONES = 3
_NOT_REPLICATED = ("t2", "t3", "t4g", "m3", "m4", "r3", "r4")
"""Families that Global Datastore does not take: burstable ones, and those before m5 and r5."""


def database_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _postgres(valid)
    yield from _cache(valid)
    yield from _warehouse(valid)
    yield from _search(valid)


def _postgres(valid: Valid) -> Iterator[Problem]:
    postgres = valid.get(Postgres, "databases", "postgres")
    if postgres and postgres.replica_class and len(valid.below("regions")) == 1:
        yield Problem(("databases", "postgres", "replica_class"), "needs a second region for the replica", postgres.replica_class)


def _cache(valid: Valid) -> Iterator[Problem]:
    cache = valid.get(Cache, "databases", "cache")
    if cache is None or not cache.replicate:
        return
    path = ("databases", "cache", "replicate")
    yield from _needs_dr(path, valid)
    if cache.node_type.split(".")[1] in _NOT_REPLICATED:
        yield Problem(path, f"is not offered for {cache.node_type}; Global Datastore wants m5, r5 or newer", True)
    if cache.nodes < 2:
        yield Problem(path, "needs two nodes: a single one has nothing to fail over to", True)


def _warehouse(valid: Valid) -> Iterator[Problem]:
    warehouse = valid.get(Warehouse, "databases", "warehouse")
    if warehouse is None or warehouse.serverless is None:
        return
    path = ("databases", "warehouse", "serverless")
    for key in ("base_rpus", "max_rpus"):
        if (rpus := getattr(warehouse.serverless, key)) % _RPU_STEP:
            yield Problem((*path, key), f"must be a multiple of {_RPU_STEP}", rpus)
    for region_path, region in valid.each(Region, "regions"):
        if region.role == "primary" and region.availability_zones < _SERVERLESS_ZONES:
            message = f"is less than {_SERVERLESS_ZONES}, in which Redshift Serverless wants its subnets"
            yield Problem((*region_path, "availability_zones"), message, region.availability_zones)
    if "dr" in _roles(valid):
        yield Problem(
            path, "would leave the dr region without snapshots, which only a cluster can be set to copy; give databases.warehouse.cluster"
        )


def _search(valid: Valid) -> Iterator[Problem]:
    search = valid.get(Search, "databases", "search")
    if search is None:
        return
    path = ("databases", "search")
    if search.nodes % search.zones:
        yield Problem((*path, "nodes"), f"must be a multiple of zones ({search.zones}), or zones would hold different shares", search.nodes)
    for region_path, region in valid.each(Region, "regions"):
        if region.availability_zones < search.zones:
            message = f"is less than databases.search.zones ({search.zones})"
            yield Problem((*region_path, "availability_zones"), message, region.availability_zones)


def _needs_dr(path: Path, valid: Valid) -> Iterator[Problem]:
    roles = _roles(valid)
    if roles and all(role in ("primary", "secondary") for role in roles):
        yield Problem(path, "needs a region with the role dr to copy to", True)


def _roles(valid: Valid) -> list[Role | None]:
    return [valid.get(Role, *region, "role") for region in valid.below("regions")]
