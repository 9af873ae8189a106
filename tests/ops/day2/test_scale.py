"""`ops scale` brings numbers about, within bounds, and waits for them."""

from dataclasses import dataclass, field

import pytest

from ops.errors import OpsError, RunError
from ops.scale.bounds import Bounds, BoundsError
from ops.scale.scalable import Count, EcsService, NodeGroup, Pods, Shards
from ops.scale.scaling import Waiting, scale
from tests.ops.day2.cloud import Cloud
from tests.ops.day2.names import HOME

NOW = Waiting(0, 30, lambda _: None)


@dataclass
class Thing:
    """Grows by as much as it may at once, one look later."""

    counts: list[Count] = field(default_factory=lambda: [Count(2, 2)])
    asked: list[int] = field(default_factory=list)
    owner: str = "it stays"

    def count(self) -> Count:
        return self.counts.pop(0) if len(self.counts) > 1 else self.counts[0]

    def ask(self, wanted: int) -> None:
        self.asked.append(wanted)
        self.counts = [Count(wanted, 2, settled=False), Count(wanted, 2), Count(wanted, wanted)]


def test_before_and_after_are_told(cloud: Cloud) -> None:
    thing = Thing()
    before, after = scale(cloud.context(), thing, Bounds("key", 1, 5), 4, NOW)
    assert (before.wanted, after.working, thing.asked) == (2, 4, [4])
    assert "before: 2 wanted, 2 at work; now: 4 wanted, 4 at work; it stays" in cloud.recorder.said("done")[0]


def test_a_number_outside_the_bounds_is_refused_before_anything_is_asked(cloud: Cloud) -> None:
    thing = Thing()
    with pytest.raises(BoundsError, match="key says at most 5"):
        scale(cloud.context(), thing, Bounds("key", 1, 5), 6, NOW)
    assert thing.asked == [] and cloud.server.calls == []


def test_what_is_there_already_is_not_asked_for(cloud: Cloud) -> None:
    thing = Thing()
    scale(cloud.context(), thing, Bounds("key", 1, 5), 2, NOW)
    assert thing.asked == []


def test_what_does_not_come_is_said_with_what_there_is(cloud: Cloud) -> None:
    thing, seconds = Thing(), iter(range(0, 1000, 10))

    def stuck(wanted: int) -> None:
        thing.counts = [Count(wanted, 2)]

    thing.ask = stuck  # type: ignore[method-assign]
    with pytest.raises(RunError, match="4 wanted, 2 at work"):
        scale(cloud.context(), thing, Bounds("key", 1, 5), 4, Waiting(1, 30, lambda _: None, lambda: float(next(seconds))))


def test_shards_go_by_twos_as_kinesis_wants_it(cloud: Cloud) -> None:
    kinesis = cloud.client("kinesis")
    kinesis.create_stream(StreamName="event-platform-staging-raw-events", ShardCount=1)
    thing = Shards(cloud.context(), HOME, "raw-events")
    scale(cloud.context(), thing, Bounds("key", 1, 8), 4, NOW)
    steps = [call.parameters["TargetShardCount"] for call in cloud.changes("kinesis") if call.operation == "UpdateShardCount"]
    assert steps == [2, 4] and thing.count().working == 4


def test_a_dry_run_asks_for_no_shard(cloud: Cloud) -> None:
    cloud.client("kinesis").create_stream(StreamName="event-platform-staging-raw-events", ShardCount=1)
    context = cloud.context(dry_run=True)
    scale(context, Shards(context, HOME, "raw-events"), Bounds("key", 1, 8), 4, NOW)
    assert len(cloud.recorder.said("would change")) == 1
    assert [call for call in cloud.changes("kinesis") if call.operation == "UpdateShardCount"] == []


def test_a_service_gets_its_number_of_tasks(cloud: Cloud) -> None:
    ecs = cloud.client("ecs")
    ecs.create_cluster(clusterName="event-platform-staging-ecs")
    ecs.register_task_definition(family="f", containerDefinitions=[{"name": "c", "image": "i", "memory": 128}])
    ecs.create_service(cluster="event-platform-staging-ecs", serviceName="stream-processor", taskDefinition="f", desiredCount=0)
    thing = EcsService(cloud.context(), HOME, "stream-processor")
    thing.ask(3)
    assert thing.count().wanted == 3
    with pytest.raises(OpsError, match="no service nothing"):
        EcsService(cloud.context(), HOME, "nothing").count()


@pytest.fixture
def nodes(cloud: Cloud) -> Cloud:
    eks = cloud.client("eks")
    eks.create_cluster(
        name="event-platform-staging-eks", roleArn="arn:aws:iam::222222222222:role/eks", resourcesVpcConfig={"subnetIds": ["s"]}
    )
    for group in ("general-0a1b2c3", "memory-a-0a1b2c3", "memory-b-0a1b2c3", "memory-c-0a1b2c3"):
        eks.create_nodegroup(
            clusterName="event-platform-staging-eks",
            nodegroupName=f"us-east-1-nodes-{group}",
            scalingConfig={"minSize": 0, "maxSize": 2, "desiredSize": 1},
            subnets=["s"],
            nodeRole="arn:aws:iam::222222222222:role/nodes",
        )
    return cloud


def test_nodes_of_a_group_in_each_zone_are_spread(nodes: Cloud) -> None:
    thing = NodeGroup(nodes.context(), HOME, "memory", one_per_zone=True)
    scale(nodes.context(), thing, Bounds("key", 0, 6), 4, NOW)
    sizes = [call.parameters["scalingConfig"]["desiredSize"] for call in nodes.changes("eks") if call.operation == "UpdateNodegroupConfig"]
    assert sizes == [2]  # the first zone's; the others have theirs already
    assert thing.count().wanted == 4


def test_a_group_is_found_by_its_own_name_only(nodes: Cloud) -> None:
    assert NodeGroup(nodes.context(), HOME, "general", one_per_zone=False).names() == ["us-east-1-nodes-general-0a1b2c3"]
    with pytest.raises(OpsError, match="no node group spot"):
        NodeGroup(nodes.context(), HOME, "spot", one_per_zone=False).names()


def test_what_eks_would_not_allow_is_said_before(nodes: Cloud) -> None:
    with pytest.raises(OpsError, match="EKS has it at 0 to 2"):
        NodeGroup(nodes.context(), HOME, "general", one_per_zone=False).ask(3)
    assert [call for call in nodes.changes("eks") if call.operation == "UpdateNodegroupConfig"] == []


class Api:
    """A cluster's API."""

    def __init__(self) -> None:
        self.patched: list[tuple[str, ...]] = []
        self.found = {"spec": {"replicas": 2}, "status": {"readyReplicas": 2}}

    def find(self, *_: str) -> dict[str, dict[str, int]]:
        return self.found

    def patch(self, api_version: str, kind: str, namespace: str, name: str, patch: dict[str, dict[str, int]]) -> None:
        self.patched.append((api_version, kind, namespace, name))
        self.found = {"spec": patch["spec"], "status": {"readyReplicas": patch["spec"]["replicas"]}}


def test_pods_of_a_rollout_get_their_number(cloud: Cloud) -> None:
    api = Api()
    thing = Pods(cloud.context(), api, "api", "api", rolling=False)  # type: ignore[arg-type]
    scale(cloud.context(), thing, Bounds("key", 1, 5), 4, NOW)
    assert api.patched == [("argoproj.io/v1alpha1", "Rollout", "api", "api")]
