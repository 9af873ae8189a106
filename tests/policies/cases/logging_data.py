"""Stores record who uses them, and how."""

from tests.policies.case import Case, made, ref

BUCKET = "aws:s3/bucket:Bucket"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
WAREHOUSE = "aws:redshift/cluster:Cluster"
NAMESPACE = "aws:redshiftserverless/namespace:Namespace"
DOMAIN = "aws:opensearch/domain:Domain"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
GROUP = "aws:redshift/parameterGroup:ParameterGroup"
WORKGROUP = "aws:athena/workgroup:Workgroup"


def _options(*logs: str, **more: object) -> list[object]:
    return [{"logType": log, "cloudwatchLogGroupArn": ref("group"), **more} for log in logs]


CASES = [
    Case(
        "s3-access-logs",
        passing=[
            [made(BUCKET, "data"), made(BUCKET, "logs"), made(LOGGING, bucket=ref("data"), targetBucket=ref("logs"))],
            made(BUCKET, logging={"targetBucket": "logs"}),
            made("aws:s3/bucketV2:BucketV2", loggings=[{"targetBucket": "logs"}]),
        ],
        failing=[
            made(BUCKET),
            [
                made(BUCKET, "data"),
                made(BUCKET, "logs"),
                made(BUCKET, "other"),
                made(LOGGING, bucket=ref("data"), targetBucket=ref("logs")),
            ],
        ],
    ),
    Case(
        "rds-logs-exported",
        passing=[
            made(INSTANCE, engine="postgres", enabledCloudwatchLogsExports=["postgresql", "upgrade"]),
            made(CLUSTER, engine="aurora-mysql", enabledCloudwatchLogsExports=["audit", "error"]),
            made(INSTANCE, engine="sqlserver-se", enabledCloudwatchLogsExports=["error"]),
            made(INSTANCE, engine="custom-oracle-ee"),
            made(INSTANCE, snapshotIdentifier="events-2026"),
        ],
        failing=[
            made(INSTANCE, engine="postgres"),
            made(CLUSTER, engine="aurora-postgresql", enabledCloudwatchLogsExports=["upgrade"]),
            made(CLUSTER, engine="aurora-mysql", enabledCloudwatchLogsExports=["error"]),
            made(INSTANCE, engine="oracle-ee"),
            made(INSTANCE, engine="mariadb", enabledCloudwatchLogsExports=["error"]),
        ],
    ),
    Case(
        "docdb-audit-logs",
        passing=[made("aws:docdb/cluster:Cluster", enabledCloudwatchLogsExports=["audit", "profiler"])],
        failing=[
            made("aws:docdb/cluster:Cluster"),
            made("aws:docdb/cluster:Cluster", enabledCloudwatchLogsExports=["profiler"]),
        ],
    ),
    Case(
        "neptune-audit-logs",
        passing=[made("aws:neptune/cluster:Cluster", enableCloudwatchLogsExports=["audit"])],
        failing=[made("aws:neptune/cluster:Cluster"), made("aws:neptune/cluster:Cluster", enableCloudwatchLogsExports=["slowquery"])],
    ),
    Case(
        "rds-enhanced-monitoring",
        passing=[made(INSTANCE, monitoringInterval=60), made("aws:rds/clusterInstance:ClusterInstance", monitoringInterval=1)],
        failing=[made(INSTANCE), made(INSTANCE, monitoringInterval=0)],
    ),
    Case(
        "redshift-audit-logs",
        passing=[
            [made(WAREHOUSE, "warehouse"), made("aws:redshift/logging:Logging", clusterIdentifier=ref("warehouse"))],
            made(WAREHOUSE, logging={"enable": True}),
            made(NAMESPACE, logExports=["connectionlog", "userlog", "useractivitylog"]),
        ],
        failing=[made(WAREHOUSE), made(WAREHOUSE, logging={"enable": False}), made(NAMESPACE), made(NAMESPACE, logExports=["userlog"])],
    ),
    Case(
        "redshift-user-activity-logged",
        passing=[made(GROUP, parameters=[{"name": "enable_user_activity_logging", "value": "true"}])],
        failing=[
            made(GROUP),
            made(GROUP, parameters=[{"name": "enable_user_activity_logging", "value": "false"}]),
            made(GROUP, parameters=[{"name": "require_ssl", "value": "true"}]),
        ],
    ),
    Case(
        "opensearch-logs",
        passing=[made(DOMAIN, logPublishingOptions=_options("AUDIT_LOGS", "ES_APPLICATION_LOGS", "INDEX_SLOW_LOGS"))],
        failing=[
            made(DOMAIN),
            made(DOMAIN, logPublishingOptions=_options("AUDIT_LOGS")),
            made(DOMAIN, logPublishingOptions=_options("AUDIT_LOGS", "ES_APPLICATION_LOGS", enabled=False)),
            made("aws:elasticsearch/domain:Domain", logPublishingOptions=_options("ES_APPLICATION_LOGS")),
        ],
    ),
    Case(
        "elasticache-logs",
        passing=[made(CACHE, logDeliveryConfigurations=[{"logType": "slow-log"}, {"logType": "engine-log"}])],
        failing=[made(CACHE), made(CACHE, logDeliveryConfigurations=[{"logType": "engine-log"}])],
    ),
    Case(
        "athena-metrics",
        passing=[made(WORKGROUP), made(WORKGROUP, configuration={"publishCloudwatchMetricsEnabled": True})],
        failing=[made(WORKGROUP, configuration={"publishCloudwatchMetricsEnabled": False})],
    ),
]
