"""PostgreSQL: which instance copies which. A promoted one never follows again: a new replica takes its place and name."""

from collections.abc import Mapping
from typing import Any

from ops.aws import AwsError
from ops.gateway import Gateway
from ops.journal import State
from ops.metrics import latest
from ops.outputs import Postgres
from ops.runner import Step

_LONGEST = 63
"""Characters of an identifier."""
_KEPT = {
    "MultiAZ": "MultiAZ",
    "StorageType": "StorageType",
    "MaxAllocatedStorage": "MaxAllocatedStorage",
    "AutoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "CopyTagsToSnapshot": "CopyTagsToSnapshot",
    "DeletionProtection": "DeletionProtection",
    "PubliclyAccessible": "PubliclyAccessible",
    "MonitoringInterval": "MonitoringInterval",
    "MonitoringRoleArn": "MonitoringRoleArn",
    "CACertificateIdentifier": "CACertificateIdentifier",
    "DatabaseInsightsMode": "DatabaseInsightsMode",
    "IAMDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "EnabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "PerformanceInsightsEnabled": "EnablePerformanceInsights",
    "PerformanceInsightsKMSKeyId": "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "TagList": "Tags",
}
"""As an instance is described → as a replica is asked for."""

Instance = dict[str, Any]


def instance_of(gateway: Gateway, region: str, identifier: str) -> Instance | None:
    """An instance; None if there is none."""
    try:
        answer = gateway.read(region, "rds", "describe_db_instances", DBInstanceIdentifier=identifier)
    except AwsError as error:
        if error.code in ("DBInstanceNotFound", "DBInstanceNotFoundFault"):
            return None
        raise
    found: Instance = answer["DBInstances"][0]
    return found


def source_of(instance: Instance) -> str | None:
    """What it is a copy of."""
    return instance.get("ReadReplicaSourceDBInstanceIdentifier") or None


def aside(identifier: str, resource_id: str) -> str:
    """The name that an instance gets when another takes its own; the same each time it is asked."""
    suffix = f"-{resource_id.lower().removeprefix('db-')[:8]}"
    return identifier[: _LONGEST - len(suffix)].rstrip("-") + suffix


def known(gateway: Gateway, region: str, postgres: Postgres) -> State:
    """What an instance copies, and what Pulumi knows it by."""
    instance = instance_of(gateway, region, postgres.identifier)
    return {"resource_id": instance["DbiResourceId"], "source": source_of(instance)} if instance else {"resource_id": None, "source": None}


