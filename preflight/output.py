"""How a report reaches its reader: the terminal, a pipe, or a file."""

import os
import tempfile
from enum import StrEnum
from pathlib import Path

from rich.console import Console, RenderableType


class Format(StrEnum):
    """The forms a report comes in."""

    text = "text"
    json = "json"


class OutputError(Exception):
    """A file or folder that cannot be written."""

    def __init__(self, out: Path, error: OSError) -> None:
        super().__init__(f"{out} cannot be written: {error.strerror}")


def deliver(report: str | RenderableType, out: Path | None) -> None:
    """Print a report, or write it to a file: whole or not at all, and without colours. Raises OutputError."""
    if out is None:
        _print(report)
        return
    if isinstance(report, str):
        text = report
    else:
        console = Console(width=120, color_system=None)
        with console.capture() as capture:
            console.print(report)
        text = capture.get()
    try:
        _write(text, out)
    except OSError as error:
        raise OutputError(out, error) from None


def _write(text: str, out: Path) -> None:
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=out.name)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        Path(name).replace(out)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _print(report: str | RenderableType) -> None:
    console = Console(soft_wrap=isinstance(report, str), highlight=False)
    if isinstance(report, str):
        console.out(report, highlight=False, end="")
    else:
        console.print(report)
