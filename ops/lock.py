"""One operator at a time: a lease in the journal's table that its holder renews, and that others may take once it has run out."""

import json
import socket
import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time
from types import TracebackType
from typing import Any, Self

from ops.aws import AwsError
from ops.errors import LockedError
from ops.gateway import Gateway
from ops.outputs import Operations

LEASE_SECONDS = 120.0
_KEY = {"run": {"S": "lock"}, "item": {"S": "lock"}}
_MINE = "#token = :token"


@dataclass(frozen=True)
class Holder:
    """Who holds the lock."""

    owner: str
    command: str
    since: str
    expires: float

    @property
    def expired(self) -> bool:
        """Whether its holder has not been heard of for the lease's time."""
        return self.expires < time()


class Lock:
    """Held while a command changes things. A holder whose lock was taken cannot write the journal, and so does not go on."""

    def __init__(self, gateway: Gateway, operations: Operations, command: str, *, take_over: bool = False, lease: float = LEASE_SECONDS):
        self._gateway, self._at = gateway, operations
        self._command, self._take_over, self._lease = command, take_over, lease
        self._token, self._ended = uuid.uuid4().hex, threading.Event()
        self.owner = ""
        self._since = datetime.now(UTC).isoformat(timespec="seconds")

    def __enter__(self) -> Self:
        identity = self._gateway.read(self._at.region, "sts", "get_caller_identity")
        self.owner = f"{identity['Arn']} on {socket.gethostname()}"
        try:
            self._put(self._free())
        except AwsError as error:
            if error.code != "ConditionalCheckFailedException":
                raise
            raise LockedError(self._refusal(self.holder())) from None
        threading.Thread(target=self._renew, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        try:
            self._ask("delete_item", Key=_KEY, ConditionExpression=_MINE, **self._condition(_MINE))
        except AwsError as failure:
            if failure.code != "ConditionalCheckFailedException":  # else somebody has taken it already
                left = f"the lock could not be given back: {failure}. It runs out by itself within {self._lease:.0f} s"
                self._gateway.progress.tell("note", left)

    def holder(self) -> Holder | None:
        """Who holds it now."""
        found = self._ask("get_item", Key=_KEY, ConsistentRead=True).get("Item")
        return Holder(**json.loads(found["document"]["S"]), expires=float(found["expires"]["N"])) if found else None

    def write(self, puts: list[dict[str, Any]]) -> None:
        """Write items, all or none, if the lock is still ours. Raises LockedError if it is not."""
        check = {"TableName": self._at.table, "Key": _KEY, "ConditionExpression": _MINE, **self._condition(_MINE)}
        try:
            self._ask("transact_write_items", TransactItems=[{"ConditionCheck": check}, *puts])
        except AwsError as error:
            if error.code != "TransactionCanceledException":
                raise
            raise LockedError(f"the lock was taken from this run: {self._refusal(self.holder())}") from None

    def _free(self) -> str | None:
        """The condition on which the lock may be taken; None if in any case."""
        return None if self._take_over else "attribute_not_exists(#token) or #expires < :now"

    def _put(self, condition: str | None) -> None:
        document = {"owner": self.owner, "command": self._command, "since": self._since}
        item = {
            **_KEY,
            "token": {"S": self._token},
            "expires": {"N": f"{time() + self._lease:.3f}"},
            "document": {"S": json.dumps(document)},
        }
        more = {"ConditionExpression": condition, **self._condition(condition)} if condition else {}
        self._ask("put_item", Item=item, **more)

    def _condition(self, condition: str) -> dict[str, Any]:
        """The names and values that a condition uses."""
        names = {"#token": "token", "#expires": "expires"}
        values = {":token": {"S": self._token}, ":now": {"N": f"{time():.3f}"}}
        return {
            "ExpressionAttributeNames": {name: value for name, value in names.items() if name in condition},
            "ExpressionAttributeValues": {name: value for name, value in values.items() if name in condition},
        }

    def _renew(self) -> None:
        """Every third of the lease. If it fails, the next write of the journal finds out."""
        while not self._ended.wait(self._lease / 3):
            try:
                self._put(_MINE)
            except AwsError as error:
                if error.code == "ConditionalCheckFailedException":
                    return

    def _refusal(self, holder: Holder | None) -> str:
        if holder is None:
            return "somebody else held the lock a moment ago; try again"
        until = datetime.fromtimestamp(holder.expires, UTC).isoformat(timespec="seconds")
        return (
            f"{holder.owner} is at work on this stack since {holder.since} ({holder.command}). The lock is renewed while they work, "
            f"else runs out at {until}; take it from them with --take-over if you know that they have stopped"
        )

    def _ask(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """Not as a change of the stack: it is no part of what a run does."""
        if operation != "transact_write_items":
            arguments["TableName"] = self._at.table
        return self._gateway.read(self._at.region, "dynamodb", operation, **arguments)
