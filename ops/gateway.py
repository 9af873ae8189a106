"""The one way by which `ops` asks and changes things: AWS's services, and what is told to people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Self

import boto3

from ops.aws import GLOBAL_REGION, PATIENCE, AwsError, Patience, call, client, session_of
from ops.progress import Progress

_SHOWN = 200


class Gateway:
    """Calls in the stack's account. A dry run reads, and says what it would change."""

    def __init__(self, session: boto3.Session, progress: Progress, patience: Patience = PATIENCE, dry_run: bool = False):
        self.session = session
        self.progress = progress
        self.patience = patience
        self.dry_run = dry_run
        self._clients: dict[tuple[str, str], Any] = {}

    @classmethod
    def open(
        cls,
        account_id: str,
        progress: Progress,
        *,
        region: str = GLOBAL_REGION,
        profile: str | None = None,
        patience: Patience = PATIENCE,
        dry_run: bool = False,
    ) -> Self:
        """A gateway to an account. The region that is asked who we are should be one that answers."""
        return cls(session_of(account_id, profile, region, patience), progress, patience, dry_run)

    def hasty(self) -> "Gateway":
        """For what may not answer at all: few attempts, and short ones."""
        mine = self.patience
        patience = replace(
            mine,
            attempts=min(mine.attempts, 2),
            connect_seconds=min(mine.connect_seconds, 3),
            read_seconds=min(mine.read_seconds, 10),
        )
        return Gateway(self.session, self.progress, patience, self.dry_run)

    def read(self, region: str, service: str, operation: str, /, **arguments: Any) -> dict[str, Any]:
        """Ask something. Raises AwsError."""
        return self._call("call", region, service, operation, arguments)

    def pages(self, region: str, service: str, operation: str, /, **arguments: Any) -> Iterator[dict[str, Any]]:
        """Ask something whose answer may come in many pages."""
        found = self.client(region, service)
        if not found.can_paginate(operation):
            yield self.read(region, service, operation, **arguments)
            return
        pages = iter(found.get_paginator(operation).paginate(**arguments))
        while True:
            self.progress.tell("call", described(region, service, operation, arguments))
            with _located(region, service):
                page = call(lambda: next(pages, None))
            if page is None:
                return
            yield page

    def change(self, region: str, service: str, operation: str, /, **arguments: Any) -> dict[str, Any]:
        """Change something; in a dry run, say so instead, and answer nothing. Raises AwsError."""
        if self.dry_run:
            self.progress.tell("would change", described(region, service, operation, arguments))
            return {}
        return self._call("change", region, service, operation, arguments)

    @contextmanager
    def changing(self, what: str) -> Iterator[bool]:
        """A change by other means than AWS's services: whether it is to be made."""
        self.progress.tell("would change" if self.dry_run else "change", what)
        yield not self.dry_run

    def client(self, region: str, service: str) -> Any:
        """boto3's own, for what is no plain call, such as a presigned address."""
        key = (region, service)
        if key not in self._clients:
            self._clients[key] = client(self.session, service, region, self.patience)
        return self._clients[key]

    def _call(self, status: str, region: str, service: str, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        self.progress.tell(status, described(region, service, operation, arguments))
        with _located(region, service):
            answer: dict[str, Any] = call(getattr(self.client(region, service), operation), **arguments)
        return answer


def described(region: str, service: str, operation: str, arguments: dict[str, Any]) -> str:
    """A call, as people read it."""
    shown = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    return f"{region} {service}.{operation}({shown if len(shown) <= _SHOWN else shown[:_SHOWN] + '…'})"


@contextmanager
def _located(region: str, service: str) -> Iterator[None]:
    """An error says where it came from."""
    try:
        yield
    except AwsError as error:
        raise AwsError(f"{service} in {region}: {error}", error.code) from None
