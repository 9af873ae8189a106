"""What the program describes once `active_region` says where the work is done: what `ops` leaves behind has to be the same."""

from collections.abc import Mapping
from typing import Any

from inventory.resource import Inventory, Resource
from tests.ops.cloud.clusters import content_of, kinds_of
from tests.ops.cloud.seed.compute import node_group_name
from tests.ops.cloud.seed.seeding import Seeding
from tests.ops.kubernetes import Api


def expected(inventory: Inventory, seeding: Seeding) -> dict[str, Any]:
    """Region → what → name → how it is to be, in the form of a snapshot, without what the program leaves to others."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    kinds = kinds_of(inventory)
    for resource in inventory.resources:
        if described := _object(resource, kinds) or _described(resource, seeding):
            what, name, values = described
            found.setdefault(resource.region, {}).setdefault(what, {})[name] = values
    return found


def _described(resource: Resource, seeding: Seeding) -> tuple[str, str, Any] | None:
    inputs: Mapping[str, Any] = resource.inputs
    match resource.type:
        case "aws:eks/nodeGroup:NodeGroup":
            sizes = {key: inputs["scalingConfig"][key] for key in ("minSize", "maxSize")}
            return "node groups", f"{inputs['clusterName']}/{node_group_name(seeding, resource)}", sizes
        case "aws:appautoscaling/target:Target":
            name = f"{seeding.real(inputs['resourceId'])} {inputs['scalableDimension']}"
            return "targets", name, [inputs["minCapacity"], inputs["maxCapacity"]]
        case "aws:rds/instance:Instance":
            return "postgres", inputs["identifier"], {"backed up": inputs["tags"].get("backup")}
        case "aws:rds/proxyTarget:ProxyTarget":
            return "proxies", inputs["dbProxyName"], [inputs["dbInstanceIdentifier"]]
        case "aws:lambda/eventSourceMapping:EventSourceMapping":
            return "event sources", str(seeding.real(resource.id)), {"enabled": bool(inputs.get("enabled", True))}
    return None


def _object(resource: Resource, kinds: set[str]) -> tuple[str, str, Any] | None:
    kind = resource.type.removeprefix("kubernetes:")
    if kind not in kinds:
        return None
    version, _, name = kind.partition(":")
    metadata = resource.inputs["metadata"]
    return "objects", Api.path(version, name, metadata.get("namespace", ""), metadata["name"]), content_of(resource)


def differences(wanted: Mapping[str, Any], present: Mapping[str, Any], at: str = "") -> list[str]:
    """Where what is there is not as wanted; what is not wanted at all is no difference, but in a cluster's objects."""
    found: list[str] = []
    for key, value in wanted.items():
        place, there = f"{at}.{key}".removeprefix("."), present.get(key)
        if isinstance(value, Mapping) and isinstance(there, Mapping):
            found += differences(value, there, place)
        elif value != there:
            found.append(f"{place}: the program says {value!r}, there is {there!r}")
    if ".objects./" in at:
        more = [key for key in present if key not in wanted and key not in ("apiVersion", "kind")]
        found += [f"{at}.{key}: the program says nothing, there is {present[key]!r}" for key in more]
    return found
