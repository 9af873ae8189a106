"""The estimate that rules judge is the one that the inventory gives."""

import pytest
from pulumi.runtime.proto import analyzer_pb2

from costing import Estimate, estimate
from policies.cost.stack_estimate import estimate_of
from policies.server import _subject
from policies.subject import Stack
from preflight.cost.costs import Band, costs_of
from preflight.cost.usage import used_by_urn
from preflight.policies.wire import encode
from tests.policies.case import UNKNOWN, Made, made, message, ref
from tests.support import inventory_of, settings_of


def sent(name: str) -> Stack:
    """A stack as preflight sends it."""
    return Stack([_subject(analyzer_pb2.AnalyzerResource.FromString(one.in_stack)) for one in encode(inventory_of(name))])


def of(*resources: Made) -> Estimate:
    """The estimate of an example."""
    return estimate_of(Stack([_subject(message(one, before_create=True)) for one in resources]), {})


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_it_is_that_of_the_inventory(name: str) -> None:
    found, expected = estimate_of(sent(name), {}), estimate(inventory_of(name))
    assert _amounts(found) == _amounts(expected)
    assert found.problems == expected.problems == ()


def _amounts(found: Estimate) -> list[tuple[object, ...]]:
    """What of lines does not depend on whether a number came as 60 or as 60.0, nor the order of equal ones."""
    return sorted((line.urn, line.region, line.component, line.service, line.item, line.monthly) for line in found.lines)


def test_it_is_made_once_for_all_rules_and_for_each_usage() -> None:
    stack = sent("dev")
    found = estimate_of(stack, {})
    assert estimate_of(stack, {}) is found
    assert estimate_of(stack, {"*": {"requests": 1e9}}).total > found.total


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_told_how_the_stack_is_used_it_is_that_of_the_cost_command(name: str) -> None:
    found = estimate_of(sent(name), used_by_urn(settings_of(name), inventory_of(name)))
    assert found.total == costs_of(inventory_of(name), settings_of(name)).of(Band.expected).total


def test_what_is_not_known_yet_is_a_problem_and_not_nothing() -> None:
    found = of(made("aws:ec2/instance:Instance", "api", instanceType=UNKNOWN))
    assert found.problems == ("api (aws:ec2/instance:Instance): instanceType is not known yet",)


def test_what_no_provider_would_accept_is_a_problem_of_that_resource_alone() -> None:
    volume = made("aws:ebs/volume:Volume", "huge", type="gp3", size=1e300)
    found = of(volume, made("aws:ec2/instance:Instance", instanceType="t3.micro"))
    assert [problem.partition(":")[0] for problem in found.problems] == ["huge (aws"]
    assert found.total > 0


def test_a_component_has_the_region_of_what_it_is_made_from() -> None:
    subnet = made("aws:ec2/subnet:Subnet", "subnet", provider={"region": "eu-west-1"})
    cluster = made("eks:index:Cluster", "cluster", provider={"nothing": ""}, subnetIds=[ref("subnet")], skipDefaultNodeGroup=True)
    assert {line.region for line in of(subnet, cluster).lines} == {"eu-west-1"}
