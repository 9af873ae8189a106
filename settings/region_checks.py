"""Rules between the regions of a stack: roles, zones, names and address blocks.

Each looks at one key of a region, so that a mistake in another key hides nothing.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from ipaddress import IPv4Network

from settings.naming import longest_stack_name
from settings.problems import Path, Problem, dotted
from settings.regions import Region, Role, zones_of
from settings.section import Cidr
from settings.valid import Valid

_PRIVATE = tuple(IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_SHARED = (IPv4Network("100.64.0.0/10"),)
_SERVICES = (IPv4Network("10.100.0.0/16"), IPv4Network("172.20.0.0/16"))
_BLOCK = 16  # AWS's largest VPC block, and the smallest that holds a /19 of nodes for each of six zones


def region_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _stack_name(valid)
    yield from _roles(valid)
    yield from _names_and_zones(valid)
    yield from _blocks(valid)
    yield from _overlaps(valid)
    yield from _active_region(valid)
    yield from _complete(valid)


def _values(valid: Valid, kind: object, key: str) -> dict[Path, object]:
    """One key of every region in which it is valid."""
    return {(*path, key): value for path in valid.below("regions") if (value := valid.get(kind, *path, key)) is not None}


def _stack_name(valid: Valid) -> Iterator[Problem]:
    """It is part of the names of buckets."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", valid.stack):
        yield Problem(
            ("stack",),
            "its name must be small letters, digits or -, with a letter first: S3 allows no others in a bucket's name",
            valid.stack,
        )
    regions = [str(name) for name in _values(valid, str, "name").values() if zones_of(str(name))]
    room = min(map(longest_stack_name, regions), default=len(valid.stack))
    if len(valid.stack) > room:
        message = f"its name has {len(valid.stack)} characters; at most {room} leave a bucket's name within S3's 63 in every region"
        yield Problem(("stack",), message, valid.stack)


def _roles(valid: Valid) -> Iterator[Problem]:
    given = _values(valid, Role, "role")
    count = Counter(given.values())
    for path, role in given.items():
        if role != "secondary" and count[role] > 1:
            wanted = "exactly one must be" if role == "primary" else "at most one may be"
            yield Problem(path, f"{count[role]} regions are {role}; {wanted}", role)
    regions = valid.below("regions")
    if not regions or len(given) < len(regions):
        return  # the missing one may be among those with mistakes
    if not count["primary"]:
        yield Problem(("regions",), "no region is primary; exactly one must be")
    if valid.get(str, "environment") == "prod" and not count["dr"]:
        yield Problem(("regions",), "prod has no dr region; give one region the role dr, or the data has no second home")


def _names_and_zones(valid: Valid) -> Iterator[Problem]:
    given = {path: str(name) for path, name in _values(valid, str, "name").items() if zones_of(str(name))}
    count = Counter(given.values())
    for path, name in given.items():
        if count[name] > 1:
            yield Problem(path, f"stands {count[name]} times; a region may stand once", name)
        zones = (*path[:-1], "availability_zones")
        wanted = Region.model_fields["availability_zones"].default if valid.raw(*zones) is None else valid.get(int, *zones)
        known = zones_of(name)
        if wanted is not None and wanted > len(known):
            yield Problem(zones, f"{name} has {len(known)} zones that the platform can use: {', '.join(known)}", wanted)


def _blocks(valid: Valid) -> Iterator[Problem]:
    for path, block in _networks(valid):
        pods = path[-1] == "pod_cidr"
        if block.prefixlen > _BLOCK:
            yield Problem(
                path,
                f"holds {block.num_addresses} addresses, too few; a /{_BLOCK} ({2 ** (32 - _BLOCK)}) is needed:"
                f" a /19 for each zone's {'pods' if pods else 'nodes'}, with room for six zones",
                str(block),
            )
        elif block.prefixlen < _BLOCK:
            yield Problem(path, f"is larger than AWS allows for a VPC; give a /{_BLOCK}", str(block))
        elif not any(block.subnet_of(outer) for outer in (_SHARED if pods else _PRIVATE)):
            allowed = "100.64.0.0/10, which AWS adds to any VPC" if pods else "a private range: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
            yield Problem(path, f"must lie in {allowed}", str(block))
        elif any(block.overlaps(services) for services in _SERVICES):
            yield Problem(path, "is what EKS takes for Kubernetes services; choose another block", str(block))


def _overlaps(valid: Valid) -> Iterator[Problem]:
    for (first, one), (second, other) in itertools.combinations(_networks(valid), 2):
        if min(one.prefixlen, other.prefixlen) >= _BLOCK and one.overlaps(other):
            message = f"overlaps {dotted(first)} {one}; the regions are connected, so each block must be disjoint from all others"
            yield Problem(second, message, str(other))


def _networks(valid: Valid) -> list[tuple[Path, IPv4Network]]:
    return [
        ((*path, key), block)
        for path in valid.below("regions")
        for key in ("cidr", "pod_cidr")
        if (block := valid.get(Cidr, *path, key)) is not None
    ]


def _active_region(valid: Valid) -> Iterator[Problem]:
    """Only what follows the primary region can take over from it."""
    active = valid.get(str, "active_region")
    names = {str(role): valid.get(str, *path[:-1], "name") for path, role in _values(valid, Role, "role").items()}
    able = [name for role in ("primary", "dr") if (name := names.get(role))]
    if active is not None and active not in able:
        message = f"can be {' or '.join(able)} only: the dr region alone holds what the primary region has"
        yield Problem(("active_region",), message, active)


def _complete(valid: Valid) -> Iterator[Problem]:
    """All others are complete anyway."""
    for path, complete in _values(valid, bool, "complete").items():
        if complete and valid.get(Role, *path[:-1], "role") in ("primary", "secondary"):
            yield Problem(path, "is for the dr region; every other region has stores and monitoring anyway", complete)
