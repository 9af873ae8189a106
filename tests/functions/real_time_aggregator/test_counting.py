"""What is counted where, and for how long counts are kept."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from functions.real_time_aggregator.counts import CHECKPOINT_DAYS
from tests.functions.real_time_aggregator.surroundings import MINUTE, PAGE_VIEWS, Aws
from tests.functions.support import BAD_PAYLOADS, NOW, REGION, an_event, entries, entry


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


def test_an_empty_batch_has_no_failures(aws: Aws) -> None:
    assert aws.process([]) == set()
