"""What the tests of streaming share."""

from inventory.resource import Resource
from tests.support import inventory_of


def alarms(stack: str, region: str, **dimensions: str) -> dict[str, Resource]:
    """The alarms of a region on these dimensions, by metric."""
    return {
        one.inputs["metricName"]: one
        for one in inventory_of(stack).of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
        if one.region == region and dimensions.items() <= one.inputs.get("dimensions", {}).items()
    }
