"""Where the stack runs: its regions, their roles and their address blocks."""

import functools
import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from settings.problems import did_you_mean
from settings.section import Cidr, Count, PositiveCount, Section

Role = Literal["primary", "secondary", "dr"]


@functools.cache
def zones_of(region: str) -> tuple[str, ...]:
    """The availability zones of an AWS region in the order in which the platform takes them; empty if unknown.

    Source: `data/regions.json`.
    """
    return tuple(_known_regions().get(region, {}).get("zones", ()))


def short_name_of(region: str) -> str:
    """AWS's own short name of a region, such as `use1`. Source: `data/regions.json`."""
    return str(_known_regions()[region]["short"])


@functools.cache
def _known_regions() -> dict[str, dict[str, Any]]:
    path = Path(__file__).parent.parent / "data" / "regions.json"
    regions: dict[str, dict[str, Any]] = json.loads(path.read_text())["regions"]
    return regions


class NodeGroupSize(Section):
    """How many nodes a group has in one region; what is left out stays as in `eks.node_groups`."""

    min: Count
    """The fewest nodes the cluster scaler leaves."""
    desired: Count
    """Nodes at creation; the cluster scaler owns the number afterwards."""
    max: PositiveCount
    """The most nodes; the pod addresses are planned for all of them. EKS refuses 0."""


class Region(Section):
    """One region of the stack."""

    name: str
    """An AWS region such as `us-east-1`."""
    role: Role
    """`primary` has everything; `secondary` serves its own data, without the warehouse; `dr` holds replicas and a pilot-light cluster."""
    cidr: Cidr
    """The block of nodes, databases and load balancers. Regions are connected, so blocks must not overlap. Cannot be changed later."""
    pod_cidr: Cidr
    """The secondary block, in 100.64.0.0/10, that pods take their addresses from.

    AWS refuses to peer VPCs with any overlapping block, so this one differs per region, too.
    """
    availability_zones: Annotated[int, Field(ge=2, le=6)] = 3
    """How many zones are used; EKS and the databases need two."""
    node_groups: dict[str, NodeGroupSize] = Field(default_factory=dict)
    """Sizes that differ here from `eks.node_groups`. Those of the `dr` region, a pilot light, hold while it stands by."""
    complete: bool = False
    """The `dr` region only: its cluster has stores and engines of its own, and as much monitoring as the others. Without it there is
    one of each of monitoring, and no store: they are made and restored when the region is to work for longer."""

    @field_validator("name")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if not zones_of(name):
            known = sorted(_known_regions())
            raise ValueError(f"is no commercial AWS region{did_you_mean(name, known)}; known are {', '.join(known)}")
        return name

    @property
    def is_pilot(self) -> bool:
        """Whether its cluster has only what a failover cannot wait for."""
        return self.role == "dr" and not self.complete

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones in use, such as `us-east-1a`."""
        return zones_of(self.name)[: self.availability_zones]
