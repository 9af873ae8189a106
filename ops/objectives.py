"""How much may be lost, and how long it may take, when a region is left."""

from dataclasses import dataclass

from settings import Settings


@dataclass(frozen=True)
class Objectives:
    """Of the first tier: ingestion and streams, which every failover is measured against."""

    rpo_seconds: float
    rto_seconds: float


def objectives_of(settings: Settings) -> Objectives:  # noqa: ARG001
    """As the stack says."""
    return Objectives(rpo_seconds=5 * 60, rto_seconds=15 * 60)
