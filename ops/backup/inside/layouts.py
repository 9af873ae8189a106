"""How each store lays its backups out in the bucket, and which recovery points its objects are."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ops.backup.points import Point


@dataclass(frozen=True)
class Item:
    """An object below a store's prefix."""

    key: str
    """Without the prefix."""
    size: int
    when: datetime


Read = Callable[[str, str, Sequence[Item]], list[Point]]
"""Store, region and objects → its recovery points. One that is not whole is none."""


def folders(form: str, time: str, complete: Callable[[Sequence[Item]], bool]) -> Read:
    """A folder for each backup, named by its time."""
    pattern = re.compile(form)

    def read(store: str, region: str, items: Sequence[Item]) -> list[Point]:
        found: dict[str, list[Item]] = {}
        for item in items:
            if match := pattern.match(item.key):
                found.setdefault(match["id"], []).append(item)
        return [
            Point(store, region, id_, datetime.strptime(id_, time).replace(tzinfo=UTC), "object", sum(item.size for item in parts))
            for id_, parts in sorted(found.items())
            if complete(parts)
        ]

    return read


_MINUTE = "%Y-%m-%dT%H-%M"


def redis(leaders: int) -> Read:
    """`<time>/redis-leader-0.rdb` and so on: one file of each leader."""

    def whole(parts: Sequence[Item]) -> bool:
        return sum(part.key.endswith(".rdb") and part.size > 0 for part in parts) >= leaders

    return folders(r"(?P<id>\d{4}-\d\d-\d\dT\d\d-\d\d)/", _MINUTE, whole)


def neo4j() -> Read:
    """`<time>/<database>-<time>.backup`."""
    return folders(
        r"(?P<id>\d{4}-\d\d-\d\dT\d\d-\d\d)/", _MINUTE, lambda parts: any(part.key.endswith(".backup") and part.size > 0 for part in parts)
    )


def clickhouse(shards: int) -> Read:
    """`shard-0/<time>/metadata.json`, which is written last, and so on for each shard."""

    def whole(parts: Sequence[Item]) -> bool:
        return sum(part.key.count("/") == 2 and part.key.endswith("/metadata.json") for part in parts) >= shards

    return folders(r"shard-\d+/(?P<id>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)/", "%Y-%m-%dT%H-%M-%S", whole)


def cockroachdb() -> Read:
    """`2026/11/27-030000.00/BACKUP_MANIFEST` for a full one, and below `incrementals/` what followed it each hour.

    With revision history, any second in between can be restored.
    """
    chain = re.compile(r"(?:incrementals/)?(?P<id>\d{4}/\d\d/\d\d-\d{6}\.\d\d)/")

    def read(store: str, region: str, items: Sequence[Item]) -> list[Point]:
        found: dict[str, list[Item]] = {}
        for item in items:
            if match := chain.match(item.key):
                found.setdefault(match["id"], []).append(item)
        points = []
        for id_, parts in sorted(found.items()):
            manifests = [part for part in parts if part.key.endswith("/BACKUP_MANIFEST")]
            if any(not part.key.startswith("incrementals/") for part in manifests):
                since = datetime.strptime(id_, "%Y/%m/%d-%H%M%S.%f").replace(tzinfo=UTC)
                made = max(since, *(_cut(part) or since for part in manifests))
                points.append(Point(store, region, f"/{id_}", made, "continuous", sum(part.size for part in parts), since))
        return points

    return read


def _cut(manifest: Item) -> datetime | None:
    """The moment that an incremental one reaches to: `…/20261127/040000.00/BACKUP_MANIFEST`, with or without what it begins from."""
    match = re.search(r"/(\d{8})/(\d{6}\.\d\d)[^/]*/BACKUP_MANIFEST$", manifest.key)
    return datetime.strptime("".join(match.groups()), "%Y%m%d%H%M%S.%f").replace(tzinfo=UTC) if match else None


def timescale() -> Read:
    """`timescale/base/<time>/backup.info`, and the write-ahead log below `timescale/wals/`: any second since the oldest base backup."""
    base = re.compile(r"timescale/base/(\d{8}T\d{6})/backup\.info$")

    def read(store: str, region: str, items: Sequence[Item]) -> list[Point]:
        begins = [datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) for item in items if (match := base.match(item.key))]
        logs = [item.when for item in items if item.key.startswith("timescale/wals/")]
        if not begins:
            return []
        size = sum(item.size for item in items)
        return [Point(store, region, "timescale@", max([*begins, *logs]), "continuous", size, min(begins))]

    return read


def velero(cluster: str) -> Read:
    """`<cluster>/backups/<name>/velero-backup.json`."""
    pattern = re.compile(rf"{re.escape(cluster)}/backups/(?P<id>[^/]+)/")

    def read(store: str, region: str, items: Sequence[Item]) -> list[Point]:
        sizes: dict[str, int] = {}
        made: dict[str, datetime] = {}
        for item in items:
            if match := pattern.match(item.key):
                sizes[match["id"]] = sizes.get(match["id"], 0) + item.size
                if item.key.endswith("/velero-backup.json"):
                    made[match["id"]] = item.when
        return [Point(store, region, id_, when, "object", sizes[id_]) for id_, when in sorted(made.items())]

    return read
