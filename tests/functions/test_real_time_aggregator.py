"""The real-time aggregator against moto's DynamoDB."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from functions.real_time_aggregator import handler as entry_point
from functions.real_time_aggregator.aggregator import Aggregator
from functions.real_time_aggregator.counts import CHECKPOINT_DAYS, Counts, Shard, Slot
from functions.shared.aws import ATTEMPTS
from functions.shared.limits import DYNAMODB_TRANSACTION_ITEMS
from tests.functions.support import (
    BAD_PAYLOADS,
    FIRST,
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

TABLE = "event-counts"
MINUTE = "2026-11-21T09:03:00Z"
PAGE_VIEWS = f"count#page_view#{REGION}"


class Aws:
    """The aggregator's table, and what it holds."""

    def __init__(self, plan: Iterable[Fault] = ()):
        self.faults = Faults(plan)
        self.dynamodb = client("dynamodb")
        self.dynamodb.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "series", "KeyType": "HASH"}, {"AttributeName": "slot", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("series", "slot")],
            BillingMode="PAY_PER_REQUEST",
        )
        self.aggregator = self.aggregator_on(self.faults.around(self.dynamodb))

    def aggregator_on(self, client: Any) -> Aggregator:
        return Aggregator(Counts(client, TABLE), timedelta(days=7), NOW.timestamp)

    def process(self, records: Sequence[Entry], calls: int = 1_000_000) -> set[int]:
        return reported(self.aggregator.process(batch(records), pace(calls)))

    def items(self) -> list[dict[str, Any]]:
        return [dict(item) for item in self.dynamodb.scan(TableName=TABLE)["Items"]]

    def counts(self) -> Counter[tuple[str, str]]:
        """Counts by series and minute, summed over the shards as a reader does."""
        counts: Counter[tuple[str, str]] = Counter()
        for item in self.items():
            if "events" in item:
                counts[item["series"]["S"], item["slot"]["S"].partition("#")[0]] += int(item["events"]["N"])
        return counts

    def checkpoint(self, shard: str = SHARD) -> str | None:
        found = [item["last_sequence"]["S"] for item in self.items() if item["slot"]["S"] == shard]
        return found[0] if found else None


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        yield Aws()


def expected(sent: Iterable[bytes | dict[str, Any]]) -> Counter[tuple[str, str]]:
    """What good payloads count to."""
    return Counter(
        (f"count#{payload['event_type']}#{REGION}", payload["occurred_at"][:16] + ":00Z") for payload in sent if isinstance(payload, dict)
    )


def test_events_are_counted_by_minute_type_and_region(aws: Aws) -> None:
    events = [
        an_event(0, occurred_at="2026-11-21T09:02:59.999999Z"),
        an_event(1, occurred_at="2026-11-21T09:03:00Z"),
        an_event(2, occurred_at="2026-11-21T10:03:59+01:00"),
        an_event(3, event_type="click"),
    ]
    elsewhere = entry(an_event(4), 4, region="eu-west-1")
    assert aws.process([*entries(events), elsewhere]) == set()
    assert aws.counts() == {
        (PAGE_VIEWS, "2026-11-21T09:02:00Z"): 1,
        (PAGE_VIEWS, MINUTE): 2,
        (f"count#click#{REGION}", MINUTE): 1,
        ("count#page_view#eu-west-1", MINUTE): 1,
    }


def test_a_batch_that_comes_again_counts_once(aws: Aws) -> None:
    records = entries(an_event(number) for number in range(5))
    for _ in range(3):
        assert aws.process(records) == set()
    assert aws.counts() == {(PAGE_VIEWS, MINUTE): 5}


def test_batches_that_overlap_count_once(aws: Aws) -> None:
    records = entries(an_event(number) for number in range(10))
    for start, end in ((0, 6), (3, 5), (4, 9), (0, 10)):
        aws.process(records[start:end])
    assert aws.counts() == {(PAGE_VIEWS, MINUTE): 10}


def test_a_batch_cut_in_two_counts_once(aws: Aws) -> None:
    records = entries(an_event(number) for number in range(10))
    aws.process(records)
    aws.process(records[:5])
    aws.process(records[5:])
    assert aws.counts() == {(PAGE_VIEWS, MINUTE): 10}


def test_a_write_whose_answer_is_lost_counts_once() -> None:
    with mock_aws():
        aws = Aws(["none", "lose the answer"])
        assert aws.process(entries(an_event(number) for number in range(5))) == set()
        assert aws.counts() == {(PAGE_VIEWS, MINUTE): 5}


