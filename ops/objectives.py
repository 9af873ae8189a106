"""How much may be lost, and how long it may take, when a region is left."""

import math

from settings import Settings
from settings.recovery import StoreName, TierName


def most_lost(settings: Settings, store: StoreName) -> float:
    """Seconds that a store's copy may be behind, by its tier; without end if nothing of it is recovered."""
    recovery = settings.recovery
    tier = recovery.tier_of(store)
    return math.inf if tier == "none" else float(getattr(recovery.tiers, tier).rpo_minutes) * 60


def longest(settings: Settings, tier: TierName) -> float:
    """Seconds until a tier works again: what `ops failover` is measured against."""
    return float(getattr(settings.recovery.tiers, tier).rto_minutes) * 60
