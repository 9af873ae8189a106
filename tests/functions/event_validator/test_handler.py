"""The entry point and its environment."""

import pytest

from functions.event_validator import handler as entry_point
from tests.functions.event_validator.surroundings import Aws, ids
from tests.functions.support import REGION, Context, an_event, batch, entries


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
