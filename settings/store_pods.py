"""What the stores inside a cluster have in common."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from settings.section import GiB, Section

_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
"""Minute, hour, day of the month, month, day of the week."""


def _schedule(text: str) -> str:
    parts = text.split(" ")
    if len(parts) != len(_FIELDS) or not all(_fits(part, *bounds) for part, bounds in zip(parts, _FIELDS, strict=True)):
        raise ValueError('must be five fields (minute hour day month weekday, in UTC), each *, a number or */n, such as "0 2 * * *"')
    return text


def _fits(part: str, low: int, high: int) -> bool:
    step = re.fullmatch(r"\*(?:/([1-9]\d?))?", part, re.ASCII)
    return bool(step) or (re.fullmatch(r"\d{1,2}", part, re.ASCII) is not None and low <= int(part) <= high)


Schedule = Annotated[str, AfterValidator(_schedule)]
"""A CronJob's schedule, in UTC."""

Cpus = Annotated[float, Field(ge=0.05, le=192)]
MemoryGiB = Annotated[float, Field(ge=0.0625, le=1536)]


class StorePod(Section):
    """One pod of a store: what it is given for sure, and the most it may take."""

    cpus: Cpus
    max_cpus: Cpus
    memory_gib: MemoryGiB
    max_memory_gib: MemoryGiB
    storage_gib: GiB
    """Its volume; it can grow later, never shrink."""

    @model_validator(mode="after")
    def _grows(self) -> "StorePod":
        for key in ("cpus", "memory_gib"):
            least, most = getattr(self, key), getattr(self, f"max_{key}")
            if most < least:
                raise ValueError(f"max_{key} ({most:g}) is less than {key} ({least:g})")
        return self
