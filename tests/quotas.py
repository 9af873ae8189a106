"""What tests of quotas share: what some resources need of a quota."""

from collections.abc import Mapping
from typing import Any

from inventory.resource import Resource
from quotas import Limits, Report, Row, assess
from tests.costs import inventory, resource

__all__ = ["inventory", "needs", "report_of", "resource", "row", "several"]


def report_of(*resources: Resource, limits: Limits | None = None) -> Report:
    """All that these need."""
    return assess(inventory(*resources), limits)


def needs(quota: str, *resources: Resource) -> dict[str, tuple[float, float]]:
    """Where → what these need of a quota, now and at most."""
    found = report_of(*resources)
    assert not found.not_known, found.not_known
    return {one.where: (one.now, one.most) for one in found.rows if one.quota.name == quota}


def row(quota: str, *resources: Resource, limits: Limits | None = None) -> Row:
    """The one row of a quota."""
    (found,) = (one for one in report_of(*resources, limits=limits).rows if one.quota.name == quota)
    return found


def several(count: int, type_: str, inputs: Mapping[str, Any] | None = None, **more: Any) -> list[Resource]:
    """So many resources alike, each with a name of its own."""
    return [resource(type_, inputs, name=f"it-{number}", **more) for number in range(count)]
