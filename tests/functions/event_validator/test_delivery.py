"""Good events: what arrives of them, where, and in which form."""

import json

from tests.functions.event_validator.surroundings import Aws, ids
from tests.functions.support import REGION, an_event, entries, entry


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
