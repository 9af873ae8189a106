"""vCPUs by family, on demand and on spot, at the desired and at the largest size; disks; clusters and their nodes."""

from typing import Any

import pytest

from inventory.resource import Resource
from quotas import Verdict
from quotas.counting import NotCountedError
from quotas.instances import quota_of, vcpus_of
from tests.quotas import needs, report_of, resource, row, several

STANDARD = "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances, vCPU"
SPOT = "All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests, vCPU"
GP3 = "Storage for General Purpose SSD (gp3) volumes, TiB"
CLUSTER = resource("aws:eks/cluster:Cluster", {"name": "main"}, name="main")


def nodes(**inputs: Any) -> Resource:
    """A node group of the cluster."""
    return resource("aws:eks/nodeGroup:NodeGroup", {"clusterName": "main", **inputs}, name=inputs.pop("called", "nodes"))


def test_a_node_group_needs_what_it_desires_and_may_grow() -> None:
    group = nodes(instanceTypes=["c6i.4xlarge"], scalingConfig={"desiredSize": 6, "maxSize": 20})
    assert needs(STANDARD, group) == {"": (6 * 16, 20 * 16)}
    assert row(STANDARD, group).verdict is Verdict.exceeded


def test_five_vcpus_are_not_exceeded_by_two_small_nodes_but_by_three() -> None:
    assert row(STANDARD, nodes(scalingConfig={"desiredSize": 2, "maxSize": 2})).verdict is Verdict.tight  # t3.medium: 4 of 5
    assert row(STANDARD, nodes(scalingConfig={"desiredSize": 3, "maxSize": 3})).verdict is Verdict.exceeded


def test_what_is_exceeded_only_at_the_largest_size_is_tight() -> None:
    found = row(STANDARD, nodes(scalingConfig={"desiredSize": 1, "maxSize": 9}))
    assert (found.now, found.most, found.verdict) == (2, 18, Verdict.tight)


def test_a_group_of_several_types_may_grow_in_the_largest() -> None:
    group = nodes(instanceTypes=["t3.xlarge", "m5.2xlarge"], capacityType="SPOT", scalingConfig={"desiredSize": 2, "maxSize": 20})
    assert needs(SPOT, group) == {"": (2 * 4, 20 * 8)}
    assert not needs(STANDARD, group)


@pytest.mark.parametrize(
    ("type_", "quota"),
    [
        ("g5.2xlarge", "Running On-Demand G and VT instances, vCPU"),
        ("vt1.3xlarge", "Running On-Demand G and VT instances, vCPU"),
        ("p4d.24xlarge", "Running On-Demand P instances, vCPU"),
        ("x2iedn.xlarge", "Running On-Demand X instances, vCPU"),
        ("inf1.xlarge", "Running On-Demand Inf instances, vCPU"),
        ("trn1.2xlarge", "Running On-Demand Trn instances, vCPU"),
        ("dl1.24xlarge", "Running On-Demand DL instances, vCPU"),
        ("f1.2xlarge", "Running On-Demand F instances, vCPU"),
        ("hpc6a.48xlarge", "Running On-Demand HPC instances, vCPU"),
        ("u-6tb1.56xlarge", "Running On-Demand High Memory instances, vCPU"),
        ("im4gn.large", STANDARD),
        ("is4gen.large", STANDARD),
        ("t4g.micro", STANDARD),
        ("z1d.large", STANDARD),
        ("r6i.4xlarge", STANDARD),
    ],
)
def test_each_family_has_its_quota(type_: str, quota: str) -> None:
    assert quota_of(type_, spot=False) == quota


def test_a_type_without_a_known_quota_or_size_is_listed() -> None:
    with pytest.raises(NotCountedError, match="mac1"):
        quota_of("mac1.metal", spot=False)
    with pytest.raises(NotCountedError, match="spot hpc6a"):
        quota_of("hpc6a.48xlarge", spot=True)
    (line, *_) = report_of(resource("aws:ec2/instance:Instance", {"instanceType": "m9.huge"}, name="odd")).not_known
    assert line.startswith("odd (aws:ec2/instance:Instance): how many vCPUs m9.huge has is not known")
    assert (vcpus_of("m9x.4xlarge"), vcpus_of("m9x.large")) == (16, 2)


