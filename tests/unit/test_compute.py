"""Containers on Fargate, Lambda functions, Spark and images, read off the resources of real stacks."""

import json
from pathlib import Path
from typing import Any

import pytest

from functions.event_validator.handler import Config as ValidatorConfig
from functions.package import sources
from functions.real_time_aggregator.handler import Config as AggregatorConfig
from inventory.resource import Resource
from settings.compute_checks import FUNCTIONS, SERVICES
from tests.support import STACKS, inventory_of, settings_of
from tests.unit.stack_files import changed, mistakes

WITH_ECS = (*STACKS, "compute")
every_stack = pytest.mark.parametrize("stack", WITH_ECS)

SERVICE, TASK = "aws:ecs/service:Service", "aws:ecs/taskDefinition:TaskDefinition"
FUNCTION, ALIAS = "aws:lambda/function:Function", "aws:lambda/alias:Alias"
GROUP, ALARM = "aws:codedeploy/deploymentGroup:DeploymentGroup", "aws:cloudwatch/metricAlarm:MetricAlarm"
MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
POLICY = "aws:iam/rolePolicy:RolePolicy"

PROD_REGIONS = ["us-east-1", "eu-west-1", "ap-south-1", "us-west-2"]


def of(stack: str, type_: str, region: str | None = None, word: str = "") -> list[Resource]:
    """The resources of a type, of one region, with a word in their name."""
    return [one for one in inventory_of(stack).of_type(type_) if (region is None or one.region == region) and word in one.name]


def function_names(stack: str) -> dict[str, Resource]:
    """The two functions of each region, by region and plain name."""
    plain = [name.replace("_", "-") for name in FUNCTIONS]
    return {f"{one.region} {name}": one for one in of(stack, FUNCTION) for name in plain if one.inputs["name"].endswith(name)}


def services(stack: str) -> list[Resource]:
    """The services of the issue, not those of others."""
    plain = [name.replace("_", "-") for name in SERVICES]
    return [one for one in of(stack, SERVICE) if one.inputs["name"] in plain]


def containers(task: Resource) -> list[dict[str, Any]]:
    """The containers of a task definition."""
    found: list[dict[str, Any]] = json.loads(task.inputs["containerDefinitions"])
    return found


# Images


@every_stack
def test_each_service_has_a_closed_repository_in_every_region(stack: str) -> None:
    names = settings_of(stack).compute.ecr.repositories
    for region in settings_of(stack).regions:
        repositories = of(stack, "aws:ecr/repository:Repository", region.name)
        assert sorted(one.inputs["name"].rpartition("/")[2] for one in repositories) == sorted(names)
        for one in repositories:
            assert one.inputs["imageTagMutability"] == "IMMUTABLE"
            assert one.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
            (encryption,) = one.inputs["encryptionConfigurations"]
            assert encryption["encryptionType"] == "KMS"
            assert encryption["kmsKey"].startswith(f"arn:aws:kms:{region.name}:")
            assert one.protect is settings_of(stack).protect


def test_images_go_from_the_primary_region_to_all_others_and_nowhere_else() -> None:
    (replication,) = of("prod", "aws:ecr/replicationConfiguration:ReplicationConfiguration")
    assert replication.region == "us-east-1"
    (rule,) = replication.inputs["replicationConfiguration"]["rules"]
    assert [one["region"] for one in rule["destinations"]] == ["eu-west-1", "ap-south-1", "us-west-2"]
    prefix = rule["repositoryFilters"][0]["filter"]
    assert all(one.inputs["name"].startswith(prefix) for one in of("prod", "aws:ecr/repository:Repository"))
    assert not of("dev", "aws:ecr/replicationConfiguration:ReplicationConfiguration")


def test_images_are_scanned_again_and_again_where_inspector_is_on() -> None:
    for stack, kind, often in (("prod", "ENHANCED", "CONTINUOUS_SCAN"), ("dev", "BASIC", "SCAN_ON_PUSH")):
        for one in of(stack, "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"):
            assert (one.inputs["scanType"], one.inputs["rules"][0]["scanFrequency"]) == (kind, often)


# Containers


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


# Functions


