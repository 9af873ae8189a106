"""DynamoDB: any second of the last weeks, or a night's backup, as a new table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ops.aws import AwsError
from ops.backup.points import Point
from ops.backup.store import RestoreError, State, Wish, stamped
from ops.backup.vault import job_state, restore_job, vault_points
from ops.context import Context

_JOB = "job:"


@dataclass(frozen=True)
class TableStore:
    """A table, which has recovery points of its own in each region."""

    context: Context
    table: str
    """Such as `user-sessions`."""

    @property
    def name(self) -> str:
        """With its kind, so that it is not taken for a store."""
        return f"table:{self.table}"

    @property
    def pause(self) -> timedelta:
        """Continuous backups are at most five minutes behind."""
        return timedelta(minutes=5)

    def regions(self) -> list[str]:
        """All that have the table."""
        return [name for name, region in self.context.outputs.regions.items() if self.table in region.tables]

    def points(self, region: str) -> list[Point]:
        """Continuous backups first, then AWS Backup's."""
        table = self._physical(region)
        answer = self.context.gateway.read(region, "dynamodb", "describe_continuous_backups", TableName=table)
        recovery = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
        found = vault_points(self.context, region, self.name, "DynamoDB", f":table/{table}")
        if recovery.get("PointInTimeRecoveryStatus") == "ENABLED":
            latest, earliest = recovery["LatestRestorableDateTime"], recovery["EarliestRestorableDateTime"]
            found.append(Point(self.name, region, f"{table}@", latest, "continuous", since=earliest))
        return found

    def new_name(self, moment: datetime) -> str:
        """DynamoDB allows 255 characters."""
        return stamped(self.context.physical(self.table), moment, 255)

    def start(self, wish: Wish) -> str:
        """A new table under the old one's key."""
        key = self._key(wish.region)
        if wish.point.kind == "aws-backup":
            changes = {"targetTableName": wish.name}
            if key:
                changes |= {"encryptionType": "KMS", "kmsMasterKeyArn": key}
            return _JOB + restore_job(self.context, wish.region, wish.point, "DynamoDB", changes)
        moment: dict[str, Any] = {"RestoreDateTime": wish.at} if wish.at else {"UseLatestRestorableTime": True}
        encryption = {"SSESpecificationOverride": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}} if key else {}
        self.context.gateway.change(
            wish.region,
            "dynamodb",
            "restore_table_to_point_in_time",
            SourceTableName=self._physical(wish.region),
            TargetTableName=wish.name,
            **moment,
            **encryption,
        )
        return wish.name

    def state(self, wish: Wish, handle: str) -> State:
        """Active, or on the way."""
        if handle.startswith(_JOB):
            found = job_state(self.context, wish.region, handle.removeprefix(_JOB))
            return State(found.phase, found.detail, found.made.rpartition("/")[2] or wish.name)
        status = self.context.gateway.read(wish.region, "dynamodb", "describe_table", TableName=handle)["Table"]["TableStatus"]
        return State("ready" if status == "ACTIVE" else "busy", status, handle)

    def answers(self, wish: Wish, made: str) -> str:
        """One item is read from it."""
        items = self.context.gateway.read(wish.region, "dynamodb", "scan", TableName=made, Limit=1).get("Items", [])
        old = self.context.gateway.read(wish.region, "dynamodb", "describe_table", TableName=self._physical(wish.region))["Table"]
        if not items and old.get("ItemCount", 0) > 0:
            raise RestoreError(f"{made} is empty, while {old['TableName']} has {old['ItemCount']} items")
        return f"answers with {len(items)} item of a scan"

    def advice(self, wish: Wish, made: str) -> list[str]:
        """A table cannot be renamed, and the program owns the old one's name."""
        old = self._physical(wish.region)
        return [
            f"Items that were lost or spoilt: copy them from {made} back into {old}; its replicas follow by themselves.",
            f"Everything: stop the writers, delete what is wrong in {old}, copy all items of {made} there, start the writers.",
            f"{made} has no replicas, no TTL, no scaling and no point-in-time recovery: it is no place to stay.",
            f"Then: aws dynamodb delete-table --region {wish.region} --table-name {made}",
        ]

    def remove(self, wish: Wish, made: str) -> None:
        """Deletes the new table."""
        if made == self._physical(wish.region):
            raise RestoreError(f"{made} is the stack's own table")
        self.context.gateway.change(wish.region, "dynamodb", "delete_table", TableName=made)

    def _physical(self, region: str) -> str:
        return self.context.outputs.regions[region].tables[self.table]

    def _key(self, region: str) -> str | None:
        try:
            table = self.context.gateway.read(region, "dynamodb", "describe_table", TableName=self._physical(region))["Table"]
        except AwsError:
            return None
        key = table.get("SSEDescription", {}).get("KMSMasterKeyArn")
        return str(key) if key else None
