"""Where a region's data has its copies, and what their buckets are called: known before anything is made."""

from dataclasses import replace

from components.lakehouse.buckets import COPIED
from components.placement import Placement
from settings.regions import short_name_of

_SHORTER = {"raw-events": "raw"}  # a bucket's name holds the purpose and two regions


def replica_purpose(source: Placement, purpose: str) -> str:
    """What a copy is called, such as `bronze-use1`."""
    return f"{_SHORTER.get(purpose, purpose)}-{short_name_of(source.region.name)}"


def copies_of(source: Placement, placement: Placement) -> dict[str, str]:
    """The buckets in a region with the copies of another one's data: purpose → name. Empty if it has none of that region."""
    settings = placement.settings
    if settings.dr is None or not settings.lakehouse.replicate or source.region == placement.region:
        return {}
    # What the dr region writes while it works has its second home in the primary region.
    home = settings.primary if source.region == settings.dr else settings.dr
    if home != placement.region:
        return {}
    return {purpose: placement.bucket(replica_purpose(source, purpose)) for purpose in COPIED}


def copies_in(placement: Placement) -> dict[str, dict[str, str]]:
    """All copies that a region holds: source region → purpose → bucket."""
    sources = (replace(placement, region=region) for region in placement.settings.regions)
    return {source.region.name: held for source in sources if (held := copies_of(source, placement))}
