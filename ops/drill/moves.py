"""The two ways of a drill: our own commands, each in a process of its own, and what the journal says of them."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.command import Desk
from ops.drill.region import Moved
from ops.errors import OpsError
from ops.failover.facts import leads_to_target
from ops.failover.plan import FAILBACK, FAILOVER, move_of
from ops.failover.report import recovered
from ops.journal import Journal, Run


@dataclass(frozen=True)
class Moves:
    """There and back."""

    desk: Desk
    same: Sequence[str]
    """The stack and how AWS is asked, once more: who was asked here is not asked there."""

    def refuse(self) -> None:
        """Raises OpsError where a drill would begin in the middle of something else."""
        for kind in (FAILOVER, FAILBACK):
            if run := self._journal.unfinished(kind):
                raise OpsError(
                    f"run {run.id} ({kind}) of {run.started} was not brought to its end: finish it with `ops {kind}`, "
                    f"or give it up with --abandon {run.id}; then begin the drill"
                )
        move = move_of(self.desk.outputs, FAILOVER, self.desk.outputs.dr_region)
        if self.desk.outputs.switch and leads_to_target(self.desk, move):
            raise OpsError(f"public names lead to {move.target} already; go back to {move.source} first (`ops failback`)")

    def there(self) -> Moved:
        """As planned."""
        return self._moved(FAILOVER, "--to", str(self.desk.outputs.dr_region), "--planned")

    def back(self) -> Moved:
        """Home."""
        return self._moved(FAILBACK)

    def _moved(self, kind: str, *arguments: str) -> Moved:
        before, status = self._last(kind), ops(kind, *arguments, "--no-verify", *self.same)
        run = self._last(kind)
        if run is None or (before and run.id == before.id):
            return Moved(status)
        move = move_of(self.desk.outputs, kind, self.desk.outputs.dr_region)
        if status:
            return Moved(status, None, run.status, run.detail)
        took = recovered(run, list(self._journal.steps(run).values()), move)
        return Moved(status, took.events, run.status, run.detail, took.everything)

    def _last(self, kind: str) -> Run | None:
        """What was done counts, also where the journal cannot be read."""
        try:
            return self._journal.last(kind)
        except OpsError:
            return None

    @property
    def _journal(self) -> Journal:
        return Journal(self.desk.gateway, self.desk.outputs.operations, None)


def ops(*arguments: str) -> int:
    """A command of ours: it has its own lock and journal, and what it prints is seen. Its exit status."""
    sys.stdout.flush()
    command: Sequence[str] = [sys.executable, "-m", "ops", *arguments]
    return subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode
