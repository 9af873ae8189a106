"""Rules of the node groups: their sizes in `eks` and in each region, and what they run on."""

from collections.abc import Iterator

from settings.eks import NodeGroup
from settings.instances import instance_limits
from settings.problems import Path, Problem, did_you_mean
from settings.regions import Region
from settings.section import Count, InstanceType
from settings.valid import Valid

_GROUPS = ("eks", "node_groups")


def node_group_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    for path in valid.below(*_GROUPS):
        yield from _bounds(valid, path)
        yield from _instance_types(valid, path)
    for path, group in valid.each(NodeGroup, *_GROUPS):
        if group.max_unavailable > group.max:
            yield Problem((*path, "max_unavailable"), f"is more than max ({group.max})", group.max_unavailable)
    for region in valid.below("regions"):
        yield from _sizes_in_region(valid, region)
    yield from _one_per_zone(valid)


def _bounds(valid: Valid, path: Path) -> Iterator[Problem]:
    low, desired, high = (valid.get(Count, *path, key) for key in ("min", "desired", "max"))
    if low is not None and high and low > high:
        yield Problem((*path, "min"), f"is more than max ({high})", low)
    elif desired is not None and ((low is not None and desired < low) or (high and desired > high)):
        bounds = [f"at least min ({low})"] if low is not None else []
        bounds += [f"at most max ({high})"] if high else []
        yield Problem((*path, "desired"), f"must be {' and '.join(bounds)}", desired)


def _instance_types(valid: Valid, path: Path) -> Iterator[Problem]:
    known = instance_limits()
    for place, name in valid.each(InstanceType, *path, "instance_types"):
        if name not in known:
            message = f"is not among the {len(known)} instance types whose pod limits data/eks.json knows{did_you_mean(name, known)}"
            yield Problem(place, message, name)


def _sizes_in_region(valid: Valid, region: Path) -> Iterator[Problem]:
    names = [str(path[-1]) for path in valid.below(*_GROUPS)]
    for path in valid.below(*region, "node_groups"):
        if names and path[-1] not in names:
            message = f"is no node group of eks.node_groups{did_you_mean(str(path[-1]), names)}; there are {', '.join(names)}"
            yield Problem(path, message)
        yield from _bounds(valid, path)


def _one_per_zone(valid: Valid) -> Iterator[Problem]:
    """EKS refuses a group that may have no node at all, so each zone's share of the maximum must be one at least."""
    for path, group in valid.each(NodeGroup, *_GROUPS):
        if not group.one_per_zone:
            continue
        for place, region in valid.each(Region, "regions"):
            here = region.node_groups.get(str(path[-1]))
            maximum = (here or group).max
            if maximum < region.availability_zones:
                yield Problem(
                    (*place, "node_groups", path[-1], "max") if here else (*path, "max"),
                    f"must be at least {region.availability_zones}: the group is one_per_zone, and {region.name} uses that many zones",
                    maximum,
                )