def test_a_new_account_starts_no_gpu_at_all() -> None:
    gpu = nodes(instanceTypes=["g5.2xlarge"], scalingConfig={"desiredSize": 0, "maxSize": 5})
    assert row("Running On-Demand G and VT instances, vCPU", gpu).verdict is Verdict.tight
    one = nodes(instanceTypes=["g5.2xlarge"], scalingConfig={"desiredSize": 1, "maxSize": 5})
    assert row("Running On-Demand G and VT instances, vCPU", one).verdict is Verdict.exceeded


def test_a_scaling_group_takes_type_and_market_of_its_template() -> None:
    template = resource("aws:ec2/launchTemplate:LaunchTemplate", {"instanceType": "m5.large"}, name="template")
    group = resource(
        "aws:autoscaling/group:Group",
        {"minSize": 1, "maxSize": 4, "launchTemplate": {"id": "lt-1"}},
        refers={"launchTemplate": template},
    )
    assert needs(STANDARD, template, group) == {"": (2, 8)}


def test_a_mixed_group_is_divided_between_the_markets() -> None:
    mixed = {
        "instancesDistribution": {"onDemandBaseCapacity": 2, "onDemandPercentageAboveBaseCapacity": 25},
        "launchTemplate": {"overrides": [{"instanceType": "m5.large"}, {"instanceType": "m5.xlarge"}]},
    }
    group = resource("aws:autoscaling/group:Group", {"desiredCapacity": 6, "maxSize": 10, "mixedInstancesPolicy": mixed})
    assert needs(STANDARD, group) == {"": (3 * 2, 4 * 4)}
    assert needs(SPOT, group) == {"": (3 * 2, 6 * 4)}


def test_instances_and_spot_requests_count_one_each() -> None:
    alone = resource("aws:ec2/instance:Instance", {"instanceType": "m5.xlarge"}, name="alone")
    spot = resource("aws:ec2/spotInstanceRequest:SpotInstanceRequest", {"instanceType": "m5.large"}, name="spot")
    assert (needs(STANDARD, alone, spot), needs(SPOT, alone, spot)) == ({"": (4, 4)}, {"": (2, 2)})


def test_karpenter_may_start_up_to_its_limit_in_each_market() -> None:
    requirement = {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["on-demand", "spot"]}
    spec = {"limits": {"cpu": "64"}, "template": {"spec": {"requirements": [requirement]}}}
    pool = resource("kubernetes:karpenter.sh/v1:NodePool", {"spec": spec}, name="default")
    rows = {one.quota.name: (one.now, one.most) for one in report_of(pool).rows}
    assert rows[STANDARD] == (0, 64) and rows[SPOT] == (0, 64)
    assert any("how many nodes Karpenter starts" in line for line in report_of(pool).not_known)


def test_emr_counts_masters_core_tasks_and_what_scaling_adds() -> None:
    config = {"instanceType": "m5.2xlarge", "weightedCapacity": 1, "ebsConfigs": [{"size": 200, "type": "gp3", "volumesPerInstance": 2}]}
    cluster = resource(
        "aws:emr/cluster:Cluster",
        {
            "masterInstanceGroup": {"instanceType": "m5.xlarge"},
            "coreInstanceFleet": {"targetOnDemandCapacity": 3, "instanceTypeConfigs": [config]},
        },
        name="spark",
    )
    task = {"targetSpotCapacity": 5, "instanceTypeConfigs": [{"instanceType": "m5.xlarge"}]}
    tasks = resource("aws:emr/instanceFleet:InstanceFleet", task, name="tasks", refers={"clusterId": cluster})
    limits = {"computeLimits": [{"maximumCapacityUnits": 15, "maximumOndemandCapacityUnits": 10, "unitType": "InstanceFleetUnits"}]}
    scaling = resource("aws:emr/managedScalingPolicy:ManagedScalingPolicy", limits, name="scaling", refers={"clusterId": cluster})
    assert needs(STANDARD, cluster, tasks, scaling) == {"": (4 + 3 * 8, 4 + 3 * 8 + 7 * 8)}
    assert needs(SPOT, cluster, tasks, scaling) == {"": (5 * 4, 5 * 4)}
    assert needs(GP3, cluster) == {"": (3 * 400 / 1024, 3 * 400 / 1024)}


