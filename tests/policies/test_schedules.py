"""Schedules of AWS, read for how far apart their runs are."""

import pytest

from policies.security.schedules import longest_pause

ENDLESS = float("inf")


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("rate(1 day)", 1),
        ("rate(90 days)", 90),
        (" rate(12 hours) ", 0.5),
        ("rate(1440 minutes)", 1),
        ("cron(0 4 1 * ? *)", 31),
        ("cron(0 8 ? * SUN#1 *)", 31),
        ("cron(0 4 1 */2 ? *)", 62),
        ("cron(0 4 1 1/3 ? *)", 93),
        ("cron(0 4 1 JAN,JUL ? *)", 186),
        ("cron(0 4 1 1-6 ? *)", 217),
        ("cron(0 4 1 5 ? *)", 372),
        ("cron(0 4 1 * ? 2027)", ENDLESS),
        ("cron(0 4 1 NEVER ? *)", ENDLESS),
        ("cron(0 4 1)", ENDLESS),
        ("rate(ten days)", ENDLESS),
        ("", ENDLESS),
    ],
)
def test_the_longest_pause(expression: str, days: float) -> None:
    assert longest_pause(expression) == days
