"""From a CloudWatch alarm to an incident in PagerDuty, and back.

https://developer.pagerduty.com/docs/events-api-v2-overview
"""

import json
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ADDRESS = "https://events.pagerduty.com/v2/enqueue"
PLACEHOLDER = "put-the-token-here"
"""The secret's value until a person replaces it."""
_SECONDS = 5
_SUMMARY = 1024  # characters; PagerDuty refuses longer ones
_ACTIONS = {"ALARM": "trigger", "OK": "resolve"}


class NotPagedError(Exception):
    """Nobody was called. Lambda tries again, and then the message waits in the queue of what was not handled."""


@dataclass(frozen=True)
class Pager:
    """Sends alarms on."""

    key: Callable[[], str]
    """Reads the integration's key; called for each alarm, so that a new one counts at once."""
    send: Callable[[bytes], int]
    """Posts an event and says the answer's status."""

    def page(self, alarm: Mapping[str, Any]) -> str | None:
        """The action taken, or None for a state that is neither good nor bad."""
        action = _ACTIONS.get(alarm["NewStateValue"])
        if action is None:
            return None
        key = self.key()
        if key == PLACEHOLDER:
            raise NotPagedError("the secret pagerduty still holds its placeholder")
        status = self.send(json.dumps(event(alarm, action, key)).encode())
        if status != 202:
            raise NotPagedError(f"PagerDuty answered {status}")
        return action


def event(alarm: Mapping[str, Any], action: str, key: str) -> dict[str, Any]:
    """What PagerDuty takes. Alarms of one ARN are one incident, however often they come."""
    made: dict[str, Any] = {"routing_key": key, "event_action": action, "dedup_key": alarm["AlarmArn"]}
    if action == "trigger":
        made["payload"] = {
            "summary": (alarm.get("AlarmDescription") or alarm["AlarmName"])[:_SUMMARY],
            "source": alarm["AlarmArn"],
            "severity": "critical",
            "timestamp": alarm.get("StateChangeTime"),
            "component": alarm["AlarmName"],
            "group": alarm.get("Region"),
            "custom_details": {"reason": alarm.get("NewStateReason")},
        }
    return made


def post(body: bytes) -> int:
    """To PagerDuty itself."""
    request = urllib.request.Request(ADDRESS, data=body, headers={"Content-Type": "application/json"}, method="POST")
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - the address is a constant above
        return int(answer.status)
