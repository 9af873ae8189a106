"""Rules that no single field can state: between regions, and between sections.

Each rule takes what is valid already, so that one mistake does not hide another.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from settings.eks import Eks
from settings.lakehouse import Lakehouse
from settings.network import Network
from settings.problems import Problem
from settings.regions import Region, zones_of

_PRIVATE = tuple(IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_SHARED = IPv4Network("100.64.0.0/10")
_BLOCK = 16  # AWS's largest VPC block, and the smallest that holds a /19 of nodes for each of six zones


@dataclass(frozen=True)
class Valid:
    """The parts of a stack's settings that are valid in themselves; regions keep their position in the file."""

    regions: Mapping[int, Region]
    all_regions_valid: bool
    sections: Mapping[str, Any]


def problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _roles(valid)
    yield from _regions(valid)
    yield from _overlaps(valid)
    network = valid.sections.get("network")
    eks = valid.sections.get("eks")
    lakehouse = valid.sections.get("lakehouse")
    if isinstance(network, Network):
        yield from _network(network, valid)
    if isinstance(eks, Eks):
        yield from _node_groups(eks)
        yield from _sizes_in_regions(eks, valid)
    if isinstance(lakehouse, Lakehouse):
        yield from _lakehouse(lakehouse)


def _roles(valid: Valid) -> Iterator[Problem]:
    roles = Counter(region.role for region in valid.regions.values())
    if roles["primary"] > 1:
        for index, region in valid.regions.items():
            if region.role == "primary":
                yield Problem(("regions", index, "role"), f"{roles['primary']} regions are primary; exactly one must be", "primary")
    if roles["dr"] > 1:
        for index, region in valid.regions.items():
            if region.role == "dr":
                yield Problem(("regions", index, "role"), f"{roles['dr']} regions are dr; at most one may be", "dr")
    if not valid.all_regions_valid:
        return  # the missing one may be among those with mistakes
    if valid.regions and not roles["primary"]:
        yield Problem(("regions",), "no region is primary; exactly one must be")
    if valid.sections.get("environment") == "prod" and valid.regions and not roles["dr"]:
        yield Problem(("regions",), "prod has no dr region; give one region the role dr, or the data has no second home")


def _regions(valid: Valid) -> Iterator[Problem]:
    names = Counter(region.name for region in valid.regions.values())
    for index, region in valid.regions.items():
        if names[region.name] > 1:
            yield Problem(("regions", index, "name"), f"stands {names[region.name]} times; a region may stand once", region.name)
        known = zones_of(region.name)
        if region.availability_zones > len(known):
            yield Problem(
                ("regions", index, "availability_zones"),
                f"{region.name} has {len(known)} zones that the platform can use: {', '.join(known)}",
                region.availability_zones,
            )
        yield from _block(("regions", index, "cidr"), region.cidr, _PRIVATE, "a private block (10/8, 172.16/12 or 192.168/16)")
        yield from _block(("regions", index, "pod_cidr"), region.pod_cidr, (_SHARED, *_PRIVATE), "in 100.64.0.0/10 or a private block")


def _block(path: tuple[str | int, ...], block: IPv4Network, inside: tuple[IPv4Network, ...], allowed: str) -> Iterator[Problem]:
    if block.prefixlen > _BLOCK:
        yield Problem(
            path,
            f"holds {block.num_addresses} addresses, too few; a /{_BLOCK} ({2 ** (32 - _BLOCK)}) is needed: a /19 for each zone's nodes or pods, with room for six zones",
            str(block),
        )
    elif block.prefixlen < _BLOCK:
        yield Problem(path, f"is larger than AWS allows for a VPC; give a /{_BLOCK}", str(block))
    elif not any(block.subnet_of(outer) for outer in inside):
        yield Problem(path, f"must be {allowed}", str(block))


def _overlaps(valid: Valid) -> Iterator[Problem]:
    blocks = [
        (("regions", index, key), block)
        for index, region in valid.regions.items()
        for key, block in (("cidr", region.cidr), ("pod_cidr", region.pod_cidr))
    ]
    for (first, one), (second, other) in itertools.combinations(blocks, 2):
        if one.overlaps(other):
            yield Problem(
                second,
                f"overlaps {first[0]}[{first[1]}].{first[2]} {one}; the regions are connected, so each block must be disjoint from all others",
                str(other),
            )


def _network(network: Network, valid: Valid) -> Iterator[Problem]:
    if network.interconnect == "none" and len(valid.regions) > 1:
        yield Problem(("network", "interconnect"), f"{len(valid.regions)} regions need a connection: vpc_peering or transit_gateway", "none")
    if network.nat == "none" and len(network.interface_endpoints) < 3:
        yield Problem(
            ("network", "nat"),
            "nodes would reach no AWS service; without NAT, interface_endpoints must list at least ec2, ecr.api, ecr.dkr, sts, eks and eks-auth",
            "none",
        )
    if network.on_premises_dns and not network.resolver_endpoints:
        yield Problem(("network", "on_premises_dns"), "needs resolver_endpoints: true to forward through")


def _node_groups(eks: Eks) -> Iterator[Problem]:
    for name, group in eks.node_groups.items():
        path = ("eks", "node_groups", name)
        yield from _bounds(path, group.min, group.desired, group.max)
        if group.max_unavailable > group.max:
            yield Problem((*path, "max_unavailable"), f"is more than max ({group.max})", group.max_unavailable)
    if eks.cluster_scaling == "karpenter" and not eks.fargate_system and all(g.taints for g in eks.node_groups.values()):
        yield Problem(("eks", "node_groups"), "every group is tainted, so Karpenter's own pods find no node; leave one group untainted or set fargate_system")


def _sizes_in_regions(eks: Eks, valid: Valid) -> Iterator[Problem]:
    for index, region in valid.regions.items():
        for name, size in region.node_groups.items():
            path = ("regions", index, "node_groups", name)
            if name not in eks.node_groups:
                yield Problem(path, f"is no node group of eks.node_groups; there are {', '.join(sorted(eks.node_groups))}")
            yield from _bounds(path, size.min, size.desired, size.max)


def _bounds(path: tuple[str | int, ...], low: int, desired: int, high: int) -> Iterator[Problem]:
    if high < 1:
        yield Problem((*path, "max"), "must be at least 1; take the group out instead", high)
    if not low <= desired <= high:
        yield Problem((*path, "desired"), f"must lie between min ({low}) and max ({high})", desired)


def _lakehouse(lakehouse: Lakehouse) -> Iterator[Problem]:
    for bucket, tiering in lakehouse.tiering.items():
        steps = [(name, getattr(tiering, name)) for name in ("infrequent_access", "glacier", "deep_archive", "expire")]
        given = [(name, days) for name, days in steps if days is not None]
        for (earlier, first), (later, second) in itertools.pairwise(given):
            if second <= first:
                yield Problem(("lakehouse", "tiering", bucket, later), f"must be later than {earlier} ({first} days)", second)
        if tiering.infrequent_access is not None and tiering.infrequent_access < 30:
            yield Problem(
                ("lakehouse", "tiering", bucket, "infrequent_access"),
                "S3 moves nothing to Infrequent Access before 30 days",
                tiering.infrequent_access,
            )
    for name, table in lakehouse.tables.items():
        for index, column in enumerate(table.partition_by):
            if column not in table.columns:
                yield Problem(("lakehouse", "tables", name, "partition_by", index), f"is no column; there are {', '.join(table.columns)}", column)
