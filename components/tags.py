"""The one place that tags: every resource that can carry tags gets the stack's, and the area of the component that it is part of."""

import functools
import inspect
from collections.abc import Hashable, MutableMapping
from typing import Any, cast
from weakref import WeakKeyDictionary

import pulumi

from settings import PROJECT, Settings


def common_tags(settings: Settings, stack: str, component: str) -> dict[str, str]:
    """The tags of the stack. Who starts machines or volumes by itself, such as a launch template, is told to repeat them.

    `component` is the area that bills are divided by: `streaming`, `databases`. Like `project`, `stack` and `environment` it shows in
    Cost Explorer once it is active as a cost allocation tag.
    """
    return {
        "project": PROJECT,
        "stack": stack,
        "environment": settings.environment,
        "component": component,
        "owner": settings.tags.owner,
        "cost-center": settings.tags.cost_center,
        "data-classification": settings.tags.data_classification,
        "managed-by": "pulumi",
    }


def tagging(settings: Settings, stack: str) -> pulumi.ResourceTransformation:
    """A transformation that adds the common tags; a resource's own tags win."""
    areas: MutableMapping[pulumi.Resource, str] = WeakKeyDictionary()

    def add(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        # Parents come first, so the area of each is known when its children ask.
        area = areas[args.resource] = _area(args.type_) or _area_of(args.opts.parent, areas)
        if not (args.type_.startswith(("aws:", "eks:")) and _takes_tags(cast(Hashable, type(args.resource)))):
            return None
        tags = common_tags(settings, stack, area)
        return pulumi.ResourceTransformationResult({**args.props, "tags": _merged(tags, args.props.get("tags"))}, args.opts)

    return add


def _area(type_: str) -> str:
    """`platform:streaming:Kinesis` → `streaming`; what is in the platform or a region alone is the platform's."""
    package, _, rest = type_.partition(":")
    area = rest.partition(":")[0]
    return ("platform" if area == "index" else area) if package == "platform" else ""


def _area_of(parent: pulumi.Resource | None, areas: MutableMapping[pulumi.Resource, str]) -> str:
    return areas.get(parent, "platform") if parent is not None else "platform"


def _merged(tags: dict[str, str], own: Any) -> Any:
    if own is None:
        return tags
    return {**tags, **own} if isinstance(own, dict) else pulumi.Output.from_input(own).apply(lambda given: {**tags, **given})


@functools.cache
def _takes_tags(kind: Hashable) -> bool:
    initialiser = getattr(kind, "_internal_init", None)
    if initialiser is None:
        return False
    tags = inspect.signature(initialiser).parameters.get("tags")
    return tags is not None and "Sequence" not in str(tags.annotation)
