"""A second fence around the data tier, which holds even where a security group is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pulumi_aws as aws

from capacity.addressing import AddressPlan
from components.component import Component
from components.network.flows import KAFKA_METRICS, STORES
from components.network.naming import name_tag
from components.network.vpc import Vpc
from components.placement import Placement

_EPHEMERAL = (1024, 65535)
_EVERY_PORT = (0, 65535)


@dataclass(frozen=True)
class DataAclArgs:
    """What the network ACL needs."""

    placement: Placement
    plan: AddressPlan
    vpc: Vpc
    subnet_ids: Sequence[pulumi.Input[str]]
    """The data subnets."""


class DataAcl(Component):
    """Admits connections of private and pod subnets to the stores' ports, and everything between data subnets.

    ACLs remember no connection, so answers are let out by rule. No rule lets answers in: the data tier opens no
    connection to anything outside itself.
    """

    def __init__(self, name: str, args: DataAclArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        ingress, egress = acl_rules(args.plan)
        aws.ec2.NetworkAcl(
            name,
            vpc_id=args.vpc.id,
            subnet_ids=args.subnet_ids,
            # Inline, so that a rule someone adds by hand is taken out again.
            ingress=ingress,
            egress=egress,
            tags=name_tag(args.placement, "data"),
            opts=self.options(),
        )
        self.register_outputs({})


def acl_rules(plan: AddressPlan) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Ingress and egress. AWS allows 20 rules each: one block and one span of ports per rule; security groups name the ports one by one."""
    clients = [subnet.cidr for subnet in plan.tier("private")] + [plan.pods]
    own = [subnet.cidr for subnet in plan.tier("data")]
    served = (*STORES, KAFKA_METRICS)
    stores = (min(ports.first for ports in served), max(ports.last for ports in served))
    return (
        _rules([(block, stores) for block in clients] + [(block, _EVERY_PORT) for block in own]),
        _rules([(block, _EPHEMERAL) for block in clients] + [(block, _EVERY_PORT) for block in own]),
    )


def _rules(admitted: Sequence[tuple[IPv4Network, tuple[int, int]]]) -> list[dict[str, Any]]:
    return [
        {"rule_no": 100 + 10 * index, "protocol": "tcp", "action": "allow", "cidr_block": str(block), "from_port": first, "to_port": last}
        for index, (block, (first, last)) in enumerate(admitted)
    ]
