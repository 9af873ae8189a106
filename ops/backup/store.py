"""What a store can do about its backups, whichever store it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from ops.backup.points import Point
from ops.errors import RunError


class RestoreError(RunError):
    """A restore that cannot be done, or came to a bad end; says what to do."""


@dataclass(frozen=True)
class Wish:
    """What is to be restored, where, and what it is to be called."""

    region: str
    point: Point
    name: str
    """Of what is made new."""
    at: datetime | None = None
    """The state wanted, between two recovery points; None takes the point's own."""
    part: str = ""
    """Of a bucket, the objects below this prefix; of a cluster, this namespace."""


@dataclass(frozen=True)
class State:
    """How far a restore is."""

    phase: Literal["busy", "ready", "failed"]
    detail: str
    """AWS's own word."""
    made: str = ""
    """What came into being, by its id."""


class Store(Protocol):
    """One store of the stack. What it makes is always new; nothing that is there is changed."""

    @property
    def name(self) -> str:
        """What people call it, such as `postgres` or `table:user-sessions`."""
        ...

    @property
    def pause(self) -> timedelta:
        """How long there may be between two recovery points."""
        ...

    def regions(self) -> list[str]:
        """Where it has recovery points, or copies of them."""
        ...

    def points(self, region: str) -> list[Point]:
        """All recovery points in a region."""
        ...

    def new_name(self, moment: datetime) -> str:
        """What something restored is called if nobody says."""
        ...

    def start(self, wish: Wish) -> str:
        """Begin; the handle by which `state` knows it. In a dry run only prints."""
        ...

    def state(self, wish: Wish, handle: str) -> State:
        """How far it is."""
        ...

    def answers(self, wish: Wish, made: str) -> str:
        """Asks what was restored something, and says what it answered. Raises RestoreError."""
        ...

    def advice(self, wish: Wish, made: str) -> list[str]:
        """How people switch over to it."""
        ...

    def remove(self, wish: Wish, made: str) -> None:
        """Take what was restored away again."""
        ...


def stamped(name: str, moment: datetime, longest: int) -> str:
    """`<name>-restored-11270215`, shortened in the middle where AWS allows fewer characters."""
    ending = f"-restored-{moment:%m%d%H%M}"
    if len(name) + len(ending) > longest:
        ending = f"-r{moment:%m%d%H%M}"
    return f"{name[: longest - len(ending)].rstrip('-')}{ending}"
