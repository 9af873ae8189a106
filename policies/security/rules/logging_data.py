"""Stores record who uses them, and how."""

from collections.abc import Iterator, Mapping
from typing import Any

from inventory.values import Values
from policies.remediation import including, setting
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_BUCKET_LOGGING = "aws:s3/bucketLogging:BucketLogging"
_EXPORTS: Mapping[str, tuple[str, ...]] = {
    "postgres": ("postgresql",),
    "aurora-postgresql": ("postgresql",),
    "mysql": ("error", "slowquery"),
    "mariadb": ("error", "slowquery"),
    "aurora-mysql": ("audit", "error"),
    "sqlserver": ("error",),
    "oracle": ("alert", "audit"),
    "db2": ("diag.log",),
}
"""Logs by engine; of SQL Server, Oracle and Db2 by the name before the edition's."""


@stack_rule(
    "s3-access-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Every bucket writes access logs, except the one they are written to.",
    remedy="Add an aws.s3.BucketLogging for the bucket.",
    controls=("FSBP S3.9", "CKV_AWS_18"),
    types=("aws:s3/bucket:Bucket",),
)
def s3_access_logs(bucket: Subject, stack: Stack) -> Iterator[str]:
    if not any_of(
        lambda: bucket.values.has("logging"),
        lambda: bucket.values.has("loggings"),  # of the older BucketV2
        lambda: bool(stack.companions(bucket, _BUCKET_LOGGING, "bucket")),
        lambda: bool(stack.companions(bucket, _BUCKET_LOGGING, "targetBucket")),
    ):
        yield "no BucketLogging refers to it"


def _export_logs(properties: dict[str, Any], config: Mapping[str, Any]) -> dict[str, Any] | None:
    wanted = _wanted_exports(Values(properties).text("engine"))
    return including("enabledCloudwatchLogsExports", *wanted)(properties, config)


def _wanted_exports(engine: str) -> tuple[str, ...]:
    return _EXPORTS.get(engine) or _EXPORTS.get(engine.partition("-")[0], ())


@resource_rule(
    "rds-logs-exported",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Databases of RDS and Aurora send the logs of their engine to CloudWatch.",
    remedy="Set enabled_cloudwatch_logs_exports to the logs that the message names.",
    controls=("FSBP RDS.9", "FSBP RDS.34", "FSBP RDS.36", "FSBP RDS.37", "FSBP RDS.40", "FSBP RDS.42", "CKV_AWS_129", "CKV_AWS_324"),
    types=("aws:rds/instance:Instance", "aws:rds/cluster:Cluster"),
    remediation=_export_logs,
)
def rds_logs_exported(database: Subject) -> Iterator[str]:
    wanted = _wanted_exports(database.values.text("engine"))
    if wanted:
        given = database.values.texts("enabledCloudwatchLogsExports")
        yield from (f"enabledCloudwatchLogsExports has no {log}" for log in wanted if log not in given)


@resource_rule(
    "docdb-audit-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Clusters of DocumentDB send their audit log to CloudWatch.",
    remedy="Set enabled_cloudwatch_logs_exports=['audit'], and audit_logs in the parameter group.",
    controls=("FSBP DocumentDB.4", "CKV_AWS_85"),
    types=("aws:docdb/cluster:Cluster",),
    remediation=including("enabledCloudwatchLogsExports", "audit"),
)
def docdb_audit_logs(cluster: Subject) -> Iterator[str]:
    if "audit" not in cluster.values.texts("enabledCloudwatchLogsExports"):
        yield "enabledCloudwatchLogsExports has no audit"


@resource_rule(
    "neptune-audit-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Clusters of Neptune send their audit log to CloudWatch.",
    remedy="Set enable_cloudwatch_logs_exports=['audit'], and neptune_enable_audit_log in the parameter group.",
    controls=("FSBP Neptune.2", "CKV_AWS_101"),
    types=("aws:neptune/cluster:Cluster",),
    remediation=including("enableCloudwatchLogsExports", "audit"),
)
def neptune_audit_logs(cluster: Subject) -> Iterator[str]:
    if "audit" not in cluster.values.texts("enableCloudwatchLogsExports"):
        yield "enableCloudwatchLogsExports has no audit"


