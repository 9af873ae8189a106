"""All checks, in the order of a request: its name, its endpoint, its event, its copies."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from ops.aws import AwsError
from ops.backup.catalogue import stores
from ops.backup.inside.store import Cluster
from ops.backup.store import Store
from ops.context import Context
from ops.errors import OpsError
from ops.steps.answers import Fetch, fetch
from ops.verify.alarms import alarms
from ops.verify.backups import backups
from ops.verify.health import health
from ops.verify.names import Resolve, names, resolve
from ops.verify.replicas import replicas
from ops.verify.result import About, Result
from ops.verify.streams import lag, replicators, roundtrip

CHECKS = ("names", "health", "kinesis", "consumer-lag", "replication", "backups", "alarms")
"""What can be asked for."""


@dataclass(frozen=True)
class World:
    """What is asked beside AWS."""

    resolve: Resolve = resolve
    fetch: Fetch = fetch


WORLD = World()


def verify(
    context: Context,
    regions: Sequence[str] | None = None,
    *,
    active: str | None = None,
    only: Collection[str] = CHECKS,
    world: World = WORLD,
) -> Iterator[Result]:
    """What the checks find, one by one as they find it.

    `active` is where the primary's work is done now, if the outputs do not know it yet. A check that AWS does not let finish has failed.
    """
    if unknown := sorted(set(only) - set(CHECKS)):
        raise OpsError(f"there is no check {', '.join(unknown)}; there are {', '.join(CHECKS)}")
    where, works = list(regions or context.outputs.regions), active or context.outputs.active_region
    if strange := sorted(set(where) - set(context.outputs.regions)):
        raise OpsError(f"the stack has no region {', '.join(strange)}; it has {', '.join(context.outputs.regions)}")
    backed_up = stores(context, _no_cluster)
    if "names" in only:
        yield from _asked("names", works, lambda: names(context, works, world.resolve))
    for region in where:
        for check, ask in _of_region(context, region, works, backed_up, world).items():
            if check in only:
                yield from _asked(check, region, ask)


def _of_region(
    context: Context, region: str, active: str, backed_up: list[Store], world: World
) -> dict[str, Callable[[], Iterator[Result]]]:
    def copies() -> Iterator[Result]:
        yield from replicas(context, region, active)
        yield from replicators(context, region)

    return {
        "health": lambda: health(context, region, active, world.fetch),
        "kinesis": lambda: roundtrip(context, region, active),
        "consumer-lag": lambda: lag(context, region, active),
        "replication": copies,
        "backups": lambda: backups(context, region, active, backed_up),
        "alarms": lambda: alarms(context, region),
    }


def _asked(check: str, region: str, ask: Callable[[], Iterator[Result]]) -> Iterator[Result]:
    try:
        yield from ask()
    except AwsError as error:
        yield About(check, region, "AWS").fail(str(error))


def _no_cluster(region: str) -> Cluster:
    raise OpsError(f"listing recovery points asks no cluster, and so not that of {region}")
