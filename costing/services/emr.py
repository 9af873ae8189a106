"""EMR on EC2: the instances, and EMR's own price for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.disks import Disk, disk_of
from costing.estimators import estimates, free
from costing.machines import Machine, add_machines
from costing.price import PriceError
from inventory.values import Values

CLUSTER = "aws:emr/cluster:Cluster"
_MASTERS, _CORES = "masterInstance", "coreInstance"

free(
    "part of the cluster, or a setting of the account",
    "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration",
    "aws:emr/managedScalingPolicy:ManagedScalingPolicy",
    "aws:emr/securityConfiguration:SecurityConfiguration",
)
free(
    "what runs in it is paid",
    "aws:emr/studio:Studio",
    "aws:emr/studioSessionMapping:StudioSessionMapping",
    "aws:emrcontainers/jobTemplate:JobTemplate",
)


@dataclass(frozen=True)
class _Nodes:
    """Some of a cluster's instances."""

    role: str
    instance_type: str
    on_demand: float
    spot: float
    disks: Sequence[Disk]


@estimates(CLUSTER)
def cluster(bill: Bill) -> None:
    """Usage: `hours` that it runs each month; all month unless said."""
    values = bill.values
    groups = [_group(values.inner(f"{one}Group"), one.removesuffix("Instance")) for one in (_MASTERS, _CORES)]
    fleets = [_fleet(values.inner(f"{one}Fleet"), one.removesuffix("Instance")) for one in (_MASTERS, _CORES)]
    root_gb = values.number("ebsRootVolumeSize") or 0
    nodes = [one for one in (*groups, *fleets) if one]
    if not nodes:
        raise PriceError("it names no instances")
    _add(bill, nodes, [Disk("gp2", root_gb)] if root_gb else [])


@estimates("aws:emr/instanceGroup:InstanceGroup")
def instance_group(bill: Bill) -> None:
    """Usage: `hours` that it runs each month; all month unless said."""
    _add(bill, [one for one in [_group(bill.values, "task")] if one], [])


@estimates("aws:emr/instanceFleet:InstanceFleet")
def instance_fleet(bill: Bill) -> None:
    """Usage: `hours` that it runs each month; all month unless said. All of the first type of instance."""
    _add(bill, [one for one in [_fleet(bill.values, "task")] if one], [])


def _group(values: Values, role: str) -> _Nodes | None:
    kind = values.text("instanceType")
    if not kind:
        return None
    count = values.number("instanceCount")
    count = 1 if count is None else count
    spot = values.has("bidPrice")
    return _Nodes(role, kind, 0 if spot else count, count if spot else 0, _disks(values.items("ebsConfigs")))


def _fleet(values: Values, role: str) -> _Nodes | None:
    for config in values.items("instanceTypeConfigs"):
        weight = config.number("weightedCapacity") or 1
        on_demand, spot = (values.number(f"target{market}Capacity") or 0 for market in ("OnDemand", "Spot"))
        return _Nodes(role, config.text("instanceType"), on_demand / weight, spot / weight, _disks(config.items("ebsConfigs")))
    return None


def _disks(configs: list[Values]) -> list[Disk]:
    return [disk_of(one) for one in configs for _ in range(int(one.number("volumesPerInstance") or 1))]


def _add(bill: Bill, nodes: list[_Nodes], root: list[Disk]) -> None:
    share = bill.rate("hours", HOURS) / HOURS
    for one in nodes:
        machine = Machine(one.instance_type, [*root, *one.disks])
        add_machines(bill, machine, one.on_demand, one.spot, share)
        count = (one.on_demand + one.spot) * share
        bill.hours(f"EMR on {one.role} {one.instance_type}", count, "emr", "ec2_uplift_per_instance", one.instance_type)