@every_stack
def test_functions_have_the_settings_sizes_and_run_closed(stack: str) -> None:
    sizes = settings_of(stack).compute.functions
    found = function_names(stack)
    assert len(found) == 2 * len(settings_of(stack).regions)
    for key, one in found.items():
        size = getattr(sizes, key.partition(" ")[2].replace("-", "_"))
        assert (one.inputs["memorySize"], one.inputs["timeout"]) == (size.memory_mb, size.timeout_seconds)
        assert one.inputs["reservedConcurrentExecutions"] == size.reserved
        assert (one.inputs["runtime"], one.inputs["architectures"]) == ("python3.13", ["arm64"])
        assert one.inputs["tracingConfig"] == {"mode": "Active"}
        assert one.inputs["kmsKeyArn"].startswith(f"arn:aws:kms:{one.region}:")
        assert one.inputs["deadLetterConfig"]["targetArn"].startswith(f"arn:aws:sqs:{one.region}:")
        assert one.inputs["publish"] is True


@every_stack
def test_functions_are_told_all_that_their_handlers_read(stack: str) -> None:
    for key, one in function_names(stack).items():
        config = ValidatorConfig if key.endswith("event-validator") else AggregatorConfig
        config.read(one.inputs["environment"]["variables"])


def test_a_functions_handler_is_in_its_package() -> None:
    for one in function_names("prod").values():
        module = one.inputs["handler"].rpartition(".")[0].replace(".", "/")
        assert f"{module}.py" in sources(module.split("/")[1])