class Replica(Step):
    """A region's instance is a replica of another region's. An instance that is none is renamed, and kept for a person to delete.

    It is not taken back: a copy does no harm, and what it replaced was left behind by then.
    """

    timeout = 4 * 3600
    gradual = True  # rename, then create

    def __init__(self, gateway: Gateway, region: str, postgres: Postgres, source_region: str, source: Postgres, *, wait: bool = True):
        self.name = f"replica {region}"
        self.what = f"PostgreSQL of {region} copies that of {source_region}"
        self._wait = wait
        """Until it is filled, which may take hours."""
        self._gateway, self._region, self._postgres = gateway, region, postgres
        self._source_region, self._source = source_region, source

    def before(self) -> State:
        """What was there."""
        return known(self._gateway, self._region, self._postgres)

    def missing(self) -> str:
        """What is in the way, or not ready."""
        identifier = self._postgres.identifier
        instance = instance_of(self._gateway, self._region, identifier)
        if instance is None:
            return f"there is no instance {identifier}"
        if not source_of(instance):
            return f"{identifier} is no copy, {instance['DBInstanceStatus']}"
        status = instance["DBInstanceStatus"]
        if not self._wait and status in ("available", "creating"):
            return ""
        if status != "available":
            return f"{identifier} is {status}"  # a copy that is being promoted is one until the end of it
        days = self._postgres.backup_days
        return "" if instance["BackupRetentionPeriod"] == days else f"{identifier} is not yet backed up for {days} days"

    def do(self) -> None:
        """Rename what is no replica; once the name is free, create one; once it is there, see to its backups."""
        identifier, source = self._postgres.identifier, instance_of(self._gateway, self._source_region, self._source.identifier)
        if source is None or source_of(source):
            what = "is itself a copy" if source else "does not exist"
            raise AwsError(f"{self._source.identifier} in {self._source_region} {what}: {self._region} cannot copy it")
        instance = instance_of(self._gateway, self._region, identifier)
        if instance is None or (self._gateway.dry_run and not source_of(instance)):
            if instance:
                self._rename(instance)
            self._create(source, instance)
        elif instance["DBInstanceStatus"] == "available":
            if source_of(instance):
                self._back_up(instance)
            else:
                self._rename(instance)

    def _rename(self, instance: Instance) -> None:
        identifier = self._postgres.identifier
        self._gateway.change(
            self._region,
            "rds",
            "modify_db_instance",
            DBInstanceIdentifier=identifier,
            NewDBInstanceIdentifier=aside(identifier, instance["DbiResourceId"]),
            ApplyImmediately=True,
        )

    def _create(self, source: Instance, present: Instance | None) -> None:
        """With the settings of the instance that had the name."""
        model = present or self._set_aside() or source
        own = model is not source
        self._gateway.change(
            self._region,
            "rds",
            "create_db_instance_read_replica",
            DBInstanceIdentifier=self._postgres.identifier,
            SourceDBInstanceIdentifier=source["DBInstanceArn"],
            SourceRegion=self._source_region,
            DBInstanceClass=self._postgres.instance_class,
            DBSubnetGroupName=self._postgres.subnet_group,
            DBParameterGroupName=self._postgres.parameter_group,
            VpcSecurityGroupIds=self._postgres.security_group_ids,
            KmsKeyId=self._postgres.kms_key_arn,
            Port=5432,
            **_settings(model, self._postgres.kms_key_arn, own),
        )

    def _back_up(self, replica: Instance) -> None:
        """A replica is made without backups."""
        if replica["BackupRetentionPeriod"] == self._postgres.backup_days:
            return
        model = self._set_aside() or replica
        windows = {key: model[key] for key in ("PreferredBackupWindow", "PreferredMaintenanceWindow") if model.get(key)}
        self._gateway.change(
            self._region,
            "rds",
            "modify_db_instance",
            DBInstanceIdentifier=self._postgres.identifier,
            BackupRetentionPeriod=self._postgres.backup_days,
            ApplyImmediately=True,
            **windows,
        )

    def _set_aside(self) -> Instance | None:
        """The newest instance that had the name before."""
        found = [
            instance
            for page in self._gateway.pages(self._region, "rds", "describe_db_instances")
            for instance in page["DBInstances"]
            if instance["DBInstanceIdentifier"] == aside(self._postgres.identifier, instance["DbiResourceId"])
        ]
        return max(found, key=lambda instance: str(instance.get("InstanceCreateTime", "")), default=None)


def _settings(model: Mapping[str, Any], key: str, own: bool) -> dict[str, Any]:
    """Of an instance to be like. Keys and roles of another region's are of no use here."""
    kept = {asked: model[described] for described, asked in _KEPT.items() if model.get(described) not in (None, "", [])}
    if not kept.get("EnablePerformanceInsights"):
        for name in ("PerformanceInsightsKMSKeyId", "PerformanceInsightsRetentionPeriod"):
            kept.pop(name, None)
    elif not own:
        kept["PerformanceInsightsKMSKeyId"] = key
    if not own:
        kept.pop("Tags", None)
    return kept


class CaughtUp(Step):
    """A replica is no further behind than a few seconds. Nothing can be done for it but to wait."""

    timeout = 3600

    def __init__(self, gateway: Gateway, region: str, postgres: Postgres, seconds: float = 5, name: str = "caught up"):
        self.name = f"{name} {region}"
        self.what = f"PostgreSQL of {region} is at most {seconds:g} s behind"
        self._gateway, self._region, self._postgres, self._seconds = gateway, region, postgres, seconds

    def missing(self) -> str:
        """How far it is behind."""
        instance = instance_of(self._gateway, self._region, self._postgres.identifier)
        if instance and not source_of(instance):
            return ""  # promoted already
        lag = replica_lag(self._gateway, self._region, self._postgres.identifier)
        if lag is None:
            return "CloudWatch does not know yet how far it is behind"
        return "" if 0 <= lag <= self._seconds else f"it is {lag:g} s behind"

    def do(self) -> None:
        """Nothing."""


def replica_lag(gateway: Gateway, region: str, identifier: str) -> float | None:
    """Seconds; None if nothing is known of the last minutes, negative if replication does not run."""
    return latest(gateway, region, "AWS/RDS", "ReplicaLag", {"DBInstanceIdentifier": identifier})
