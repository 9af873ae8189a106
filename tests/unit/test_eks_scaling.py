"""Who adds and removes nodes: Cluster Autoscaler or Karpenter, with the system pods on Fargate."""

import json
import re

from tests.support import inventory_of
from tests.unit.eks_facts import ADDON, POLICY, RELEASE, by_name, needs, statements


def test_the_autoscaler_has_the_required_timings_and_prefers_by_priority() -> None:
    release = by_name(inventory_of("prod").of_type(RELEASE), "us-east-1-cluster-autoscaler")
    arguments = release.inputs["values"]["extraArgs"]
    assert arguments == {
        "expander": "priority",
        "balance-similar-node-groups": True,
        "max-node-provision-time": "15m",
        "scale-down-delay-after-add": "10m",
        "scale-down-unneeded-time": "10m",
        "scale-down-utilization-threshold": 0.5,
    }
    priorities = release.inputs["values"]["expanderPriorities"]
    wanted = {"high-perf-0a1b2c3": "10", "general-0a1b2c3": "20", "memory-b-0a1b2c3": "30"}
    for group, priority in wanted.items():
        matching = [key for key, patterns in priorities.items() if any(re.match(p, f"eks-us-east-1-nodes-{group}-84c8") for p in patterns)]
        assert matching == [priority]


def test_the_autoscaler_resizes_only_what_is_tagged_as_its_clusters() -> None:
    for statement in statements(inventory_of("prod"), "us-east-1-cluster-autoscaler"):
        changes = [action for action in statement["Action"] if not re.search(r":(Describe|Get)", action)]
        if changes:
            assert statement["Condition"]["StringEquals"] == {"aws:ResourceTag/k8s.io/cluster-autoscaler/event-platform-prod-eks": "owned"}


def test_karpenter_changes_nothing_that_is_not_its_own() -> None:
    unscoped = [
        action
        for statement in statements(inventory_of("karpenter"), "us-east-1-karpenter")
        if statement["Resource"] == ["*"]
        for action in statement["Action"]
    ]
    assert not [action for action in unscoped if not re.search(r":(Describe|Get|List)", action)]


def test_karpenters_policy_fits_into_a_role() -> None:
    policy = by_name(inventory_of("karpenter").of_type(POLICY), "us-east-1-karpenter").inputs["policy"]
    assert len(re.sub(r"\s", "", policy)) <= 10_240  # IAM's limit for all inline policies of a role, white space aside


def test_karpenters_nodes_are_as_closed_as_managed_ones() -> None:
    (nodes,) = inventory_of("karpenter").of_type("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass")
    spec = nodes.inputs["spec"]
    assert spec["metadataOptions"]["httpTokens"] == "required" and spec["metadataOptions"]["httpPutResponseHopLimit"] == 1
    assert all(m["ebs"]["encrypted"] and m["ebs"]["kmsKeyID"].startswith("arn:aws:kms:us-east-1:") for m in spec["blockDeviceMappings"])
    assert not any("latest" in term["alias"] for term in spec["amiSelectorTerms"])


def test_karpenter_starts_no_more_than_the_settings_allow() -> None:
    (pool,) = inventory_of("karpenter").of_type("kubernetes:karpenter.sh/v1:NodePool")
    assert pool.inputs["spec"]["limits"] == {"cpu": "64"}
    requirements = {one["key"]: one["values"] for one in pool.inputs["spec"]["template"]["spec"]["requirements"]}
    assert requirements["kubernetes.io/arch"] == ["amd64", "arm64"]
    assert requirements["topology.kubernetes.io/zone"] == ["us-east-1a", "us-east-1b", "us-east-1c"]


def test_karpenters_nodes_may_join_by_an_entry_of_their_own() -> None:
    entries = inventory_of("karpenter").of_type("aws:eks/accessEntry:AccessEntry")
    assert [entry.name for entry in entries if entry.inputs["type"] == "EC2_LINUX"] == ["us-east-1-karpenter-nodes"]


def test_interruptions_come_encrypted_and_only_from_own_rules() -> None:
    inventory = inventory_of("karpenter")
    queue = by_name(inventory.of_type("aws:sqs/queue:Queue"), "us-east-1-interruptions")
    assert queue.inputs["kmsMasterKeyId"].startswith("arn:aws:kms:us-east-1:")
    assert len(inventory.of_type("aws:cloudwatch/eventRule:EventRule")) >= 5
    (policy,) = [r for r in inventory.of_type("aws:sqs/queuePolicy:QueuePolicy") if r.name == queue.name]
    send = next(s for s in json.loads(policy.inputs["policy"])["Statement"] if s["Effect"] == "Allow")
    assert send["Condition"]["ArnLike"]["aws:SourceArn"] == "arn:aws:events:us-east-1:555555555555:rule/*"


def test_on_fargate_karpenter_takes_its_role_by_token_because_pod_identity_is_not_there() -> None:
    inventory = inventory_of("karpenter")
    role = by_name(inventory.of_type("aws:iam/role:Role"), "us-east-1-karpenter")
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    by_claim = {key.rpartition(":")[2]: value for key, value in statement["Condition"]["StringEquals"].items()}
    assert by_claim == {"aud": "sts.amazonaws.com", "sub": "system:serviceaccount:kube-system:karpenter"}
    annotations = by_name(inventory.of_type(RELEASE), "us-east-1-karpenter").inputs["values"]["serviceAccount"]["annotations"]
    assert annotations["eks.amazonaws.com/role-arn"].startswith(
        "arn:aws:iam::555555555555:role/event-platform/karpenter/us-east-1-karpenter-"
    )


def test_coredns_runs_on_fargate_where_the_profile_selects_it() -> None:
    inventory = inventory_of("karpenter")
    (profile,) = inventory.of_type("aws:eks/fargateProfile:FargateProfile")
    selected = [selector["labels"] for selector in profile.inputs["selectors"]]
    assert selected == [{"k8s-app": "kube-dns"}, {"app.kubernetes.io/name": "karpenter"}]
    coredns = by_name(inventory.of_type(ADDON), "us-east-1-coredns")
    assert json.loads(coredns.inputs["configurationValues"]) == {"computeType": "Fargate"}


def test_karpenters_objects_go_before_its_controller_which_goes_before_its_definitions() -> None:
    inventory = inventory_of("karpenter")
    reach = needs(inventory)
    controller = by_name(inventory.of_type(RELEASE), "us-east-1-karpenter")
    definitions = by_name(inventory.of_type(RELEASE), "us-east-1-karpenter-crd")
    (pool,) = inventory.of_type("kubernetes:karpenter.sh/v1:NodePool")
    (nodes,) = inventory.of_type("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass")
    assert {controller.urn, nodes.urn} <= reach[pool.urn]
    assert controller.urn in reach[nodes.urn]
    assert definitions.urn in reach[controller.urn]
