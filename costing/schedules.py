"""How often something on a schedule runs."""

import re

DAYS = 365 / 12
"""Of a month."""
_MINUTES = {"minute": 1, "hour": 60, "day": 60 * 24}
_SIZES = {"minute": 60, "hour": 24, "month": 12, "weekday": 7}


def runs_a_month(expression: str) -> float:
    """Runs in a month of `rate(5 minutes)` or `cron(0 4 1 * ? *)`; once for anything else, such as `at(…)`."""
    kind, _, rest = expression.strip().partition("(")
    words = rest.rstrip(") ").split()
    if kind == "rate" and len(words) == 2 and words[0].isdigit():
        interval = _MINUTES.get(words[1].rstrip("s"), 0) * int(words[0])
        return DAYS * 24 * 60 / interval if interval else 0
    if kind == "cron" and len(words) >= 5:
        minutes, hours, days, months, weekdays = words[:5]
        a_day = _count(minutes, "minute") * _count(hours, "hour")
        return a_day * _days(days, weekdays) * _count(months, "month") / _SIZES["month"]
    return 1


def _days(days: str, weekdays: str) -> float:
    if weekdays not in ("?", "*"):
        return 1 if "#" in weekdays or "L" in weekdays else _count(weekdays, "weekday") / _SIZES["weekday"] * DAYS
    if days not in ("?", "*"):
        start, _, step = days.partition("/")
        return DAYS / int(step) if step.isdigit() and start else len(days.split(","))
    return DAYS


def _count(field: str, unit: str) -> float:
    """How many of the minutes, hours, months or weekdays a field of a cron expression names."""
    size = _SIZES[unit]
    return sum(_of_part(part, size) for part in field.split(","))


def _of_part(part: str, size: int) -> float:
    span, _, step = part.partition("/")
    every = int(step) if step.isdigit() else 1
    ends = [_number(end) for end in span.split("-")]
    if span in ("*", "?"):
        length = size
    elif len(ends) == 2 and ends[0] is not None and ends[1] is not None:
        length = (ends[1] - ends[0]) % size + 1
    else:
        length = size - (ends[0] or 0) if step else 1
    return max(length // every + (1 if length % every else 0), 1)


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    names = re.findall("[A-Z]{3}", "SUNMONTUEWEDTHUFRISAT")
    return names.index(text.upper()) + 1 if text.upper() in names else None
