"""Whether every store has a backup that is as new as its schedule promises."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from ops.aws import AwsError
from ops.backup.points import newest
from ops.backup.schedules import oldest_allowed
from ops.backup.store import Store
from ops.context import Context
from ops.tables import duration
from ops.verify.result import About, Result

_EVERYWHERE = ("table:", "bucket:")
"""They have recovery points of their own in each region, whichever works."""


def backups(context: Context, region: str, active: str, stores: Iterable[Store]) -> Iterator[Result]:
    """The age of each store's newest recovery point in a region."""
    for store in stores:
        if region not in store.regions():
            continue
        about, allowed = About("backups", region, store.name), oldest_allowed(store.pause)
        try:
            # A copy of the other region's says nothing of whether this one is backed up.
            point = newest(point for point in store.points(region) if point.source is None)
        except AwsError as error:
            yield about.fail(str(error), limit=_shown(allowed))
            continue
        waits = _stands_by(context, region, active) and not store.name.startswith(_EVERYWHERE)
        if point is None:
            why = "there is no recovery point"
            yield about.skipped(f"{why}, and the region stands by") if waits else about.fail(why, limit=_shown(allowed))
            continue
        age = point.age(context.now())
        if age <= allowed:
            yield about.ok(_shown(age), _shown(allowed))
        elif waits:
            yield about.warn(f"{point.id} is the newest, in a region that stands by", _shown(age), _shown(allowed))
        else:
            yield about.fail(f"{point.id} is the newest", _shown(age), _shown(allowed))


def _stands_by(context: Context, region: str, active: str) -> bool:
    """Now, or by the settings: a region that a failover has just put to work has no backups of its own yet."""
    standby = context.settings.standby
    return region not in context.serving(active) or (standby is not None and standby.name == region)


def _shown(age: timedelta) -> str:
    return duration(age.total_seconds())
