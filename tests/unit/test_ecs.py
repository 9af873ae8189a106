"""Containers on Fargate and their deployments, read off the resources of real stacks."""

import json
from typing import Any

from inventory.resource import Resource
from settings.compute_checks import SERVICES
from tests.support import inventory_of, settings_of
from tests.unit.compute_facts import ALARM, GROUP, every_stack, of

SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
POLICY = "aws:iam/rolePolicy:RolePolicy"

PROD_REGIONS = ["us-east-1", "eu-west-1", "ap-south-1", "us-west-2"]


def services(stack: str) -> list[Resource]:
    """The services of the settings, not those of other parts."""
    plain = [name.replace("_", "-") for name in SERVICES]
    return [one for one in of(stack, SERVICE) if one.inputs["name"] in plain]


def containers(task: Resource) -> list[dict[str, Any]]:
    """The containers of a task definition."""
    found: list[dict[str, Any]] = json.loads(task.inputs["containerDefinitions"])
    return found


@every_stack
def test_containers_are_closed_and_their_image_never_moves(stack: str) -> None:
    for task in of(stack, TASK):
        (container,) = containers(task)
        assert container["user"] == "1000:1000"
        assert container["readonlyRootFilesystem"] is True
        assert container["privileged"] is False
        assert container["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}
        registry, _, version = container["image"].rpartition("/")
        assert registry.startswith(f"{settings_of(stack).account_id}.dkr.ecr.{task.region}.amazonaws.com/")
        assert version.count(":") == 1
        assert not version.endswith(":latest")
        assert container["logConfiguration"]["options"]["awslogs-region"] == task.region


@every_stack
def test_services_run_in_private_subnets_without_shell(stack: str) -> None:
    for one in services(stack):
        assert one.inputs["networkConfiguration"]["assignPublicIp"] is False
        assert one.inputs["enableExecuteCommand"] is False
        tagged = {subnet.id: subnet.inputs["tags"]["Name"] for subnet in of(stack, "aws:ec2/subnet:Subnet", one.region)}
        assert all("private" in tagged[subnet] for subnet in one.inputs["networkConfiguration"]["subnets"])


def test_prod_has_the_sizes_of_the_plan_and_the_dr_region_stands_by() -> None:
    for region in PROD_REGIONS:
        counts = {one.inputs["name"]: one.inputs["desiredCount"] for one in services("prod") if one.region == region}
        assert counts == (
            {"data-ingestion-api": 1, "stream-processor": 0} if region == "us-west-2" else {"data-ingestion-api": 6, "stream-processor": 4}
        )
    scaled = {
        (one.region, one.inputs["resourceId"].rpartition("/")[2]): (one.inputs["minCapacity"], one.inputs["maxCapacity"])
        for one in of("prod", "aws:appautoscaling/target:Target")
        if one.inputs["serviceNamespace"] == "ecs"
    }
    assert scaled["us-east-1", "data-ingestion-api"] == (3, 20)
    assert scaled["us-east-1", "stream-processor"] == (2, 10)
    assert scaled["us-west-2", "data-ingestion-api"] == (1, 20)
    assert scaled["us-west-2", "stream-processor"] == (0, 10)
    sizes = {
        (task.inputs["family"].removeprefix("event-platform-prod-"), task.inputs["cpu"], task.inputs["memory"]) for task in of("prod", TASK)
    }
    assert sizes == {("data-ingestion-api", "2048", "4096"), ("stream-processor", "4096", "8192")}


def test_a_service_without_an_image_starts_no_task() -> None:
    waiting = [one for one in services("compute") if one.inputs["name"] == "stream-processor"]
    assert {one.inputs["desiredCount"] for one in waiting} == {0}
    targets = [one for one in of("compute", "aws:appautoscaling/target:Target") if one.inputs["resourceId"].endswith("/stream-processor")]
    assert {one.inputs["maxCapacity"] for one in targets} == {0}


def test_a_digest_stands_after_an_at_sign() -> None:
    images = {containers(task)[0]["image"] for task in of("compute", TASK) if task.inputs["family"].endswith("data-ingestion-api")}
    assert all("@sha256:" in image for image in images)


@every_stack
def test_spot_is_where_the_settings_say(stack: str) -> None:
    ecs = settings_of(stack).compute.ecs
    assert ecs
    wanted = "FARGATE_SPOT" if ecs.spot else "FARGATE"
    for one in services(stack):
        assert [each["capacityProvider"] for each in one.inputs["capacityProviderStrategies"]] == [wanted]
    # What CodeDeploy is handed says so too, or the next deployment would put the service on demand.
    for region in inventory_of(stack).outputs["regions"].values():
        spec = json.loads(region["ecs"]["data-ingestion-api"]["deployment"]["app_spec"])
        properties = spec["Resources"][0]["TargetService"]["Properties"]
        assert properties["CapacityProviderStrategy"][0]["CapacityProvider"] == wanted


@every_stack
def test_the_api_is_deployed_blue_green_and_goes_back_on_errors_and_latency(stack: str) -> None:
    for region in settings_of(stack).regions:
        (api,) = [one for one in services(stack) if one.region == region.name and one.inputs["name"] == "data-ingestion-api"]
        assert api.inputs["deploymentController"] == {"type": "CODE_DEPLOY"}
        (group,) = [one for one in of(stack, GROUP, region.name) if "ecsService" in one.inputs]
        pair = group.inputs["loadBalancerInfo"]["targetGroupPairInfo"]
        assert len(pair["targetGroups"]) == 2
        assert pair["prodTrafficRoute"]["listenerArns"] != pair["testTrafficRoute"]["listenerArns"]
        assert "DEPLOYMENT_STOP_ON_ALARM" in group.inputs["autoRollbackConfiguration"]["events"]
        watched = set(group.inputs["alarmConfiguration"]["alarms"])
        texts = {alarm.inputs["alarmDescription"].partition(":")[0] for alarm in of(stack, ALARM, region.name) if alarm.id in watched}
        assert texts == {"HighErrorRate", "HighLatency"}


@every_stack
def test_the_processor_has_no_traffic_to_shift_and_is_rolled_back_by_ecs(stack: str) -> None:
    for one in services(stack):
        if one.inputs["name"] == "stream-processor":
            assert one.inputs["deploymentController"] == {"type": "ECS"}
            assert one.inputs["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
            assert one.inputs["alarms"]["rollback"] is True
            assert len(one.inputs["alarms"]["alarmNames"]) == 2


@every_stack
def test_the_load_balancer_is_internal_logged_and_serves_tls_only(stack: str) -> None:
    balancers = of(stack, "aws:lb/loadBalancer:LoadBalancer", word="-api")
    assert len(balancers) == len(settings_of(stack).regions)
    for one in balancers:
        assert one.inputs["internal"] is True
        assert one.inputs["dropInvalidHeaderFields"] is True
        assert one.inputs["accessLogs"]["enabled"] is True
        assert one.inputs["enableDeletionProtection"] is settings_of(stack).protect
    for listener in of(stack, "aws:lb/listener:Listener", word="-api"):
        assert listener.inputs["protocol"] == "HTTPS"
        assert listener.inputs["sslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2")
        assert f":{listener.region}:" in listener.inputs["certificateArn"]


def test_a_task_may_touch_its_own_stream_only() -> None:
    policies = [json.loads(one.inputs["policy"]) for one in of("prod", POLICY, "us-east-1", "data-ingestion-api-task")]
    streams = {
        resource
        for policy in policies
        for statement in policy["Statement"]
        for resource in statement["Resource"]
        if any(action.startswith("kinesis:") for action in statement["Action"])
    }
    assert streams == {"arn:aws:kinesis:us-east-1:333333333333:stream/event-platform-prod-raw-events"}
