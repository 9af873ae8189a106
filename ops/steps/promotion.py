"""PostgreSQL's promotion, in two: what need not wait for it comes in between. AWS takes the request at once, and minutes for the rest."""

from ops.gateway import Gateway
from ops.journal import State
from ops.outputs import Postgres
from ops.runner import Step
from ops.steps.postgres import Replica, instance_of, known, source_of


class _Promotion(Step):
    """A region's replica becomes an instance of its own."""

    gradual = True  # it can be promoted while it is available only, as between two backups

    def __init__(self, gateway: Gateway, region: str, postgres: Postgres):
        self._gateway, self._region, self._postgres, self._identifier = gateway, region, postgres, postgres.identifier

    def _look(self) -> tuple[str | None, str]:
        """What it copies, and its status; empty if there is none."""
        instance = instance_of(self._gateway, self._region, self._identifier)
        return (source_of(instance), instance["DBInstanceStatus"]) if instance else (None, "")

    def _copying(self, source: str, status: str) -> str:
        return f"{self._identifier} is a copy of {source}, {status}"

    def _ask(self) -> None:
        """Promote it; with backups, which make it a source of replicas itself. Asked twice, AWS is busy, or there is no copy any more."""
        source, status = self._look()
        if source and status == "available":
            days = self._postgres.backup_days
            self._gateway.change(
                self._region, "rds", "promote_read_replica", DBInstanceIdentifier=self._identifier, BackupRetentionPeriod=days
            )


class Promoting(_Promotion):
    """It is asked for. On the way back the instance is set aside, and a new replica takes its place.

    An instance that is being backed up cannot be promoted, and events do not wait for that: then `Promoted` asks.
    """

    def __init__(self, gateway: Gateway, region: str, postgres: Postgres, source_region: str, source: Postgres):
        super().__init__(gateway, region, postgres)
        self.name = f"promotion {region}"
        self.what = f"PostgreSQL of {region} is asked to become an instance of its own"
        self._source_region, self._source = source_region, source
        self._tried = False
        """So that the journal has it as done, which has a way back, and not as skipped."""

    def before(self) -> State:
        """What it copies."""
        return known(self._gateway, self._region, self._postgres)

    def missing(self) -> str:
        """That it is an available copy, which it is no more once AWS is at work on it."""
        source, status = self._look()
        if not status:
            return f"there is no instance {self._identifier}"
        return "" if source is None or (self._tried and status != "available") else self._copying(source, status)

    def do(self) -> None:
        """Ask."""
        self._ask()
        self._tried = True

    def reverse(self, before: State) -> Step | None:
        """A replica of what it copied, once the promotion is through, which cannot be called off. None if it was no copy."""
        if not before["source"]:
            return None
        return Replica(self._gateway, self._region, self._postgres, self._source_region, self._source, wait=False)


class Promoted(_Promotion):
    """It is through. What was asked for by `Promoting` is taken back by that."""

    timeout = 1800

    def __init__(self, gateway: Gateway, region: str, postgres: Postgres):
        super().__init__(gateway, region, postgres)
        self.name = f"postgres {region}"
        self.what = f"PostgreSQL of {region} is written to"

    def missing(self) -> str:
        """What it still copies, or its status."""
        source, status = self._look()
        if not status:
            return f"there is no instance {self._identifier}"
        if source:
            return self._copying(source, status)
        return "" if status == "available" else f"{self._identifier} is {status}"

    def do(self) -> None:
        """Ask, if nobody could yet."""
        self._ask()