@every_stack
def test_functions_have_a_group_that_nobody_may_enter(stack: str) -> None:
    for one in function_names(stack).values():
        (group,) = one.inputs["vpcConfig"]["securityGroupIds"]
        rules = of(stack, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", one.region)
        assert not [rule for rule in rules if rule.inputs["securityGroupId"] == group]


@every_stack
def test_streams_call_the_alias_live_where_the_region_is_active(stack: str) -> None:
    roles = {region.name: region.role for region in settings_of(stack).regions}
    mappings = of(stack, MAPPING)
    assert len(mappings) == 2 * len(roles)
    for one in mappings:
        assert one.inputs["functionName"].endswith(":live")
        assert one.inputs["enabled"] is (roles[one.region] != "dr")
        assert one.inputs["functionResponseTypes"] == ["ReportBatchItemFailures"]
        assert one.inputs["parallelizationFactor"] == 1


@every_stack
def test_a_canary_of_each_function_goes_back_on_alarms_of_the_alias(stack: str) -> None:
    wanted = settings_of(stack).compute.functions.deployment
    assert len(of(stack, ALIAS)) == 2 * len(settings_of(stack).regions)
    groups = [one for one in of(stack, GROUP) if "ecsService" not in one.inputs]
    assert len(groups) == 2 * len(settings_of(stack).regions)
    alarms = {(one.region, one.id): one for one in of(stack, ALARM)}
    for group in groups:
        assert group.inputs["deploymentConfigName"] == f"CodeDeployDefault.{wanted}"
        watched = [alarms[group.region, name] for name in group.inputs["alarmConfiguration"]["alarms"]]
        assert [one.inputs["metricName"] for one in watched] == ["Errors", "Duration"]
        assert all(one.inputs["dimensions"]["Resource"].endswith(f"{group.inputs['deploymentGroupName']}:live") for one in watched)


@every_stack
def test_counts_are_kept_as_the_aggregator_keys_them(stack: str) -> None:
    tables = of(stack, "aws:dynamodb/table:Table", word="real-time-counts")
    assert len(tables) == len(settings_of(stack).regions)
    for table in tables:
        assert (table.inputs["hashKey"], table.inputs["rangeKey"]) == ("series", "slot")
        assert table.inputs["ttl"] == {"attributeName": "expires_at", "enabled": True}
        assert table.inputs["pointInTimeRecovery"]["enabled"] is True
        assert table.inputs["serverSideEncryption"]["enabled"] is True


@every_stack
def test_what_is_no_event_goes_to_a_fifo_queue(stack: str) -> None:
    for queue in of(stack, "aws:sqs/queue:Queue", word="event-validator-rejected"):
        assert queue.inputs["name"].endswith(".fifo")
        assert queue.inputs["fifoQueue"] is True


# Spark


def test_prod_has_a_cluster_that_scales_as_planned_in_the_primary_region() -> None:
    (cluster,) = of("prod", "aws:emr/cluster:Cluster")
    assert cluster.region == "us-east-1"
    assert cluster.inputs["terminationProtection"] is True
    assert cluster.inputs["masterInstanceFleet"]["instanceTypeConfigs"][0]["instanceType"] == "m5.xlarge"
    core = cluster.inputs["coreInstanceFleet"]
    assert (core["targetOnDemandCapacity"], core["instanceTypeConfigs"][0]["instanceType"]) == (3, "m5.2xlarge")
    (task,) = of("prod", "aws:emr/instanceFleet:InstanceFleet")
    assert task.inputs["targetSpotCapacity"] == 5
    (scaling,) = of("prod", "aws:emr/managedScalingPolicy:ManagedScalingPolicy")
    (limits,) = scaling.inputs["computeLimits"]
    assert (limits["minimumCapacityUnits"], limits["maximumCoreCapacityUnits"], limits["maximumCapacityUnits"]) == (3, 10, 15)


def test_a_cluster_encrypts_at_rest_and_on_the_way_and_asks_for_tokens() -> None:
    (made,) = of("prod", "aws:emr/securityConfiguration:SecurityConfiguration")
    configuration = json.loads(made.inputs["configuration"])
    encryption = configuration["EncryptionConfiguration"]
    assert encryption["EnableAtRestEncryption"] is True
    assert encryption["EnableInTransitEncryption"] is True
    assert encryption["AtRestEncryptionConfiguration"]["LocalDiskEncryptionConfiguration"]["EnableEbsEncryption"] is True
    assert configuration["InstanceMetadataServiceConfiguration"]["MinimumInstanceMetadataServiceVersion"] == 2


@pytest.mark.parametrize("stack", ["dev", "staging", "compute"])
def test_serverless_spark_is_bounded_and_stops_by_itself(stack: str) -> None:
    (application,) = of(stack, "aws:emrserverless/application:Application")
    assert application.region == settings_of(stack).primary.name
    serverless = settings_of(stack).compute.emr.serverless
    assert serverless
    assert application.inputs["maximumCapacity"]["cpu"] == f"{serverless.max_vcpus} vCPU"
    assert application.inputs["autoStopConfiguration"] == {"enabled": True, "idleTimeoutMinutes": serverless.idle_minutes}
    assert ("initialCapacities" in application.inputs) is (serverless.warm_executors > 0)
    assert not of(stack, "aws:emr/cluster:Cluster")


@every_stack
def test_no_region_lets_a_cluster_be_open_to_the_world(stack: str) -> None:
    found = of(stack, "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration")
    assert {one.region for one in found} == {region.name for region in settings_of(stack).regions}
    assert all(one.inputs["blockPublicSecurityGroupRules"] is True for one in found)


# Settings


@pytest.mark.parametrize(
    ("old", "new", "path", "words"),
    [
        ("cpu: 2048, memory_mib: 4096", "cpu: 2048, memory_mib: 3072", "compute.ecs.data_ingestion_api.memory_mib", "nearest is 4096"),
        ("cpu: 4096, memory_mib: 8192", "cpu: 4096, memory_mib: 8200", "compute.ecs.stream_processor.memory_mib", "nearest is 8192"),
        ("standby: 1 }", "standby: 21 }", "compute.ecs.data_ingestion_api.standby", "more than tasks.max (20)"),
        ("min: 3, desired: 6, max: 20", "min: 7, desired: 6, max: 20", "compute.ecs.data_ingestion_api.tasks", "must not fall"),
        ("image: 1.0.0, cpu: 2048", "image: latest, cpu: 2048", "compute.ecs.data_ingestion_api.image", "other than latest"),
        ("reserved: 100 }", "reserved: 900 }", "compute.functions", "reserve 950 executions"),
        ("kind: cluster, cluster:", "kind: serverless, cluster:", "compute.emr.cluster", "has no meaning where kind is serverless"),
        ("kind: cluster, cluster: { certificates_key: emr/certificates-2026.zip }", "kind: cluster", "compute.emr.cluster", "is missing"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_before_anything_is_made(tmp_path: Path, old: str, new: str, path: str, words: str) -> None:
    found = mistakes(tmp_path, changed((old, new))).problems
    assert [(".".join(map(str, problem.path)), words in problem.message) for problem in found] == [(path, True)]


def test_without_nat_functions_need_their_endpoints(tmp_path: Path) -> None:
    found = mistakes(tmp_path, changed(("nat: per_az", "nat: none"), ("kinesis-firehose, ", ""))).problems
    assert [problem.message for problem in found] == ["must list kinesis-firehose, which functions and tasks call without NAT"]
