"""Bad records: put aside, with why, from where, and as they came."""

import base64
import json

import pytest

from functions.shared import limits
from tests.functions.event_validator.surroundings import Aws, ids
from tests.functions.support import BAD_PAYLOADS, SHARD, STREAM_ARN, an_event, entries, entry


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