def test_a_batch_out_of_order_or_with_a_record_twice_counts_each_once(aws: Aws) -> None:
    records = entries(an_event(number) for number in range(4))
    assert aws.process([records[2], records[0], records[3], records[2], records[1]]) == set()
    assert aws.counts() == {(PAGE_VIEWS, MINUTE): 4}
    assert aws.checkpoint() == str(FIRST + 3)


def test_sequence_numbers_are_compared_as_numbers(aws: Aws) -> None:
    first, second = entry(an_event(0), 0, sequenceNumber="9"), entry(an_event(1), 1, sequenceNumber="10")
    aws.process([first])
    aws.process([second])
    assert aws.counts() == {(PAGE_VIEWS, MINUTE): 2}


def test_each_shard_has_its_own_checkpoint_and_its_own_slot(aws: Aws) -> None:
    aws.process([entry(an_event(0), 5, shard="shardId-000000000001")])
    aws.process([entry(an_event(1), 3, shard="shardId-000000000002")])
    assert aws.checkpoint("shardId-000000000001") == str(FIRST + 5)
    assert aws.checkpoint("shardId-000000000002") == str(FIRST + 3)
    assert aws.counts() == {(PAGE_VIEWS, MINUTE): 2}
    assert sum("events" in item for item in aws.items()) == 2


def test_more_windows_than_a_transaction_holds_are_written_in_several(aws: Aws) -> None:
    start = datetime(2026, 11, 21, tzinfo=UTC)
    times = [(start + timedelta(minutes=number)).isoformat() for number in range(250)]
    assert aws.process(entries(an_event(number, occurred_at=time) for number, time in enumerate(times))) == set()
    assert len(aws.counts()) == aws.counts().total() == 250
    sizes = [len(request["TransactItems"]) for operation, request in aws.faults.requests if operation == "transact_write_items"]
    assert sizes == [DYNAMODB_TRANSACTION_ITEMS, DYNAMODB_TRANSACTION_ITEMS, 250 - 198 + 1]


def test_a_transaction_that_fails_for_good_leaves_the_ones_before_it_and_reports_the_rest() -> None:
    with mock_aws():
        per_step = DYNAMODB_TRANSACTION_ITEMS - 1
        aws = Aws(["none", "none", "refuse", "refuse", "refuse", "refuse"])
        start = datetime(2026, 11, 21, tzinfo=UTC)
        records = entries(an_event(number, occurred_at=(start + timedelta(minutes=number)).isoformat()) for number in range(150))
        assert aws.process(records) == {sequence(record) for record in records[per_step:]}
        assert aws.counts().total() == per_step
        assert aws.checkpoint() == str(FIRST + per_step - 1)
        aws.faults.plan = iter(())
        assert aws.process(records) == set()
        assert aws.counts().total() == 150


def test_a_table_that_refuses_keeps_all_records_in_the_stream() -> None:
    with mock_aws():
        aws = Aws(["refuse"] * ATTEMPTS)
        records = entries([an_event(0), b"bad"])
        assert aws.process(records) == {sequence(record) for record in records}
        assert aws.counts() == {}


def test_two_invocations_on_one_shard_count_each_record_once(aws: Aws) -> None:
    records = entries(an_event(number) for number in range(8))

    others = [records[:3], records[2:6]]

    class Interrupted:
        """Between the checkpoint's reading and the write, another invocation counts a part of the batch."""

        def get_item(self, **request: Any) -> Any:
            return aws.dynamodb.get_item(**request)

        def transact_write_items(self, **request: Any) -> Any:
            if others:
                aws.process(others.pop(0))
            return aws.dynamodb.transact_write_items(**request)

    answer = aws.aggregator_on(Interrupted()).process(batch(records), pace())
    assert reported(answer) == set()
    assert aws.counts() == {(PAGE_VIEWS, MINUTE): 8}


def test_counts_without_their_checkpoint_are_never_written(aws: Aws) -> None:
    aws.process([entry(an_event(0), 7)])
    before = aws.items()
    slot = Slot("page_view", REGION, MINUTE, SHARD, 0)
    for since in (None, str(FIRST)):
        with pytest.raises(ClientError, match="ConditionalCheckFailed"):
            aws.aggregator.counts.add(Shard(STREAM_ARN, SHARD), since, str(FIRST + 8), {slot: 1}, NOW.timestamp())
    assert aws.items() == before


def test_a_late_event_counts_in_its_own_minute(aws: Aws) -> None:
    aws.process(entries([an_event(0), an_event(1, occurred_at="2026-11-15T00:00:30Z")]))
    assert aws.counts() == {(PAGE_VIEWS, MINUTE): 1, (PAGE_VIEWS, "2026-11-15T00:00:00Z"): 1}


