"""Data that goes to AWS's own services through NAT gateways, where an endpoint would be cheaper."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from costing.bill import Around
from costing.usage import Usage
from inventory.resource import Inventory, Resource

_NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_SUBNET = "aws:ec2/subnet:Subnet"
_BY_GATEWAY = ("s3", "dynamodb")
"""Whose gateway endpoints are free."""
_SUFFIX = "_gb"
_OTHERS = {"data_gb"}


@dataclass(frozen=True)
class Detour:
    """A stack with one endpoint more, and less data through its NAT gateways."""

    text: str
    resources: tuple[str, ...]
    """The NAT gateways."""
    inventory: Inventory
    usage: Usage


def endpoints_instead(inventory: Inventory, usage: Usage) -> Iterator[Detour]:
    """One for each VPC and service that the usage of its NAT gateways names (`s3_gb`) and that has no endpoint yet."""
    around = Around(inventory)
    by_vpc: defaultdict[tuple[str, str], list[Resource]] = defaultdict(list)
    for gateway in around.of_type(_NAT_GATEWAY):
        by_vpc[gateway.region, _vpc_of(gateway, around)].append(gateway)
    for (region, vpc), gateways in sorted(by_vpc.items()):
        reached = [str(one.inputs.get("serviceName")) for one in around.of_type(_ENDPOINT) if one.region == region]
        for service in _services(usage):
            moved = {gateway.urn: _moved(gateway, service, usage) for gateway in gateways}
            if any(moved.values()) and not any(name.endswith(f".{service}") for name in reached):
                yield _detour(inventory, usage, gateways, service, vpc, moved)


def _detour(inventory: Inventory, usage: Usage, gateways: list[Resource], service: str, vpc: str, moved: dict[str, float]) -> Detour:
    first = gateways[0]
    kind = "Gateway" if service in _BY_GATEWAY else "Interface"
    name = f"{first.region}-endpoint-{service}"
    endpoint = replace(
        first,
        urn=f"{first.urn.rpartition('$')[0] or first.urn.rpartition('::')[0]}${_ENDPOINT}::{name}",
        type=_ENDPOINT,
        name=name,
        inputs={
            "vpcId": vpc,
            "vpcEndpointType": kind,
            "serviceName": f"com.amazonaws.{first.region}.{service}",
            "subnetIds": [gateway.inputs.get("subnetId") for gateway in gateways],
        },
        property_dependencies={},
    )
    changed = {gateway.urn: {"data_gb": _stated(gateway, "data_gb", usage) - moved[gateway.urn]} for gateway in gateways}
    total = sum(moved.values())
    return Detour(
        text=f"Reach {service} by {'a gateway' if kind == 'Gateway' else 'an interface'} endpoint in {first.region}, not through NAT",
        resources=tuple(gateway.name for gateway in gateways),
        inventory=replace(inventory, resources=tuple(sorted((*inventory, endpoint), key=lambda one: one.urn))),
        usage=replace(usage, by_resource={**changed, endpoint.urn: {"data_gb": total}, **usage.by_resource}),
    )


def _services(usage: Usage) -> list[str]:
    """Whatever is named with `_gb`; of a NAT gateway these are services."""
    quantities = [*usage.by_resource.values(), *usage.by_type.values()]
    names = {name for one in quantities for name in one if name.endswith(_SUFFIX) and name not in _OTHERS}
    return sorted(name.removesuffix(_SUFFIX) for name in names)


def _moved(gateway: Resource, service: str, usage: Usage) -> float:
    """GB to a service, at most all that goes through the gateway."""
    return min(_stated(gateway, f"{service}{_SUFFIX}", usage), _stated(gateway, "data_gb", usage))


def _stated(gateway: Resource, quantity: str, usage: Usage) -> float:
    """A quantity before the factor of the low or high estimate."""
    return replace(usage, factor=1.0).of(gateway.urn, gateway.name, gateway.type, quantity) or 0.0


def _vpc_of(gateway: Resource, around: Around) -> str:
    subnet = around.target(gateway, "subnetId", _SUBNET)
    return str((subnet.inputs if subnet else gateway.inputs).get("vpcId") or "")
