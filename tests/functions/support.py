"""A stream, a Lambda service and an AWS that fails, for the functions' tests."""

import base64
import functools
import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import boto3
import moto  # noqa: F401  # has to be there before a client is made
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import strategies as st

from functions.shared.aws import Pace
from functions.shared.batch import BatchResponse

REGION = "us-east-1"
STREAM_ARN = f"arn:aws:kinesis:{REGION}:111111111111:stream/events"
NOW = datetime(2026, 11, 21, 9, 3, 30, tzinfo=UTC)
FIRST = 49590338271490256608559692538361571095921575989136588898  # sequence numbers are decimal and have 56 digits
SHARD = "shardId-000000000001"

Entry = dict[str, Any]
Process = Callable[[dict[str, Any], Pace], BatchResponse]


@functools.cache
def client(service: str) -> Any:
    """A client of a service, made once: moto answers it afresh under each `mock_aws`."""
    return boto3.client(service, region_name=REGION, aws_access_key_id="none", aws_secret_access_key="none")  # type: ignore[call-overload]  # any service


def an_event(number: int = 0, **changes: Any) -> dict[str, Any]:
    """An event that keeps to the schema."""
    return {
        "event_id": f"event-{number}",
        "user_id": "user-1",
        "event_type": "page_view",
        "occurred_at": "2026-11-21T09:03:00.5Z",
        "properties": {"page": "/préface"},
    } | changes


def entry(payload: bytes | dict[str, Any], number: int = 0, shard: str = SHARD, region: str = REGION, **kinesis: Any) -> Entry:
    """A record as Lambda hands it over."""
    payload = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return {
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": "user-1",
            "sequenceNumber": str(FIRST + number),
            "data": base64.b64encode(payload).decode(),
            "approximateArrivalTimestamp": NOW.timestamp(),
        }
        | kinesis,
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": f"{shard}:{FIRST + number}",
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": "arn:aws:iam::111111111111:role/function",
        "awsRegion": region,
        "eventSourceARN": f"{STREAM_ARN}/consumer/function:1545084650",
    }


def entries(payloads: Iterable[bytes | dict[str, Any]]) -> list[Entry]:
    """One record for each payload, in order."""
    return [entry(payload, number) for number, payload in enumerate(payloads)]


def batch(records: Sequence[Entry]) -> dict[str, Any]:
    """The event of one invocation."""
    return {"Records": list(records)}


def sequence(record: Entry) -> int:
    """A record's place in its shard."""
    return int(record["kinesis"]["sequenceNumber"])


class Context:
    """Lambda's context: `calls` questions after the time, and it is over."""

    def __init__(self, calls: int = 1_000_000):
        self.calls = calls

    def get_remaining_time_in_millis(self) -> int:
        self.calls -= 1
        return 60_000 if self.calls >= 0 else 0


def pace(calls: int = 1_000_000) -> Pace:
    """A pace that never really sleeps."""
    return Pace(Context(calls), sleep=lambda _: None)


def reported(answer: BatchResponse) -> set[int]:
    """The sequence numbers that are to come again."""
    return {int(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]}


def deliver_like_lambda(process: Process, records: Sequence[Entry], rounds: int = 50) -> int:
    """Deliver until nothing is reported, as an event source mapping does: again from the lowest failure on, or all after a crash.

    Returns how many invocations it took.
    """
    for invocation in range(1, rounds + 1):
        try:
            failed = reported(process(batch(records), pace()))
        except RuntimeError:
            continue
        if not failed:
            return invocation
        records = [record for record in records if sequence(record) >= min(failed)]
    raise AssertionError(f"still records to deliver after {rounds} invocations")


Fault = Literal["none", "refuse", "lose the answer", "take a part", "crash"]
FAULTS: tuple[Fault, ...] = ("none", "refuse", "lose the answer", "take a part", "crash")


class Faults:
    """What goes wrong at the next calls, over all clients together; when the plan is at its end nothing does."""

    def __init__(self, plan: Iterable[Fault] = ()):
        self.plan = iter(plan)
        self.requests: list[tuple[str, dict[str, Any]]] = []

    def around(self, client: Any) -> Any:
        """The client with faults."""
        return _FaultyClient(client, self)


class _FaultyClient:
    def __init__(self, client: Any, faults: Faults):
        self._client, self._faults = client, faults

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**request: Any) -> Any:
            self._faults.requests.append((operation, request))
            method = getattr(self._client, operation)
            match next(self._faults.plan, "none"):
                case "refuse":
                    raise ClientError({"Error": {"Code": "ServiceUnavailableException", "Message": "no"}}, operation)
                case "lose the answer":
                    method(**request)
                    raise ReadTimeoutError(endpoint_url="https://example.com")
                case "take a part" if operation in _PARTS:
                    return _take_every_second(method, operation, request)
                case "crash":
                    raise RuntimeError("crash")
            return method(**request)

        return call


# Operation → where its request has entries.
_PARTS = {"put_record_batch": "Records", "put_records": "Records", "send_message_batch": "Entries"}


def _take_every_second(method: Callable[..., Any], operation: str, request: dict[str, Any]) -> Any:
    key = _PARTS[operation]
    every = request[key]
    if taken := every[1::2]:
        method(**request | {key: taken})
    error = {"ErrorCode": "InternalFailure", "ErrorMessage": "try again"}
    if operation == "send_message_batch":
        return {"Failed": [{"Id": one["Id"], "SenderFault": False, "Code": "InternalError"} for one in every[0::2]]}
    results = [{} if index % 2 else error for index in range(len(every))]
    return {"RequestResponses" if operation == "put_record_batch" else "Records": results}


BAD_PAYLOADS: dict[str, bytes] = {
    "not_utf8": b"\xff\xfe{}",
    "not_json": b"{'event_id': 1}",
    "schema": b"[1, 2]",
    "not_a_time": json.dumps(an_event(occurred_at="2026-02-30T00:00:00Z")).encode(),
    "in_the_future": json.dumps(an_event(occurred_at="2026-12-21T00:00:00Z")).encode(),
}


@st.composite
def payloads(draw: st.DrawFn, max_size: int = 25) -> list[bytes | dict[str, Any]]:
    """Good and bad payloads in any order; each good one has an event id of its own."""
    numbers = itertools.count()
    minutes = st.integers(0, 59)
    kinds = st.sampled_from(("page_view", "click", "order.completed"))
    good = st.builds(
        lambda minute, kind: an_event(next(numbers), occurred_at=f"2026-11-21T08:{minute:02}:00Z", event_type=kind), minutes, kinds
    )
    return draw(st.lists(good | st.sampled_from(list(BAD_PAYLOADS.values())), min_size=1, max_size=max_size))


def fault_plans() -> st.SearchStrategy[list[Fault]]:
    """What goes wrong at the first calls."""
    return st.lists(st.sampled_from(FAULTS), max_size=20)
