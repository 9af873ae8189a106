"""What each experiment does in a region, to what, and which rights that takes: AWS FIS's actions as documents.

https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html (2026-11-27). FIS has no action for MSK; those for Lambda need
an extension in the function, which the platform's do not carry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.compute.eks.node_plan import PlannedGroup, plan_groups
from components.databases.rotation import postgres_id
from components.placement import Placement
from components.region import RegionStack
from components.security.policies import Statement, allow
from settings import PROJECT
from settings.recovery import Experiments

AZ_LOSS, NODE_LOSS, DATABASE_FAILOVER, STREAM_REFUSALS = "az-loss", "node-loss", "database-failover", "stream-refusals"
_MOST_ARNS = 5  # of a target
_OF_FIS = {"StringEquals": {"aws:ResourceTag/managedByFIS": "true"}}
_FOR_FIS = {"StringEquals": {"aws:RequestTag/managedByFIS": "true"}}


@dataclass(frozen=True)
class Fault:
    """An action of FIS with its one target."""

    action: str
    target: str
    """What the action calls its target."""
    kind: str
    """The target's type."""
    what: dict[str, Any]
    """Which resources: ARNs, tags, filters."""
    statements: Sequence[Statement]
    parameters: dict[str, str]


def experiments(region: RegionStack, settings: Experiments) -> Iterator[tuple[str, str, list[Fault]]]:
    """Name, description and faults of each that the region has something for."""
    yield AZ_LOSS, f"Zone {zone(region, settings)} is cut off for {settings.minutes} minutes", _az_loss(region, settings)
    if nodes := _node_loss(region, settings):
        yield NODE_LOSS, f"{settings.nodes_percent} % of the nodes of each group end", nodes
    postgres = region.databases.postgres
    if postgres and region.placement.settings.databases.postgres and region.placement.settings.databases.postgres.multi_az:
        yield DATABASE_FAILOVER, "PostgreSQL goes over to its standby in another zone", [_database(region.placement, postgres.instance.arn)]
    stream = region.streaming.streams["raw-events"]
    what = f"{settings.api_errors_percent} % of the calls to {stream.name} are refused for {settings.minutes} minutes"
    yield STREAM_REFUSALS, what, [_refusals(stream.arn, settings)]


def zone(region: RegionStack, settings: Experiments) -> str:
    """The zone that is taken away."""
    return region.placement.region.zones[settings.zone - 1]


def _lasting(settings: Experiments, **more: str) -> dict[str, str]:
    return {"duration": f"PT{settings.minutes}M", **more}


def _az_loss(region: RegionStack, settings: Experiments) -> list[Fault]:
    """No traffic in and out of the zone's subnets; the cache's nodes there stand still, and nodes end where no data is protected."""
    placement, where = region.placement, zone(region, settings)
    subnets: list[pulumi.Input[str]] = [tier[settings.zone - 1].arn for tier in region.network.subnets.values()]
    network = Fault(
        "aws:network:disrupt-connectivity",
        "Subnets",
        "aws:ec2:subnet",
        {"resource_arns": subnets},
        _network_statements(placement, subnets),
        _lasting(settings, scope="all"),
    )
    faults = [network]
    cache = placement.settings.databases.cache
    if cache and cache.nodes > 1:
        faults.append(_cache(placement, where, settings))
    if not placement.settings.protect:
        faults.append(_instances(placement, where))
    return faults


def _network_statements(placement: Placement, subnets: Sequence[pulumi.Input[str]]) -> list[Statement]:
    """Those of AWS's own AWSFaultInjectionSimulatorNetworkAccess, for these subnets: it clones their ACL and denies everything."""
    acls = placement.arn("ec2", "network-acl/*")
    looks = ("NetworkAcls", "Subnets", "Vpcs", "ManagedPrefixLists")
    return [
        allow([f"ec2:Describe{what}" for what in looks], ["*"]),
        allow(["ec2:CreateNetworkAcl"], [placement.arn("ec2", "vpc/*")], Condition={"StringEquals": _tagged(placement, "ResourceTag")}),
        allow(["ec2:CreateNetworkAcl"], [acls], Condition=_FOR_FIS),
        allow(
            ["ec2:CreateTags"],
            [acls],
            Condition={"StringEquals": {"ec2:CreateAction": "CreateNetworkAcl", "aws:RequestTag/managedByFIS": "true"}},
        ),
        allow(["ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAcl"], [acls], Condition=_OF_FIS),
        allow(["ec2:ReplaceNetworkAclAssociation"], [*subnets, acls]),
        allow(["ec2:GetManagedPrefixListEntries"], [placement.arn("ec2", "prefix-list/*")]),
    ]


