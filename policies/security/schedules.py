"""How far apart a schedule of AWS runs: `rate(30 days)` or `cron(0 4 1 * ? *)`."""

import calendar
import re

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\((.+)\)")
_PER_DAY = {"minute": 24 * 60, "hour": 24, "day": 1}
_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}


def longest_pause(expression: str) -> float:
    """The most days between two runs; endless if the expression can't be read. Of cron, days within a month count as one a month."""
    if rate := _RATE.fullmatch(expression.strip()):
        return int(rate[1]) / _PER_DAY[rate[2]]
    cron = _CRON.fullmatch(expression.strip())
    fields = cron[1].split() if cron else []
    if len(fields) != 6 or fields[5] != "*":
        return float("inf")
    return 31 * _pause_in_months(fields[3])


def _pause_in_months(field: str) -> float:
    months = sorted({month for part in field.split(",") for month in _months(part)})
    if not months:
        return float("inf")
    following = [*months[1:], months[0] + 12]
    return max(after - before for before, after in zip(months, following, strict=True))


def _months(part: str) -> range:
    span, _, step = part.partition("/")
    first, _, last = span.partition("-")
    start = 1 if first in ("*", "?") else _number(first)
    end = _number(last) if last else 12 if step or first in ("*", "?") else start
    return range(start, end + 1, _number(step) or 1) if start and end else range(0)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.get(text.upper(), 0)
