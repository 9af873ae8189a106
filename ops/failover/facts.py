"""Detect: how both regions are, and how far the copies are behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ops.aws import AwsError
from ops.command import Desk
from ops.errors import OpsError
from ops.failover.plan import Move, Plan, takeover_of
from ops.metrics import latest
from ops.objectives import most_lost
from ops.steps.answers import Fetch, fetch, unhealthy
from ops.steps.postgres import instance_of, replica_lag, source_of
from ops.steps.switch import DR, Names


class Health(StrEnum):
    """How a region is."""

    healthy = "healthy"
    impaired = "impaired"
    """AWS answers, but the region does not serve."""
    unreachable = "unreachable"


@dataclass(frozen=True)
class Fact:
    """Something measured."""

    what: str
    measured: str
    reason: str = ""
    """Why it stands against the move; empty if it does not."""


@dataclass(frozen=True)
class Facts:
    """What was found."""

    source: Health
    target_works: bool
    """Public names lead to the target already."""
    all: tuple[Fact, ...]


def detect(desk: Desk, move: Move, get: Fetch = fetch) -> Facts:
    """Ask both regions. Raises AwsError if it may not."""
    health, why = _health(desk, move.source, get)
    works = leads_to_target(desk, move)
    facts = [Fact(f"{move.source}", f"{health}{': ' + why if why else ''}")]
    facts += _gathered(_cluster(desk, move), _api(desk, move), _lags(desk, move, works))
    return Facts(health, works, tuple(facts))


def _health(desk: Desk, region: str, get: Fetch) -> tuple[Health, str]:
    outputs, hasty = desk.outputs.regions[region], desk.gateway.hasty()
    try:
        cluster = hasty.read(region, "eks", "describe_cluster", name=outputs.cluster_name)["cluster"]
    except AwsError as error:
        if error.unreachable:
            return Health.unreachable, str(error)
        raise
    wrong = unhealthy(outputs.health_urls, get)
    if cluster["status"] not in ("ACTIVE", "UPDATING"):
        wrong.append(f"the cluster is {cluster['status']}")
    return (Health.impaired, "; ".join(wrong)) if wrong else (Health.healthy, "")


def leads_to_target(desk: Desk, move: Move) -> bool:
    """Whether public names do, or without a switch what the stack says."""
    if desk.outputs.switch is None:
        return desk.outputs.active_region == move.target
    leads = Names(desk.gateway, desk.outputs.switch, DR).before()["to"]
    return bool((leads == DR) == (move.target == desk.outputs.dr_region))


def _gathered(*found: Iterator[Fact]) -> Iterator[Fact]:
    """What cannot be found out is a fact as well."""
    for facts in found:
        try:
            yield from facts
        except OpsError as error:
            yield Fact("unknown", str(error), str(error))


def _cluster(desk: Desk, move: Move) -> Iterator[Fact]:
    """As AWS sees it."""
    what, name = f"cluster of {move.target}", desk.outputs.regions[move.target].cluster_name
    status = desk.gateway.read(move.target, "eks", "describe_cluster", name=name)["cluster"]["status"]
    ready = status in ("ACTIVE", "UPDATING")
    yield Fact(what, status.lower(), "" if ready else f"{name} in {move.target} is {status}")


def _api(desk: Desk, move: Move) -> Iterator[Fact]:
    """As it answers itself."""
    if takeover_of(desk.outputs, move.target).objects:
        Plan(desk, move).cluster(move.target).alive()
        yield Fact(f"cluster's API of {move.target}", "answers")


def _lags(desk: Desk, move: Move, works: bool) -> Iterator[Fact]:
    """Of the copies that the target would work with."""
    target = takeover_of(desk.outputs, move.target)
    if target.postgres and move.target == desk.outputs.dr_region:
        yield _postgres(desk, move, target.postgres.identifier, most_lost(desk.settings, "postgres"), works)
    if target.cache and target.cache.global_id:
        dimensions = {"ReplicationGroupId": target.cache.id}
        lag = latest(desk.gateway, move.target, "AWS/ElastiCache", "GlobalDatastoreReplicationLag", dimensions)
        yield _lag(f"cache of {move.target}", lag, most_lost(desk.settings, "cache"))


def _postgres(desk: Desk, move: Move, identifier: str, limit: float, works: bool) -> Fact:
    what, instance = f"PostgreSQL of {move.target}", instance_of(desk.gateway, move.target, identifier)
    if instance is None:
        return Fact(what, "missing", f"there is no instance {identifier} in {move.target}; run `pulumi up`")
    if not source_of(instance):
        stale = f"{identifier} in {move.target} copies nothing: its data is of some earlier time. Make it a replica again (`ops failback`)"
        return Fact(what, "no copy", "" if works else stale)
    lag = replica_lag(desk.gateway, move.target, identifier)
    if lag is None or lag < 0:
        return Fact(what, "lag unknown", f"how far {identifier} is behind is not known: replication may have stopped")
    return _lag(what, lag, limit)


def _lag(what: str, lag: float | None, limit: float) -> Fact:
    """Against the tier's RPO. What is not measured says nothing against the move."""
    if lag is None:
        return Fact(what, "lag unknown")
    late = f"the {what} is {lag:g} s behind, more than the tier's {limit:g} s"
    return Fact(what, f"{lag:g} s behind, of {limit:g} s allowed", late if lag > limit else "")
