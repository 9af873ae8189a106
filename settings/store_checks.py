"""Rules of the stores inside a cluster: what forms a majority, what leaves room, and what may not be lost."""

from collections.abc import Iterator

from settings.clickhouse import Clickhouse
from settings.cockroachdb import Cockroachdb
from settings.neo4j import Neo4j
from settings.problems import Path, Problem
from settings.redis import Redis
from settings.timescale import Timescale
from settings.valid import Valid

_GB_PER_GIB = 2**30 / 1e9
_REDIS_SHARE = 0.9
"""Of a Redis pod's memory: the rest is for buffers and for what changes while the append-only file is written anew."""
_CLICKHOUSE_SHARE = 0.9
"""ClickHouse's own limit of the server's memory (`max_server_memory_usage_to_ram_ratio`)."""


def store_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _clickhouse(valid)
    yield from _cockroachdb(valid)
    yield from _redis(valid)
    yield from _neo4j(valid)
    if valid.raw("protect") is True:
        yield from _survives(valid)


def _clickhouse(valid: Valid) -> Iterator[Problem]:
    path: Path = ("data_services", "clickhouse")
    store = valid.get(Clickhouse, *path)
    if store is None:
        return
    if store.replicas > 1 and store.keepers < 3:
        message = f"is no majority once one is lost, and the {store.replicas} replicas then take no more rows; give 3 or 5"
        yield Problem((*path, "keepers"), message, store.keepers)
    room = store.pod.most_memory_gib * _GB_PER_GIB * _CLICKHOUSE_SHARE
    if store.query_memory_gb > room:
        message = f"is more than the server itself may take: {store.pod.most_memory_gib:g} GiB x {_CLICKHOUSE_SHARE} = {room:.0f} GB"
        yield Problem((*path, "query_memory_gb"), message, store.query_memory_gb)


def _cockroachdb(valid: Valid) -> Iterator[Problem]:
    path: Path = ("data_services", "cockroachdb")
    store = valid.get(Cockroachdb, *path)
    if store is None:
        return
    if store.nodes == 2:
        yield Problem((*path, "nodes"), "cannot hold three copies, nor lose one node; give 1 or at least 3", store.nodes)
    if store.nodes > 1 and not store.licensed:
        message = (
            f"must be true for {store.nodes} nodes: without a licence key they are throttled to five transactions after seven days; "
            "get one (also the free one) and put it in, or run one node"
        )
        yield Problem((*path, "licensed"), message, False)


def _redis(valid: Valid) -> Iterator[Problem]:
    path: Path = ("data_services", "redis")
    store = valid.get(Redis, *path)
    if store is None:
        return
    if store.leaders == 2:
        yield Problem(
            (*path, "leaders"), "are no majority once one is lost, so no follower is elected; give 1 or at least 3", store.leaders
        )
    if store.followers % store.leaders:
        message = f"must be a multiple of leaders ({store.leaders}), or some leaders would have fewer than others"
        yield Problem((*path, "followers"), message, store.followers)
    room = store.pod.most_memory_gib * _GB_PER_GIB * _REDIS_SHARE
    if store.max_memory_gb > room:
        message = f"leaves the process no room: {store.pod.most_memory_gib:g} GiB x {_REDIS_SHARE} = {room:.1f} GB at most"
        yield Problem((*path, "max_memory_gb"), message, store.max_memory_gb)


def _neo4j(valid: Valid) -> Iterator[Problem]:
    path: Path = ("data_services", "neo4j")
    store = valid.get(Neo4j, *path)
    if store is None:
        return
    if store.members % 2 == 0:
        yield Problem((*path, "members"), "must be odd: an even one more survives no further loss", store.members)
    if store.members > 1 and store.license_agreement is None:
        message = (
            f"must say yes for {store.members} members: only the Enterprise Edition clusters, by agreement with Neo4j; or give 1 member"
        )
        yield Problem((*path, "license_agreement"), message)
    for key, least in (("cpu", 0.5), ("memory_gib", 2.0)):
        if getattr(store.pod, key) < least:
            yield Problem((*path, "pod", key), f"must be at least {least:g}, which the chart asks for", getattr(store.pod, key))


def _survives(valid: Valid) -> Iterator[Problem]:
    """A stack whose data is protected from a deployment must not lose it with a node."""
    services: Path = ("data_services",)
    rules: tuple[tuple[type, str, str, int], ...] = (
        (Clickhouse, "clickhouse", "replicas", 2),
        (Cockroachdb, "cockroachdb", "nodes", 3),
        (Timescale, "timescale", "instances", 2),
        (Neo4j, "neo4j", "members", 3),
    )
    for kind, name, key, least in rules:
        store = valid.get(kind, *services, name)
        if store is not None and getattr(store, key) < least:
            message = f"must be at least {least} where protect is true: one node's end may not be the data's"
            yield Problem((*services, name, key), message, getattr(store, key))
    redis = valid.get(Redis, *services, "redis")
    if redis is not None and redis.followers < redis.leaders:
        message = f"must be at least leaders ({redis.leaders}) where protect is true: one node's end may not be the data's"
        yield Problem((*services, "redis", "followers"), message, redis.followers)
