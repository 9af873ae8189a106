"""AWS's cron expressions: six fields, in UTC, with `?` for the day that is not asked for."""

import re
from typing import Annotated

from pydantic import AfterValidator

_MONTHS = {"JAN": 1, "FEB": 2, "MAR": 3, "APR": 4, "MAY": 5, "JUN": 6, "JUL": 7, "AUG": 8, "SEP": 9, "OCT": 10, "NOV": 11, "DEC": 12}
_DAYS = {"SUN": 1, "MON": 2, "TUE": 3, "WED": 4, "THU": 5, "FRI": 6, "SAT": 7}
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 1, 7, _DAYS),
    ("year", 1970, 2199, {}),
)
_FORM = "must be cron(minute hour day-of-month month day-of-week year), such as cron(0 2 * * ? *)"


def _check(text: str) -> str:
    inside = re.fullmatch(r"cron\(([^()]*)\)", text)
    fields = inside[1].split(" ") if inside else []
    if len(fields) != len(_FIELDS):
        raise ValueError(_FORM)
    for field, (name, low, high, words) in zip(fields, _FIELDS, strict=True):
        is_day = name.startswith("day")
        if not all(_is_valid(part, low, high, words, is_day) for part in field.split(",")):
            raise ValueError(f'{_FORM}; the {name} "{field}" must lie between {low} and {high}')
    if (fields[2] == "?") == (fields[4] == "?"):
        raise ValueError(f"{_FORM}; exactly one of day of the month and day of the week is ?")
    return text


def _is_valid(part: str, low: int, high: int, words: dict[str, int], is_day: bool) -> bool:
    if part == "*" or (is_day and part in ("?", "L")):
        return True
    value = r"(\d{1,4}|[A-Z]{3})"
    special = r"(?:L|W|#[1-5])?" if is_day else ""
    found = re.fullmatch(rf"(?:\*|{value}(?:-{value})?{special})(?:/(\d{{1,4}}))?", part)
    if not found:
        return False
    bounds = [words.get(word, int(word) if word.isdigit() else -1) for word in found.groups()[:2] if word]
    return bounds == sorted(bounds) and all(low <= bound <= high for bound in bounds) and found[3] != "0"


Cron = Annotated[str, AfterValidator(_check)]
"""A schedule such as `cron(0 2 * * ? *)`: every day at 02:00 UTC."""
