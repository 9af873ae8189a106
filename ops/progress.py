"""What people and machines see while something is done: lines on a terminal, JSON lines elsewhere."""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Protocol, TextIO

from rich.console import Console
from rich.markup import escape


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Event:
    """Something that happened."""

    time: str
    run: str
    step: str
    """Empty if it belongs to none."""
    status: str
    """Such as `started`, `done`, `failed`, `call`, `change`, `would change`, `note`."""
    detail: str


class Display(Protocol):
    """Where events are shown."""

    def show(self, event: Event) -> None:
        """Show one."""


class JsonLines:
    """One object a line."""

    def __init__(self, out: TextIO):
        self._out = out

    def show(self, event: Event) -> None:
        """Write it at once: whoever reads may be waiting."""
        self._out.write(json.dumps(asdict(event)) + "\n")
        self._out.flush()


_STYLES = {
    "done": "green",
    "started": "bold",
    "failed": "bold red",
    "fail": "bold red",
    "refused": "bold red",
    "would change": "yellow",
    "change": "cyan",
}


class Terminal:
    """For people; reads are left out."""

    def __init__(self, out: TextIO):
        self._console = Console(file=out, highlight=False)

    def show(self, event: Event) -> None:
        """One line."""
        if event.status == "call":
            return
        style, clock = _STYLES.get(event.status, "dim"), event.time[11:19]
        where = f"{event.step}: " if event.step else ""
        self._console.print(f"[dim]{clock}[/] [{style}]{event.status:>12}[/] {escape(where + event.detail)}", soft_wrap=True)


def display_of(out: TextIO | None = None) -> Display:
    """For what standard output is."""
    out = out or sys.stdout
    return Terminal(out) if out.isatty() else JsonLines(out)


class Progress:
    """Tells what happens, and at which step of which run."""

    def __init__(self, display: Display):
        self._display = display
        self.run = ""
        self.step = ""
        self.changes: list[str] = []
        """What was changed since the step began."""

    def begin(self, step: str) -> None:
        """From here on, what happens belongs to this step."""
        self.step, self.changes = step, []

    def tell(self, status: str, detail: str = "") -> None:
        """Something happened."""
        if status == "change":
            self.changes.append(detail)
        self._display.show(Event(now().isoformat(timespec="milliseconds"), self.run, self.step, status, detail))
