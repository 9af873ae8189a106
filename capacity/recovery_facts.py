"""How late copies are and how long steps take, by those who say so. The figures stand in `data/recovery.json`."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FactName = Literal[
    "s3.copy_minutes", "dynamodb.typical_seconds", "cache.promotion_minutes", "ecr.copy_minutes",
    "backup.interval_minutes", "backup.start_minutes", "timescale.archive_minutes", "dns.ttl_minutes", "disk.mib_s",
]  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A figure with who says so."""

    value: float
    says: str
    source: str
    date: str


@functools.cache
def _facts() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent.parent / "data" / "recovery.json").read_text())["facts"]
    return data


def fact(name: FactName) -> Fact:
    """A published figure."""
    return Fact(**_facts()[name])
