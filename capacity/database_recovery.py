"""The stores that AWS runs."""

from collections.abc import Iterator

from capacity.objective import Bound, Objective, bound, given, published
from capacity.recovery_steps import Steps
from settings import Settings


def database_objectives(settings: Settings, steps: Steps) -> Iterator[Objective]:
    """Those that the stack has, and what AWS keeps besides."""
    databases = settings.databases
    yield Objective("dynamodb", "global tables: the dr region's replica takes writes at any time", bound(*steps.late()), steps.back())
    if databases.postgres:
        yield _postgres(settings, steps)
    if databases.cache:
        yield _cache(settings, steps)
    if databases.warehouse:
        yield _warehouse(settings, steps)
    if databases.search:
        yield _search(steps)
    yield from _kept_by_aws(steps)


def _postgres(settings: Settings, steps: Steps) -> Objective:
    postgres = settings.databases.postgres
    proxied = [steps.assume("proxy", "proxy_minutes")] if postgres and postgres.proxy else []
    back = steps.back(steps.assume("promote", "promotion_minutes"), *proxied, switched=False)
    if postgres and postgres.replica_class:
        return Objective("postgres", "read replica in the dr region, promoted", bound(*steps.late()), back)
    missing = ("databases", "postgres", "replica_class"), "name a class: the dr region then has a replica to promote"
    return Objective("postgres", "none", None, back, missing)


def _cache(settings: Settings, steps: Steps) -> Objective:
    if settings.databases.cache and settings.databases.cache.replicate:
        back = steps.back(published("promote", "cache.promotion_minutes"), switched=False)
        return Objective("cache", "Global Datastore, whose secondary is promoted", bound(*steps.late()), back)
    own = given("nothing to lose", 0, "databases", "cache", "replicate")
    mechanism = "another truth: what it holds is read again from PostgreSQL and DynamoDB into the dr region's own"
    return Objective("cache", mechanism, bound(own), steps.back(switched=False))


def _warehouse(settings: Settings, steps: Steps) -> Objective:
    warehouse = settings.databases.warehouse
    back = steps.back(steps.assume("restore", "warehouse_minutes"), switched=False)
    if warehouse is None or warehouse.cluster is None:
        return Objective("warehouse", "none: recovery points of Redshift Serverless stay in their region", None, back, _SERVERLESS)
    taken = given("snapshot", warehouse.snapshot_hours * 60, "databases", "warehouse", "snapshot_hours")
    rpo = bound(taken, steps.assume("copy", "snapshot_copy_minutes"))
    return Objective("warehouse", "automated snapshots, copied; a cluster is restored from the newest", rpo, back)


_SERVERLESS = (
    ("recovery", "stores", "warehouse"),
    "take a cluster (databases.warehouse.cluster), or say none: it is loaded again from the gold layer",
)


def _search(steps: Steps) -> Objective:
    return Objective("search", "none: each region has its own traces and logs", None, steps.back(switched=False), _OBSERVED)


_OBSERVED = ("recovery", "stores", "search"), "leave it none: the dr region's domain fills itself"


def _kept_by_aws(steps: Steps) -> Iterator[Objective]:
    """What every stack has."""
    hourly = published("interval", "backup.interval_minutes"), published("start window", "backup.start_minutes")
    copied = steps.assume("backup and copy", "backup_copy_minutes")
    restored = steps.back(steps.assume("restore", "backup_copy_minutes"), switched=False)
    yield Objective("files", "AWS Backup every hour, copied to the dr region's vault", bound(*hourly, copied), restored)
    there = steps.back(switched=False)
    yield Objective("registry", "ECR replication; images are in each region before they are deployed", _images(), there)
    yield Objective("secrets", "replicas in each region", bound(steps.assume("copy", "secrets_minutes")), there)
    same = given("the same key", 0)
    yield Objective("keys", "multi-Region keys: the dr region has the same material", bound(same), there)


def _images() -> Bound:
    return bound(published("copy", "ecr.copy_minutes"))
