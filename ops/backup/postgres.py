"""RDS for PostgreSQL: any second of the last weeks, or a snapshot, as a new instance."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ops.backup.points import Point
from ops.backup.store import RestoreError, State, Wish, stamped
from ops.context import Context

_FAILED = ("failed", "restore-error", "incompatible-restore", "incompatible-parameters", "incompatible-network", "storage-full")


@dataclass(frozen=True)
class PostgresStore:
    """The instance of each region. AWS Backup's copies show as snapshots, too, in the dr region as at home."""

    context: Context

    @property
    def name(self) -> str:
        """There is one."""
        return "postgres"

    @property
    def pause(self) -> timedelta:
        """RDS uploads the log every five minutes."""
        return timedelta(minutes=5)

    def regions(self) -> list[str]:
        """Those of which the stack knows an instance."""
        known = self.context.outputs.regions
        return [name for name, region in known.items() if region.role == "primary" or (region.takeover and region.takeover.postgres)]

    def points(self, region: str) -> list[Point]:
        """The log, and snapshots."""
        identifier, found = self._identifier, []
        snapshots = self.context.all(region, "rds", "describe_db_snapshots", "DBSnapshots", DBInstanceIdentifier=identifier)
        for one in snapshots:
            if one["Status"] == "available":
                size = one["AllocatedStorage"] * 1024**3
                found.append(Point(self.name, region, one["DBSnapshotIdentifier"], one["SnapshotCreateTime"], "snapshot", size))
        instance = self._instance(region, identifier)
        if instance and instance.get("LatestRestorableTime") and instance.get("BackupRetentionPeriod"):
            latest = instance["LatestRestorableTime"]
            earliest = max(latest - timedelta(days=instance["BackupRetentionPeriod"]), instance.get("InstanceCreateTime", latest))
            found.append(Point(self.name, region, f"{identifier}@", latest, "continuous", since=min(earliest, latest)))
        return found

    def new_name(self, moment: datetime) -> str:
        """RDS allows 63 characters."""
        return stamped(self._identifier, moment, 63)

    def start(self, wish: Wish) -> str:
        """A new instance in the old one's network, without a standby until somebody switches over."""
        common = {**self._ground(wish.region), "PubliclyAccessible": False, "MultiAZ": False, "DeletionProtection": False}
        common["CopyTagsToSnapshot"] = True
        if wish.point.kind == "continuous":
            moment: dict[str, Any] = {"RestoreTime": wish.at} if wish.at else {"UseLatestRestorableTime": True}
            call, source = "restore_db_instance_to_point_in_time", {"SourceDBInstanceIdentifier": self._identifier, **moment}
            named = {"TargetDBInstanceIdentifier": wish.name}
        else:
            call, source = "restore_db_instance_from_db_snapshot", {"DBSnapshotIdentifier": wish.point.id}
            named = {"DBInstanceIdentifier": wish.name}
        self.context.gateway.change(wish.region, "rds", call, **source, **named, **common)
        return wish.name

    def state(self, wish: Wish, handle: str) -> State:
        """Available, or on the way."""
        instance = self._instance(wish.region, handle)
        status = instance["DBInstanceStatus"] if instance else "creating"
        phase: Any = "ready" if status == "available" else "failed" if status in _FAILED else "busy"
        return State(phase, status, handle)

    def answers(self, wish: Wish, made: str) -> str:
        """Its endpoint and version; a query needs the password and the network, which are not this command's."""
        instance = self._instance(wish.region, made) or {}
        endpoint = instance.get("Endpoint", {})
        if not endpoint.get("Address"):
            raise RestoreError(f"{made} is available and has no endpoint; look at its events: aws rds describe-events")
        return f"{endpoint['Address']}:{endpoint['Port']} serves PostgreSQL {instance.get('EngineVersion', '?')}"

    def advice(self, wish: Wish, made: str) -> list[str]:
        """Renaming keeps the endpoint that clients know."""
        old, region = self._identifier, wish.region
        modify = f"aws rds modify-db-instance --region {region} --apply-immediately --db-instance-identifier"
        return [
            f"Its password is the one of that moment. If it was rotated since: {modify} {made} --master-user-password …",
            f"Rows that were lost: pg_dump them from {made} into {old}.",
            "Everything: stop the services, and let both instances change names, so that the endpoint stays:",
            f"  {modify} {old} --new-db-instance-identifier {old}-old --no-deletion-protection",
            f"  {modify} {made} --new-db-instance-identifier {old} --multi-az --deletion-protection",
            "Then `pulumi refresh` and `pulumi preview`: replicas and proxy are made again from the new instance.",
        ]

    def remove(self, wish: Wish, made: str) -> None:
        """Deletes the new instance and leaves no snapshot of it."""
        if made == self._identifier:
            raise RestoreError(f"{made} is the stack's own instance")
        self.context.gateway.change(
            wish.region, "rds", "delete_db_instance", DBInstanceIdentifier=made, SkipFinalSnapshot=True, DeleteAutomatedBackups=True
        )

    @property
    def _identifier(self) -> str:
        return self.context.physical("postgres")

    def _instance(self, region: str, identifier: str) -> dict[str, Any] | None:
        found = self.context.all(region, "rds", "describe_db_instances", "DBInstances")
        return next((one for one in found if one["DBInstanceIdentifier"] == identifier), None)

    def _ground(self, region: str) -> dict[str, Any]:
        """What the instance stands on: as it is, or if it is gone, as the stack's outputs say."""
        if instance := self._instance(region, self._identifier):
            return {
                "DBInstanceClass": instance["DBInstanceClass"],
                "DBSubnetGroupName": instance["DBSubnetGroup"]["DBSubnetGroupName"],
                "DBParameterGroupName": instance["DBParameterGroups"][0]["DBParameterGroupName"],
                "VpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in instance["VpcSecurityGroups"]],
            }
        takeover = self.context.outputs.regions[region].takeover
        if takeover is None or takeover.postgres is None:
            raise RestoreError(f"{region} has neither an instance {self._identifier} nor outputs that say what it stood on")
        known = takeover.postgres
        return {
            "DBInstanceClass": known.instance_class,
            "DBSubnetGroupName": known.subnet_group,
            "DBParameterGroupName": known.parameter_group,
            "VpcSecurityGroupIds": known.security_group_ids,
        }
