"""What a failback has left undone: the same command does it later, and nothing else, as the work is done elsewhere by then."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.errors import OpsError
from ops.failover.facts import Facts, Health
from ops.failover.plan import FAILBACK, FAILOVER, Move
from ops.journal import Run, State, StepRecord
from ops.runner import Runner, Step


@dataclass(frozen=True)
class Rest:
    """Of one run."""

    of: str
    names: list[str]

    @property
    def parameters(self) -> State:
        """By which a run of it is known."""
        return {"rest_of": self.of, "steps": self.names}

    def taken_from(self, steps: Sequence[Step], move: Move, facts: Facts) -> list[Step]:
        """Its steps. Raises OpsError where they cannot be done."""
        if facts.source is Health.unreachable:
            raise OpsError(f"no rest of the {move.words} ({', '.join(self.names)}): {move.source} does not answer; nothing was changed")
        return [step for step in steps if step.name in self.names]


def rest_of(runner: Runner, move: Move, facts: Facts) -> Rest | None:
    """Of the last failback; None if there is a whole move to make, or nothing was left undone."""
    last, away = runner.last(move.kind), runner.last(FAILOVER)
    if move.kind != FAILBACK or last is None or not (last.unfinished or facts.target_works):
        return None
    if away and away.started > last.started and away.status != "rolled-back":
        return None  # the other region works again, also where old outputs say something else
    if begun := rest_in(last):
        return begun if last.status != "done" else _left(runner, last, begun.of)
    return _left(runner, last, last.id) if last.status == "done" else None


def rest_in(run: Run) -> Rest | None:
    """What a run is the rest of; None if it is a whole move."""
    return Rest(run.parameters["rest_of"], run.parameters["steps"]) if "rest_of" in run.parameters else None


def all_records(runner: Runner, run: Run) -> list[StepRecord]:
    """Of the run that left something undone, too: only there is what an instance was before it was renamed."""
    rest = rest_in(run)
    first = runner.run(rest.of) if rest else None
    return [*(runner.timeline(first) if first else []), *runner.timeline(run)]


def _left(runner: Runner, run: Run, of: str) -> Rest | None:
    names = [record.name for record in runner.timeline(run) if record.status == "failed"]
    return Rest(of, names) if names else None
