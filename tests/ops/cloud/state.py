"""Everything that a failover changes, as plain JSON: two moments are alike if their snapshots are."""

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.memory import services
from tests.ops.kubernetes import Api

Part = Callable[[World, str], dict[str, Any]]


def snapshot(world: World, clusters: Mapping[str, Api]) -> dict[str, Any]:
    """Region → what → name → how it is."""
    found: dict[str, Any] = {}
    for region in _regions(world):
        parts = {name: part(world, region) for name, part in _PARTS.items()}
        found[region] = {name: part for name, part in parts.items() if part}
    for region, api in clusters.items():
        found[region]["objects"] = copy.deepcopy(api.objects)
    found["global"] = {"caches": copy.deepcopy(world.kept["global datastores"]), "records": _records(world)}
    return found


def _regions(world: World) -> list[str]:
    """Those with anything in them."""
    return sorted({region for one in services() if one.service_name == "eks" for region in one[world.account_id]})


def _node_groups(world: World, region: str) -> dict[str, Any]:
    return {
        f"{cluster.name}/{group.nodegroup_name}": {**group.scaling_config, "status": group.status}
        for cluster in world.backend("eks", region).clusters.values()
        for group in cluster.nodegroups.values()
    }


def _services(world: World, region: str) -> dict[str, Any]:
    return {
        name: {"desired": service.desired_count, "running": service.running_count}
        for name, service in world.backend("ecs", region).services.items()
        if service.status == "ACTIVE"
    }


def _targets(world: World, region: str) -> dict[str, Any]:
    return {
        f"{target.resource_id} {target.scalable_dimension}": [target.min_capacity, target.max_capacity]
        for targets in world.backend("application-autoscaling", region).targets.values()
        for target in targets.values()
    }


def _mappings(world: World, region: str) -> dict[str, Any]:
    found = world.backend("lambda", region)._event_source_mappings.values()
    return {one.uuid: {"function": one.function_arn, "enabled": one.enabled} for one in found}


def _aliases(world: World, region: str) -> dict[str, Any]:
    return {
        f"{function.rpartition(':')[2]}/{alias.name}": {"version": alias.function_version, "weights": alias.routing_config}
        for function, aliases in world.backend("lambda", region)._lambdas._aliases.items()
        for alias in aliases.values()
    }


def _flink(world: World, region: str) -> dict[str, Any]:
    return {name: one.application_status for name, one in world.backend("kinesisanalyticsv2", region).applications.items()}


def _instances(world: World, region: str) -> dict[str, Any]:
    return {
        identifier: {
            "id": one.dbi_resource_id,
            "status": one.status,
            "copies": one.source_db_instance_identifier,
            "replicas": sorted(one.replicas),
            "class": one.db_instance_class,
            "backup days": one.backup_retention_period,
            "backed up": next((tag["Value"] for tag in one.tags if tag["Key"] == "backup"), None),
        }
        for identifier, one in world.backend("rds", region).databases.items()
    }


def _proxies(world: World, region: str) -> dict[str, Any]:
    """What each leads to."""
    proxies = world.backend("rds", region).db_proxies
    return {name: [one.rds_resource_id for one in proxy.proxy_target_groups["default"].targets] for name, proxy in proxies.items()}


def _caches(world: World, region: str) -> dict[str, Any]:
    return {
        id_: {"global": one.global_replication_group_id, "role": getattr(one, "global_replication_group_member_role", None)}
        for id_, one in world.backend("elasticache", region).replication_groups.items()
    }


def _alarms(world: World, region: str) -> dict[str, Any]:
    return {name: one.state_value for name, one in world.backend("cloudwatch", region).alarms.items()}


def _tables(world: World, region: str) -> dict[str, Any]:
    """Those that are there; what is in them is data."""
    return {name: one.billing_mode for name, one in world.backend("dynamodb", region).tables.items()}


def _buckets(world: World, region: str) -> dict[str, Any]:
    buckets = world.backend("s3", "aws").buckets
    return {name: sorted(one.keys) for name, one in buckets.items() if one.region_name == region}


def _records(world: World) -> list[str]:
    """Of all zones; a failover changes none of them."""
    zones = world.backend("route53", "aws").zones.values()
    return sorted(f"{zone.name} {json.dumps(vars(record), default=str, sort_keys=True)}" for zone in zones for record in zone.rrsets)


_PARTS: dict[str, Part] = {
    "node groups": _node_groups,
    "services": _services,
    "targets": _targets,
    "event sources": _mappings,
    "aliases": _aliases,
    "flink": _flink,
    "postgres": _instances,
    "proxies": _proxies,
    "caches": _caches,
    "alarms": _alarms,
    "tables": _tables,
    "buckets": _buckets,
}
