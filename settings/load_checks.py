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
    active = {region.name for _, region in valid.each(Region, "regions") if region.role != "dr"}
    shares = {inner[-1]: share for inner, share in valid.each(Share, *path)}
    if not shares or not active:
        return
    for name in sorted(set(shares) - active):
        yield Problem((*path, name), f"is no active region; there are {', '.join(sorted(active))}")
    for name in sorted(active - set(shares)):
        yield Problem(path, f"leaves out {name}")
    if sum(shares.values()) < _WHOLE:
        yield Problem(path, f"adds up to {sum(shares.values()):g}; together the regions must carry the whole load, so at least 1")
