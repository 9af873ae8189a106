"""Spark on machines: an EMR cluster."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.emr.access import MANAGED_BY_EMR, ClusterAccess, ClusterAccessArgs
from components.compute.emr.jobs import LOG_PREFIX, SparkArgs
from components.observability.alerts import Breach, Metric, alarm
from settings.compute import EmrCluster

_ROOT_GIB = 50
_SPOT_MINUTES = 20
"""How long EMR looks for Spot machines before it takes others."""
_HDFS_FULL_PERCENT = 80

# https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark-glue.html
_CONFIGURATIONS = (
    {
        "Classification": "spark-hive-site",
        "Properties": {"hive.metastore.client.factory.class": "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory"},
    },
    {"Classification": "iceberg-defaults", "Properties": {"iceberg.enabled": "true"}},
    {"Classification": "spark", "Properties": {"maximizeResourceAllocation": "false"}},
)


@dataclass(frozen=True)
class SparkClusterArgs:
    """What the cluster needs."""

    spark: SparkArgs
    settings: EmrCluster


class SparkCluster(Component):
    """One primary node and core nodes on demand, task nodes on Spot; EMR adds and removes both with the load.

    HDFS on the core nodes is working space. What must last is in the lakehouse.
    """

    cluster: aws.emr.Cluster

    def __init__(self, name: str, args: SparkClusterArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args = args
        access = ClusterAccess(name, ClusterAccessArgs(args.spark, args.settings.certificates_key), self.options())
        self.cluster = self._cluster(name, access)
        self._task_fleet(name)
        self._scaling(name)
        self._alarms(name)
        self.register_outputs(self.exports())

    def _cluster(self, name: str, access: ClusterAccess) -> aws.emr.Cluster:
        spark, settings = self._args.spark, self._args.settings
        processing = spark.network.security_groups.processing.id
        return aws.emr.Cluster(
            name,
            name=spark.placement.physical("spark"),
            release_label=spark.settings.release,
            applications=["Hadoop", "Hive", "Spark"],
            service_role=access.service_role.arn,
            security_configuration=access.security.name,
            ec2_attributes={
                "instance_profile": access.profile.arn,
                "subnet_ids": spark.network.subnet_ids["private"],
                "emr_managed_master_security_group": processing,
                "emr_managed_slave_security_group": processing,
                "service_access_security_group": access.service_group.id,
            },
            master_instance_fleet={
                "name": "primary",
                "target_on_demand_capacity": 1,
                "instance_type_configs": [self._machine(settings.master_type)],
            },
            core_instance_fleet={
                "name": "core",
                "target_on_demand_capacity": settings.core_min,
                "instance_type_configs": [self._machine(settings.core_type)],
            },
            ebs_root_volume_size=_ROOT_GIB,
            configurations_json=pulumi.Output.json_dumps(list(_CONFIGURATIONS)),
            log_uri=f"s3://{spark.logs.logs.bucket_name}/{LOG_PREFIX}",
            log_encryption_kms_key_id=spark.keys.arns["logs"],
            keep_job_flow_alive_when_no_steps=True,
            auto_termination_policy={"idle_timeout": settings.idle_minutes * 60} if settings.idle_minutes else None,
            termination_protection=spark.placement.settings.protect,
            unhealthy_node_replacement=True,
            scale_down_behavior="TERMINATE_AT_TASK_COMPLETION",
            tags=MANAGED_BY_EMR,
            opts=self.options(depends_on=[*access.ready, spark.network, access.service_role, access.profile]),
        )

    def _machine(self, instance_type: str, **more: Any) -> dict[str, Any]:
        volume = {"type": "gp3", "size": self._args.settings.disk_gib, "volumes_per_instance": 1}
        return {"instance_type": instance_type, "weighted_capacity": 1, "ebs_configs": [volume], **more}

    def _task_fleet(self, name: str) -> None:
        settings = self._args.settings
        if settings.task_spot == 0:
            return
        aws.emr.InstanceFleet(
            name,
            name="task",
            cluster_id=self.cluster.id,
            target_spot_capacity=settings.task_spot,
            target_on_demand_capacity=0,
            # Never above what the same machine costs on demand.
            instance_type_configs=[self._machine(settings.task_type, bid_price_as_percentage_of_on_demand_price=100)],
            launch_specifications={
                "spot_specifications": [
                    {
                        "allocation_strategy": "capacity-optimized",
                        "timeout_action": "SWITCH_TO_ON_DEMAND",
                        "timeout_duration_minutes": _SPOT_MINUTES,
                    }
                ]
            },
            # Managed scaling's.
            opts=self.options(ignore_changes=["target_spot_capacity", "target_on_demand_capacity"]),
        )

    def _scaling(self, name: str) -> None:
        settings = self._args.settings
        aws.emr.ManagedScalingPolicy(
            name,
            cluster_id=self.cluster.id,
            compute_limits=[
                {
                    "unit_type": "InstanceFleetUnits",
                    "minimum_capacity_units": settings.core_min,
                    "maximum_capacity_units": settings.core_max + settings.task_spot,
                    "maximum_core_capacity_units": settings.core_max,
                    "maximum_ondemand_capacity_units": settings.core_max,
                }
            ],
            opts=self.options(),
        )

    def _alarms(self, name: str) -> None:
        spark = self._args.spark
        of_cluster = {"JobFlowId": self.cluster.id}
        for what, metric, statistic, above, meaning in (
            ("hdfs", "HDFSUtilization", "Average", _HDFS_FULL_PERCENT, f"HDFS is more than {_HDFS_FULL_PERCENT} % full"),
            ("unhealthy", "MRUnhealthyNodes", "Maximum", 0, "nodes are unhealthy"),
        ):
            alarm(
                f"{name}-{what}",
                f"{spark.placement.physical('spark')}: {meaning}",
                Metric("AWS/ElasticMapReduce", metric, of_cluster, statistic),
                Breach(above=above, period=300, periods=3, missing="notBreaching"),
                spark.alerts,
                self.options(),
            )

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What starts a job."""
        return {"cluster_id": self.cluster.id}
