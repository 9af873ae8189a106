"""What grows by itself has an upper limit, and nothing is kept ready that nobody needs."""

from collections.abc import Iterator, Mapping
from typing import Any

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_SCALED = "aws:appautoscaling/target:Target"


def _at_most(default: float, description: str) -> Mapping[str, Mapping[str, Any]]:
    return {"most": {"type": "number", "minimum": 0, "default": default, "description": description}}


def _over(values: Values, path: str, most: float) -> Iterator[str]:
    number = values.number(path)
    if number is not None and number > most:
        yield f"{path} is {number:g}, more than {most:g}"


@resource_rule(
    "autoscaling-maximum",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Auto Scaling groups and node groups of EKS grow to no more instances than the stack allows.",
    remedy="Lower max_size, or raise the limit in the stack's settings.",
    controls=("platform",),
    types=("aws:autoscaling/group:Group", "aws:eks/nodeGroup:NodeGroup", "eks:index:ManagedNodeGroup"),
    config=_at_most(100, "Instances of one group."),
)
def autoscaling_maximum(group: Subject) -> Iterator[str]:
    most = group.settings["most"]
    yield from group.separately(lambda values: _over(values, "maxSize", most), lambda values: _over(values, "scalingConfig.maxSize", most))


@resource_rule(
    "ecs-maximum",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Services of ECS run, and scale to, no more tasks than the stack allows.",
    remedy="Lower desired_count and max_capacity, or raise the limit in the stack's settings.",
    controls=("platform",),
    types=("aws:ecs/service:Service", _SCALED),
    config=_at_most(200, "Tasks of one service."),
)
def ecs_maximum(service: Subject) -> Iterator[str]:
    if service.type == _SCALED and service.values.text("serviceNamespace") != "ecs":
        return
    yield from _over(service.values, "maxCapacity" if service.type == _SCALED else "desiredCount", service.settings["most"])


@resource_rule(
    "aurora-serverless-maximum",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Aurora Serverless, and Neptune's, scales to no more capacity units than the stack allows.",
    remedy="Lower max_capacity of the scaling configuration.",
    controls=("platform",),
    types=("aws:rds/cluster:Cluster", "aws:neptune/cluster:Cluster"),
    config=_at_most(64, "Capacity units of one instance."),
)
def aurora_serverless_maximum(cluster: Subject) -> Iterator[str]:
    most = cluster.settings["most"]
    yield from cluster.separately(
        lambda values: _over(values, "serverlessv2ScalingConfiguration.maxCapacity", most),
        lambda values: _over(values, "serverlessV2ScalingConfiguration.maxCapacity", most),
        lambda values: _over(values, "scalingConfiguration.maxCapacity", most),
    )


@resource_rule(
    "lambda-provisioned-concurrency",
    topic=Topic.COST,
    severity=Severity.LOW,
    description="Functions keep no more instances ready, which are paid day and night, than the stack allows.",
    remedy="Lower provisioned_concurrent_executions, or scale it by a schedule.",
    controls=("platform",),
    types=("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",),
    config=_at_most(10, "Instances kept ready for one function."),
)
def lambda_provisioned_concurrency(ready: Subject) -> Iterator[str]:
    yield from _over(ready.values, "provisionedConcurrentExecutions", ready.settings["most"])


@resource_rule(
    "dynamodb-on-demand-limited",
    topic=Topic.COST,
    severity=Severity.LOW,
    description="Tables on demand have a maximum throughput, so that a loop in a program does not cost without end.",
    remedy="Set on_demand_throughput with max_read_request_units and max_write_request_units.",
    controls=("platform",),
    types=("aws:dynamodb/table:Table",),
)
def dynamodb_on_demand_limited(table: Subject) -> Iterator[str]:
    def check(path: str) -> Iterator[str]:
        if table.values.number(path) in (None, -1):
            yield f"{path} sets no limit"

    if table.values.text("billingMode") == "PAY_PER_REQUEST":
        yield from table.each(("onDemandThroughput.maxReadRequestUnits", "onDemandThroughput.maxWriteRequestUnits"), check)


@stack_rule(
    "redshift-serverless-limited",
    topic=Topic.COST,
    severity=Severity.LOW,
    description="Workgroups of Redshift Serverless have a maximum capacity or a usage limit.",
    remedy="Set max_capacity, or add an aws.redshiftserverless.UsageLimit for the workgroup.",
    controls=("platform",),
    types=("aws:redshiftserverless/workgroup:Workgroup",),
)
def redshift_serverless_limited(workgroup: Subject, stack: Stack) -> Iterator[str]:
    if not any_of(
        lambda: workgroup.values.has("maxCapacity"),
        lambda: bool(stack.companions(workgroup, "aws:redshiftserverless/usageLimit:UsageLimit", "resourceArn")),
    ):
        yield "it has neither maxCapacity nor a UsageLimit"


@resource_rule(
    "athena-scan-limited",
    topic=Topic.COST,
    severity=Severity.LOW,
    description="Workgroups of Athena stop a query that scans too much.",
    remedy="Set bytes_scanned_cutoff_per_query in the workgroup's configuration.",
    controls=("platform",),
    types=("aws:athena/workgroup:Workgroup",),
)
def athena_scan_limited(workgroup: Subject) -> Iterator[str]:
    if workgroup.values.number("configuration.bytesScannedCutoffPerQuery") is None:
        yield "configuration.bytesScannedCutoffPerQuery is not set"


@resource_rule(
    "emr-idle-clusters-end",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Clusters of EMR that wait for steps end after some time without any.",
    remedy="Set auto_termination_policy with idle_timeout, or keep_job_flow_alive_when_no_steps=False.",
    controls=("platform",),
    types=("aws:emr/cluster:Cluster",),
)
def emr_idle_clusters_end(cluster: Subject) -> Iterator[str]:
    if not any_of(
        lambda: not cluster.values.flag("keepJobFlowAliveWhenNoSteps", default=True),
        lambda: cluster.values.number("autoTerminationPolicy.idleTimeout") is not None,
    ):
        yield "it stays on without steps: autoTerminationPolicy.idleTimeout is not set"
