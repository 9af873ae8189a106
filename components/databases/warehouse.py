"""Redshift: the warehouse of the primary region, with nodes of its own or serverless."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.monthly_snapshot import MonthlySnapshot, MonthlySnapshotArgs
from components.databases.store import Site, store_logs
from components.lakehouse.lakehouse import Lakehouse
from components.observability.alerts import Breach, Metric, alarm
from settings.databases import Warehouse as WarehouseSettings
from settings.databases import WarehouseCluster, WarehouseServerless

DATABASE = "warehouse"
_LOGS = ("connectionlog", "userlog", "useractivitylog")
_PARAMETERS = {"require_ssl": "true", "enable_user_activity_logging": "true"}

# Serverless answers with all of them, so all are said.
_SERVERLESS_PARAMETERS = {
    "auto_mv": "true",
    "datestyle": "ISO, MDY",
    "enable_case_sensitive_identifier": "false",
    "max_query_execution_time": "14400",
    "query_group": "default",
    "search_path": "$user, public",
    "use_fips_ssl": "false",
    **_PARAMETERS,
}


@dataclass(frozen=True)
class WarehouseArgs:
    """What the warehouse needs."""

    site: Site
    settings: WarehouseSettings
    lakehouse: Lakehouse


class Warehouse(Component):
    """Encrypted, TLS only, logged, its password made and rotated by Redshift itself.

    It stands in the private subnets and not in the data tier, because it loads from S3 and asks Glue: with enhanced VPC
    routing all of that goes by the VPC's endpoints, whose policies let no data out of the account, and the data tier lets
    nothing out at all. Its group from the data tier admits workloads on Redshift's port, as there.
    """

    cluster: aws.redshift.Cluster | None
    """None where it is serverless."""
    workgroup: aws.redshiftserverless.Workgroup | None
    secret_arn: pulumi.Output[str]

    def __init__(self, name: str, args: WarehouseArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        self._args = args
        self.cluster = self.workgroup = None
        settings = args.settings
        if settings.cluster:
            self.cluster = self._cluster(name, settings.cluster)
            self.secret_arn = self.cluster.master_password_secret_arn
        if settings.serverless:
            namespace = self._namespace(name)
            self.workgroup = self._workgroup(name, namespace, settings.serverless)
            self.secret_arn = namespace.admin_password_secret_arn
        store = self.cluster or self.workgroup
        monthly = MonthlySnapshotArgs(args.site, warehouse_id(args.site), settings)
        MonthlySnapshot(args.site.placement.label("warehouse", "monthly"), monthly, self.options(depends_on=[store]))
        self._alarms()
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        endpoint = self.cluster.endpoint if self.cluster else self.workgroup.endpoints[0].address if self.workgroup else None
        return {"warehouse_endpoint": endpoint, "warehouse_secret_arn": self.secret_arn}

    def _groups(self) -> list[pulumi.Output[str]]:
        """`data` admits workloads, `processing` reaches S3 and Glue."""
        return [self._args.site.data_group, self._args.site.network.security_groups.processing.id]

    def _common(self) -> dict[str, Any]:
        spectrum = self._args.lakehouse.queries.spectrum.arn
        return {"kms_key_id": self._args.site.key_arn, "iam_roles": [spectrum], "default_iam_role_arn": spectrum}

    def _logs(self, path: str) -> list[aws.cloudwatch.LogGroup]:
        site = self._args.site
        return [store_logs(site, site.placement.label("warehouse", log), f"{path}/{log}", self.options()) for log in _LOGS]

    def _cluster(self, name: str, settings: WarehouseCluster) -> aws.redshift.Cluster:
        site = self._args.site
        placement, identifier = site.placement, warehouse_id(site)
        subnets = aws.redshift.SubnetGroup(name, name=identifier, subnet_ids=site.network.subnet_ids["private"], opts=self.options())
        parameters = aws.redshift.ParameterGroup(
            name,
            name=identifier,
            family="redshift-2.0",
            parameters=[{"name": key, "value": value} for key, value in _PARAMETERS.items()],
            opts=self.options(),
        )
        cluster = aws.redshift.Cluster(
            name,
            cluster_identifier=identifier,
            cluster_type="multi-node",
            node_type=settings.node_type,
            number_of_nodes=settings.nodes,
            database_name=DATABASE,
            master_username="platform",
            manage_master_password=True,
            master_password_secret_kms_key_id=site.keys.arns["secrets"],
            encrypted=True,
            cluster_subnet_group_name=subnets.name,
            vpc_security_group_ids=self._groups(),
            publicly_accessible=False,
            enhanced_vpc_routing=True,
            # Where its zone fails, Redshift starts it in another one, at the same address.
            availability_zone_relocation_enabled=True,
            cluster_parameter_group_name=parameters.name,
            automated_snapshot_retention_period=self._args.settings.snapshot_days,
            preferred_maintenance_window="sun:06:00-sun:07:00",
            skip_final_snapshot=not placement.settings.protect,
            final_snapshot_identifier=placement.physical("warehouse-final") if placement.settings.protect else None,
            opts=self.options(**placement.stateful()),
            **self._common(),
        )
        aws.redshift.Logging(
            name,
            cluster_identifier=cluster.cluster_identifier,
            log_destination_type="cloudwatch",
            log_exports=list(_LOGS),
            opts=self.options(depends_on=self._logs(f"/aws/redshift/cluster/{identifier}")),
        )
        self._snapshot(name, cluster)
        return cluster

    def _snapshot(self, name: str, cluster: aws.redshift.Cluster) -> None:
        """Every so many hours. Without a schedule it is every eight hours or 5 GB a node, and nobody can promise a recovery point."""
        schedule = aws.redshift.SnapshotSchedule(
            name,
            identifier=warehouse_id(self._args.site),
            definitions=[f"rate({self._args.settings.snapshot_hours} hours)"],
            force_destroy=True,
            opts=self.options(),
        )
        aws.redshift.SnapshotScheduleAssociation(
            name, cluster_identifier=cluster.cluster_identifier, schedule_identifier=schedule.identifier, opts=self.options()
        )

    def _namespace(self, name: str) -> aws.redshiftserverless.Namespace:
        site = self._args.site
        return aws.redshiftserverless.Namespace(
            name,
            namespace_name=warehouse_id(site),
            db_name=DATABASE,
            admin_username="platform",
            manage_admin_password=True,
            admin_password_secret_kms_key_id=site.keys.arns["secrets"],
            log_exports=list(_LOGS),
            opts=self.options(depends_on=self._logs(f"/aws/redshift/{warehouse_id(site)}"), **site.placement.stateful()),
            **self._common(),
        )

    def _workgroup(
        self, name: str, namespace: aws.redshiftserverless.Namespace, settings: WarehouseServerless
    ) -> aws.redshiftserverless.Workgroup:
        site = self._args.site
        return aws.redshiftserverless.Workgroup(
            name,
            workgroup_name=warehouse_id(site),
            namespace_name=namespace.namespace_name,
            base_capacity=settings.base_rpus,
            max_capacity=settings.max_rpus,
            subnet_ids=site.network.subnet_ids["private"],
            security_group_ids=self._groups(),
            publicly_accessible=False,
            enhanced_vpc_routing=True,
            config_parameters=[{"parameter_key": key, "parameter_value": value} for key, value in _SERVERLESS_PARAMETERS.items()],
            opts=self.options(**site.placement.stateful()),
        )

    def _alarms(self) -> None:
        site, settings = self._args.site, self._args.settings
        cluster = {"ClusterIdentifier": warehouse_id(site)}
        if settings.serverless:
            watched = [
                (
                    "capacity",
                    "The warehouse has worked at nine tenths of its limit for an hour: queries wait",
                    Metric("AWS/Redshift-Serverless", "ComputeCapacity", {"Workgroup": warehouse_id(site)}),
                    Breach(above=settings.serverless.max_rpus * 0.9, periods=12, missing="notBreaching"),
                )
            ]
        else:
            watched = [
                ("health", "The warehouse answers no query", Metric("AWS/Redshift", "HealthStatus", cluster), Breach(below=1, periods=2)),
                (
                    "disk",
                    "The warehouse is fuller than 80 %",
                    Metric("AWS/Redshift", "PercentageDiskSpaceUsed", cluster),
                    Breach(above=80, periods=3),
                ),
                (
                    "cpu",
                    "The warehouse has been busier than 90 % for half an hour",
                    Metric("AWS/Redshift", "CPUUtilization", cluster),
                    Breach(above=90, periods=6),
                ),
            ]
        for what, meaning, metric, breach in watched:
            alarm(site.placement.label("warehouse", what), meaning, metric, breach, site.alerts, self.options())


def warehouse_id(site: Site) -> str:
    """What Redshift calls the cluster, or the namespace and its workgroup."""
    return site.placement.physical("warehouse")
