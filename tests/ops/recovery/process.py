"""Commands in processes of their own, which can be killed."""

import json
import multiprocessing
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

from tests.support import ROOT

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["ops.__main__", "boto3", "botocore.endpoint"])


def _main(arguments: list[str], environment: dict[str, str], output: Path) -> None:
    """What a process does: what `python -m ops` would, without the second that imports take."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    for number, suffix in ((1, ".out"), (2, ".err")):
        os.dup2(os.open(output.with_suffix(suffix), os.O_CREAT | os.O_WRONLY | os.O_TRUNC), number)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    from ops.__main__ import app

    try:
        app(arguments, prog_name="python -m ops")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


class Running:
    """A process."""

    def __init__(self, arguments: list[str], environment: dict[str, str], output: Path):
        self._output = output
        self._process = _PROCESSES.Process(target=_main, args=(arguments, environment, output))
        self._process.start()

    def kill(self) -> None:
        """It has no chance to tidy up."""
        assert self._process.pid
        os.kill(self._process.pid, SIGKILL)

    def wait(self) -> "Ran":
        """Until its end."""
        self._process.join(120)
        assert self._process.exitcode is not None, "it does not end"
        lines = self._output.with_suffix(".out").read_text().splitlines()
        events = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return Ran(self._process.exitcode, events, self._output.with_suffix(".err").read_text())


KILLED = -SIGKILL


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    status: int
    events: list[dict[str, str]]
    error: str

    def told(self, status: str) -> list[str]:
        """What was told with a status."""
        return [event["detail"] for event in self.events if event["status"] == status]
