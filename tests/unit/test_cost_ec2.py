"""Instances, groups and disks cost what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.values import UNKNOWN
from tests.costs import Case, cost, problem_of, resource

INSTANCE = "aws:ec2/instance:Instance"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
GROUP = "aws:autoscaling/group:Group"
VOLUME = "aws:ebs/volume:Volume"

_TEMPLATE = resource(
    TEMPLATE, {"instanceType": "m5.xlarge", "blockDeviceMappings": [{"ebs": {"volumeSize": 100, "volumeType": "gp3"}}]}, "template"
)
_MIXED = {
    "minSize": 2,
    "desiredCapacity": 10,
    "mixedInstancesPolicy": {
        "launchTemplate": {"overrides": [{"instanceType": "c5.2xlarge"}]},
        "instancesDistribution": {"onDemandBaseCapacity": 2, "onDemandPercentageAboveBaseCapacity": 25},
    },
}
_VOLUME = resource(VOLUME, {"size": 40, "type": "gp2"}, "data")

CASES = (
    Case("an instance has a root disk", [resource(INSTANCE, {"instanceType": "m5.large"})], "730 h × $0.096 + 8 GB × $0.10"),
    Case(
        "disks of an instance",
        [
            resource(
                INSTANCE,
                {
                    "instanceType": "r5.2xlarge",
                    "rootBlockDevice": {"volumeSize": 50, "volumeType": "gp3"},
                    "ebsBlockDevices": [{"volumeSize": 200, "volumeType": "io1", "iops": 3000}],
                },
            )
        ],
        "730 h × $0.504 + 50 GB × $0.08 + 200 GB × $0.125 + 3000 × $0.065",
    ),
    Case(
        "a region without free choice", [resource(INSTANCE, {"instanceType": "m5.large"}, region="eu-west-1")], "730 × $0.107 + 8 × $0.11"
    ),
    Case("Windows", [resource(INSTANCE, {"instanceType": "m5.large", "getPasswordData": True})], "730 h × $0.188 + 8 GB × $0.10"),
    Case(
        "detailed monitoring publishes seven metrics",
        [resource(INSTANCE, {"instanceType": "t3.medium", "monitoring": True})],
        "730 h × $0.0416 + 8 GB × $0.10 + 7 × $0.30",
    ),
    Case(
        "CPU credits by use",
        [resource(INSTANCE, {"instanceType": "t3.medium"})],
        "730 h × $0.0416 + 8 GB × $0.10 + 600 × $0.05",
        {"cpu_credit_hours": 600},
    ),
    Case(
        "a public address is paid",
        [resource(INSTANCE, {"instanceType": "m5.large", "associatePublicIpAddress": True})],
        "730 h × $0.096 + 8 GB × $0.10 + 730 h × $0.005",
    ),
    Case("a previous generation", [resource(INSTANCE, {"instanceType": "m3.medium"})], "730 h × $0.067 + 8 GB × $0.10"),
    Case("the newest one", [resource(INSTANCE, {"instanceType": "m8a.large"})], "730 h × $0.12172 + 8 GB × $0.10"),
    Case("on a host, only the host", [resource(INSTANCE, {"instanceType": "c5.large", "tenancy": "host"})], "8 GB × $0.10"),
    Case("a host", [resource("aws:ec2/dedicatedHost:DedicatedHost", {"instanceFamily": "c5"})], "$2457.18"),
    Case(
        "a group of what its template says",
        [_TEMPLATE, resource(GROUP, {"minSize": 1, "maxSize": 9, "desiredCapacity": 3}, refers={"launchTemplate": _TEMPLATE})],
        "3 × 730 h × $0.192 + 3 × 100 GB × $0.08",
    ),
    Case(
        "the least size where none is desired",
        [_TEMPLATE, resource(GROUP, {"minSize": 2, "maxSize": 9}, refers={"launchTemplate": _TEMPLATE})],
        "2 × 730 h × $0.192 + 2 × 100 GB × $0.08",
    ),
    Case(
        "a launch configuration is monitored in detail unless it says no",
        [
            (configuration := resource("aws:ec2/launchConfiguration:LaunchConfiguration", {"instanceType": "t3.micro"}, "configuration")),
            resource(GROUP, {"minSize": 2}, refers={"launchConfiguration": configuration}),
        ],
        "2 × (730 h × $0.0104 + 8 GB × $0.10 + 7 × $0.30)",
    ),
    Case("gp2", [_VOLUME], "40 GB × $0.10"),
    Case("gp3 with what it includes", [resource(VOLUME, {"size": 500, "type": "gp3", "iops": 3000, "throughput": 125})], "500 GB × $0.08"),
    Case(
        "gp3 beyond what it includes",
        [resource(VOLUME, {"size": 40, "type": "gp3", "iops": 4000, "throughput": 130})],
        "40 GB × $0.08 + 1000 × $0.005 + 5 × $0.04",
    ),
    Case("io2", [resource(VOLUME, {"size": 30, "type": "io2", "iops": 300})], "30 GB × $0.125 + 300 × $0.065"),
    Case("st1", [resource(VOLUME, {"size": 500, "type": "st1"})], "500 GB × $0.045"),
    Case("sc1", [resource(VOLUME, {"size": 500, "type": "sc1"})], "500 GB × $0.015"),
    Case(
        "magnetic with I/O",
        [resource(VOLUME, {"size": 20, "type": "standard"})],
        "20 GB × $0.05 + 1 × $0.05",
        {"io_requests": 1_000_000},
    ),
    Case(
        "a snapshot of all of its volume",
        [_VOLUME, resource("aws:ebs/snapshot:Snapshot", refers={"volumeId": _VOLUME})],
        "40 GB × $0.10 + 40 GB × $0.05",
    ),
    Case("fast restore", [resource("aws:ebs/fastSnapshotRestore:FastSnapshotRestore")], "730 h × $0.75"),
    Case("an address", [resource("aws:ec2/eip:Eip", {"domain": "vpc"})], "730 h × $0.005"),
    Case("an address of one's own range", [resource("aws:ec2/eip:Eip", {"publicIpv4Pool": "ipv4pool-ec2-012345"})], "$0"),
    Case("Lightsail", [resource("aws:lightsail/instance:Instance", {"bundleId": "small_3_0"})], "$12"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_estimate_is_what_one_works_out_by_hand(case: Case) -> None:
    case.check()


def test_a_mixed_group_has_its_base_and_a_quarter_of_the_rest_on_demand() -> None:
    lines = {line.item: float(line.quantity) for line in cost(_TEMPLATE, resource(GROUP, _MIXED)).lines}
    assert lines["instances c5.2xlarge"] == 730 * (2 + 8 / 4)
    assert lines["spot instances c5.2xlarge"] == 730 * 6


def test_spot_costs_a_fraction_of_the_list_price() -> None:
    request = resource("aws:ec2/spotInstanceRequest:SpotInstanceRequest", {"instanceType": "m5.xlarge"})
    (spot,) = [line for line in cost(request).lines if "spot" in line.item]
    assert 0.1 < float(spot.unit_price) / 0.192 < 0.9


def test_a_spot_fleet_counts_by_weight() -> None:
    fleet = resource(
        "aws:ec2/spotFleetRequest:SpotFleetRequest",
        {"targetCapacity": 12, "launchSpecifications": [{"instanceType": "c5.xlarge", "weightedCapacity": "4"}]},
    )
    (spot,) = [line for line in cost(fleet).lines if "spot" in line.item]
    assert float(spot.quantity) == 730 * 3


def test_a_fleet_splits_its_capacity() -> None:
    target = {"totalTargetCapacity": 5, "defaultTargetCapacityType": "spot", "onDemandTargetCapacity": 2}
    configs = [{"overrides": [{"instanceType": "m5.large"}]}]
    fleet = resource("aws:ec2/fleet:Fleet", {"targetCapacitySpecification": target, "launchTemplateConfigs": configs})
    lines = {line.item: float(line.quantity) / 730 for line in cost(fleet).lines}
    assert lines["instances m5.large"] == 2
    assert lines["spot instances m5.large"] == 3


@given(count=st.integers(0, 50), size=st.sampled_from(["large", "xlarge", "2xlarge", "4xlarge"]))
@settings(max_examples=40, deadline=None)
def test_more_never_costs_less(count: int, size: str) -> None:
    def total(number: int) -> float:
        template = resource(TEMPLATE, {"instanceType": f"m5.{size}"}, "template")
        return float(cost(template, resource(GROUP, {"desiredCapacity": number}, refers={"launchTemplate": template})).total)

    assert total(count) <= total(2 * count)


@given(gb=st.integers(1, 10_000), iops=st.integers(100, 16_000), kind=st.sampled_from(["gp2", "gp3", "io1", "io2", "st1", "sc1"]))
@settings(max_examples=40, deadline=None)
def test_larger_disks_never_cost_less(gb: int, iops: int, kind: str) -> None:
    def total(times: int) -> float:
        return float(cost(resource(VOLUME, {"size": gb * times, "iops": iops * times, "type": kind})).total)

    assert total(1) <= total(2)


@pytest.mark.parametrize(
    ("inputs", "region", "says"),
    [
        ({"instanceType": "m5.hugelarge"}, "us-east-1", "no price for ec2 on_demand_linux m5.hugelarge; did you mean"),
        ({"instanceType": "m5.large"}, "xx-nowhere-9", "no prices for the region xx-nowhere-9"),
        ({}, "us-east-1", "its instance type is not known"),
        ({"instanceType": UNKNOWN}, "us-east-1", "instanceType is not known yet"),
        ({"instanceType": "m5.large", "tenancy": "dedicated"}, "us-east-1", "dedicated tenancy"),
        ({"instanceType": "m5.large", "rootBlockDevice": {"volumeType": "gp9"}}, "us-east-1", "EBS volumes of type gp9"),
    ],
)
def test_what_has_no_price_is_named(inputs: dict[str, object], region: str, says: str) -> None:
    problem = problem_of(resource(INSTANCE, inputs, "web", region))
    assert problem.startswith("web (aws:ec2/instance:Instance): ")
    assert says in problem
