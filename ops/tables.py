"""Lists of things: a table on a terminal, one JSON object a line elsewhere."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ops.errors import OpsError


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], styles: Mapping[str, str] | None = None) -> None:
    """For people. A cell that is a key of `styles` is shown in that style."""
    drawn = Table(*columns, title=title, title_justify="left")
    for row in rows:
        drawn.add_row(*(f"[{styles[cell]}]{cell}[/]" if styles and cell in styles else escape(cell) for cell in row))
    Console().print(drawn)


def for_people() -> bool:
    """Whether somebody reads along."""
    return sys.stdout.isatty()


def line(item: Mapping[str, Any]) -> None:
    """For machines, at once."""
    typer.echo(json.dumps(item))


def write(out: Path, text: str) -> None:
    """A report to a file. Raises OpsError."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text)
    except OSError as error:
        raise OpsError(f"{out} cannot be written: {error.strerror}") from None


def size(number: int | None) -> str:
    """Bytes, as people read them."""
    if number is None:
        return "?"
    value, units = float(number), ["B", "KiB", "MiB", "GiB", "TiB"]
    while value >= 1024 and len(units) > 1:
        value /= 1024
        units.pop(0)
    return f"{value:.1f} {units[0]}" if units[0] != "B" else f"{number} B"


def duration(seconds: float) -> str:
    """A time, as people read it."""
    hours = seconds / 3600
    if hours >= 48:
        return f"{hours / 24:.1f} d"
    if hours >= 1:
        return f"{hours:.1f} h"
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"
