"""The routes of one region to another, over whatever connects them."""

from collections.abc import Iterator

import pulumi

from components.network.naming import zone_letter
from components.network.network import Network


def cross_routes(network: Network, other: Network) -> Iterator[tuple[str, pulumi.Output[str], str]]:
    """(logical name, route table id, block) for every private table and both blocks of the other region."""
    here, there = network.placement, other.placement.region
    for zone, table in zip(here.region.zones, network.route_table_ids["private"], strict=True):
        for what, block in (("nodes", there.cidr), ("pods", there.pod_cidr)):
            yield here.label("private", zone_letter(here, zone), "to", there.name, what), table, str(block)
