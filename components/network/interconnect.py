"""How the regions of a stack reach each other, by the settings' choice.

What must be reachable is the workloads: nodes in the private subnets and pods in theirs, on both sides, so every private
table (pods share it) has a route to both address blocks of every other region. The VPC CNI hides pods behind their node's
address on the way to another VPC (source NAT), unless it is told not to: the routes and the security groups hold either way.
Data tables get no such route: AWS replicates databases by its own lines, and nobody queries another region's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.network import Network
from components.network.peering import PeeringMesh, PeeringMeshArgs
from components.network.transit import TransitGateways, TransitGatewaysArgs
from settings import Settings


@dataclass(frozen=True)
class InterconnectArgs:
    """What the connection needs."""

    settings: Settings
    networks: Mapping[str, Network]
    """Region → its network."""
    providers: Mapping[str, aws.Provider]
    """Region → its provider."""


class Interconnect(Component):
    """Peerings or transit gateways; nothing for a single region."""

    def __init__(self, name: str, args: InterconnectArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        if len(args.networks) > 1 and args.settings.network.interconnect == "vpc_peering":
            PeeringMesh("peering", PeeringMeshArgs(args.networks, args.providers), self.options())
        if len(args.networks) > 1 and args.settings.network.interconnect == "transit_gateway":
            TransitGateways("transit", TransitGatewaysArgs(args.networks, args.providers), self.options())
        self.register_outputs({})
