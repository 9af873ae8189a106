"""A restore for the sake of it: what is restored is asked something, and taken away again."""

from datetime import timedelta

from ops.backup.points import choose
from ops.backup.restore import Waiting, restore
from ops.backup.store import Store, Wish
from ops.context import Context
from ops.drill.report import Report, Stage
from ops.errors import OpsError, RunError
from settings.recovery import TIERS, StoreName

_OF_BUCKETS: dict[str, StoreName] = {"raw-events": "raw", "bronze": "raw", "silver": "lake", "gold": "lake"}


def run(context: Context, store: Store, region: str, part: str, waiting: Waiting) -> Report | None:
    """The newest recovery point. None in a dry run. Raises OpsError; what was restored by then is taken away all the same."""
    began, start = context.now(), waiting.clock()
    point = choose(store.points(region))
    wish = Wish(region, point, store.new_name(began), part=part)
    tier, promised = objective(context, store.name)
    try:
        done = restore(context, store, wish, waiting)
    except RunError as error:
        seconds = waiting.clock() - start
        stages, findings = [Stage("restore", seconds, "failed")], [str(error), *_left_over(store, wish)]
        return Report("restore", context.stack, f"{store.name} in {region}", began, False, stages, seconds, promised, tier, findings)
    if done is None:
        return None
    removing = waiting.clock()
    store.remove(wish, done.made)
    context.gateway.progress.tell("removed", done.made)
    stages = [
        Stage("restore", done.seconds, f"{point.id} as {done.made}: {done.answer}"),
        Stage("removal", waiting.clock() - removing, "asked for"),
    ]
    findings = []
    if point.age(began) > timedelta(days=2) and point.kind != "continuous":
        findings.append(f"the newest recovery point was {point.age(began).days} days old")
    seconds = removing - start
    return Report("restore", context.stack, f"{store.name} in {region}", began, True, stages, seconds, promised, tier, findings)


def _left_over(store: Store, wish: Wish) -> list[str]:
    """What a failed restore left is taken away, too; or somebody is told of it."""
    try:
        store.remove(wish, wish.name)
    except OpsError as error:
        return [f"what is left of {wish.name} could not be removed: {error}"]
    return []


def objective(context: Context, store: str) -> tuple[str, float | None]:
    """The tier that a store is in, and within how many seconds it is promised; no promise for one in none."""
    kind, _, name = store.partition(":")
    known: str = {"table": "dynamodb", "bucket": _OF_BUCKETS.get(name, "")}.get(kind, kind)
    recovery = context.settings.recovery
    for each in TIERS:
        if each == known and (tier := recovery.tier_of(each)) != "none":
            minutes: float = getattr(recovery.tiers, tier).rto_minutes
            return tier, minutes * 60
    return "none", None