def _cache(placement: Placement, where: str, settings: Experiments) -> Fault:
    group = placement.arn("elasticache", f"replicationgroup:{placement.physical('cache')}")
    return Fault(
        "aws:elasticache:replicationgroup-interrupt-az-power",
        "ReplicationGroups",
        "aws:elasticache:replicationgroup",
        # By tags, because the action takes no ARNs together with a zone.
        {"resource_tags": _tags(placement), "parameters": {"availabilityZoneIdentifier": where}},
        [
            allow(["elasticache:DescribeReplicationGroups", "elasticache:InterruptClusterAzPower"], [group]),
            allow(["tag:GetResources"], ["*"]),
        ],
        _lasting(settings),
    )


def _instances(placement: Placement, where: str) -> Fault:
    filters = [{"path": "Placement.AvailabilityZone", "values": [where]}, {"path": "State.Name", "values": ["running"]}]
    return Fault(
        "aws:ec2:terminate-instances",
        "Instances",
        "aws:ec2:instance",
        {"resource_tags": _tags(placement), "filters": filters},
        [*_ends_instances(placement), allow(["tag:GetResources"], ["*"])],
        {},
    )


def _ends_instances(placement: Placement) -> list[Statement]:
    own = {"StringEquals": _tagged(placement, "ResourceTag")}
    return [
        allow(["ec2:DescribeInstances"], ["*"]),
        allow(["ec2:TerminateInstances"], [placement.arn("ec2", "instance/*")], Condition=own),
    ]


def _node_loss(region: RegionStack, settings: Experiments) -> list[Fault]:
    """Of groups that have nodes; where data is protected, not of those that hold zonal volumes."""
    placement = region.placement
    planned = [one for one in plan_groups(placement.settings.eks, placement.region) if _may_lose(placement, one)]
    groups = [region.eks.node_groups[one.name].arn for one in planned][:_MOST_ARNS]
    if not groups:
        return []
    looks = allow(["eks:DescribeNodegroup"], groups)
    ends = [*_ends_instances(placement), looks]
    share = {"instanceTerminationPercentage": str(settings.nodes_percent)}
    return [Fault("aws:eks:terminate-nodegroup-instances", "Nodegroups", "aws:eks:nodegroup", {"resource_arns": groups}, ends, share)]


def _may_lose(placement: Placement, planned: PlannedGroup) -> bool:
    return planned.size.min > 0 and not (placement.settings.protect and planned.group.one_per_zone)


def _database(placement: Placement, instance: pulumi.Output[str]) -> Fault:
    arn = placement.arn("rds", f"db:{postgres_id(placement)}")
    return Fault(
        "aws:rds:reboot-db-instances",
        "DBInstances",
        "aws:rds:db",
        {"resource_arns": [instance]},
        [allow(["rds:DescribeDBInstances", "rds:RebootDBInstance"], [arn])],
        {"forceFailover": "true"},
    )


def _refusals(stream: pulumi.Output[str], settings: Experiments) -> Fault:
    return Fault(
        "aws:kinesis:stream-provisioned-throughput-exception",
        "KinesisStreams",
        "aws:kinesis:stream",
        {"resource_arns": [stream]},
        [allow(["kinesis:InjectApiError"], [stream])],
        _lasting(settings, percentage=str(settings.api_errors_percent)),
    )


def _tags(placement: Placement) -> list[dict[str, str]]:
    return [{"key": "project", "value": PROJECT}, {"key": "stack", "value": placement.stack}]


def _tagged(placement: Placement, where: str) -> dict[str, str]:
    return {f"aws:{where}/project": PROJECT, f"aws:{where}/stack": placement.stack}
