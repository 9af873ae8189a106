"""The function that makes incidents of alarms."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from components.security.secrets import PLACEHOLDER as FIRST_VALUE
from functions.alarm_pager import handler as module
from functions.alarm_pager.pager import PLACEHOLDER, NotPagedError, Pager

ARN = "arn:aws:cloudwatch:us-east-1:111111111111:alarm:us-east-1-raw-events-lag-1234567"


def alarm(state: str, **more: Any) -> dict[str, Any]:
    """What CloudWatch tells the topic."""
    return {
        "AlarmName": "us-east-1-raw-events-lag-1234567",
        "AlarmDescription": "StreamProcessingLagHigh: consumers of raw-events are more than a minute behind",
        "AlarmArn": ARN,
        "NewStateValue": state,
        "NewStateReason": "Threshold Crossed",
        "StateChangeTime": "2026-11-26T19:00:00.000+0000",
        "Region": "US East (N. Virginia)",
    } | more


@dataclass
class PagerDuty:
    """Remembers what it was sent."""

    status: int = 202
    sent: list[dict[str, Any]] = field(default_factory=list)

    def post(self, body: bytes) -> int:
        self.sent.append(json.loads(body))
        return self.status


def test_an_alarm_begins_an_incident_and_its_end_ends_it() -> None:
    service = PagerDuty()
    pager = Pager(lambda: "key", service.post)
    assert [pager.page(alarm("ALARM")), pager.page(alarm("OK"))] == ["trigger", "resolve"]
    begun, ended = service.sent
    assert begun["dedup_key"] == ended["dedup_key"] == ARN
    assert begun["payload"]["severity"] == "critical"
    assert begun["payload"]["summary"].startswith("StreamProcessingLagHigh")
    assert "payload" not in ended


def test_a_state_that_is_neither_good_nor_bad_calls_nobody() -> None:
    service = PagerDuty()
    assert Pager(lambda: "key", service.post).page(alarm("INSUFFICIENT_DATA")) is None
    assert not service.sent


def test_an_answer_that_is_no_yes_is_an_error_so_that_lambda_tries_again() -> None:
    with pytest.raises(NotPagedError, match="429"):
        Pager(lambda: "key", PagerDuty(429).post).page(alarm("ALARM"))


def test_a_key_that_nobody_put_in_is_an_error_before_anything_is_sent() -> None:
    service = PagerDuty()
    with pytest.raises(NotPagedError, match="placeholder"):
        Pager(lambda: PLACEHOLDER, service.post).page(alarm("ALARM"))
    assert not service.sent


def test_the_placeholder_is_the_one_that_the_program_puts_in() -> None:
    assert PLACEHOLDER == FIRST_VALUE


def test_a_summary_is_no_longer_than_pagerduty_takes() -> None:
    service = PagerDuty()
    Pager(lambda: "key", service.post).page(alarm("ALARM", AlarmDescription="x" * 5000))
    assert len(service.sent[0]["payload"]["summary"]) == 1024


def test_the_handler_pages_each_record_and_logs_no_key(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    service = PagerDuty()
    monkeypatch.setattr(module, "pager", lambda: Pager(lambda: "the-key", service.post))
    module.handler({"Records": [{"Sns": {"Message": json.dumps(alarm(state))}} for state in ("ALARM", "OK")]}, None)
    assert [sent["event_action"] for sent in service.sent] == ["trigger", "resolve"]
    assert "the-key" not in capsys.readouterr().out
