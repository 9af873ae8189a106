"""The longest time between two runs of a schedule."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

_DAY = 1440  # minutes
_FROM, _DAYS = date(2024, 1, 1), 8 * 366  # two leap years, so that 29 February comes round


def longest_gap(schedule: str) -> float:
    """Minutes between two runs of a CronJob's schedule, at most. One that never comes round is infinitely late."""
    minute, hour, day, month, weekday = schedule.split(" ")
    times = sorted(h * 60 + m for h in _values(hour, 0, 23) for m in _values(minute, 0, 59))
    days = [number for number in range(_DAYS) if _runs_on(_FROM + timedelta(number), day, month, weekday)]
    if not times or len(days) < 2:
        return float("inf")
    within = max((later - earlier for earlier, later in pairwise(times)), default=0)
    apart = max(later - earlier for earlier, later in pairwise(days))
    return max(within, apart * _DAY - times[-1] + times[0])


def _runs_on(when: date, day: str, month: str, weekday: str) -> bool:
    """As cron has it: where day and weekday are both given, either of them is enough."""
    if when.month not in _values(month, 1, 12):
        return False
    by_day, by_weekday = when.day in _values(day, 1, 31), when.isoweekday() % 7 in _values(weekday, 0, 6)
    return by_day or by_weekday if "*" not in (day[0], weekday[0]) else by_day and by_weekday


def _values(field: str, low: int, high: int) -> set[int]:
    return {value for part in field.split(",") for value in _part(part, low, high)}


def _part(part: str, low: int, high: int) -> Iterator[int]:
    span, _, step = part.partition("/")
    first, _, last = span.partition("-")
    start = low if first == "*" else int(first)
    end = int(last) if last else high if first == "*" or step else start
    return iter(range(start, end + 1, int(step or 1)))
