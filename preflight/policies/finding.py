"""What packs find."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from preflight.policies.policy import SEVERITIES


class Kind(StrEnum):
    """What a finding says."""

    ERROR = "error"
    """The rule itself failed, so nothing is known of the resource."""
    VIOLATION = "violation"
    NOT_YET_KNOWN = "not yet known"


@dataclass(frozen=True)
class Finding:
    """A rule's word on a resource."""

    pack: str
    policy: str
    kind: Kind
    level: str
    severity: str
    topic: str
    urn: str
    type: str
    source: str
    """Line of the program that asks for the resource."""
    message: str
    remedy: str
    controls: tuple[str, ...]

    @property
    def fails(self) -> bool:
        """Whether it stops a deployment."""
        return self.kind is Kind.ERROR or (self.kind is Kind.VIOLATION and self.level == "mandatory")

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.urn.rpartition("::")[2]

    @property
    def order(self) -> tuple[Any, ...]:
        """What stops a deployment first, then the worst, then by name."""
        return (
            not self.fails, list(Kind).index(self.kind), -SEVERITIES.index(self.severity), self.pack, self.policy, self.urn, self.message,
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return {**vars(self), "kind": self.kind.value, "controls": list(self.controls)}


@dataclass(frozen=True)
class Excluded:
    """A violation that the stack accepts, until a day."""

    pack: str
    policy: str
    urn: str
    source: str
    until: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return dict(vars(self))
