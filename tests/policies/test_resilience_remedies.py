"""Remediations turn on what is off, and leave alone what they can't judge."""

from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE, UNKNOWN_OBJECT_VALUE

from policies.resilience.remedies import turn_on


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"pointInTimeRecovery": {"enabled": True}}),
        ({"name": "events"}, {"name": "events", "pointInTimeRecovery": {"enabled": True}}),
        (
            {"pointInTimeRecovery": {"enabled": False, "recoveryPeriodInDays": 35}},
            {"pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 35}},
        ),
        ({"pointInTimeRecovery": {"enabled": True}}, None),
        ({"pointInTimeRecovery": {"enabled": UNKNOWN_BOOLEAN_VALUE}}, None),
        ({"pointInTimeRecovery": UNKNOWN_OBJECT_VALUE}, None),
    ],
)
def test_a_flag_is_turned_on_only_where_it_is_off(before: dict[str, Any], after: dict[str, Any] | None) -> None:
    assert turn_on("pointInTimeRecovery.enabled")(before, {}) == after


def test_the_properties_given_stay_as_they_are() -> None:
    before = {"copyTagsToSnapshot": False}
    assert turn_on("copyTagsToSnapshot")(before, {}) == {"copyTagsToSnapshot": True}
    assert before == {"copyTagsToSnapshot": False}
