"""What of a region changes when it takes over, or begins to stand by: the output `takeover`, which `ops` works through.

Each value comes from the function that the region's own resources are made with, called for both parts.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pulumi

from components.compute.ecs.task import Size
from components.compute.eks.node_plan import plan_groups
from components.databases.postgres import Postgres, PostgresReplica
from components.databases.store import backed_up
from components.kubernetes.turns import ObjectInTurns
from components.region import RegionStack
from settings.regions import NodeGroupSize

Exported = dict[str, pulumi.Input[object]]


def takeover(region: RegionStack, objects: Iterable[ObjectInTurns]) -> Exported:
    """In the form of `ops.outputs.Takeover`."""
    processor = region.streaming.processor
    postgres = region.databases.postgres or region.databases.replica
    cache = region.databases.cache
    return {
        "node_groups": _node_groups(region),
        "services": _services(region),
        "event_sources": {function: mapping.uuid for function, mapping in region.functions.mappings.items()},
        **({"flink": processor.name} if processor and processor.has_code else {}),
        "objects": [one.export() for one in objects],
        **({"postgres": _postgres(region, postgres)} if postgres else {}),
        **({"cache": {"id": cache.group.replication_group_id, "global_id": cache.datastore}} if cache and cache.datastore else {}),
    }


def _node_groups(region: RegionStack) -> pulumi.Output[dict[str, Any]]:
    """By the names that EKS knows them by, which Pulumi makes."""
    placement = region.placement
    plans = {active: plan_groups(placement.settings.eks, placement.region, active) for active in (True, False)}
    sizes = [_both(_nodes(active.size), _nodes(standby.size)) for active, standby in zip(plans[True], plans[False], strict=True)]
    names = [region.eks.nodes.groups[one.name].node_group_name for one in plans[True]]
    return pulumi.Output.all(*names).apply(lambda known: dict(zip(known, sizes, strict=True)))


def _nodes(size: NodeGroupSize) -> dict[str, int]:
    return {"min": size.min, "desired": size.desired, "max": size.max}


def _services(region: RegionStack) -> dict[str, Any]:
    services = region.ecs.services if region.ecs else {}
    return {name: _both(_tasks(Size.of(settings, True)), _tasks(Size.of(settings, False))) for name, settings in services.items()}


def _tasks(size: Size) -> dict[str, int]:
    return {"min": size.min, "desired": size.desired, "max": size.max}


def _both(active: Mapping[str, int], standby: Mapping[str, int]) -> dict[str, Mapping[str, int]]:
    return {"active": active, "standby": standby}


def _postgres(region: RegionStack, postgres: Postgres | PostgresReplica) -> Exported:
    instance = postgres.instance
    return {
        "identifier": instance.identifier,
        "instance_class": instance.instance_class,
        "subnet_group": instance.db_subnet_group_name,
        "parameter_group": instance.parameter_group_name,
        "security_group_ids": instance.vpc_security_group_ids,
        "kms_key_arn": region.keys.arns["rds"],
        "backup_days": instance.backup_retention_period,
        "tags": backed_up(),
    }
