"""A restore from its beginning to the moment that the store answers."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ops.aws import AwsError
from ops.backup.store import RestoreError, State, Store, Wish
from ops.context import Context


@dataclass(frozen=True)
class Restored:
    """What came of it."""

    wish: Wish
    made: str
    """By its id."""
    answer: str
    """What it said when it was asked."""
    seconds: float


@dataclass(frozen=True)
class Waiting:
    """How long a restore may take, and how it is waited for."""

    poll_seconds: float = 15
    timeout_seconds: float = 6 * 3600
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


def restore(context: Context, store: Store, wish: Wish, waiting: Waiting) -> Restored | None:
    """Make it, wait for it, ask it. None in a dry run. Raises RestoreError, after which nothing that was there before has changed."""
    progress, began = context.gateway.progress, waiting.clock()
    progress.begin(store.name)
    copied = f", copied from {wish.point.source}," if wish.point.source else ""
    made = f"{wish.point.made:%Y-%m-%d %H:%M:%S}Z"
    progress.tell("started", f"{store.name} in {wish.region} from {wish.point.id} of {made}{copied} as {wish.name}")
    handle = store.start(wish)
    if context.gateway.dry_run:
        return None
    found = _finished(context, store, wish, handle, waiting)
    made = found.made or wish.name
    answer = store.answers(wish, made)
    progress.tell("done", f"{made} {answer}")
    return Restored(wish, made, answer, waiting.clock() - began)


def _finished(context: Context, store: Store, wish: Wish, handle: str, waiting: Waiting) -> State:
    deadline, said = waiting.clock() + waiting.timeout_seconds, ""
    while True:
        found = _state(store, wish, handle)
        if found.phase == "ready":
            return found
        if found.phase == "failed":
            raise RestoreError(f"{store.name} was not restored: {found.detail}. What is left of {wish.name} can be deleted")
        if waiting.clock() > deadline:
            raise RestoreError(
                f"{wish.name} is still {found.detail} after {waiting.timeout_seconds / 60:.0f} minutes; it goes on in AWS. Look at it there"
            )
        if found.detail != said:
            context.gateway.progress.tell("waiting", f"{wish.name}: {found.detail}")
            said = found.detail
        waiting.sleep(waiting.poll_seconds)


def _state(store: Store, wish: Wish, handle: str) -> State:
    """A moment of AWS's not answering does not end a restore that takes hours."""
    try:
        return store.state(wish, handle)
    except AwsError as error:
        if error.unreachable:
            return State("busy", str(error))
        raise
