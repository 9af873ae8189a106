"""Whatever fails or runs out on the way, no record is lost."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from moto import mock_aws

from functions.event_validator.validator import SEGMENT
from functions.shared import limits
from tests.functions.event_validator.surroundings import Aws, ids
from tests.functions.support import FAULTS, Fault, an_event, deliver_like_lambda, entries, entry, fault_plans, payloads, sequence


def test_a_bucket_that_refuses_keeps_the_record_in_the_stream(aws: Aws) -> None:
    record = entry(b"x" * limits.SQS_BATCH_BYTES)
    aws.s3.delete_bucket(Bucket="dead-letters")
    assert aws.process([record]) == {sequence(record)}
    assert aws.letters() == []


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
