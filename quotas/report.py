"""What a stack needs of each quota, and what is too much."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from inventory.resource import Inventory
from quotas import counters
from quotas.counting import NOT_COUNTED, count_all
from quotas.quota import Key, Quota, quotas
from quotas.stack import Stack

TIGHT = 0.8
"""From this share on, a stack should ask for more before it grows."""
GLOBAL_REGION = "us-east-1"
"""Where Service Quotas keeps what is counted for the whole account."""
GLOBAL_SERVICES = frozenset({"cloudfront", "globalaccelerator", "iam", "route53"})
"""That have no regions."""


def place_of(quota: Quota, region: str) -> str:
    """The region in which Service Quotas has a quota."""
    return GLOBAL_REGION if not region or quota.service in GLOBAL_SERVICES else region


class Verdict(StrEnum):
    """What a quota means for the stack."""

    ok = "ok"
    tight = "tight"
    """Enough for now; not for the largest size, or used up to more than four fifths."""
    exceeded = "exceeded"
    """`pulumi up` would fail."""


@dataclass(frozen=True)
class Limits:
    """What an account has, where it is not AWS's default."""

    applied: Mapping[tuple[str, str, str], float] = field(default_factory=dict)
    """Region, service, code → what Service Quotas tells."""
    stated: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Region (or nothing, for all) and code → what the stack's settings say was raised."""

    def of(self, quota: Quota, region: str) -> tuple[float, str]:
        """The limit, and where it is from: `account`, `settings` or `default`."""
        region = place_of(quota, region)
        if not quota.code:
            return quota.default, "default"
        if (found := self.applied.get((region, quota.service, quota.code))) is not None:
            return found, "account"
        for place in (region, ""):
            if (found := self.stated.get((place, quota.code))) is not None:
                return found, "settings"
        return quota.default, "default"


@dataclass(frozen=True)
class Row:
    """What a stack needs of one quota, in one place."""

    quota: Quota
    region: str
    """Empty for the whole account."""
    where: str
    """The VPC, the cluster; empty if the quota is for the region or the account."""
    now: float
    most: float
    """At the largest size that scaling may lead to."""
    limit: float
    basis: str

    @property
    def share(self) -> float:
        """Of the limit; infinite if that is 0."""
        return _share(self.now, self.limit)

    @property
    def verdict(self) -> Verdict:
        if self.now > self.limit:
            return Verdict.exceeded
        return Verdict.tight if self.share >= TIGHT or _share(self.most, self.limit) > TIGHT else Verdict.ok

    @property
    def wanted(self) -> int:
        """A limit that the largest size leaves room under."""
        return math.ceil(round(self.most / TIGHT, 6))

    @property
    def request(self) -> str:
        """The command that asks AWS for more; empty where there is nothing to ask for, or no way to."""
        if self.verdict is Verdict.ok or not self.quota.adjustable or not self.quota.code:
            return ""
        return (
            f"aws service-quotas request-service-quota-increase --region {place_of(self.quota, self.region)}"
            f" --service-code {self.quota.service} --quota-code {self.quota.code} --desired-value {max(self.wanted, 1)}"
        )

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return {
            "service": self.quota.service,
            "quota": self.quota.name,
            "code": self.quota.code or None,
            "scope": self.quota.scope,
            "region": self.region or None,
            "where": self.where or None,
            "needed": _number(self.now),
            "needed_at_maximum": _number(self.most),
            "limit": _number(self.limit),
            "limit_from": self.basis,
            "default": _number(self.quota.default),
            "share": None if math.isinf(self.share) else round(self.share, 4),
            "verdict": str(self.verdict),
            "adjustable": self.quota.adjustable,
            "request": self.request or None,
            "note": self.quota.note or None,
            "source": self.quota.source,
        }


@dataclass(frozen=True)
class Report:
    """All of a stack."""

    rows: tuple[Row, ...]
    not_known: tuple[str, ...]
    """Resources whose share of a quota is not known, each with the reason."""
    not_counted: Mapping[Key, str]

    @property
    def fails(self) -> bool:
        """Whether `pulumi up` would fail for a quota."""
        return any(row.verdict is Verdict.exceeded for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return {
            "quotas": [row.as_json() for row in self.rows],
            "not_known": list(self.not_known),
            "not_counted": [{"service": key[0], "quota": key[1], "why": why} for key, why in sorted(self.not_counted.items())],
        }


def assess(inventory: Inventory, limits: Limits | None = None) -> Report:
    """Compare what a stack needs with the quotas: AWS's defaults, unless `limits` knows better."""
    limits, known = limits or Limits(), quotas()
    totals: defaultdict[tuple[Key, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    not_known: set[str] = set()
    for found in count_all(Stack(inventory)):
        if found.use is None:
            not_known.add(f"{found.resource.name} ({found.resource.type}): {found.why}, for {found.key[0]}: {found.key[1]}")
            continue
        region = "" if known[found.key].scope == "account" else found.use.region or found.resource.region
        total = totals[found.key, region, found.use.where]
        total[0] += found.use.now
        total[1] += found.use.most
    rows = [
        Row(known[key], region, where, now, most, *limits.of(known[key], region))
        for (key, region, where), (now, most) in totals.items()
        if now or most
    ]
    return Report(_sorted(rows), tuple(sorted(not_known)), NOT_COUNTED)


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (row.region, row.quota.key, row.where)))


def _share(needed: float, limit: float) -> float:
    return needed / limit if limit else math.inf if needed else 0.0


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() else round(value, 4)


counters.load()
