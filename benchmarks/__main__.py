"""Time and memory of the prod preview, and time of its judgement by the policy packs; medians of several fresh processes: `make bench`."""

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.checkov import compared
from benchmarks.phases import ROOT

RUNS = 5
STACK = "prod"


def measured(module: str = "phases") -> dict[str, object]:
    """One run in a fresh process."""
    command = [sys.executable, "-m", f"benchmarks.{module}", STACK]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    result: dict[str, object] = json.loads(done.stdout)
    return result


def command_seconds(*extra: str) -> float:
    """The whole command, as a person waits for it."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "preflight", "preview", "--stack", STACK, *extra]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True, env=os.environ)
    return time.perf_counter() - start


def main() -> None:
    """Run, take medians, print."""
    runs = [measured() for _ in range(RUNS)]
    phases = {name: statistics.median(run["seconds"][name] for run in runs) for name in runs[0]["seconds"]}  # type: ignore[index,attr-defined]  # JSON of phases.py
    total = sum(phases.values())
    count = int(str(runs[0]["resources"]))
    table = Table(title=f"preview of {STACK}: {count} resources, medians of {RUNS} runs")
    for column in ("phase", "seconds", "share", "ms per resource"):
        table.add_column(column, justify="left" if column == "phase" else "right")
    for name, seconds in phases.items():
        table.add_row(name, f"{seconds:.2f}", f"{seconds / total:.0%}", f"{1000 * seconds / count:.2f}")
    table.add_row("all", f"{total:.2f}", "100%", f"{1000 * total / count:.2f}", style="bold")
    console = Console()
    console.print(table)
    console.print(f"peak memory {statistics.median(float(str(run['peak_mb'])) for run in runs):.0f} MB")
    console.print(f"whole command: {command_seconds('--no-cache'):.2f} s, from cache {command_seconds():.2f} s")
    console.print(policies())
    if found := compared(STACK):
        console.print(
            f"{found.resources} AWS resources: checkov {found.version} {found.its:.2f} s for {found.answers} checks, "
            f"the packs {found.ours:.2f} s ({found.its / found.ours:.1f} times faster)"
        )


def policies() -> Table:
    """What judging costs, through the protocol and without it."""
    runs: list[dict[str, Any]] = [measured("policies") for _ in range(RUNS)]
    facts = runs[0]
    judgements: dict[str, int] = facts["judgements"]
    table = Table(title=f"policies of {STACK}: {facts['rules']} rules, {facts['resources']} resources, medians of {RUNS} runs")
    for column in ("phase", "seconds", "rules × resources", "per second"):
        table.add_column(column, justify="left" if column == "phase" else "right")
    for name in facts["seconds"]:
        seconds = statistics.median(run["seconds"][name] for run in runs)
        number = judgements.get(name, 0)
        table.add_row(name, f"{seconds:.2f}", *((f"{number:,}", f"{number / seconds:,.0f}") if number else ()))
    return table


if __name__ == "__main__":
    main()
