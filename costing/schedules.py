"""How often a schedule runs in a month."""

import re

from costing.catalogue import HOURS

_DAYS = HOURS / 24
_WEEKS = _DAYS / 7
_PER_MONTH = {"minute": HOURS * 60, "hour": HOURS, "day": _DAYS, "week": _WEEKS}
_RATE = re.compile(r"rate\(\s*(\d+)\s+(minute|hour|day|week)s?\s*\)")
_CRON = re.compile(r"cron\((.+)\)")
_DAYS_OF_WEEK = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def runs_each_month(expression: str) -> float:
    """Runs of `rate(5 minutes)`, `cron(0 2 * * ? *)` or a cron expression alone; 0 for what is none."""
    text = expression.strip()
    if found := _RATE.fullmatch(text):
        return _PER_MONTH[found[2]] / int(found[1]) if int(found[1]) else 0
    cron = _CRON.fullmatch(text)
    fields = (cron[1] if cron else text).split()
    if len(fields) not in (5, 6):
        return 0
    minutes, hours, days, months, weekdays = (
        _values(field, first, last, names)
        for field, first, last, names in zip(
            fields, (0, 0, 1, 1, 0), (59, 23, 31, 12, 6), ((), (), (), _MONTHS, _DAYS_OF_WEEK), strict=False
        )
    )
    weekly = weekdays * _WEEKS if weekdays < 7 else _DAYS
    runs_on = (days if days < 31 else weekly) * months / 12
    return minutes * hours * runs_on


def _values(field: str, first: int, last: int, names: tuple[str, ...]) -> int:
    """How many values a field of a cron expression stands for."""
    return sum(_span(part, first, last, names) for part in field.upper().split(","))


def _span(part: str, first: int, last: int, names: tuple[str, ...]) -> int:
    spread, _, step = part.partition("/")
    low, dash, high = spread.partition("-")
    if spread in ("*", "?"):
        begin, end = first, last
    else:
        begin = _number(low, first, names)
        end = _number(high, first, names) if dash else (last if step else begin)
    width = end - begin + 1 if end >= begin else last - begin + 1 + end - first + 1
    return -(-width // int(step)) if step.isdigit() and int(step) else width


def _number(text: str, first: int, names: tuple[str, ...]) -> int:
    if text in names:
        return names.index(text) + first
    return int(text) if text.isdigit() else first
