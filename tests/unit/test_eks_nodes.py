"""Managed node groups: what each stack's program asks for, and the plans behind it."""

import base64
import json
import re
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from capacity.nodes import max_pods
from components.compute.eks.node_plan import PlannedGroup, plan_groups, spread, user_data
from settings.eks import NodeGroup, architecture
from settings.regions import NodeGroupSize
from tests.support import ROOT, inventory_of, settings_of
from tests.unit.eks_facts import LAUNCH_TEMPLATE, NODE_GROUP, POLICY, autoscaler_tags, by_name, every_stack


def planned(**group: Any) -> PlannedGroup:
    """A node group as planned, with as few settings as need be."""
    settings = NodeGroup(**{"instance_types": ("m7i.large",), "min": 1, "desired": 1, "max": 3, "disk_gib": 50} | group)
    return PlannedGroup("some", settings, (0,), NodeGroupSize(min=1, desired=1, max=3))


@every_stack
def test_nodes_demand_imdsv2_within_one_hop(stack: str) -> None:
    for template in inventory_of(stack).of_type(LAUNCH_TEMPLATE):
        assert template.inputs["metadataOptions"]["httpTokens"] == "required"
        assert template.inputs["metadataOptions"]["httpPutResponseHopLimit"] == 1


@every_stack
def test_every_node_volume_is_encrypted_gp3_with_the_regions_key(stack: str) -> None:
    for template in inventory_of(stack).of_type(LAUNCH_TEMPLATE):
        for mapping in template.inputs["blockDeviceMappings"]:
            assert mapping["ebs"]["encrypted"] == "true"
            assert mapping["ebs"]["volumeType"] == "gp3"
            assert mapping["ebs"]["kmsKeyId"].startswith(f"arn:aws:kms:{template.region}:")


@every_stack
def test_instances_volumes_and_interfaces_carry_the_stacks_tags(stack: str) -> None:
    for template in inventory_of(stack).of_type(LAUNCH_TEMPLATE):
        tagged = {one["resourceType"]: one["tags"] for one in template.inputs["tagSpecifications"]}
        assert set(tagged) == {"instance", "volume", "network-interface"}
        assert all(template.inputs["tags"].items() <= tags.items() for tags in tagged.values())


@every_stack
def test_node_groups_start_from_templates_and_leave_their_size_to_the_scaler(stack: str) -> None:
    for group in inventory_of(stack).of_type(NODE_GROUP):
        assert group.inputs["launchTemplate"]["id"].startswith("lt-")
        assert group.inputs["version"] == settings_of(stack).eks.version
        assert "remoteAccess" not in group.inputs


@every_stack
def test_sizes_of_all_groups_sum_to_the_settings(stack: str) -> None:
    settings = settings_of(stack)
    groups = inventory_of(stack).of_type(NODE_GROUP)
    for region in settings.regions:
        for name, group in settings.eks.node_groups.items():
            wanted = region.node_groups.get(name, group)
            pattern = re.compile(rf"{region.name}-nodes-{name}{'-[a-z]' if group.one_per_zone else ''}")
            sizes = [one.inputs["scalingConfig"] for one in groups if pattern.fullmatch(one.name)]
            assert len(sizes) == (region.availability_zones if group.one_per_zone else 1)
            for key, expected in (("minSize", wanted.min), ("desiredSize", wanted.desired), ("maxSize", wanted.max)):
                assert sum(size[key] for size in sizes) == expected


def test_the_dr_region_runs_a_pilot_light() -> None:
    prod = settings_of("prod")
    assert prod.dr is not None
    desired: dict[str, int] = defaultdict(int)
    for group in inventory_of("prod").of_type(NODE_GROUP):
        desired[group.region] += group.inputs["scalingConfig"]["desiredSize"]
    assert desired[prod.dr.name] == 2
    assert desired[prod.primary.name] == 18


def test_a_zonal_group_stands_in_one_subnet_and_others_in_all() -> None:
    for group in inventory_of("prod").of_type(NODE_GROUP):
        assert len(group.inputs["subnetIds"]) == (1 if "-memory-" in group.name else 3)


