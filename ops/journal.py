"""What runs did and how far they came, in DynamoDB outside the primary region: so that a run outlives the machine it runs on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ops.gateway import Gateway
from ops.lock import Lock
from ops.outputs import Operations

State = dict[str, Any]
"""Plain values, as JSON has them."""


@dataclass(frozen=True)
class Run:
    """A run of a command, from its first start to its end, through all interruptions."""

    id: str
    kind: str
    """Such as `failover`."""
    parameters: dict[str, Any]
    """What it was asked to do."""
    status: str
    """`running`, `rolling-back`; at the end `done`, `rolled-back`, `failed` or `abandoned`."""
    started: str
    owner: str
    ended: str = ""
    detail: str = ""

    @property
    def unfinished(self) -> bool:
        """Whether it is to be resumed."""
        return self.status in ("running", "rolling-back")


@dataclass(frozen=True)
class StepRecord:
    """How far a run came with a step."""

    name: str
    status: str
    """`started`, `done`, `skipped` (there was nothing to do), `failed`, `undone`."""
    order: int
    before: State = field(default_factory=dict)
    """How things were before the step, for the way back."""
    started: str = ""
    ended: str = ""
    detail: str = ""
    changes: tuple[str, ...] = ()


class Journal:
    """Written only by whoever holds the lock: each write is conditional on it. A dry run reads and writes nothing."""

    def __init__(self, gateway: Gateway, operations: Operations, lock: Lock | None):
        self._gateway, self._at, self._lock = gateway, operations, lock

    def unfinished(self, kind: str) -> Run | None:
        """The run of this kind that was not brought to its end."""
        run = self.last(kind)
        return run if run and run.unfinished else None

    def last(self, kind: str) -> Run | None:
        """The run of this kind that was begun last."""
        found = self._item("open", kind)
        return self.run(found["id"]) if found else None

    def run(self, run: str) -> Run | None:
        """A run by its id."""
        found = self._item(run, "run")
        return Run(**found) if found else None

    def open(self, run: Run) -> None:
        """A run begins."""
        self._write((run.id, "run", vars(run)), ("open", run.kind, {"id": run.id}))

    def update(self, run: Run, **changed: str) -> Run:
        """A run goes on, or ends."""
        run = replace(run, **changed)  # type: ignore[arg-type]  # mypy wants one type that fits every field
        self._write((run.id, "run", vars(run)))
        return run

    def steps(self, run: Run) -> dict[str, StepRecord]:
        """What there is of a run's steps, in their order."""
        key = {":run": {"S": run.id}, ":steps": {"S": "step#"}}
        pages = self._gateway.pages(
            self._at.region,
            "dynamodb",
            "query",
            TableName=self._at.table,
            ConsistentRead=True,
            KeyConditionExpression="#run = :run and begins_with(#item, :steps)",
            ExpressionAttributeNames={"#run": "run", "#item": "item"},
            ExpressionAttributeValues=key,
        )
        records = [_step(json.loads(item["document"]["S"])) for page in pages for item in page["Items"]]
        return {record.name: record for record in sorted(records, key=lambda record: record.order)}

    def checkpoint(self, run: Run, record: StepRecord) -> None:
        """How far a step is."""
        self._write((run.id, f"step#{record.name}", vars(record)))

    def _item(self, run: str, item: str) -> dict[str, Any] | None:
        key = {"run": {"S": run}, "item": {"S": item}}
        answer = self._gateway.read(self._at.region, "dynamodb", "get_item", TableName=self._at.table, Key=key, ConsistentRead=True)
        return json.loads(answer["Item"]["document"]["S"]) if "Item" in answer else None

    def _write(self, *items: tuple[str, str, Mapping[str, Any]]) -> None:
        """All or none, and only while the lock is ours."""
        if self._lock is None:
            return
        puts = [
            {
                "Put": {
                    "TableName": self._at.table,
                    "Item": {"run": {"S": run}, "item": {"S": item}, "document": {"S": json.dumps(document)}},
                }
            }
            for run, item, document in items
        ]
        self._lock.write(puts)


def _step(document: dict[str, Any]) -> StepRecord:
    return StepRecord(**{**document, "changes": tuple(document.get("changes", ()))})
