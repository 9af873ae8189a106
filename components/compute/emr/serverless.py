"""Spark without machines: EMR Serverless."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.emr.jobs import LOG_PREFIX, SparkArgs, grant_layers, job_statements
from components.security.policies import allow, role, trust
from settings.compute import EmrServerless

_GB_PER_VCPU = 8
"""The most memory that EMR Serverless gives a worker for each vCPU."""
_DISK_GB_PER_VCPU = 50
_DRIVER = {"cpu": "2 vCPU", "memory": "8 GB"}
_EXECUTOR = {"cpu": "4 vCPU", "memory": "16 GB"}


@dataclass(frozen=True)
class SparkServerlessArgs:
    """What the application needs."""

    spark: SparkArgs
    settings: EmrServerless


class SparkServerless(Component):
    """An application that starts with the first job and stops some minutes after the last."""

    application: aws.emrserverless.Application
    job_role: aws.iam.Role

    def __init__(self, name: str, args: SparkServerlessArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args = args
        spark, settings = args.spark, args.settings
        placement, keys = spark.placement, spark.keys.arns
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/emr-serverless/{placement.physical('spark')}",
            retention_in_days=spark.settings.log_days,
            kms_key_id=keys["logs"],
            opts=self.options(),
        )
        self.application = aws.emrserverless.Application(
            name,
            name=placement.physical("spark"),
            type="Spark",
            release_label=spark.settings.release,
            architecture="ARM64",
            auto_start_configuration={"enabled": True},
            auto_stop_configuration={"enabled": True, "idle_timeout_minutes": settings.idle_minutes},
            maximum_capacity={
                "cpu": f"{settings.max_vcpus} vCPU",
                "memory": f"{settings.max_vcpus * _GB_PER_VCPU} GB",
                "disk": f"{settings.max_vcpus * _DISK_GB_PER_VCPU} GB",
            },
            initial_capacities=self._warm(),
            network_configuration={
                "subnet_ids": spark.network.subnet_ids["private"],
                "security_group_ids": [spark.network.security_groups.processing.id],
            },
            monitoring_configuration={
                "cloudwatch_logging_configuration": {"enabled": True, "log_group_name": logs.name, "encryption_key_arn": keys["logs"]},
                "s3_monitoring_configuration": {
                    "log_uri": f"s3://{spark.logs.logs.bucket_name}/{LOG_PREFIX}",
                    "encryption_key_arn": keys["logs"],
                },
                # AWS's own copy, under AWS's own key.
                "managed_persistence_monitoring_configuration": {"enabled": False},
            },
            runtime_configurations=[{"classification": "spark-defaults", "properties": SPARK_DEFAULTS}],
            opts=self.options(depends_on=[spark.network]),
        )
        self.job_role = role(
            placement,
            f"{name}-job",
            trust(placement, "emr-serverless.amazonaws.com"),
            self.options(),
            [
                *job_statements(spark),
                allow(
                    ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                    [logs.arn, pulumi.Output.concat(logs.arn, ":*")],
                ),
                # These know no resources.
                allow(["logs:DescribeLogGroups"], ["*"]),
            ],
        )
        grant_layers(spark, "spark", self.job_role)
        self._tell_of_failures(name)
        self.register_outputs(self.exports())

    def _warm(self) -> list[dict[str, Any]] | None:
        count = self._args.settings.warm_executors
        if count == 0:
            return None
        return [
            {"initial_capacity_type": kind, "initial_capacity_config": {"worker_count": workers, "worker_configuration": size}}
            for kind, workers, size in (("Driver", 1, _DRIVER), ("Executor", count, _EXECUTOR))
        ]

    def _tell_of_failures(self, name: str) -> None:
        """A job is an event of its own, so no metric has to be watched for it."""
        rule = aws.cloudwatch.EventRule(
            name,
            description="Spark jobs that failed",
            event_pattern=pulumi.Output.json_dumps(
                {
                    "source": ["aws.emr-serverless"],
                    "detail-type": ["EMR Serverless Job Run State Change"],
                    "detail": {"state": ["FAILED"], "applicationId": [self.application.id]},
                }
            ),
            opts=self.options(),
        )
        aws.cloudwatch.EventTarget(name, rule=rule.name, arn=self._args.spark.alerts.topic_arn, opts=self.options())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What starts a job."""
        return {"application_id": self.application.id, "job_role_arn": self.job_role.arn}


SPARK_DEFAULTS = {
    "spark.hadoop.hive.metastore.client.factory.class": "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory",
    "spark.sql.catalog.glue": "org.apache.iceberg.spark.SparkCatalog",
    "spark.sql.catalog.glue.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
    "spark.sql.catalog.glue.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.jars": "/usr/share/aws/iceberg/lib/iceberg-spark3-runtime.jar",
    "spark.authenticate": "true",
    "spark.network.crypto.enabled": "true",
    "spark.io.encryption.enabled": "true",
}
"""Tables of the Glue catalogue by the name `glue`, and everything between workers and on their disks encrypted."""
