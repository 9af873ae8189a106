"""RDS for PostgreSQL: the instance in the primary region, and read replicas of it in the others."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.postgres_proxy import PostgresProxy, PostgresProxyArgs
from components.databases.rotation import POSTGRES, postgres_id
from components.databases.store import Site, backed_up, store_logs
from components.observability.alerts import Breach, Metric, alarm
from components.security.policies import role, trust
from components.security.secrets import GeneratedSecret
from settings.databases import Postgres as PostgresSettings

DATABASE = "platform"
_MONITORING = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
_GIB = 1024**3
_LOGS = ("postgresql", "upgrade")
_INSIGHTS_DAYS = {"standard": 7, "advanced": 465}  # what AWS asks for with each mode


@dataclass(frozen=True)
class PostgresArgs:
    """What the database needs."""

    site: Site
    settings: PostgresSettings


class Postgres(Component):
    """The one instance that is written to."""

    instance: aws.rds.Instance
    secret: GeneratedSecret
    proxy: PostgresProxy | None

    def __init__(self, name: str, args: PostgresArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        site, settings = args.site, args.settings
        placement = site.placement
        # RDS itself rotates no password of an instance that has replicas, so the platform does.
        self.secret = site.rotation.secret(POSTGRES, postgres_id(placement), self.options())
        common = instance_arguments(site, settings, name, self.options())
        self.instance = aws.rds.Instance(
            name,
            engine="postgres",
            engine_version=settings.version,
            instance_class=settings.instance_class,
            multi_az=settings.multi_az,
            allocated_storage=settings.storage_gib,
            db_name=DATABASE,
            username="platform",
            password=self.secret.password,
            tags=backed_up(),
            opts=self.options(ignore_changes=["password"], **placement.stateful()),
            **common,
        )
        site.rotation.rotate(name, self.secret, self.instance, self.options())
        self.proxy = None
        if settings.proxy:
            proxy = PostgresProxyArgs(site, self.instance, self.secret)
            self.proxy = PostgresProxy(placement.label("postgres", "proxy"), proxy, self.options())
        instance_alarms(site, settings, self.options())
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        proxy: dict[str, pulumi.Input[object]] = {"postgres_proxy_endpoint": self.proxy.endpoint} if self.proxy else {}
        return {"postgres_endpoint": self.instance.endpoint, "postgres_secret_arn": self.secret.arn, **proxy}


@dataclass(frozen=True)
class PostgresReplicaArgs:
    """What a replica needs."""

    site: Site
    settings: PostgresSettings
    source: Postgres
    """The primary region's."""
    instance_class: str


class PostgresReplica(Component):
    """A copy that reads are served from, seconds behind; `ops failover` makes the dr region's the one that is written to.

    RDS Proxy takes no replica: the promoted instance gets its proxy when the dr region has become the primary one.
    """

    instance: aws.rds.Instance

    def __init__(self, name: str, args: PostgresReplicaArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        site = args.site
        self.instance = aws.rds.Instance(
            name,
            replicate_source_db=args.source.instance.arn,
            instance_class=args.instance_class,
            opts=self.options(**site.placement.stateful()),
            **instance_arguments(site, args.settings, name, self.options()),
        )
        instance_alarms(site, args.settings, self.options())
        alarm(
            site.placement.label("postgres", "behind"),
            "The replica is more than five minutes behind: as much would be lost in a failover",
            Metric("AWS/RDS", "ReplicaLag", {"DBInstanceIdentifier": postgres_id(site.placement)}),
            Breach(above=300, period=60, periods=5, missing="breaching"),
            site.alerts,
            self.options(),
        )
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        return {"postgres_endpoint": self.instance.endpoint}


def instance_arguments(site: Site, settings: PostgresSettings, name: str, opts: pulumi.ResourceOptions) -> dict[str, Any]:
    """What an instance and its replicas have in common, with the resources that each needs in its own region."""
    placement = site.placement
    identifier = postgres_id(placement)
    for log in _LOGS:
        store_logs(site, placement.label("postgres", log), f"/aws/rds/instance/{identifier}/{log}", opts)
    subnets = aws.rds.SubnetGroup(name, subnet_ids=site.network.subnet_ids["data"], opts=opts)
    parameters = aws.rds.ParameterGroup(name, family=f"postgres{settings.version}", parameters=parameters_of(), opts=opts)
    monitoring = role(
        placement, placement.label("postgres", "monitoring"), trust(placement, "monitoring.rds.amazonaws.com"), opts, managed=[_MONITORING]
    )
    return {
        "identifier": identifier,
        "db_subnet_group_name": subnets.name,
        "vpc_security_group_ids": [site.data_group],
        "publicly_accessible": False,
        "port": 5432,
        "parameter_group_name": parameters.name,
        "ca_cert_identifier": "rds-ca-rsa4096-g1",
        "iam_database_authentication_enabled": True,
        "storage_type": "gp3",
        "max_allocated_storage": settings.max_storage_gib,
        "storage_encrypted": True,
        "kms_key_id": site.key_arn,
        "backup_retention_period": settings.backup_days,
        "backup_window": "03:00-04:00",
        "maintenance_window": "sun:05:00-sun:06:00",
        "auto_minor_version_upgrade": True,
        "copy_tags_to_snapshot": True,
        "delete_automated_backups": not placement.settings.protect,
        "deletion_protection": placement.settings.protect,
        "skip_final_snapshot": not placement.settings.protect,
        "final_snapshot_identifier": placement.physical("postgres-final") if placement.settings.protect else None,
        "enabled_cloudwatch_logs_exports": list(_LOGS),
        "monitoring_interval": 60,
        "monitoring_role_arn": monitoring.arn,
        "database_insights_mode": settings.insights,
        "performance_insights_enabled": True,
        "performance_insights_kms_key_id": site.key_arn,
        "performance_insights_retention_period": _INSIGHTS_DAYS[settings.insights],
    }


def parameters_of() -> list[dict[str, str]]:
    """TLS for everyone, and logs that tell who connected, what changed the schema and what was slow (over a second)."""
    dynamic = {
        "rds.force_ssl": "1",
        "log_connections": "1",
        "log_disconnections": "1",
        "log_statement": "ddl",
        "log_min_duration_statement": "1000",
    }
    preloaded = {"name": "shared_preload_libraries", "value": "pg_stat_statements", "apply_method": "pending-reboot"}
    return [*({"name": key, "value": value, "apply_method": "immediate"} for key, value in dynamic.items()), preloaded]


def instance_alarms(site: Site, settings: PostgresSettings, opts: pulumi.ResourceOptions) -> None:
    """Too busy, or nearly full although the disk should have grown."""
    label = site.placement.label
    instance = {"DBInstanceIdentifier": postgres_id(site.placement)}
    alarm(
        label("postgres", "cpu"),
        "PostgreSQL has been busier than 80 % for 15 minutes",
        Metric("AWS/RDS", "CPUUtilization", instance),
        Breach(above=80, periods=3, missing="breaching"),
        site.alerts,
        opts,
    )
    alarm(
        label("postgres", "storage"),
        "PostgreSQL has less than 5 % of its first disk free; the disk should have grown at 10 %",
        Metric("AWS/RDS", "FreeStorageSpace", instance, "Minimum"),
        Breach(below=settings.storage_gib * _GIB * 0.05),
        site.alerts,
        opts,
    )
    alarm(
        label("postgres", "memory"),
        "PostgreSQL swaps: its working set has outgrown the instance",
        Metric("AWS/RDS", "SwapUsage", instance),
        Breach(above=256 * 1024**2, periods=3),
        site.alerts,
        opts,
    )
