"""The event validator against moto's Firehose, Kinesis, SQS and S3."""

import base64
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from functions.event_validator import handler as entry_point
from functions.event_validator.delivery import requests
from functions.event_validator.sinks import Bronze, DeadLetters, Line, Validated
from functions.event_validator.validator import SEGMENT, Validator, to_line
from functions.shared import limits
from functions.shared.batch import read_batch
from functions.shared.event import MAX_EVENT_BYTES, Event, read_event
from tests.functions.support import (
    BAD_PAYLOADS,
    FAULTS,
    NOW,
    REGION,
    SHARD,
    STREAM_ARN,
    Context,
    Entry,
    Fault,
    Faults,
    an_event,
    batch,
    client,
    deliver_like_lambda,
    entries,
    entry,
    fault_plans,
    pace,
    payloads,
    reported,
    sequence,
)


class Aws:
    """The validator's surroundings, and what has arrived in them."""

    def __init__(self, plan: Iterable[Fault] = ()):
        self.faults = Faults(plan)
        self.s3 = client("s3")
        self.sqs = client("sqs")
        self.kinesis = client("kinesis")
        self.firehose = client("firehose")
        for bucket in ("bronze", "dead-letters"):
            self.s3.create_bucket(Bucket=bucket)
        self.queue_url = self.sqs.create_queue(QueueName="dead-letters.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        self.kinesis.create_stream(StreamName="validated", ShardCount=1)
        self.stream_arn = self.kinesis.describe_stream(StreamName="validated")["StreamDescription"]["StreamARN"]
        self.firehose.create_delivery_stream(
            DeliveryStreamName="bronze",
            ExtendedS3DestinationConfiguration={
                "RoleARN": "arn:aws:iam::111111111111:role/firehose",
                "BucketARN": "arn:aws:s3:::bronze",
            },
        )
        self.validator = Validator(
            destinations=(
                Bronze(self.faults.around(self.firehose), "bronze"),
                Validated(self.faults.around(self.kinesis), self.stream_arn),
            ),
            dead_letters=DeadLetters(self.faults.around(self.sqs), self.faults.around(self.s3), self.queue_url, "dead-letters"),
            now=NOW.timestamp,
        )

    def process(self, records: Sequence[Entry], calls: int = 1_000_000) -> set[int]:
        return reported(self.validator.process(batch(records), pace(calls)))

    def bronze(self) -> Counter[str]:
        """Event ids in bronze."""
        keys = [found["Key"] for found in self.s3.list_objects_v2(Bucket="bronze").get("Contents", [])]
        bodies = [self.s3.get_object(Bucket="bronze", Key=key)["Body"].read() for key in keys]
        return Counter(json.loads(line)["event_id"] for body in bodies for line in body.splitlines())

    def validated_records(self) -> list[dict[str, Any]]:
        """Records in the stream of validated events."""
        shard = self.kinesis.list_shards(StreamName="validated")["Shards"][0]["ShardId"]
        position = self.kinesis.get_shard_iterator(StreamName="validated", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        return [dict(record) for record in self.kinesis.get_records(ShardIterator=position["ShardIterator"], Limit=10_000)["Records"]]

    def validated(self) -> Counter[str]:
        """Event ids in the stream of validated events."""
        return Counter(json.loads(record["Data"])["event_id"] for record in self.validated_records())

    def letters(self) -> list[dict[str, Any]]:
        """All messages of the dead-letter queue, which is empty then."""
        letters = []
        while messages := self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                letters.append(json.loads(message["Body"]))
                self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return letters


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        yield Aws()


def ids(count: int) -> Counter[str]:
    return Counter(f"event-{number}" for number in range(count))


def test_good_events_reach_bronze_and_the_validated_stream(aws: Aws) -> None:
    assert aws.process(entries(an_event(number) for number in range(3))) == set()
    assert aws.bronze() == aws.validated() == ids(3)
    assert aws.letters() == []


def test_an_event_leaves_in_utc_with_the_platforms_columns_on_a_line_of_its_own(aws: Aws) -> None:
    aws.process([entry(an_event(occurred_at="2026-11-21T00:30:00+02:00"), partitionKey="user-é")])
    (record,) = aws.validated_records()
    assert json.loads(record["Data"]) == an_event() | {
        "occurred_at": "2026-11-20T22:30:00.000000Z",
        "event_date": "2026-11-20",
        "received_at": "2026-11-21T09:03:30.000000Z",
        "region": REGION,
    }
    assert record["PartitionKey"] == "user-é"
    assert record["Data"].endswith(b"}\n") and record["Data"].count(b"\n") == 1


@pytest.mark.parametrize("reason", BAD_PAYLOADS)
def test_a_bad_record_is_put_aside_with_its_reason_place_and_payload_and_holds_up_nothing(aws: Aws, reason: str) -> None:
    records = entries([an_event(0), BAD_PAYLOADS[reason], an_event(1)])
    assert aws.process(records) == set()
    assert aws.validated() == ids(2)
    (letter,) = aws.letters()
    assert letter["reason"] == reason
    assert letter["sequence_number"] == records[1]["kinesis"]["sequenceNumber"]
    assert (letter["shard"], letter["stream_arn"], letter["partition_key"]) == (SHARD, STREAM_ARN, "user-1")
    assert base64.b64decode(letter["data"]) == BAD_PAYLOADS[reason]


@pytest.mark.parametrize("data", ["%%%", "e30", "é", "e30=\n"])
def test_wrong_base64_is_put_aside_as_it_came(aws: Aws, data: str) -> None:
    assert aws.process([entry(b"", data=data)]) == set()
    (letter,) = aws.letters()
    assert (letter["reason"], letter["data"]) == ("not_base64", data)


def test_a_rejection_names_the_rule_and_the_place_in_the_schema(aws: Aws) -> None:
    aws.process([entry(an_event(properties={"page": 1}))])
    (letter,) = aws.letters()
    assert (letter["reason"], letter["rule"], letter["path"]) == ("schema", "type", "/properties/*")


def test_a_payload_too_large_for_sqs_goes_to_the_bucket_whole_and_the_message_points_to_it(aws: Aws) -> None:
    payload = b"x" * limits.SQS_BATCH_BYTES
    record = entry(payload)
    assert aws.process([record]) == set()
    (letter,) = aws.letters()
    assert "data" not in letter
    whole = json.loads(aws.s3.get_object(Bucket=letter["object"]["bucket"], Key=letter["object"]["key"])["Body"].read())
    assert base64.b64decode(whole["data"]) == payload
    assert whole["reason"] == letter["reason"] == "too_large"
    assert letter["object"]["key"] == f"rejected/events/{SHARD}/{record['kinesis']['sequenceNumber']}.json"


def test_a_bucket_that_refuses_keeps_the_record_in_the_stream(aws: Aws) -> None:
    record = entry(b"x" * limits.SQS_BATCH_BYTES)
    aws.s3.delete_bucket(Bucket="dead-letters")
    assert aws.process([record]) == {sequence(record)}
    assert aws.letters() == []


def test_the_largest_event_still_fits_firehose_with_the_platforms_columns() -> None:
    properties = {f"p{number}": "é" * 8192 for number in range(61)} | {"rest": ""}
    largest = an_event(occurred_at="2026-11-21T09:03:00Z", event_id="e" * 64, user_id="u" * 128, properties=properties)
    while room := min(8192, MAX_EVENT_BYTES - len(compact(largest))):
        properties["rest"] += "x" * min(room, 8192 - len(properties["rest"]))
        properties |= {f"p{len(properties)}": properties["rest"], "rest": ""} if len(properties["rest"]) == 8192 else {}
    assert len(compact(largest)) == MAX_EVENT_BYTES
    (record,) = read_batch(batch([entry(compact(largest), region="ap-southeast-1")]))
    event = read_event(record)
    assert isinstance(event, Event)
    assert MAX_EVENT_BYTES < len(to_line(event, record).data) <= limits.FIREHOSE_RECORD_BYTES


def compact(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def test_a_batch_out_of_order_or_with_a_record_twice_is_dealt_with_like_any_other(aws: Aws) -> None:
    records = entries([an_event(0), b"bad", an_event(1)])
    assert aws.process([records[2], records[0], records[1], records[1], records[0]]) == set()
    assert aws.validated() == ids(2)
    assert len(aws.letters()) == 1


def test_an_event_that_a_producer_sent_twice_is_let_through_twice_for_silver_has_it_once(aws: Aws) -> None:
    assert aws.process(entries([an_event(0), an_event(0)])) == set()
    assert aws.validated() == {"event-0": 2}


def test_an_empty_batch_has_no_failures(aws: Aws) -> None:
    assert aws.process([]) == set()


def test_only_the_failed_part_of_a_request_is_sent_again() -> None:
    with mock_aws():
        aws = Aws(["take a part"])
        assert aws.process(entries(an_event(number) for number in range(6))) == set()
        assert aws.bronze() == aws.validated() == ids(6)
        sizes = [len(request["Records"]) for operation, request in aws.faults.requests if operation == "put_record_batch"]
        assert sizes == [6, 3]


def test_what_stands_behind_a_failure_is_reported_and_not_sent() -> None:
    with mock_aws():
        aws = Aws(["none", "none", "refuse"])
        records = entries([an_event(number) for number in range(SEGMENT)] + [b"bad", an_event(SEGMENT)])
        assert aws.process(records) == {sequence(record) for record in records[SEGMENT + 1 :]}
        assert [letter["reason"] for letter in aws.letters()] == ["not_json"]
        assert aws.validated() == ids(SEGMENT)


def test_a_destination_that_fails_keeps_bad_records_behind_it_out_of_the_queue() -> None:
    with mock_aws():
        aws = Aws(["refuse"])
        records = entries([b"bad", an_event(0), b"worse"])
        assert aws.process(records) == {sequence(record) for record in records[1:]}
        assert [letter["sequence_number"] for letter in aws.letters()] == [records[0]["kinesis"]["sequenceNumber"]]


def test_a_queue_that_refuses_keeps_the_record_in_the_stream() -> None:
    with mock_aws():
        aws = Aws(["none", "none", "refuse"])
        records = entries([an_event(0), b"bad", an_event(1)])
        assert aws.process(records) == {sequence(record) for record in records[1:]}


@pytest.mark.parametrize("fault", ["lose the answer", "take a part"])
def test_a_bad_record_whose_arrival_in_the_queue_was_in_doubt_is_there_once(fault: Fault) -> None:
    with mock_aws():
        aws = Aws([fault] * 3)
        records = entries([b"bad"] * 15)
        deliver_like_lambda(aws.validator.process, records)
        assert Counter(int(letter["sequence_number"]) for letter in aws.letters()) == Counter(map(sequence, records))


def test_when_time_runs_out_what_is_done_stays_done_and_the_rest_is_reported(aws: Aws) -> None:
    records = entries(an_event(number) for number in range(2 * SEGMENT))
    assert aws.process(records, calls=2) == {sequence(record) for record in records[SEGMENT:]}
    assert aws.validated() == ids(SEGMENT)


@pytest.mark.parametrize("fault", FAULTS[1:])
@pytest.mark.parametrize("call", range(7))
def test_whichever_call_fails_every_record_is_delivered_put_aside_or_reported(call: int, fault: Fault) -> None:
    with mock_aws():
        nothing: list[Fault] = ["none"] * call
        aws = Aws([*nothing, fault])
        good = entries(an_event(number) for number in range(SEGMENT + 20))
        bad = [entry(b"bad", -1), entry(b"worse", len(good))]
        try:
            undone = aws.process([*good, *bad])
        except RuntimeError:  # Lambda has no answer then, and brings the whole batch again
            undone = {sequence(record) for record in (*good, *bad)}
        delivered = aws.bronze().keys() & aws.validated().keys()
        letters = [int(letter["sequence_number"]) for letter in aws.letters()]
        assert all(f"event-{number}" in delivered or sequence(record) in undone for number, record in enumerate(good))
        assert all(sequence(record) in letters or sequence(record) in undone for record in bad)


@settings(max_examples=40, deadline=None)
@given(sent=payloads(), plan=fault_plans())
def test_in_the_end_every_event_is_delivered_and_every_bad_record_is_in_the_queue_once(
    sent: list[bytes | dict[str, Any]], plan: list[Fault]
) -> None:
    with mock_aws():
        aws = Aws(plan)
        records = entries(sent)
        deliver_like_lambda(aws.validator.process, records)
        good = {payload["event_id"] for payload in sent if isinstance(payload, dict)}
        assert set(aws.bronze()) == set(aws.validated()) == good
        bad = [record["kinesis"]["sequenceNumber"] for record, payload in zip(records, sent, strict=True) if isinstance(payload, bytes)]
        assert sorted(letter["sequence_number"] for letter in aws.letters()) == bad


runs_of_one_size = st.tuples(st.integers(1, 700), st.sampled_from((1, 1000, 8000, limits.FIREHOSE_RECORD_BYTES)))


@settings(deadline=None)
@given(
    runs=st.lists(runs_of_one_size, max_size=4), sink=st.sampled_from((Bronze(client("firehose"), ""), Validated(client("kinesis"), "")))
)
def test_a_request_is_as_large_as_its_service_takes_and_no_larger(runs: list[tuple[int, int]], sink: Bronze | Validated) -> None:
    lines = [Line(_Sized(size), "key") for count, size in runs for _ in range(count)]  # type: ignore[arg-type]  # only its length is read
    cut = list(requests(sink, lines))
    assert [line for request in cut for line in request] == lines
    for request, following in itertools.zip_longest(cut, cut[1:], fillvalue=()):
        size = sum(sink.size(line) for line in request)
        assert 0 < len(request) <= sink.max_entries
        assert size <= sink.max_bytes
        assert not following or len(request) == sink.max_entries or size + sink.size(following[0]) > sink.max_bytes


class _Sized:
    """Bytes of which there is only the length."""

    def __init__(self, size: int):
        self.size = size

    def __len__(self) -> int:
        return self.size


def test_one_line_tells_what_became_of_a_batch_and_nothing_of_its_content(capsys: pytest.CaptureFixture[str]) -> None:
    with mock_aws():
        aws = Aws(["take a part"])
        aws.process(
            [
                entry(an_event(0, user_id="secret-user"), 0, approximateArrivalTimestamp=NOW.timestamp() - 2.5),
                entry(an_event(1, properties={"secret key": "secret value"}), 1),
            ]
        )
    output = capsys.readouterr().out
    (line,) = map(json.loads, output.splitlines())
    directive = line["_aws"]["CloudWatchMetrics"][0]
    assert directive["Namespace"] == "Custom/DataPipeline"
    assert directive["Dimensions"] == [["function"]]
    metrics = {metric["Name"]: line[metric["Name"]] for metric in directive["Metrics"]}
    assert metrics == {"Accepted": 1, "Rejected": 1, "Retried": 1, "Failed": 0, "Lag": 2500}
    assert line["_aws"]["Timestamp"] == round(NOW.timestamp() * 1000)
    assert line["reasons"] == {"schema": 1}
    assert "secret" not in output


def test_a_refused_call_is_logged_by_operation_and_code_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with mock_aws():
        Aws(["refuse"]).process([entry(an_event())])
    error = json.loads(capsys.readouterr().out.splitlines()[0])
    assert error == {
        "level": "ERROR",
        "message": "call failed",
        "function": "event-validator",
        "error": "ClientError",
        "destination": "bronze",
        "operation": "put_record_batch",
        "code": "ServiceUnavailableException",
    }


def test_the_handler_takes_its_names_from_the_environment(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {
        "AWS_DEFAULT_REGION": REGION,
        "BRONZE_DELIVERY_STREAM": "bronze",
        "VALIDATED_STREAM_ARN": aws.stream_arn,
        "DEAD_LETTER_QUEUE_URL": aws.queue_url,
        "DEAD_LETTER_BUCKET": "dead-letters",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    entry_point.validator.cache_clear()
    assert entry_point.handler(batch(entries([an_event(0), b"bad"])), Context()) == {"batchItemFailures": []}
    assert aws.validated() == ids(1)
    assert len(aws.letters()) == 1
    entry_point.validator.cache_clear()


def test_a_missing_environment_variable_is_named() -> None:
    with pytest.raises(KeyError, match="BRONZE_DELIVERY_STREAM"):
        entry_point.Config.read({})
