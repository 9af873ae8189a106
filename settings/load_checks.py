"""Rules of the load: which regions carry it."""

from collections.abc import Iterator

from settings.load import Share
from settings.problems import Problem
from settings.regions import Region
from settings.valid import Valid

_WHOLE = 1 - 1e-9


def load_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    path = ("load", "region_shares")
    regions = [region for _, region in valid.each(Region, "regions")]
    shares = {inner[-1]: share for inner, share in valid.each(Share, *path)}
    if not shares or len(regions) < len(valid.below("regions")):
        return  # a region that is wrong in itself may be the one that is meant
    active = {region.name for region in regions if region.role != "dr"}
    for name in sorted(set(shares) - active):
        yield Problem((*path, name), f"is no active region; there are {', '.join(sorted(active))}")
    for name in sorted(active - set(shares)):
        yield Problem(path, f"leaves out {name}")
    if sum(shares.values()) < _WHOLE:
        yield Problem(path, f"adds up to {sum(shares.values()):g}; together the regions must carry the whole load, so at least 1")