def test_each_taint_and_label_reaches_the_autoscalers_template_tags() -> None:
    inventory, settings = inventory_of("prod"), settings_of("prod")
    cluster = "event-platform-prod-eks"
    for region in settings.regions:
        for one in plan_groups(settings.eks, region, True):
            tags = autoscaler_tags(inventory, region.name, one.name)
            assert tags["k8s.io/cluster-autoscaler/enabled"] == "true"
            assert tags[f"k8s.io/cluster-autoscaler/{cluster}"] == "owned"
            for taint in one.group.taints:
                assert tags[f"k8s.io/cluster-autoscaler/node-template/taint/{taint.key}"] == f"{taint.value}:NoSchedule"
            for key, value in one.group.labels.items():
                assert tags[f"k8s.io/cluster-autoscaler/node-template/label/{key}"] == value


def test_an_empty_zonal_group_tells_the_autoscaler_its_zone() -> None:
    tags = autoscaler_tags(inventory_of("prod"), "us-west-2", "memory-b")
    assert tags["k8s.io/cluster-autoscaler/node-template/label/topology.ebs.csi.aws.com/zone"] == "us-west-2b"


@every_stack
def test_nodes_have_no_permissions_of_the_cni_nor_of_any_workload(stack: str) -> None:
    inventory = inventory_of(stack)
    allowed = {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonSSMManagedInstanceCore"}
    for role in inventory.of_type("platform:compute:NodeRole"):
        children = [resource for resource in inventory if resource.parent == role.urn]
        assert not [child for child in children if child.type == POLICY]
        attached = {r.inputs["policyArn"].rpartition("/")[2] for r in children if r.type.endswith("RolePolicyAttachment")}
        assert attached == allowed


@given(
    counts=st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(1, 100)).map(sorted),
    zones=st.integers(1, 6),
)
def test_spreading_over_zones_keeps_the_sum_the_order_and_the_balance(counts: list[int], zones: int) -> None:
    low, desired, high = counts
    assume(high >= zones)  # the settings refuse a zonal group whose maximum leaves a zone without a node
    shares = spread(NodeGroupSize(min=low, desired=desired, max=high), zones)
    assert (sum(s.min for s in shares), sum(s.desired for s in shares), sum(s.max for s in shares)) == (low, desired, high)
    assert all(share.min <= share.desired <= share.max for share in shares)
    assert max(share.max for share in shares) - min(share.max for share in shares) <= 1


@pytest.mark.parametrize(
    ("ami", "instance_type", "expected"),
    [
        ("al2023", "c6i.4xlarge", "AL2023_x86_64_STANDARD"),
        ("al2023", "c7g.4xlarge", "AL2023_ARM_64_STANDARD"),
        ("al2023_nvidia", "g5.2xlarge", "AL2023_x86_64_NVIDIA"),
        ("al2023_nvidia", "g5g.2xlarge", "AL2023_ARM_64_NVIDIA"),
        ("bottlerocket", "m7i.large", "BOTTLEROCKET_x86_64"),
        ("bottlerocket", "m7g.large", "BOTTLEROCKET_ARM_64"),
    ],
)
def test_the_image_fits_the_processor(ami: str, instance_type: str, expected: str) -> None:
    assert planned(ami=ami, instance_types=(instance_type,)).ami_type == expected


def test_the_architecture_read_from_a_name_is_that_of_the_data() -> None:
    limits = json.loads((ROOT / "data" / "eks.json").read_text())["eni_limits"]
    assert {kind: architecture(kind) for kind in limits} == {kind: facts["arch"] for kind, facts in limits.items()}


def test_the_smallest_type_of_a_group_sets_the_pods_per_node() -> None:
    mixed = planned(instance_types=("c6i.8xlarge", "c6i.large"))
    assert mixed.pods == max_pods("c6i.large") < max_pods("c6i.8xlarge")
    assert f"maxPods: {mixed.pods}\n" in base64.b64decode(user_data(mixed)).decode()
    assert base64.b64decode(user_data(planned(ami="bottlerocket"))).decode() == "[settings.kubernetes]\nmax-pods = 110\n"


def test_bottlerocket_keeps_images_and_pods_on_the_volume_of_the_settings() -> None:
    template = by_name(inventory_of("karpenter").of_type(LAUNCH_TEMPLATE), "us-east-1-nodes-general")
    assert {m["deviceName"]: m["ebs"]["volumeSize"] for m in template.inputs["blockDeviceMappings"]} == {"/dev/xvda": 4, "/dev/xvdb": 50}