def test_an_event_later_than_counts_are_kept_begins_no_new_count(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    arrival = datetime(2026, 11, 21, 9, 3, tzinfo=UTC).timestamp()
    times = ("2026-11-14T09:03:59Z", "2026-11-14T09:04:00Z")
    records = [entry(an_event(occurred_at=time), number, approximateArrivalTimestamp=arrival) for number, time in enumerate(times)]
    assert aws.process(records) == set()
    assert aws.counts() == {(PAGE_VIEWS, "2026-11-14T09:04:00Z"): 1}
    assert json.loads(capsys.readouterr().out)["Expired"] == 1


def test_counts_expire_after_their_retention_and_checkpoints_after_any_record_could_come_back(aws: Aws) -> None:
    aws.process([entry(an_event())])
    expiry = {item["series"]["S"].partition("#")[0]: int(item["expires_at"]["N"]) for item in aws.items()}
    assert datetime.fromtimestamp(expiry["count"], UTC) == datetime(2026, 11, 28, 9, 3, tzinfo=UTC)
    assert datetime.fromtimestamp(expiry["checkpoint"], UTC) == NOW + timedelta(days=CHECKPOINT_DAYS)
    assert CHECKPOINT_DAYS > 365


def test_what_is_no_event_is_passed_over_and_not_asked_for_again(aws: Aws) -> None:
    records = entries([*BAD_PAYLOADS.values(), an_event(0), b"bad"])
    assert aws.process(records) == set()
    assert aws.counts() == {(PAGE_VIEWS, MINUTE): 1}
    assert aws.checkpoint() == records[-1]["kinesis"]["sequenceNumber"]


def test_when_time_runs_out_what_is_counted_stays_counted_and_the_rest_is_reported(aws: Aws) -> None:
    start = datetime(2026, 11, 21, tzinfo=UTC)
    records = entries(an_event(number, occurred_at=(start + timedelta(minutes=number)).isoformat()) for number in range(150))
    assert aws.process(records, calls=2) == {sequence(record) for record in records[99:]}
    assert aws.counts().total() == 99
    assert aws.process(records, calls=0) == {sequence(record) for record in records}
    assert aws.process(records) == set()
    assert aws.counts().total() == 150


def test_an_empty_batch_has_no_failures(aws: Aws) -> None:
    assert aws.process([]) == set()


@settings(max_examples=40, deadline=None)
@given(sent=payloads(), plan=fault_plans())
def test_counts_are_exact_whatever_fails_on_the_way(sent: list[bytes | dict[str, Any]], plan: list[Fault]) -> None:
    with mock_aws():
        aws = Aws(plan)
        deliver_like_lambda(aws.aggregator.process, entries(sent))
        assert aws.counts() == expected(sent)


@settings(max_examples=40, deadline=None)
@given(sent=payloads(), plan=fault_plans(), data=st.data())
def test_counts_are_exact_however_the_stream_is_cut_and_repeated(
    sent: list[bytes | dict[str, Any]], plan: list[Fault], data: st.DataObject
) -> None:
    with mock_aws():
        aws = Aws(plan)
        records = entries(sent)
        done = 0
        while done < len(records):
            again = data.draw(st.integers(0, done), label="from")
            end = data.draw(st.integers(done + 1, len(records)), label="until")
            deliver_like_lambda(aws.aggregator.process, records[again:end])
            done = end
        assert aws.counts() == expected(sent)


def test_one_line_tells_what_became_of_a_batch(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    records = entries([an_event(0), b"bad", an_event(1)])
    aws.process(records[:1])
    capsys.readouterr()
    aws.process(records)
    output = capsys.readouterr().out
    line = json.loads(output)
    metrics = {metric["Name"]: line[metric["Name"]] for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert metrics == {"Accepted": 1, "Rejected": 1, "Expired": 0, "Repeated": 1, "Retried": 0, "Failed": 0, "Lag": 0}
    assert "user-1" not in output and "event-" not in output


def test_the_handler_takes_its_names_from_the_environment(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"AWS_DEFAULT_REGION": REGION, "COUNTS_TABLE": TABLE, "COUNTS_RETENTION_DAYS": "7"}.items():
        monkeypatch.setenv(name, value)
    entry_point.aggregator.cache_clear()
    assert entry_point.handler(batch(entries([an_event(0)])), Context()) == {"batchItemFailures": []}
    assert aws.counts() == {(PAGE_VIEWS, MINUTE): 1}
    entry_point.aggregator.cache_clear()


def test_a_missing_environment_variable_is_named() -> None:
    with pytest.raises(KeyError, match="COUNTS_TABLE"):
        entry_point.Config.read({})
