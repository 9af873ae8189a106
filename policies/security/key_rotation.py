"""The remediation of keys that keep their material for too long."""

from collections.abc import Mapping
from typing import Any

from policies.remediation import is_open


def rotate_in_time(properties: dict[str, Any], settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """A key that rotates in time. Older material stays, so all that was encrypted can be read."""
    period = properties.get("rotationPeriodInDays")
    if not is_open(properties.get("enableKeyRotation")) or not is_open(period):
        return None
    shorter = {"rotationPeriodInDays": settings["days"]} if isinstance(period, int | float) and period > settings["days"] else {}
    return {**properties, "enableKeyRotation": True, **shorter}