@resource_rule(
    "rds-enhanced-monitoring",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Database instances report what their operating system does.",
    remedy="Set monitoring_interval to 60 seconds or less, and monitoring_role_arn.",
    controls=("FSBP RDS.6", "CKV_AWS_118"),
    types=("aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"),
)
def rds_enhanced_monitoring(instance: Subject) -> Iterator[str]:
    if not instance.values.number("monitoringInterval"):
        yield "monitoringInterval is 0"


@stack_rule(
    "redshift-audit-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Warehouses log connections, users and their activity.",
    remedy="Add an aws.redshift.Logging for the cluster; for Serverless set log_exports to connectionlog, userlog and useractivitylog.",
    controls=("FSBP Redshift.4", "FSBP RedshiftServerless.6", "CKV_AWS_71"),
    types=("aws:redshift/cluster:Cluster", "aws:redshiftserverless/namespace:Namespace"),
)
def redshift_audit_logs(warehouse: Subject, stack: Stack) -> Iterator[str]:
    if warehouse.type == "aws:redshiftserverless/namespace:Namespace":
        given = warehouse.values.texts("logExports")
        yield from (f"logExports has no {log}" for log in ("connectionlog", "userlog") if log not in given)
    elif not any_of(
        lambda: warehouse.values.flag("logging.enable"),  # until version 6 of the SDK
        lambda: bool(stack.companions(warehouse, "aws:redshift/logging:Logging", "clusterIdentifier")),
    ):
        yield "no Logging refers to it"


@resource_rule(
    "redshift-user-activity-logged",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Parameter groups of Redshift log the queries that users run.",
    remedy="Set the parameter enable_user_activity_logging to true.",
    controls=("platform",),
    types=("aws:redshift/parameterGroup:ParameterGroup",),
)
def redshift_user_activity_logged(group: Subject) -> Iterator[str]:
    parameters = group.values.items("parameters")
    if not any(one.text("name") == "enable_user_activity_logging" and one.flag("value") for one in parameters):
        yield "enable_user_activity_logging is not true"


@resource_rule(
    "opensearch-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Search domains publish audit and error logs.",
    remedy="Add log_publishing_options of the types AUDIT_LOGS and ES_APPLICATION_LOGS.",
    controls=("FSBP Opensearch.4", "FSBP Opensearch.5", "FSBP ES.4", "FSBP ES.5", "CKV_AWS_84", "CKV_AWS_317"),
    types=("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"),
)
def opensearch_logs(domain: Subject) -> Iterator[str]:
    options = domain.values.items("logPublishingOptions")
    published = {one.text("logType") for one in options if one.flag("enabled", default=True)}
    yield from (f"logPublishingOptions has no {log}" for log in ("AUDIT_LOGS", "ES_APPLICATION_LOGS") if log not in published)


@resource_rule(
    "elasticache-logs",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Caches deliver the slow log, which also shows odd commands, and the engine's log.",
    remedy="Add log_delivery_configurations of the types slow-log and engine-log.",
    controls=("platform",),
    types=("aws:elasticache/replicationGroup:ReplicationGroup",),
)
def elasticache_logs(cache: Subject) -> Iterator[str]:
    delivered = {one.text("logType") for one in cache.values.items("logDeliveryConfigurations")}
    yield from (f"logDeliveryConfigurations has no {log}" for log in ("slow-log", "engine-log") if log not in delivered)


@resource_rule(
    "athena-metrics",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Workgroups of Athena publish metrics of their queries.",
    remedy="Leave configuration.publish_cloudwatch_metrics_enabled at true.",
    controls=("FSBP Athena.4",),
    types=("aws:athena/workgroup:Workgroup",),
    remediation=setting("configuration.publishCloudwatchMetricsEnabled", True),
)
def athena_metrics(group: Subject) -> Iterator[str]:
    if not group.values.flag("configuration.publishCloudwatchMetricsEnabled", default=True):
        yield "configuration.publishCloudwatchMetricsEnabled is false"
