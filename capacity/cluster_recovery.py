"""The stores inside the clusters: their backups are in the bucket `backups`, which S3 copies to the dr region."""

from collections.abc import Iterator

from capacity.objective import Bound, Objective, Term, bound, given, moved, published
from capacity.recovery_steps import Steps
from settings import Settings
from settings.cockroachdb import Cockroachdb
from settings.pod_size import StorePod
from settings.problems import Path
from settings.recovery import StoreName
from settings.redis import Redis
from settings.schedules import longest_gap
from settings.timescale import Timescale

_GIB_PER_GB = 1e9 / 2**30
_FULL = "full backups in the bucket, which S3 copies; restored into new volumes"


def cluster_objectives(settings: Settings, steps: Steps) -> Iterator[Objective]:
    """Those that the stack has, and the clusters themselves."""
    stores = settings.data_services
    if stores.clickhouse:
        yield _from_full(settings, steps, "clickhouse", stores.clickhouse.backup, stores.clickhouse.pod)
    if stores.neo4j:
        yield _from_full(settings, steps, "neo4j", stores.neo4j.backup, stores.neo4j.pod)
    if stores.redis:
        yield _redis(settings, steps, stores.redis)
    if stores.cockroachdb:
        yield _cockroachdb(settings, steps, stores.cockroachdb)
    if stores.timescale:
        yield _timescale(settings, steps, stores.timescale)
    yield from _clusters(steps)


def _copied(settings: Settings, *terms: Term) -> Bound | None:
    return bound(*terms, published("S3 RTC", "s3.copy_minutes")) if settings.lakehouse.replicate else None


_MISSING: tuple[Path, str] = (("lakehouse", "replicate"), "set it to true: S3 then copies the backups to the dr region")


def _restore(settings: Settings, steps: Steps, *terms: Term) -> Bound:
    """A pilot light is first completed: it has no stores to restore into."""
    pilot = settings.dr is not None and settings.dr.is_pilot
    completed = [steps.assume("deploy", "deploy_minutes")] if pilot else []
    made = (*completed, steps.assume("nodes", "nodes_minutes"), steps.assume("operator", "operator_minutes"))
    return steps.back(*made, *terms, switched=False)


def _from_full(settings: Settings, steps: Steps, store: StoreName, schedule: str, pod: StorePod) -> Objective:
    """Each pod's volume goes by itself, all at once."""
    here = ("data_services", store)
    data = steps.filled(pod.storage_gib)
    taken = given("interval", longest_gap(schedule), *here, "backup")
    rpo = _copied(settings, taken, moved("upload", data, *here, "pod", "storage_gib"))
    return Objective(store, _FULL, rpo, _restore(settings, steps, moved("restore", data, *here, "pod", "storage_gib")), _MISSING)


def _redis(settings: Settings, steps: Steps, redis: Redis) -> Objective:
    data = redis.max_memory_gb * _GIB_PER_GB
    taken = given("interval", longest_gap(redis.backup), "data_services", "redis", "backup")
    memory = ("data_services", "redis", "max_memory_gb")
    rpo = _copied(settings, taken, moved("upload", data, *memory))
    return Objective("redis", _FULL, rpo, _restore(settings, steps, moved("restore", data, *memory)), _MISSING)


def _cockroachdb(settings: Settings, steps: Steps, store: Cockroachdb) -> Objective:
    volume, interval = ("data_services", "cockroachdb", "pod", "storage_gib"), longest_gap(store.changes)
    taken = given("interval", interval, "data_services", "cockroachdb", "changes")
    rpo = _copied(settings, taken, moved("upload of changes", steps.changed(store.pod.storage_gib, interval), *volume))
    since_full = steps.changed(store.pod.storage_gib, longest_gap(store.backup))
    changes = moved("changes", since_full, "data_services", "cockroachdb", "backup")
    back = _restore(settings, steps, moved("restore", steps.filled(store.pod.storage_gib), *volume), changes)
    return Objective("cockroachdb", "full backups and what changed since, in the bucket, which S3 copies", rpo, back, _MISSING)


def _timescale(settings: Settings, steps: Steps, store: Timescale) -> Objective:
    """The write-ahead log is archived all the time. Its volume holds that of a day; since the base backup all of it is played again."""
    here = ("data_services", "timescale")
    rpo = _copied(settings, published("archive", "timescale.archive_minutes"))
    days = longest_gap(store.full_backup) / 1440
    data = moved("restore", steps.filled(store.pod.storage_gib), *here, "pod", "storage_gib")
    log = moved("play the log", steps.filled(store.wal_storage_gib) * days, *here, "full_backup")
    mechanism = "base backups and the write-ahead log in the bucket, which S3 copies"
    return Objective("timescale", mechanism, rpo, _restore(settings, steps, data, log), _MISSING)


def _clusters(steps: Steps) -> Iterator[Objective]:
    """Objects are the program's and Argo CD's; a standing pilot light has them already."""
    truth = bound(given("the program and Argo CD's repository", 0))
    up = steps.back(steps.assume("nodes", "nodes_minutes"))
    yield Objective("cluster", "another truth: objects come from the program and from git", truth, up)
    lost = steps.back(switched=False)
    yield Objective("volumes", "none: snapshots stay in their region", None, lost)
    yield Objective("metrics", "none", None, lost)
