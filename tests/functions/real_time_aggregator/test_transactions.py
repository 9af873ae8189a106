"""Counts are written a transaction at a time: what fails or runs out between two of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from moto import mock_aws

from functions.shared.aws import ATTEMPTS
from functions.shared.limits import DYNAMODB_TRANSACTION_ITEMS
from tests.functions.real_time_aggregator.surroundings import MINUTE, PAGE_VIEWS, Aws, expected
from tests.functions.support import FIRST, Fault, an_event, deliver_like_lambda, entries, fault_plans, payloads, sequence


def test_a_write_whose_answer_is_lost_counts_once() -> None:
    with mock_aws():
        aws = Aws(["none", "lose the answer"])
        assert aws.process(entries(an_event(number) for number in range(5))) == set()
        assert aws.counts() == {(PAGE_VIEWS, MINUTE): 5}


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


def test_when_time_runs_out_what_is_counted_stays_counted_and_the_rest_is_reported(aws: Aws) -> None:
    start = datetime(2026, 11, 21, tzinfo=UTC)
    records = entries(an_event(number, occurred_at=(start + timedelta(minutes=number)).isoformat()) for number in range(150))
    assert aws.process(records, calls=2) == {sequence(record) for record in records[99:]}
    assert aws.counts().total() == 99
    assert aws.process(records, calls=0) == {sequence(record) for record in records}
    assert aws.process(records) == set()
    assert aws.counts().total() == 150


@settings(max_examples=40, deadline=None)
@given(sent=payloads(), plan=fault_plans())
def test_counts_are_exact_whatever_fails_on_the_way(sent: list[bytes | dict[str, Any]], plan: list[Fault]) -> None:
    with mock_aws():
        aws = Aws(plan)
        deliver_like_lambda(aws.aggregator.process, entries(sent))
        assert aws.counts() == expected(sent)