def test_disks_of_all_nodes_add_up_to_tebibytes() -> None:
    disk = {"blockDeviceMappings": [{"ebs": {"volumeSize": 1024, "volumeType": "gp3"}}]}
    template = resource("aws:ec2/launchTemplate:LaunchTemplate", disk, name="template")

    def group(size: int) -> Resource:
        inputs = {"instanceTypes": ["m5.large"], "scalingConfig": {"desiredSize": size, "maxSize": size}, "launchTemplate": {"id": "lt-1"}}
        return resource("aws:eks/nodeGroup:NodeGroup", inputs, refers={"launchTemplate": template})

    assert row(GP3, template, group(50)).verdict is Verdict.tight
    assert row(GP3, template, group(51)).verdict is Verdict.exceeded
    fast = several(2, "aws:ebs/volume:Volume", {"type": "io2", "size": 512, "iops": 60000})
    assert needs("Storage for Provisioned IOPS SSD (io2) volumes, TiB", *fast) == {"": (1, 1)}
    assert row("IOPS for Provisioned IOPS SSD (io2) volumes", *fast).verdict is Verdict.exceeded
    assert needs("Storage for General Purpose SSD (gp2) volumes, TiB", *several(2, "aws:ebs/volume:Volume", {"size": 512})) == {"": (1, 1)}


def test_a_cluster_and_what_it_is_made_of_count_once() -> None:
    component = resource("eks:index:Cluster", {"name": "main", "clusterSecurityGroup": "sg-1"}, name="component")
    inner = resource("aws:eks/cluster:Cluster", {"name": "main"}, name="inner", parent=component)
    assert needs("Clusters", component) == {"": (1, 1)} == needs("Clusters", component, inner)
    assert needs("Control plane security groups per cluster", component) == {"component": (1, 1)}


def test_groups_nodes_profiles_and_identities_of_a_cluster() -> None:
    groups = several(31, "aws:eks/nodeGroup:NodeGroup", {"clusterName": "main", "scalingConfig": {"desiredSize": 0, "maxSize": 1}})
    assert row("Managed node groups per cluster", CLUSTER, *groups).verdict is Verdict.exceeded
    assert needs("Managed node groups per cluster", CLUSTER, *groups[:30]) == {"main": (30, 30)}
    assert needs("Auto Scaling groups per region", *groups) == {"": (31, 31)}
    large = nodes(scalingConfig={"desiredSize": 1, "maxSize": 450})
    assert row("Nodes per managed node group", large).most == 450
    assert row("Nodes per managed node group", nodes(scalingConfig={"desiredSize": 451, "maxSize": 500})).verdict is Verdict.exceeded
    selectors = {"clusterName": "main", "selectors": [{"labels": {str(key): "x" for key in range(6)}}] * 6}
    profiles = several(11, "aws:eks/fargateProfile:FargateProfile", selectors)
    for quota in ("Fargate profiles per cluster", "Selectors per Fargate profile", "Label pairs per Fargate profile selector"):
        exceeded = [one for one in report_of(CLUSTER, *profiles).rows if one.quota.name == quota and one.verdict is Verdict.exceeded]
        assert exceeded, quota
    identities = several(1001, "aws:eks/podIdentityAssociation:PodIdentityAssociation", {"clusterName": "main"})
    assert row("Pod Identity associations per cluster", CLUSTER, *identities).verdict is Verdict.exceeded
    ranges = resource("aws:eks/cluster:Cluster", {"vpcConfig": {"publicAccessCidrs": ["10.0.0.0/8"] * 41, "securityGroupIds": ["a"] * 5}})
    assert row("Public endpoint access CIDR ranges per cluster", ranges).verdict is Verdict.exceeded
    assert row("Control plane security groups per cluster", ranges).verdict is Verdict.exceeded


def test_fargate_counts_the_vcpus_of_tasks_and_what_they_may_grow_to() -> None:
    task = resource("aws:ecs/taskDefinition:TaskDefinition", {"cpu": "2048"}, name="task")

    def service(count: int, **more: Any) -> Resource:
        inputs = {"name": "api", "launchType": "FARGATE", "desiredCount": count, **more}
        return resource("aws:ecs/service:Service", inputs, name="service", refers={"taskDefinition": task})

    scaled = resource("aws:appautoscaling/target:Target", {"resourceId": "service/main/api", "maxCapacity": 9})
    quota = "Fargate On-Demand vCPU resource count"
    assert needs(quota, task, service(3), scaled) == {"": (6, 18)}
    assert row(quota, task, service(3)).verdict is Verdict.tight
    assert row(quota, task, service(4)).verdict is Verdict.exceeded
    spot = service(3, launchType="", capacityProviderStrategies=[{"capacityProvider": "FARGATE_SPOT"}])
    assert any("FARGATE_SPOT is open" in line for line in report_of(task, spot).not_known)
