"""ECS, Lambda, EMR, Batch, App Runner, SageMaker and ECR cost what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costing import Usage, estimate
from inventory.resource import Resource
from tests.costs import Case, cost, inventory, problem_of, resource

SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
FUNCTION = "aws:lambda/function:Function"
EMR = "aws:emr/cluster:Cluster"
BATCH = "aws:batch/computeEnvironment:ComputeEnvironment"
FARGATE = {"requiresCompatibilities": ["FARGATE"], "cpu": "1024", "memory": "2048"}


def task(**inputs: object) -> Resource:
    return resource(TASK, {**FARGATE, **inputs}, "task")


def tasks(definition: Resource, **inputs: object) -> list[Resource]:
    return [definition, resource(SERVICE, {"launchType": "FARGATE", "name": "api", **inputs}, refers={"taskDefinition": definition})]


def by_default(strategy: dict[str, object], **inputs: object) -> list[Resource]:
    """A service on a cluster that has a strategy of its own."""
    definition, cluster = task(), resource("aws:ecs/cluster:Cluster", {}, "cluster")
    providers = {"defaultCapacityProviderStrategies": [strategy]}
    return [
        definition,
        cluster,
        resource("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", providers, refers={"clusterName": cluster}),
        resource(SERVICE, inputs, refers={"taskDefinition": definition, "cluster": cluster}),
    ]


_ARM = {"runtimePlatform": {"cpuArchitecture": "ARM64"}}
_WINDOWS = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
_FUNCTION = resource(FUNCTION, {"memorySize": 1024}, "function")
_CONCURRENCY = resource(
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    {"provisionedConcurrentExecutions": 10},
    refers={"functionName": _FUNCTION},
)

CASES = (
    Case("tasks", tasks(task(), desiredCount=2), "2 × 730 h × (1 × $0.04048 + 2 × $0.004445)"),
    Case("tasks as one writes them", tasks(task(cpu=".5 vCPU", memory="4 GB"), desiredCount=1), "730 × (0.5 × $0.04048 + 4 × $0.004445)"),
    Case("ARM", tasks(task(**_ARM), desiredCount=3), "3 × 730 h × ($0.03238 + 2 × $0.00356)"),
    Case("Windows", tasks(task(**_WINDOWS), desiredCount=1), "730 h × ($0.046552 + 2 × $0.00511175 + $0.046)"),
    Case(
        "more storage than is included",
        tasks(task(ephemeralStorage={"sizeInGib": 100}), desiredCount=1),
        "730 h × ($0.04048 + 2 × $0.004445 + 80 × $0.000111)",
    ),
    Case(
        "a third on demand, the rest on spot",
        tasks(
            task(),
            desiredCount=6,
            capacityProviderStrategies=[
                {"capacityProvider": "FARGATE", "weight": 1},
                {"capacityProvider": "FARGATE_SPOT", "weight": 2},
            ],
        ),
        "730 h × (2 × ($0.04048 + 2 × $0.004445) + 4 × ($0.01334053 + 2 × $0.00146489))",
    ),
    Case(
        "tasks on what the cluster has by default",
        by_default({"capacityProvider": "FARGATE_SPOT", "weight": 1}, desiredCount=2),
        "730 h × 2 × ($0.01334053 + 2 × $0.00146489)",
    ),
    Case("tasks on instances nevertheless", by_default({"capacityProvider": "FARGATE"}, launchType="EC2", desiredCount=2), "$0"),
    Case(
        "public addresses of tasks",
        tasks(task(), desiredCount=2, networkConfiguration={"assignPublicIp": True}),
        "2 × 730 h × ($0.04048 + 2 × $0.004445 + $0.005)",
    ),
    Case(
        "what autoscaling leaves at least",
        [
            *tasks(task(), desiredCount=1),
            resource("aws:appautoscaling/target:Target", {"minCapacity": 4, "resourceId": "service/main/api"}),
        ],
        "4 × 730 h × ($0.04048 + 2 × $0.004445)",
    ),
    Case("on EC2 the instances are paid", tasks(task(), desiredCount=2, launchType="EC2"), "$0"),
    Case("tasks without a service", [task()], "100 h × ($0.04048 + 2 × $0.004445)", {"task_hours": 100}),
    Case(
        "Lambda",
        [resource(FUNCTION, {"memorySize": 512})],
        "3 × $0.20 + 3000000 × 1 s × 0.5 GB × $0.0000166667",
        {"requests": 3_000_000, "duration_ms": 1000},
    ),
    Case(
        "Lambda on ARM, small by default",
        [resource(FUNCTION, {"architectures": ["arm64"]})],
        "30 × $0.20 + 30000000 × 0.2 s × 0.125 GB × $0.0000133334",
        {"requests": 30_000_000, "duration_ms": 200},
    ),
    Case(
        "much Lambda gets cheaper",
        [resource(FUNCTION, {"memorySize": 4096})],
        "15000 × $0.20 + 6000000000 × $0.0000166667 + 9000000000 × $0.000015 + 45000000000 × $0.0000133334",
        {"requests": 15_000_000_000, "duration_ms": 1000},
    ),
    Case(
        "Lambda with a large disk",
        [resource(FUNCTION, {"memorySize": 1024, "ephemeralStorage": {"size": 10240}})],
        "$0.20 + 1000000 × 2 s × ($0.0000166667 + 9.5 GB × $0.0000000309)",
        {"requests": 1_000_000, "duration_ms": 2000},
    ),
    Case("an unused function", [_FUNCTION], "$0"),
    Case("provisioned concurrency", [_FUNCTION, _CONCURRENCY], "10 × 730 h × 3600 s × 1 GB × $0.0000041667"),
    Case(
        "EMR's groups",
        [
            resource(
                EMR,
                {
                    "masterInstanceGroup": {"instanceType": "m5.xlarge"},
                    "coreInstanceGroup": {
                        "instanceType": "r5.2xlarge",
                        "instanceCount": 3,
                        "ebsConfigs": [{"size": 100, "type": "gp3", "volumesPerInstance": 2}],
                    },
                },
            )
        ],
        "730 h × ($0.192 + $0.048) + 3 × (730 h × ($0.504 + $0.126) + 200 GB × $0.08)",
    ),
    Case(
        "EMR that runs four hours each day",
        [resource(EMR, {"masterInstanceGroup": {"instanceType": "m5.xlarge"}})],
        "120 h × ($0.192 + $0.048)",
        {"hours": 120},
    ),
    Case(
        "EMR's fleets",
        [
            resource(
                "aws:emr/instanceFleet:InstanceFleet",
                {"targetOnDemandCapacity": 8, "instanceTypeConfigs": [{"instanceType": "m5.xlarge", "weightedCapacity": 4}]},
            )
        ],
        "2 × 730 h × ($0.192 + $0.048)",
    ),
    Case(
        "EMR Serverless",
        [resource("aws:emrserverless/application:Application")],
        "1000 × $0.052624 + 4000 × $0.0057785 + 500 × $0.000111",
        {"vcpu_hours": 1000, "gb_hours": 4000, "storage_gb_hours": 500},
    ),
    Case(
        "EMR Serverless on Graviton",
        [resource("aws:emrserverless/application:Application", {"architecture": "ARM64"}, region="ap-southeast-1")],
        "1000 × $0.052585 + 4000 × $0.005746",
        {"vcpu_hours": 1000, "gb_hours": 4000},
    ),
    Case(
        "EMR Serverless whose workers wait",
        [
            resource(
                "aws:emrserverless/application:Application",
                {
                    "initialCapacities": [
                        {"initialCapacityConfig": {"workerCount": 2, "workerConfiguration": {"cpu": "4 vCPU", "memory": "16 GB"}}}
                    ]
                },
            )
        ],
        "200 h × 2 × (4 × $0.052624 + 16 × $0.0057785)",
        {"started_hours": 200},
    ),
    Case(
        "Batch that keeps some vCPUs",
        [resource(BATCH, {"computeResources": {"type": "EC2", "minVcpus": 8, "instanceTypes": ["c5.xlarge"]}})],
        "2 × 730 h × $0.17",
    ),
    Case(
        "Batch on Fargate",
        [resource(BATCH, {"computeResources": {"type": "FARGATE"}})],
        "100 × $0.04048 + 200 × $0.004445",
        {"vcpu_hours": 100, "gb_hours": 200},
    ),
    Case("an idle Batch", [resource(BATCH, {"computeResources": {"type": "EC2", "minVcpus": 0}})], "$0"),
    Case(
        "App Runner",
        [resource("aws:apprunner/service:Service", {"instanceConfiguration": {"cpu": "2 vCPU", "memory": "4 GB"}})],
        "730 h × 4 GB × $0.007 + 200 h × 2 × $0.064",
        {"active_hours": 200},
    ),
    Case(
        "an endpoint",
        [
            (
                configuration := resource(
                    "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
                    {"productionVariants": [{"instanceType": "ml.m5.xlarge", "initialInstanceCount": 2}]},
                    "configuration",
                )
            ),
            resource("aws:sagemaker/endpoint:Endpoint", refers={"endpointConfigName": configuration}),
        ],
        "2 × 730 h × $0.23",
    ),
    Case(
        "a notebook by day",
        [resource("aws:sagemaker/notebookInstance:NotebookInstance", {"instanceType": "ml.t3.medium"})],
        "160 h × $0.05",
        {"hours": 160},
    ),
    Case(
        "Inspector's scans",
        [resource("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", {"scanType": "ENHANCED"})],
        "200 × $0.09 + 3000 × $0.01",
        {"images": 200, "rescans": 3000},
    ),
    Case(
        "basic scans",
        [resource("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", {"scanType": "BASIC"})],
        "$0",
        {"images": 200},
    ),
    Case("images", [resource("aws:ecr/repository:Repository")], "25 GB × $0.10", {"storage_gb": 25}),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_estimate_is_what_one_works_out_by_hand(case: Case) -> None:
    case.check()


@given(count=st.integers(0, 200), cpu=st.sampled_from([256, 512, 1024, 4096]))
@settings(max_examples=25, deadline=None)
def test_more_tasks_never_cost_less(count: int, cpu: int) -> None:
    one, two = (cost(*tasks(task(cpu=str(cpu)), desiredCount=count * times)).total for times in (1, 2))
    assert one <= two


@given(requests=st.integers(0, 10**11), duration=st.integers(1, 10_000))
@settings(max_examples=40, deadline=None)
def test_more_requests_never_cost_less(requests: int, duration: int) -> None:
    one, two = (cost(_FUNCTION, usage={"requests": requests * times, "duration_ms": duration}).total for times in (1, 2))
    assert one <= two


@pytest.mark.parametrize(
    ("resources", "says"),
    [
        ([resource(SERVICE, {"launchType": "FARGATE", "desiredCount": 1})], "the task definition that it runs is not in the stack"),
        (tasks(resource(TASK, {"cpu": "lots"}, "task"), desiredCount=1), "does not say how much CPU and memory"),
        ([resource(EMR)], "it names no instances"),
        ([resource(EMR, {"masterInstanceGroup": {"instanceType": "m5.hugelarge"}})], "no price for ec2 on_demand_linux m5.hugelarge"),
        ([resource(FUNCTION, region="xx-nowhere-9")], ""),
        ([resource("aws:lambda/eventSourceMapping:EventSourceMapping", {"provisionedPollerConfig": {"minimumPollers": 2}})], "pollers"),
        ([resource("aws:lightsail/instance:Instance", {"bundleId": "giant_3_0"})], "no price for lightsail instance giant_3_0"),
        ([resource(BATCH, {"computeResources": {"type": "EC2", "minVcpus": 4, "instanceTypes": ["optimal"]}})], "name one"),
    ],
)
def test_what_has_no_price_is_named(resources: list[Resource], says: str) -> None:
    if says:
        assert says in problem_of(*resources)
    else:
        assert cost(*resources).total == 0  # nothing is used, so that nothing is asked for


def test_how_long_a_request_takes_is_the_same_in_every_band() -> None:
    usage = {"*": {"requests": 1_000_000.0, "duration_ms": 1000.0}}
    expected, high = (float(estimate(inventory(_FUNCTION), Usage(usage, factor=factor)).total) for factor in (1.0, 2.0))
    assert high == pytest.approx(2 * expected, rel=0.01)
