"""The longest time between two runs of a schedule."""

import functools
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

_DAY = 1440  # minutes
_FROM, _DAYS = date(2024, 1, 1), 8 * 366  # two leap years, so that 29 February comes round


@functools.cache
def longest_gap(schedule: str) -> float:
    """Minutes between two runs of a CronJob's schedule, at most. One that never comes round is infinitely late."""
    minute, hour, day, month, weekday = schedule.split(" ")
    times = sorted(h * 60 + m for h in _values(hour, 0, 23) for m in _values(minute, 0, 59))
    months, days_of_month, weekdays = _values(month, 1, 12), _values(day, 1, 31), _values(weekday, 0, 6)
    either = "*" not in (day[0], weekday[0])  # as cron has it: where both are given, one of them is enough

    def runs_on(when: date) -> bool:
        by_day, by_weekday = when.day in days_of_month, when.isoweekday() % 7 in weekdays
        return when.month in months and (by_day or by_weekday if either else by_day and by_weekday)

    days = [number for number in range(_DAYS) if runs_on(_FROM + timedelta(number))]
    if not times or len(days) < 2:
        return float("inf")
    within = max((later - earlier for earlier, later in pairwise(times)), default=0)
    apart = max(later - earlier for earlier, later in pairwise(days))
    return max(within, apart * _DAY - times[-1] + times[0])


def _values(field: str, low: int, high: int) -> set[int]:
    return {value for part in field.split(",") for value in _part(part, low, high)}


def _part(part: str, low: int, high: int) -> Iterator[int]:
    span, _, step = part.partition("/")
    first, _, last = span.partition("-")
    start = low if first == "*" else int(first)
    end = int(last) if last else high if first == "*" or step else start
    return iter(range(start, end + 1, int(step or 1)))


def late_after(minutes: float) -> float:
    """The age in minutes from which on a backup is late: its schedule's pause and a quarter of it for making it, at least an hour."""
    return minutes + max(60, minutes / 4)
