"""What the tests of compute share: a stack's resources by type, region and word."""

import pytest

from inventory.resource import Resource
from tests.support import STACKS, inventory_of

WITH_ECS = (*STACKS, "compute")
every_stack = pytest.mark.parametrize("stack", WITH_ECS)

GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def of(stack: str, type_: str, region: str | None = None, word: str = "") -> list[Resource]:
    """The resources of a type, of one region, with a word in their name."""
    return [one for one in inventory_of(stack).of_type(type_) if (region is None or one.region == region) and word in one.name]
