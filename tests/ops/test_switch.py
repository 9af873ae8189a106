"""Where names lead, long after the switch was last set."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ops.outputs import Switch
from ops.steps.switch import DR, PRIMARY, Names, last_value

SWITCH = Switch(region="us-west-2", namespace="N", metric="M", dimensions={"Stack": "s"}, health_check_id="h")
KEPT = {60: timedelta(days=15), 300: timedelta(days=63), 3600: timedelta(days=455), 86_400: timedelta(days=455)}


class CloudWatch:
    """As far as it matters: values by period, kept for as long as CloudWatch keeps them; 1 440 values at most."""

    def __init__(self, *sent: tuple[timedelta, float], state: str = "INSUFFICIENT_DATA"):
        now = datetime.now(UTC)
        self.sent = [(now - ago, value) for ago, value in sent]
        self.state = state

    def read(self, region: str, service: str, operation: str, **asked: Any) -> dict[str, Any]:
        assert (region, service) == ("us-west-2", "cloudwatch") and asked["Dimensions"] == [{"Name": "Stack", "Value": "s"}]
        if operation == "describe_alarms_for_metric":
            return {"MetricAlarms": [{"StateValue": self.state}]}
        period, start, end = asked["Period"], asked["StartTime"], asked["EndTime"]
        assert (end - start).total_seconds() / period <= 1441
        found: dict[float, float] = {}
        for moment, value in self.sent:
            if start <= moment < end and datetime.now(UTC) - moment < KEPT[period]:
                at = moment.timestamp() // period * period
                found[at] = max(value, found.get(at, 0))
        return {"Datapoints": [{"Timestamp": datetime.fromtimestamp(at, UTC), "Maximum": value} for at, value in found.items()]}


@pytest.mark.parametrize(
    ("sent", "last"),
    [
        ([], None),
        ([(timedelta(minutes=5), 1)], 1),
        ([(timedelta(hours=2), 1), (timedelta(hours=1), 0)], 0),
        ([(timedelta(days=3), 1)], 1),
        ([(timedelta(days=3), 0), (timedelta(days=40), 1)], 0),
        ([(timedelta(days=40), 1), (timedelta(days=41), 0)], 1),
        ([(timedelta(days=300), 1)], 1),
        ([(timedelta(days=500), 1)], None),
    ],
)
def test_the_last_value_is_found_however_long_ago_it_was_sent(sent: list[tuple[timedelta, float]], last: float | None) -> None:
    gateway: Any = CloudWatch(*sent)
    assert last_value(gateway, SWITCH) == last


@pytest.mark.parametrize("days", [2, 10, 40])
def test_two_values_of_one_hour_are_told_apart(days: int) -> None:
    hour = datetime.now(UTC).replace(minute=30, second=0, microsecond=0) - timedelta(days=days)
    gateway: Any = CloudWatch()
    gateway.sent = [(hour, 1.0), (hour + timedelta(minutes=10), 0.0)]
    assert last_value(gateway, SWITCH) == 0


@pytest.mark.parametrize(
    ("state", "sent", "leads"),
    [
        ("OK", [], PRIMARY),
        ("ALARM", [], DR),
        ("INSUFFICIENT_DATA", [], PRIMARY),
        ("INSUFFICIENT_DATA", [(timedelta(days=2), 1.0)], DR),
        ("INSUFFICIENT_DATA", [(timedelta(days=2), 0.0), (timedelta(days=3), 1.0)], PRIMARY),
    ],
)
def test_names_lead_where_they_were_last_sent(state: str, sent: list[tuple[timedelta, float]], leads: str) -> None:
    gateway: Any = CloudWatch(*sent, state=state)
    assert Names(gateway, SWITCH, DR).before() == {"to": leads}
    assert Names(gateway, SWITCH, DR).reverse({"to": leads}).missing() == ""
    assert bool(Names(gateway, SWITCH, leads).missing()) is (state == "INSUFFICIENT_DATA")
