"""The one place that tags: every resource that can carry tags gets the stack's."""

import functools
import inspect
from collections.abc import Hashable
from typing import Any, cast

import pulumi

from settings import PROJECT, Settings


def common_tags(settings: Settings, stack: str) -> dict[str, str]:
    """The tags of the stack. Launch templates repeat them for the instances and volumes they start."""
    return {
        "project": PROJECT,
        "stack": stack,
        "environment": settings.environment,
        "owner": settings.tags.owner,
        "cost-center": settings.tags.cost_center,
        "data-classification": settings.tags.data_classification,
        "managed-by": "pulumi",
    }


def tagging(settings: Settings, stack: str) -> pulumi.ResourceTransformation:
    """A transformation that adds the common tags; a resource's own tags win."""
    tags = common_tags(settings, stack)

    def add(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if not (args.type_.startswith(("aws:", "eks:")) and _takes_tags(cast(Hashable, type(args.resource)))):
            return None
        return pulumi.ResourceTransformationResult({**args.props, "tags": _merged(tags, args.props.get("tags"))}, args.opts)

    return add


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
