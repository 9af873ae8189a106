"""Clusters and nodes cost what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costing.today import AS_OF
from inventory.resource import Resource
from tests.costs import Case, cost, problem_of, resource

CLUSTER = "aws:eks/cluster:Cluster"
COMPONENT = "eks:index:Cluster"
NODES = "aws:eks/nodeGroup:NodeGroup"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


def nodes(desired: int, *types: str, **inputs: object) -> Resource:
    return resource(NODES, {"scalingConfig": {"desiredSize": desired, "minSize": 1}, "instanceTypes": list(types), **inputs}, "nodes")


_TEMPLATE = resource(TEMPLATE, {"blockDeviceMappings": [{"ebs": {"volumeSize": 100, "volumeType": "gp3"}}]}, "template")
_ALL = {"name": "all", "skipDefaultNodeGroup": True, "version": "1.36"}
_COMPONENT = resource(COMPONENT, _ALL, "component")

CASES = (
    Case("a cluster", [resource(CLUSTER, {"version": "1.36"})], "730 h × $0.10"),
    Case("a cluster of AWS's default version", [resource(CLUSTER)], "730 h × $0.10"),
    Case("extended support", [resource(CLUSTER, {"version": "1.32"})], "730 h × $0.60"),
    Case(
        "no extended support for what is upgraded at the end of standard support",
        [resource(CLUSTER, {"version": "1.32", "upgradePolicy": {"supportType": "STANDARD"}})],
        "730 h × $0.10",
    ),
    Case("a cluster costs the same in Mumbai", [resource(CLUSTER, region="ap-south-1")], "730 h × $0.10"),
    Case("a component stands for its cluster", [_COMPONENT], "730 h × $0.10"),
    Case("a component's cluster is not paid twice", [_COMPONENT, resource(CLUSTER, parent=_COMPONENT)], "730 h × $0.10"),
    Case("a component's default nodes", [resource(COMPONENT)], "730 h × $0.10 + 2 × 730 h × $0.0416 + 2 × 20 GB × $0.10"),
    Case(
        "a component's own choice of nodes",
        [resource(COMPONENT, {"instanceType": "m5.large", "desiredCapacity": 3, "nodeRootVolumeSize": 50})],
        "730 h × $0.10 + 3 × (730 h × $0.096 + 50 GB × $0.10)",
    ),
    Case("nodes without a template", [nodes(3, "m5.large")], "3 × (730 h × $0.096 + 20 GB × $0.10)"),
    Case("nodes with larger disks", [nodes(2, "c6i.4xlarge", diskSize=80)], "2 × (730 h × $0.68 + 80 GB × $0.10)"),
    Case(
        "nodes with a template's disks",
        [_TEMPLATE, resource(NODES, nodes(6, "c6i.4xlarge").inputs, "nodes", refers={"launchTemplate": _TEMPLATE})],
        "6 × (730 h × $0.68 + 100 GB × $0.08)",
    ),
    Case("nodes of the default type", [nodes(2)], "2 × (730 h × $0.0416 + 20 GB × $0.10)"),
    Case("Windows nodes", [nodes(2, "m5.large", amiType="WINDOWS_CORE_2022_x86_64")], "2 × (730 h × $0.188 + 50 GB × $0.10)"),
    Case("no nodes", [nodes(0, "m5.large")], "$0"),
    Case(
        "pods on Fargate",
        [resource("aws:eks/fargateProfile:FargateProfile")],
        "1460 × $0.04048 + 2920 × $0.004445",
        {"vcpu_hours": 1460, "gb_hours": 2920},
    ),
)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(AS_OF, "2026-11-26")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_estimate_is_what_one_works_out_by_hand(case: Case) -> None:
    case.check()


@pytest.mark.parametrize(("day", "hourly"), [("2026-12-01", 0.1), ("2026-12-02", 0.6)])
def test_extended_support_begins_when_standard_support_ends(day: str, hourly: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(AS_OF, day)
    assert float(cost(resource(CLUSTER, {"version": "1.34"})).total) == pytest.approx(730 * hourly)


def test_spot_nodes_cost_a_fraction_and_their_disks_all() -> None:
    on_demand, spot = (cost(nodes(4, "m5.2xlarge", capacityType=kind)) for kind in ("ON_DEMAND", "SPOT"))
    disks = 4 * 20 * 0.10
    factor = (float(spot.total) - disks) / (float(on_demand.total) - disks)
    assert 0.1 < factor < 0.9


@given(count=st.integers(0, 100))
@settings(max_examples=25, deadline=None)
def test_more_nodes_never_cost_less(count: int) -> None:
    assert cost(nodes(count, "m6i.large")).total <= cost(nodes(2 * count, "m6i.large")).total


@pytest.mark.parametrize(("type_", "place"), [(CLUSTER, "computeConfig"), (COMPONENT, "autoMode")])
def test_nodes_that_aws_chooses_are_not_taken_for_nothing(type_: str, place: str) -> None:
    assert "Auto Mode" in problem_of(resource(type_, {place: {"enabled": True}}))


def test_an_unknown_type_is_named() -> None:
    assert problem_of(nodes(1, "m5.hugelarge")).startswith("nodes (aws:eks/nodeGroup:NodeGroup): no price for ec2")
