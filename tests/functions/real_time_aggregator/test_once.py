"""Each record counts once, however often and in whatever order it comes."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from functions.real_time_aggregator.counts import Shard, Slot
from tests.functions.real_time_aggregator.surroundings import MINUTE, PAGE_VIEWS, Aws, expected
from tests.functions.support import (
    FIRST,
    NOW,
    REGION,
    SHARD,
    STREAM_ARN,
    Fault,
    an_event,
    batch,
    deliver_like_lambda,
    entries,
    entry,
    fault_plans,
    pace,
    payloads,
    reported,
)


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
