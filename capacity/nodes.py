"""What one node of an instance type carries, and the addresses that takes. Source of the figures: `data/eks.json`."""

import math
from dataclasses import dataclass

from settings.instances import InstanceLimits, instance_limits

PREFIX = 16
"""Addresses in a /28, which the VPC CNI takes at a time under prefix delegation."""

_WARM_PREFIXES = 1  # WARM_PREFIX_TARGET: the CNI keeps one prefix ready beside those in use
_LARGE_NODE_VCPUS = 31
_PODS_ON_SMALL = 110
_PODS_ON_LARGE = 250
_HOST_NETWORK_PODS = 2  # aws-node and kube-proxy have the node's own address


def known(instance_type: str) -> bool:
    """Whether the limits of an instance type are in the data. Settings that name another type are refused."""
    return instance_type in instance_limits()


def limits(instance_type: str) -> InstanceLimits:
    """The limits of an instance type. Raises KeyError if unknown; `known` tells first."""
    return instance_limits()[instance_type]


def max_pods(instance_type: str) -> int:
    """Pods per node under prefix delegation with custom networking, as AWS's max-pods calculator has it.

    EKS recommends at most 110 pods up to 30 vCPUs and 250 above. Raises KeyError for an unknown type.
    """
    room = _interfaces(instance_type) * _prefixes_per_interface(instance_type) * PREFIX + _HOST_NETWORK_PODS
    return min(room, _PODS_ON_LARGE if limits(instance_type)["vcpus"] >= _LARGE_NODE_VCPUS else _PODS_ON_SMALL)


@dataclass(frozen=True)
class NodeAddresses:
    """What one node takes from its zone's pod subnet when it is full of pods."""

    prefixes: int
    """/28 blocks: pods, and the warm one."""
    interfaces: int
    """Secondary interfaces, each with one primary address of its own."""

    @property
    def total(self) -> int:
        """Addresses in all."""
        return self.prefixes * PREFIX + self.interfaces


def node_addresses(instance_type: str, pods: int) -> NodeAddresses:
    """What a node with so many pods takes; never more than its interfaces hold. Raises KeyError for an unknown type."""
    each = _prefixes_per_interface(instance_type)
    prefixes = min(math.ceil(pods / PREFIX) + _WARM_PREFIXES, _interfaces(instance_type) * each)
    return NodeAddresses(prefixes, math.ceil(prefixes / each))


def _interfaces(instance_type: str) -> int:
    """The first interface stands in the private subnet and carries no pods: custom networking."""
    return limits(instance_type)["max_enis"] - 1


def _prefixes_per_interface(instance_type: str) -> int:
    """Each address slot holds a prefix, but the first one holds the interface's own address."""
    return limits(instance_type)["ipv4_per_eni"] - 1
