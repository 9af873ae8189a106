"""What the validator's log tells, and what it keeps to itself."""

import json

import pytest
from moto import mock_aws

from tests.functions.event_validator.surroundings import Aws
from tests.functions.support import NOW, an_event, entry


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
