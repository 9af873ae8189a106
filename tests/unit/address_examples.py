"""Regions and node groups for the tests of addresses."""

import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from settings.eks import Eks
from settings.regions import Region, zones_of
from tests.support import ROOT

unhurried = settings(deadline=None)
"""Without a time limit for one example: a busy machine is no failure."""

REGIONS = sorted(json.loads((ROOT / "data" / "regions.json").read_text())["regions"])
VPC_BLOCKS = [f"10.{n}.0.0/16" for n in range(256)] + [f"172.{n}.0.0/16" for n in range(16, 32)] + ["192.168.0.0/16"]
POD_BLOCKS = [f"100.{n}.0.0/16" for n in range(64, 128)]


@st.composite
def some_regions(draw: st.DrawFn) -> list[Region]:
    """One to four regions as settings allow them: different names and blocks, as many zones as each has."""
    names = draw(st.lists(st.sampled_from(REGIONS), min_size=1, max_size=4, unique=True))
    cidrs = draw(st.lists(st.sampled_from(VPC_BLOCKS), min_size=len(names), max_size=len(names), unique=True))
    pods = draw(st.lists(st.sampled_from(POD_BLOCKS), min_size=len(names), max_size=len(names), unique=True))
    return [
        region(name, cidr, pod_cidr, draw(st.integers(2, len(zones_of(name)))))
        for name, cidr, pod_cidr in zip(names, cidrs, pods, strict=True)
    ]


def region(name: str, cidr: str = "10.0.0.0/16", pod_cidr: str = "100.64.0.0/16", zones: int = 3, **more: Any) -> Region:
    """A region."""
    return Region.model_validate({"name": name, "role": "primary", "cidr": cidr, "pod_cidr": pod_cidr, "availability_zones": zones, **more})


def eks(groups: dict[str, dict[str, Any]], **more: Any) -> Eks:
    """A cluster with node groups, each a type with a maximum."""
    return Eks.model_validate(
        {
            "version": "1.35",
            "node_groups": {name: {"min": 0, "desired": 0, "disk_gib": 50, **group} for name, group in groups.items()},
            **more,
        }
    )
