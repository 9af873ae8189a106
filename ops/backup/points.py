"""A recovery point, and which one to take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ops.errors import OpsError


class NoPointError(OpsError):
    """There is nothing to restore from, with what there is instead."""


@dataclass(frozen=True)
class Point:
    """Something that a store can be restored from."""

    store: str
    """Such as `postgres` or `table:real-time-events`."""
    region: str
    """Where it lies; a copy in another region is a point of its own."""
    id: str
    """What AWS or the bucket calls it."""
    made: datetime
    """The state that a restore brings back."""
    kind: str
    """`snapshot`, `continuous` (any second from `since` on), `aws-backup`, `object`."""
    size: int | None = None
    """Bytes; None where nobody says."""
    since: datetime | None = None
    """Of a continuous one: the earliest second."""
    source: str | None = None
    """Of a copy that S3 made: the region that was backed up."""

    def age(self, now: datetime) -> timedelta:
        """How much would be lost."""
        return now - self.made

    def as_json(self, now: datetime) -> dict[str, Any]:
        """For machines."""
        return {
            "store": self.store,
            "region": self.region,
            "from": self.source,
            "id": self.id,
            "made": self.made.isoformat(),
            "age_seconds": round(self.age(now).total_seconds()),
            "kind": self.kind,
            "size_bytes": self.size,
            "since": self.since.isoformat() if self.since else None,
        }


def newest(points: Iterable[Point]) -> Point | None:
    """The one that loses least."""
    return max(points, key=lambda point: (point.made, point.kind == "continuous", point.id), default=None)


def choose(points: Iterable[Point], id_: str | None = None, at: datetime | None = None) -> Point:
    """The point asked for: by its id, or the newest state not after `at`, or the newest. Raises NoPointError."""
    found = list(points)
    if not found:
        raise NoPointError("there is no recovery point")
    if id_:
        for point in found:
            if point.id == id_:
                return point
        known = ", ".join(sorted(point.id for point in found)[-5:])
        raise NoPointError(f"there is no recovery point {id_}; among {len(found)} there are {known}")
    if at is None:
        return max(found, key=lambda point: (point.made, point.kind == "continuous", point.id))
    within = [point for point in found if point.since and point.since <= at <= point.made]
    if within:
        return max(within, key=lambda point: point.made)
    before = newest(point for point in found if point.made <= at)
    if before is None:
        earliest = min(point.since or point.made for point in found)
        raise NoPointError(f"no recovery point is as old as {at:%Y-%m-%d %H:%M:%S}Z; they begin {earliest:%Y-%m-%d %H:%M:%S}Z")
    return before
