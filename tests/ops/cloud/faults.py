"""What goes wrong in the cloud, as a test tells it to."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.ops.cloud.wire import Call, Refused

ANY = "*"


class Cut(Exception):  # noqa: N818  it is no error of the test bed
    """The connection ends without an answer."""


@dataclass
class Fault:
    """Something that happens to the calls it is meant for."""

    service: str
    operation: str
    region: str
    happen: Callable[[Call], None]
    """Raises Refused or Cut, or returns and lets the call through."""
    times: int | None
    """How often; None without end."""
    skip: int = 0
    """So many calls are let through first."""
    changes: bool = False
    """Only to calls that change something."""
    after: bool = False
    """When the call is done already, and only its answer is to come."""
    happened: int = field(default=0, init=False)

    def is_due(self, call: Call, after: bool) -> bool:
        """Whether it happens to this call; counts."""
        wanted = all(
            mine in (ANY, its) for mine, its in ((self.service, call.service), (self.operation, call.operation), (self.region, call.region))
        )
        if not wanted or after != self.after or (self.changes and not call.changes) or self.happened == self.times:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.happened += 1
        return True


class Faults:
    """All of a test's faults. `*` stands for any service, operation or region."""

    def __init__(self) -> None:
        self._all: list[Fault] = []
        self._lock = threading.Lock()
        self._released = threading.Event()

    def throttle(self, service: str, operation: str = ANY, *, region: str = ANY, times: int | None = None, skip: int = 0) -> Fault:
        """Refuse for too many calls."""
        return self._refuse("ThrottlingException", "Rate exceeded", service, operation, region, times, skip)

    def deny(self, service: str, operation: str = ANY, *, region: str = ANY, times: int | None = None, skip: int = 0) -> Fault:
        """Refuse for want of permission."""
        return self._refuse("AccessDenied", "User is not authorized to perform this", service, operation, region, times, skip)

    def fail(
        self,
        service: str,
        operation: str,
        code: str,
        *,
        region: str = ANY,
        times: int | None = None,
        skip: int = 0,
        message: str = "told to",
    ) -> Fault:
        """Refuse with any error."""
        return self._refuse(code, message, service, operation, region, times, skip)

    def hang(self, service: str, operation: str = ANY, *, region: str = ANY, times: int | None = None, skip: int = 0) -> Fault:
        """Give no answer until the caller has lost patience, or the test is over."""

        def wait(_: Call) -> None:
            self._released.wait(60)
            raise Cut

        return self._add(Fault(service, operation, region, wait, times, skip))

    def cut(
        self, service: str, operation: str = ANY, *, region: str = ANY, times: int | None = None, skip: int = 0, after: bool = False
    ) -> Fault:
        """Close the connection; with `after`, when the call is done but the caller does not know."""

        def close(_: Call) -> None:
            raise Cut

        return self._add(Fault(service, operation, region, close, times, skip, after=after))

    def lose_region(self, region: str) -> Fault:
        """No service of a region answers any more."""
        return self.cut(ANY, region=region)

    def run(
        self,
        callback: Callable[[Call], None],
        service: str = ANY,
        operation: str = ANY,
        *,
        region: str = ANY,
        times: int | None = 1,
        skip: int = 0,
        changes: bool = False,
        after: bool = False,
    ) -> Fault:
        """Run a callback before a call is done, or `after` it; it may raise Refused or Cut."""
        return self._add(Fault(service, operation, region, callback, times, skip, changes, after))

    def clear(self) -> None:
        """All is well again."""
        with self._lock:
            self._all.clear()
        self._released.set()
        self._released = threading.Event()

    def happen(self, call: Call, after: bool = False) -> None:
        """Let happen to a call what is due."""
        with self._lock:
            due = [fault for fault in self._all if fault.is_due(call, after)]
        for fault in due:
            fault.happen(call)

    def _refuse(self, code: str, message: str, service: str, operation: str, region: str, times: int | None, skip: int) -> Fault:
        def say_no(_: Call) -> None:
            raise Refused(code, message)

        return self._add(Fault(service, operation, region, say_no, times, skip))

    def _add(self, fault: Fault) -> Fault:
        with self._lock:
            self._all.append(fault)
        return fault
