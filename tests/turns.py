"""What a failover changes, held against the program: a region's inputs once `ops` has done all that `takeover` says."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Literal

import yaml

from inventory.cache import read_inventory
from inventory.project import Project
from inventory.resource import Inventory, Resource
from ops.outputs import Outputs, Size, Takeover
from tests.support import ROOT, settings_of

Part = Literal["active", "standby"]

NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
TASKS = "aws:appautoscaling/target:Target"
SERVICE = "aws:ecs/service:Service"
EVENT_SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping"
INSTANCE = "aws:rds/instance:Instance"
_KEY = "event-platform:active_region"
_KEPT = ROOT / ".cache" / "active"


def inventory_with(stack: str, active_region: str) -> Inventory:
    """What the program registers with the setting `active_region`; everything else of the stack file stays."""
    folder = _KEPT / stack / active_region
    folder.mkdir(parents=True, exist_ok=True)
    content = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())
    content["config"][_KEY] = active_region
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text()) | {"main": "/".join([".."] * len(folder.relative_to(ROOT).parts))}
    for name, values in (("Pulumi.yaml", project), (f"Pulumi.{stack}.yaml", content)):
        text = yaml.safe_dump(values, sort_keys=False)
        if not (folder / name).is_file() or (folder / name).read_text() != text:  # tests run side by side, and another may be reading
            (folder / name).write_text(text)
    return read_inventory(Project.read(folder), stack, kept_in=folder)


def parts(stack: str, active_region: str) -> dict[str, Part]:
    """The part of each region that takes turns."""
    settings = settings_of(stack)
    assert settings.dr
    return {name: "active" if name == active_region else "standby" for name in (settings.primary.name, settings.dr.name)}


def takeovers(inventory: Inventory) -> dict[str, Takeover]:
    """By region."""
    regions = Outputs.model_validate(inventory.outputs).regions
    return {name: region.takeover for name, region in regions.items() if region.takeover}


def after_all(resource: Resource, said: Mapping[str, Takeover], then: Mapping[str, Part]) -> dict[str, Any]:
    """The resource's inputs when every region has taken its part."""
    region = next((name for name in said if resource.name.startswith(f"{name}-")), "")
    return after(resource, said[region], then[region])[0] if region else dict(resource.inputs)


def after(resource: Resource, takeover: Takeover, part: Part) -> tuple[dict[str, Any], str]:
    """The resource's inputs when its region has taken that part, and which entry of `takeover` says so; an empty one if none does."""
    inputs: dict[str, Any] = deepcopy(dict(resource.inputs))
    if resource.type == NODE_GROUP:
        for name, sizes in takeover.node_groups.items():
            if name.rpartition("-")[0] == resource.name:
                size: Size = getattr(sizes, part)
                inputs["scalingConfig"] = {"minSize": size.min, "desiredSize": size.desired, "maxSize": size.max}
                return inputs, f"node_groups {name}"
    if resource.type in (TASKS, SERVICE):
        for name, sizes in takeover.services.items():
            size = getattr(sizes, part)
            if resource.type == SERVICE and inputs["name"] == name:
                return inputs | {"desiredCount": size.desired}, f"services {name}"
            if resource.type == TASKS and inputs["serviceNamespace"] == "ecs" and inputs["resourceId"].endswith(f"/{name}"):
                return inputs | {"minCapacity": size.min, "maxCapacity": size.max}, f"services {name}"
    if resource.type == EVENT_SOURCE:
        for function, uuid in takeover.event_sources.items():
            if resource.id == uuid:
                return inputs | {"enabled": part == "active"}, f"event_sources {function}"
    if resource.type == INSTANCE and takeover.postgres and inputs["identifier"] == takeover.postgres.identifier:
        tags = takeover.postgres.tags
        kept = {key: value for key, value in inputs.get("tags", {}).items() if key not in tags}
        return inputs | {"tags": kept | (tags if part == "active" else {})}, "postgres"
    return _object_after(resource, inputs, takeover, part) if resource.type.startswith("kubernetes:") else (inputs, "")


def _object_after(resource: Resource, inputs: dict[str, Any], takeover: Takeover, part: Part) -> tuple[dict[str, Any], str]:
    for one in takeover.objects:
        if _is(resource, one.api_version, one.kind, one.namespace, one.name):
            return dict(merged(inputs, getattr(one, part))), f"objects {one.kind} {one.namespace}/{one.name}"
    return inputs, ""


def entries(takeover: Takeover) -> Iterator[str]:
    """Every entry that says how something of the program changes, by the names that `after` gives them."""
    yield from (f"node_groups {name}" for name in takeover.node_groups)
    yield from (f"services {name}" for name in takeover.services)
    yield from (f"event_sources {name}" for name in takeover.event_sources)
    if takeover.postgres:
        yield "postgres"
    yield from (f"objects {one.kind} {one.namespace}/{one.name}" for one in takeover.objects)


def merged(value: Any, patch: Any) -> Any:
    """RFC 7386, as the API server does it."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(value) if isinstance(value, Mapping) else {}
    for key, inner in patch.items():
        if inner is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), inner)
    return result


def compared(resource: Resource, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that the engine would compare: without what the resource ignores, and without objects that hold nothing."""
    kept = deepcopy(dict(inputs))
    for path in resource.ignore_changes:
        _remove(kept, path.split("."))
    found: dict[str, Any] = _without_empty(kept)
    return found


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Where two values differ, with both."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        keys = sorted({*one, *other})
        return [found for key in keys for found in differences(one.get(key), other.get(key), f"{path}.{key}".lstrip("."))]
    return [] if one == other else [f"{path}: {one!r} is not {other!r}"]


def _is(resource: Resource, api_version: str, kind: str, namespace: str, name: str) -> bool:
    metadata = resource.inputs.get("metadata", {})
    wanted = (api_version, kind, namespace, name)
    return (resource.inputs.get("apiVersion"), resource.inputs.get("kind"), metadata.get("namespace"), metadata.get("name")) == wanted


def _remove(inputs: Any, path: list[str]) -> None:
    for key in path[:-1]:
        inputs = inputs.get(key) if isinstance(inputs, dict) else None
    if isinstance(inputs, dict):
        inputs.pop(path[-1], None)


def _without_empty(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    inner = {key: _without_empty(each) for key, each in value.items()}
    return {key: each for key, each in inner.items() if each != {}}
