"""What runs writes logs, keeps them for a known time, and is traced."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.remediation import configured, including, setting
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_CONTROL_PLANE = ("api", "audit", "authenticator")
_LOG_GROUPS = {
    "aws:lambda/function:Function": "/aws/lambda/{}",
    "aws:eks/cluster:Cluster": "/aws/eks/{}/cluster",
    "eks:index:Cluster": "/aws/eks/{}/cluster",
}
"""Where they log by default."""


@resource_rule(
    "eks-control-plane-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Clusters of EKS log calls to the API, audit events and logins.",
    remedy="Set enabled_cluster_log_types to api, audit and authenticator at least.",
    controls=("FSBP EKS.8", "CKV_AWS_37"),
    types=("aws:eks/cluster:Cluster", "eks:index:Cluster"),
    remediation=including("enabledClusterLogTypes", *_CONTROL_PLANE),
)
def eks_control_plane_logs(cluster: Subject) -> Iterator[str]:
    given = cluster.values.texts("enabledClusterLogTypes")
    yield from (f"enabledClusterLogTypes has no {log}" for log in _CONTROL_PLANE if log not in given)


@resource_rule(
    "ecs-container-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Every container of a task writes its log somewhere.",
    remedy="Give each container definition a logConfiguration, such as awslogs or awsfirelens.",
    controls=("FSBP ECS.9",),
    types=("aws:ecs/taskDefinition:TaskDefinition",),
)
def ecs_container_logs(task: Subject) -> Iterator[str]:
    def check(container: Values) -> Iterator[str]:
        router = container.inner("firelensConfiguration").keys()
        if not router and container.text("logConfiguration.logDriver") in ("", "none"):
            yield f"{container.path} has no logConfiguration"

    definitions = task.values.document("containerDefinitions")
    yield from task.each(Values({"containerDefinitions": definitions.raw}).items("containerDefinitions"), check)


@resource_rule(
    "ecs-container-insights",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Clusters of ECS collect metrics of their services, tasks and containers.",
    remedy="Add the setting containerInsights with the value enabled or enhanced.",
    controls=("FSBP ECS.12", "CKV_AWS_65"),
    types=("aws:ecs/cluster:Cluster",),
)
def ecs_container_insights(cluster: Subject) -> Iterator[str]:
    settings = cluster.values.items("settings")
    if not any(one.text("name") == "containerInsights" and one.text("value") in ("enabled", "enhanced") for one in settings):
        yield "settings have no containerInsights"


@resource_rule(
    "ecs-shells-logged",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="What is typed into containers by ECS Exec is logged.",
    remedy="Set configuration.execute_command_configuration.logging to DEFAULT or OVERRIDE.",
    controls=("CKV_AWS_223",),
    types=("aws:ecs/cluster:Cluster",),
)
def ecs_shells_logged(cluster: Subject) -> Iterator[str]:
    if cluster.values.text("configuration.executeCommandConfiguration.logging") == "NONE":
        yield "configuration.executeCommandConfiguration.logging is NONE"


@resource_rule(
    "ecr-scan-on-push",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Repositories have images scanned as they are pushed.",
    remedy="Set image_scanning_configuration with scan_on_push=True.",
    controls=("FSBP ECR.1", "CKV_AWS_163"),
    types=("aws:ecr/repository:Repository",),
    remediation=setting("imageScanningConfiguration.scanOnPush", True),
)
def ecr_scan_on_push(repository: Subject) -> Iterator[str]:
    if not repository.values.flag("imageScanningConfiguration.scanOnPush"):
        yield "imageScanningConfiguration.scanOnPush is not true"


@resource_rule(
    "lambda-traced",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Functions trace their calls by X-Ray.",
    remedy="Set tracing_config with mode 'Active', and let the role write segments.",
    controls=("CKV_AWS_50",),
    types=("aws:lambda/function:Function",),
    remediation=setting("tracingConfig.mode", "Active"),
)
def lambda_traced(function: Subject) -> Iterator[str]:
    if function.values.text("tracingConfig.mode") != "Active":
        yield "tracingConfig.mode is not Active"


@stack_rule(
    "emr-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Clusters of EMR archive their logs, which are gone with the nodes otherwise.",
    remedy="Set log_uri to a bucket.",
    controls=("platform",),
    types=("aws:emr/cluster:Cluster",),
)
def emr_logs(cluster: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(cluster, "logUri"):
        yield "logUri is not set"


@resource_rule(
    "emrserverless-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Applications of EMR Serverless keep their logs, as they do unless it is switched off.",
    remedy="Leave managed persistence on, or set a CloudWatch or S3 monitoring configuration.",
    controls=("platform",),
    types=("aws:emrserverless/application:Application",),
)
def emrserverless_logs(application: Subject) -> Iterator[str]:
    monitoring = application.values.inner("monitoringConfiguration")
    if not any_of(
        lambda: monitoring.flag("managedPersistenceMonitoringConfiguration.enabled", default=True),
        lambda: monitoring.flag("cloudwatchLoggingConfiguration.enabled"),
        lambda: monitoring.has("s3MonitoringConfiguration.logUri"),
    ):
        yield "monitoringConfiguration keeps no logs"


@resource_rule(
    "glue-job-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Spark jobs of Glue log while they run, as those from version 5.0 on always do.",
    remedy="Set the default argument --enable-continuous-cloudwatch-log to 'true', or a newer glue_version.",
    controls=("platform",),
    types=("aws:glue/job:Job",),
)
def glue_job_logs(job: Subject) -> Iterator[str]:
    if job.values.text("command.name") == "pythonshell" or (job.values.number("glueVersion") or 5) >= 5:
        return
    if not job.values.flag("defaultArguments.--enable-continuous-cloudwatch-log"):
        yield "defaultArguments has no --enable-continuous-cloudwatch-log"


@resource_rule(
    "codebuild-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Builds keep their logs, in CloudWatch as they do by default or in S3.",
    remedy="Leave logs_config.cloudwatch_logs enabled, or enable logs_config.s3_logs.",
    controls=("FSBP CodeBuild.4", "CKV_AWS_314"),
    types=("aws:codebuild/project:Project",),
)
def codebuild_logs(project: Subject) -> Iterator[str]:
    logs = project.values.inner("logsConfig")
    if not any_of(
        lambda: logs.text("cloudwatchLogs.status") != "DISABLED",
        lambda: logs.text("s3Logs.status") == "ENABLED",
    ):
        yield "logsConfig keeps no logs"


@resource_rule(
    "mwaa-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Environments of managed Airflow log scheduler, workers and web server.",
    remedy="Set logging_configuration with scheduler_logs, worker_logs and webserver_logs enabled.",
    controls=("CKV_AWS_242", "CKV_AWS_243", "CKV_AWS_244"),
    types=("aws:mwaa/environment:Environment",),
)
def mwaa_logs(environment: Subject) -> Iterator[str]:
    logging = environment.values.inner("loggingConfiguration")
    parts = [logging.inner(part) for part in ("schedulerLogs", "workerLogs", "webserverLogs")]

    def check(part: Values) -> Iterator[str]:
        if not part.flag("enabled"):
            yield f"{part.path}.enabled is not true"

    yield from environment.each(parts, check)


@resource_rule(
    "loggroup-retention",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Log groups keep what they hold for a known time: long enough for an investigation, and not for ever.",
    remedy="Set retention_in_days.",
    controls=("CKV_AWS_66",),
    types=("aws:cloudwatch/logGroup:LogGroup",),
    config={
        "days": {
            "type": "integer",
            "enum": [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
            "default": 7,
            "description": "The fewest days that logs are kept. Remediation keeps them so long.",
        }
    },
    remediation=configured("retentionInDays", "days"),
)
def loggroup_retention(group: Subject) -> Iterator[str]:
    if group.values.text("logGroupClass") == "DELIVERY":
        return  # always keeps them for two days
    days = group.values.number("retentionInDays")
    if not days:
        yield "retentionInDays is not set: they are kept for ever"
    elif days < group.settings["days"]:
        yield f"retentionInDays is less than {group.settings['days']:.0f}"


@stack_rule(
    "loggroup-made-beforehand",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Functions and clusters find the log group they write to: one that AWS makes for them is kept for ever.",
    remedy="Add an aws.cloudwatch.LogGroup of the name that the message gives, or set logging_config.log_group of the function.",
    controls=("platform",),
    types=tuple(_LOG_GROUPS),
)
def loggroup_made_beforehand(source: Subject, stack: Stack) -> Iterator[str]:
    name = _LOG_GROUPS[source.type].format(source.values.text("name"))
    groups = stack.of_type("aws:cloudwatch/logGroup:LogGroup")
    if not any_of(
        lambda: stack.given(source, "loggingConfig.logGroup"),
        *(partial(_is_named, group, name) for group in groups),
        *(partial(stack.refers, group, "name", source) for group in groups),
    ):
        yield f"there is no log group {name}"


def _is_named(group: Subject, name: str) -> bool:
    return group.values.text("name") == name
