"""Times by which Kubernetes and what runs there act."""

import re
from typing import Annotated

from pydantic import AfterValidator

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 6))
_PART = re.compile(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/([1-9]\d?))?", re.ASCII)
_FORM = "must be five fields (minute hour day month weekday), such as 0 2 * * 1-5"


def _schedule(text: str) -> str:
    fields = text.split(" ")
    if len(fields) != len(_FIELDS):
        raise ValueError(_FORM)
    for field, (name, low, high) in zip(fields, _FIELDS, strict=True):
        if not all(_is_valid(part, low, high) for part in field.split(",")):
            raise ValueError(f'{_FORM}; the {name} "{field}" must be *, or lie between {low} and {high}')
    return text


def _is_valid(part: str, low: int, high: int) -> bool:
    found = _PART.fullmatch(part)
    bounds = [int(number) for number in found.groups()[:2] if number] if found else [-1]
    return bounds == sorted(bounds) and all(low <= bound <= high for bound in bounds)


Schedule = Annotated[str, AfterValidator(_schedule)]
"""A CronJob's, in UTC where nothing else is said; days of the week begin with Sunday (0)."""
