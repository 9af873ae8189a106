"""The entry point: its environment, and the line that it logs."""

import json

import pytest

from functions.real_time_aggregator import handler as entry_point
from tests.functions.real_time_aggregator.surroundings import MINUTE, PAGE_VIEWS, TABLE, Aws
from tests.functions.support import REGION, Context, an_event, batch, entries


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
