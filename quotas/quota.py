"""AWS's own limits of an account: `data/quotas.json`, each with the source it was read from."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "quotas.json"

Key = tuple[str, str]
"""Service and name, which together are unique; codes are not known for every quota."""


@dataclass(frozen=True)
class Quota:
    """One limit."""

    service: str
    """As Service Quotas calls it: `vpc`, `elasticloadbalancing`."""
    name: str
    code: str
    """Of Service Quotas, such as `L-F678F1CE`; empty if it has none, or none is known."""
    default: float
    """What a new account has."""
    adjustable: bool
    scope: str
    """What there may be so many in: `region`, `account`, or a kind of resource such as `vpc`."""
    counts: str
    source: str
    note: str = ""

    @property
    def key(self) -> Key:
        return self.service, self.name


@functools.cache
def quotas() -> dict[Key, Quota]:
    """All that are known."""
    found = (
        Quota(
            one["service"],
            one["quota"],
            one["code"] or "",
            float(one["default"]),
            one["adjustable"],
            one["scope"],
            one["counts"],
            one["source"],
            one.get("note", ""),
        )
        for one in json.loads(_FILE.read_text())
    )
    return {quota.key: quota for quota in found}
