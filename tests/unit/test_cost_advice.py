"""Advice: each saving is what estimating the changed stack gives, here worked out by hand as well."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from costing import Usage
from costing.advice import Advice, advice
from costing.changes import on_gp3, on_graviton, on_next_generation, on_spot
from inventory.resource import Resource
from inventory.values import UNKNOWN
from tests.costs import cost, inventory, resource, worked_out
from tests.support import inventory_of

NODES = "aws:eks/nodeGroup:NodeGroup"
NAT = "aws:ec2/natGateway:NatGateway"
SCALES = {"minSize": 1, "maxSize": 9, "desiredSize": 4}
NO_DISK = {"blockDeviceMappings": [{"ebs": {"volumeSize": 0, "volumeType": "gp3"}}]}


def nodes(instance_type: str, subnets: int = 3, region: str = "us-east-1", **more: Any) -> Resource:
    """A group of four nodes."""
    inputs = {"instanceTypes": [instance_type], "scalingConfig": SCALES, "subnetIds": [f"subnet-{one}" for one in range(subnets)], **more}
    return resource(NODES, inputs, "nodes", region)


def advised(kind: str, *resources: Resource, usage: Mapping[str, float] | None = None) -> list[Advice]:
    """The advice of one kind."""
    return [one for one in advice(inventory(*resources), Usage({"*": usage or {}})) if one.kind == kind]


def saving(kind: str, *resources: Resource, usage: Mapping[str, float] | None = None) -> float:
    """What the only advice of a kind saves."""
    (found,) = advised(kind, *resources, usage=usage)
    return float(found.saving)


def volume(gb: float, kind: str = "gp2", **more: Any) -> Resource:
    """A disk."""
    return resource("aws:ebs/volume:Volume", {"size": gb, "type": kind, **more}, "disk")


@pytest.mark.parametrize(
    ("kind", "resources", "arithmetic"),
    [
        ("gp3", [volume(100)], "100 GB × ($0.10 - $0.08)"),
        ("gp3", [volume(500)], "500 GB × ($0.10 - $0.08) - 125 MiB/s × $0.04"),
        ("gp3", [volume(2000)], "2000 GB × ($0.10 - $0.08) - 125 MiB/s × $0.04 - 3000 IOPS × $0.005"),
        ("graviton", [nodes("m6i.xlarge")], "4 × 730 h × ($0.192 - $0.1632)"),
        ("graviton", [nodes("c5.2xlarge")], "4 × 730 h × ($0.34 - $0.272)"),
        (
            "graviton",
            [resource("aws:rds/instance:Instance", {"engine": "postgres", "instanceClass": "db.m5.xlarge", "allocatedStorage": 100})],
            "730 h × ($0.356 - $0.318)",
        ),
        ("previous-generation", [resource("aws:ec2/instance:Instance", {"instanceType": "m4.xlarge"})], "730 h × ($0.20 - $0.192)"),
        ("savings-plan", [nodes("m6i.xlarge")], "4 × 730 h × $0.192 × 60/100 × 0.274"),
        (
            "reservation",
            [resource("aws:rds/instance:Instance", {"engine": "postgres", "instanceClass": "db.r6g.2xlarge", "allocatedStorage": 100})],
            "730 h × $0.899 × 0.36",
        ),
    ],
)
def test_savings(kind: str, resources: list[Resource], arithmetic: str) -> None:
    assert saving(kind, *resources) == pytest.approx(worked_out(arithmetic), rel=0.01)


def test_spot_saves_what_spot_capacity_usually_costs_less() -> None:
    group = nodes("m6i.xlarge")
    on_spot = nodes("m6i.xlarge", capacityType="SPOT")
    assert saving("spot", group) == pytest.approx(float(cost(group).total - cost(on_spot).total))
    assert saving("spot", group) > worked_out("4 × 730 h × $0.192 × 0.4")


@pytest.mark.parametrize(
    "group",
    [
        nodes("m6i.xlarge", subnets=1),
        nodes("m6i.xlarge", scalingConfig={"minSize": 4, "maxSize": 4, "desiredSize": 4}),
        nodes("m6i.xlarge", capacityType="SPOT"),
    ],
    ids=["tied to a zone, as for volumes", "of fixed size", "already on spot"],
)
def test_no_spot_for(group: Resource) -> None:
    assert not advised("spot", group)


def test_tasks_and_groups_go_to_spot() -> None:
    task = resource("aws:ecs/taskDefinition:TaskDefinition", {"cpu": "1024", "memory": "2048"}, "task")
    service = resource("aws:ecs/service:Service", {"launchType": "FARGATE", "desiredCount": 2}, "service", refers={"taskDefinition": task})
    template = resource("aws:ec2/launchTemplate:LaunchTemplate", {"instanceType": "m6i.large"}, "template")
    group = resource(
        "aws:autoscaling/group:Group",
        {"desiredCapacity": 3, "launchTemplate": {"id": "lt-1"}},
        "group",
        refers={"launchTemplate": template},
    )
    (found,) = advised("spot", task, service, template, group)
    assert found.resources == ("group", "service")


def test_graviton_names_what_is_to_be_changed() -> None:
    task = resource("aws:ecs/taskDefinition:TaskDefinition", {"cpu": "1024", "memory": "2048"}, "task")
    idle = resource("aws:ecs/taskDefinition:TaskDefinition", {"cpu": "1024", "memory": "2048"}, "idle")
    service = resource("aws:ecs/service:Service", {"launchType": "FARGATE", "desiredCount": 2}, "service", refers={"taskDefinition": task})
    (found,) = advised("graviton", task, idle, service)
    assert found.resources == ("task",)
    expected = worked_out("2 × 730 h × (1 × $0.04048 + 2 × $0.004445) - 2 × 730 h × (1 × $0.03238 + 2 × $0.00356)")
    assert float(found.saving) == pytest.approx(expected, rel=0.01)


def test_endpoint_instead_of_nat() -> None:
    (found,) = advised("endpoint", resource(NAT, {}, "nat"), usage={"data_gb": 5000, "s3_gb": 3000})
    assert float(found.saving) == pytest.approx(worked_out("3000 GB × $0.045"))
    assert found.resources == ("nat",)


def test_interface_endpoint_instead_of_nat() -> None:
    gateways = [resource(NAT, {}, f"nat-{zone}") for zone in "ab"]
    (found,) = advised("endpoint", *gateways, usage={"data_gb": 2000, "logs_gb": 1000})
    assert float(found.saving) == pytest.approx(worked_out("2 × 1000 GB × $0.045 - 2 × 730 h × $0.01 - 2000 GB × $0.01"))


@pytest.mark.parametrize(
    "usage",
    [{"data_gb": 5000}, {"data_gb": 5000, "logs_gb": 100}, {"s3_gb": 5000}],
    ids=["nothing said of where it goes", "too little for an endpoint's hours", "nothing said of all data"],
)
def test_no_endpoint_for(usage: dict[str, float]) -> None:
    assert not advised("endpoint", resource(NAT), usage=usage)


def test_no_endpoint_where_there_is_one() -> None:
    there = resource("aws:ec2/vpcEndpoint:VpcEndpoint", {"serviceName": "com.amazonaws.us-east-1.s3"})
    assert not advised("endpoint", resource(NAT), there, usage={"data_gb": 5000, "s3_gb": 3000})


def test_types_without_a_counterpart_are_left_alone() -> None:
    odd = resource("aws:ec2/instance:Instance", {"instanceType": "c4.8xlarge"}, "odd")  # c5 has 9xlarge instead
    even = resource("aws:ec2/instance:Instance", {"instanceType": "c4.xlarge"}, "even")
    (found,) = advised("previous-generation", odd, even)
    assert found.resources == ("even",)


def test_what_would_get_dearer_is_left_alone() -> None:
    dearer = resource("aws:ec2/instance:Instance", {"instanceType": "p2.8xlarge"}, "dearer")  # $7.20 an hour, p3's $12.24
    cheaper = resource("aws:ec2/instance:Instance", {"instanceType": "m4.xlarge"}, "cheaper")
    (found,) = advised("previous-generation", dearer, cheaper)
    assert found.resources == ("cheaper",)
    assert float(found.saving) == pytest.approx(worked_out("730 h × ($0.20 - $0.192)"), rel=0.01)


def test_what_needs_no_advice_gets_none() -> None:
    assert not advice(inventory(volume(100, "gp3"), nodes("m7g.large", subnets=1, capacityType="SPOT")))


@pytest.mark.parametrize("change", [on_gp3, on_graviton, on_next_generation, on_spot])
@pytest.mark.parametrize(
    "type_", [NODES, "aws:ecs/service:Service", "aws:ecs/taskDefinition:TaskDefinition", "aws:autoscaling/group:Group"]
)
def test_odd_values_break_nothing(type_: str, change: Callable[[Resource], Resource]) -> None:
    names = (
        "scalingConfig",
        "subnetIds",
        "runtimePlatform",
        "capacityProviderStrategies",
        "mixedInstancesPolicy",
        "launchTemplate",
        "type",
    )
    odd = [
        "",
        "gp2",
        "m5.large",
        0,
        1.5,
        True,
        None,
        [],
        ["t2.micro"],
        [[]],
        {},
        {"type": "gp2", "size": "much"},
        [None],
        UNKNOWN,
        [UNKNOWN],
    ]
    for value in [*odd, *(dict.fromkeys(names, one) for one in odd)]:
        assert change(resource(type_, dict.fromkeys(names, value))).type == type_


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_advice_for_our_stacks(stack: str) -> None:
    found = advice(inventory_of(stack))
    assert [one.saving for one in found] == sorted((one.saving for one in found), reverse=True)
    for one in found:
        assert 0 < one.saving < cost(*inventory_of(stack)).total
        assert one.resources
        assert one.as_json()["saving"] == float(one.saving)
