"""Bringing a thing to a number, and waiting until it is there."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ops.context import Context
from ops.errors import RunError
from ops.scale.bounds import Bounds
from ops.scale.scalable import Count, Scalable


@dataclass(frozen=True)
class Waiting:
    """How long it may take."""

    poll_seconds: float = 10
    timeout_seconds: float = 1800
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


def scale(context: Context, thing: Scalable, bounds: Bounds, wanted: int, waiting: Waiting) -> tuple[Count, Count]:
    """How many there were before and are after. Raises BoundsError, before anything is asked for, and RunError."""
    bounds.check(wanted)
    progress = context.gateway.progress
    before = thing.count()
    progress.tell("started", f"from {before} to {wanted}")
    deadline, asked = waiting.clock() + waiting.timeout_seconds, -1
    while True:
        found = thing.count()
        if found.settled and found.wanted not in (wanted, asked):
            asked = found.wanted
            thing.ask(wanted)
            if context.gateway.dry_run:
                return before, before
            continue
        if found.settled and found.wanted == wanted == found.working:
            progress.tell("done", f"before: {before}; now: {found}; {thing.owner}")
            return before, found
        if waiting.clock() > deadline:
            raise RunError(f"after {waiting.timeout_seconds:.0f} s there are {found}; before there were {before}. AWS goes on with it")
        progress.tell("waiting", str(found))
        waiting.sleep(waiting.poll_seconds)
