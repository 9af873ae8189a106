"""Brings steps to their end, one after the other, with a checkpoint before and after each: resumes, and rolls back."""

import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ops.aws import AwsError
from ops.errors import LockedError, OpsError, RunError
from ops.journal import Journal, Run, State, StepRecord
from ops.progress import Progress, now

_BUSY = (
    "ConcurrentUpdateException",
    "DBInstanceAlreadyExists",
    "InvalidDBInstanceState",
    "InvalidGlobalReplicationGroupState",
    "InvalidReplicationGroupState",
    "ResourceInUseException",
)
"""AWS is still at work on the thing: what was asked can be asked again later."""


class Step(ABC):
    """One change, which can be asked for again without harm, and taken back."""

    name: str
    what: str
    timeout: float = 600
    """Seconds until it must be reached."""
    optional: bool = False
    """A failure is noted, and the run goes on."""
    gradual: bool = False
    """Asked at each look, for whatever comes next; else once."""

    def before(self) -> State:
        """How things are now, for the way back."""
        return {}

    @abstractmethod
    def missing(self) -> str:
        """What is not yet as it is to be; empty once all is."""

    @abstractmethod
    def do(self) -> None:
        """Ask for it. What it leads to may take its time."""

    def reverse(self, before: State) -> "Step | None":  # noqa: ARG002 - for those that have a way back
        """The step that leads back; None if there is nothing to take back."""
        return None


class Runner:
    """Executes the steps of a run."""

    def __init__(
        self, journal: Journal, progress: Progress, *, poll: float = 10, limit: float = 1, rollback: bool = True, dry_run: bool = False
    ):
        self._journal, self._progress = journal, progress
        self._poll, self._limit, self._rollback, self._dry_run = poll, limit, rollback, dry_run

    def begin(self, kind: str, parameters: State, owner: str) -> Run:
        """The unfinished run of the kind if it was asked the same, else a new one."""
        found = self._journal.unfinished(kind)
        if found and found.parameters != parameters:
            asked = ", ".join(f"{name} {value}" for name, value in found.parameters.items())
            begun = f"run {found.id} ({kind}, {asked}), begun {found.started}, was not brought to its end"
            raise OpsError(f"{begun}; finish it first, or --abandon it")
        if found:
            self._progress.run = found.id
            self._progress.tell("resumed", f"{kind}, begun {found.started} by {found.owner}")
            return found
        run = Run(f"{kind}-{now():%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}", kind, parameters, "running", _time(), owner)
        self._progress.run = run.id
        self._journal.open(run)
        return run

    def unfinished(self, kind: str) -> Run | None:
        """A run of a kind that was not brought to its end."""
        return self._journal.unfinished(kind)

    def last(self, kind: str) -> Run | None:
        """The run of a kind that was begun last."""
        return self._journal.last(kind)

    def run(self, run: str) -> Run | None:
        """A run by its id."""
        return self._journal.run(run)

    def abandon(self, run: str) -> None:
        """A run is not gone on with: things stay as it left them."""
        found = self._journal.run(run)
        if found is None or not found.unfinished:
            raise OpsError(f"there is no unfinished run {run}")
        self._journal.update(found, status="abandoned", ended=_time())

    def execute(self, run: Run, steps: Sequence[Step]) -> Run:
        """All steps that are not done yet. Raises RunError once what was done is taken back, or cannot be."""
        records = self._journal.steps(run)
        if run.status == "rolling-back":
            self._take_back(run, steps, records, run.detail)
        for order, step in enumerate(steps):
            record = records.get(step.name)
            if record and record.status in ("done", "skipped"):
                continue
            try:
                records[step.name] = self._execute(run, step, record or StepRecord(step.name, "new", order))
            except LockedError:
                raise
            except OpsError as error:
                records = self._journal.steps(run)
                self._fail(run, steps, records, f"{step.name}: {error}")
        return run if self._dry_run else self._journal.update(run, status="done", ended=_time())

    def timeline(self, run: Run) -> list[StepRecord]:
        """What was done when."""
        return list(self._journal.steps(run).values())

    def _execute(self, run: Run, step: Step, record: StepRecord) -> StepRecord:
        self._progress.begin(step.name)
        resumed = record.status != "new"
        if not resumed:
            record = replace(record, status="started", started=_time(), before=step.before())
        self._progress.tell("started", step.what)
        self._journal.checkpoint(run, record)
        try:
            asked = self._bring_about(step)
        except LockedError:
            raise
        except OpsError as error:
            record = self._checkpoint(run, record, "failed", str(error))
            if not step.optional:
                raise
            self._progress.tell("note", f"goes on without: {error}")
            return record
        return self._checkpoint(run, record, "done" if asked or resumed else "skipped")

    def _bring_about(self, step: Step) -> bool:
        """Ask until it is there. Whether anything had to be asked."""
        limit, asked, fresh = step.timeout * self._limit, False, False
        deadline = time.monotonic() + limit
        while missing := step.missing():
            busy = ""
            if not fresh and (step.gradual or not asked):
                try:
                    step.do()
                    asked = fresh = True
                except AwsError as error:
                    if error.code not in _BUSY:
                        raise
                    busy = f"; AWS is still busy with it: {error}"
                if self._dry_run:
                    return True
                if fresh:  # many things are there at once
                    continue
            fresh = False
            if time.monotonic() > deadline:
                raise RunError(f"after {limit:.0f} s still {missing}{busy}")
            self._progress.tell("waiting", missing + busy)
            time.sleep(self._poll)
        return asked

    def _fail(self, run: Run, steps: Sequence[Step], records: dict[str, StepRecord], reason: str) -> None:
        if self._dry_run:
            raise RunError(reason)
        if not self._rollback:
            raise RunError(f"{reason}. Nothing was taken back (--no-rollback): the same command goes on from here")
        self._take_back(self._journal.update(run, status="rolling-back", detail=reason), steps, records, reason)

    def _take_back(self, run: Run, steps: Sequence[Step], records: dict[str, StepRecord], reason: str) -> None:
        """In reverse order. A step that cannot be taken back is told, and the others are."""
        self._progress.begin("")
        self._progress.tell("rolling back", reason)
        left: list[str] = []
        for step in reversed(steps):
            record = records.get(step.name)
            reverse = step.reverse(record.before) if record and record.status in ("started", "done", "failed") else None
            if record is None or reverse is None:
                continue
            self._progress.begin(f"undo {step.name}")
            self._progress.tell("started", reverse.what)
            try:
                self._bring_about(reverse)
            except LockedError:
                raise
            except OpsError as error:
                left.append(f"{step.name}: {error}")
                self._progress.tell("failed", str(error))
                continue
            self._checkpoint(run, record, "undone")
        self._progress.begin("")
        status = "failed" if left else "rolled-back"
        self._journal.update(run, status=status, ended=_time(), detail=reason)
        if left:
            raise RunError(f"{reason}. Not taken back, and to be seen to by hand:\n" + "\n".join(f"  {one}" for one in left))
        raise RunError(f"{reason}. All that was done is taken back")

    def _checkpoint(self, run: Run, record: StepRecord, status: str, detail: str = "") -> StepRecord:
        changes = (*record.changes, *self._progress.changes)
        record = replace(record, status=status, ended=_time(), detail=detail, changes=changes)
        self._journal.checkpoint(run, record)
        self._progress.tell(status, detail)
        return record


def seconds_between(start: str, end: str) -> float:
    """Between two times of the journal."""
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def _time() -> str:
    return now().isoformat(timespec="milliseconds")
