"""What an instance of PostgreSQL stands on, in whichever region: network, parameters, monitoring, logs."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.rotation import postgres_id
from components.databases.store import Site, store_logs
from components.security.policies import role, trust
from settings.databases import Postgres

_MONITORING = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
_LOGS = ("postgresql", "upgrade")
_INSIGHTS_DAYS = {"standard": 7, "advanced": 465}  # what AWS asks for with each mode


@dataclass(frozen=True)
class PostgresGroundArgs:
    """What the ground needs."""

    site: Site
    settings: Postgres


class PostgresGround(Component):
    """An instance depends on all of it: without its log groups RDS would make some of its own, without key and without end."""

    arguments: dict[str, Any]
    """What an instance and its replicas have in common."""

    def __init__(self, name: str, args: PostgresGroundArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        site, settings = args.site, args.settings
        placement = site.placement
        identifier = postgres_id(placement)
        protect = placement.settings.protect
        for log in _LOGS:
            store_logs(site, placement.label("postgres", log), f"/aws/rds/instance/{identifier}/{log}", self.options())
        subnets = aws.rds.SubnetGroup(name, subnet_ids=site.network.subnet_ids["data"], opts=self.options())
        family = f"postgres{settings.version}"
        parameters = aws.rds.ParameterGroup(name, family=family, parameters=instance_parameters(), opts=self.options())
        monitoring = role(
            placement,
            placement.label("postgres", "monitoring"),
            trust(placement, "monitoring.rds.amazonaws.com"),
            self.options(),
            managed=[_MONITORING],
        )
        self.arguments = {
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
            "delete_automated_backups": not protect,
            "deletion_protection": protect,
            "skip_final_snapshot": not protect,
            "final_snapshot_identifier": placement.physical("postgres-final") if protect else None,
            "enabled_cloudwatch_logs_exports": list(_LOGS),
            "monitoring_interval": 60,
            "monitoring_role_arn": monitoring.arn,
            "database_insights_mode": settings.insights,
            "performance_insights_enabled": True,
            "performance_insights_kms_key_id": site.key_arn,
            "performance_insights_retention_period": _INSIGHTS_DAYS[settings.insights],
        }
        self.register_outputs({})


def instance_parameters() -> list[dict[str, str]]:
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
