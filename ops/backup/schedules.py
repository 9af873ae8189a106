"""How old a backup may be: what its schedule says, and some time for making it."""

import itertools
from datetime import UTC, datetime, timedelta

_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_DAYS = 62
"""Enough days to see every schedule that repeats within a month twice."""

LATE = timedelta(hours=1)
"""At least so long a backup may take to appear."""


def longest_pause(schedule: str) -> timedelta:
    """The longest time between two runs of a CronJob's schedule: five fields, days of the week from Sunday (0)."""
    fields = [_values(field, *bounds) for field, bounds in zip(schedule.split(" "), _FIELDS, strict=True)]
    minutes, hours, days, months, weekdays = fields
    either = not schedule.split(" ")[2].startswith("*") and not schedule.split(" ")[4].startswith("*")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    runs: list[datetime] = []
    for offset in range(_DAYS):
        day = start + timedelta(days=offset)
        of_month, of_week = day.day in days, day.isoweekday() % 7 in weekdays
        # Cron's own rule: where both days are said, one of them is enough.
        if day.month in months and ((of_month or of_week) if either else (of_month and of_week)):
            runs += [day + timedelta(hours=hour, minutes=minute) for hour in sorted(hours) for minute in sorted(minutes)]
    pauses = [later - earlier for earlier, later in itertools.pairwise(runs)]
    return max(pauses, default=timedelta(days=_DAYS))


def oldest_allowed(pause: timedelta) -> timedelta:
    """The age from which on a backup is late: its schedule's pause and a quarter of it, at least an hour."""
    return pause + max(LATE, pause / 4)


def _values(field: str, low: int, high: int) -> set[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        begin = low if first == "*" else int(first)
        end = int(last) if last else high if first == "*" or step else begin
        found |= set(range(begin, end + 1, int(step or 1)))
    return found
