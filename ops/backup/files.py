"""EFS: a backup of an hour as a new file system."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ops.backup.points import Point
from ops.backup.store import RestoreError, State, Wish, stamped
from ops.backup.vault import job_state, restore_job, vault_points
from ops.context import Context


@dataclass(frozen=True)
class FileStore:
    """The file system that pods share, in each region."""

    context: Context

    @property
    def name(self) -> str:
        """There is one in a region."""
        return "files"

    @property
    def pause(self) -> timedelta:
        """Tagged `backup: hourly`."""
        return timedelta(hours=1)

    def regions(self) -> list[str]:
        """All."""
        return list(self.context.outputs.regions)

    def points(self, region: str) -> list[Point]:
        """AWS Backup's, of the stack's own vault."""
        return vault_points(self.context, region, self.name, "EFS")

    def new_name(self, moment: datetime) -> str:
        """EFS names a file system itself; this is the token that makes it only once."""
        return stamped(self.context.physical("efs"), moment, 64)

    def start(self, wish: Wish) -> str:
        """A whole new file system, never into the old one."""
        changes = {"newFileSystem": "true", "CreationToken": wish.name, "Encrypted": "true"}
        return restore_job(self.context, wish.region, wish.point, "EFS", changes)

    def state(self, wish: Wish, handle: str) -> State:
        """How far the job is."""
        found = job_state(self.context, wish.region, handle)
        return State(found.phase, found.detail, found.made.rpartition("/")[2])

    def answers(self, wish: Wish, made: str) -> str:
        """What it is, by EFS itself; files are read by mounting it."""
        found = self.context.all(wish.region, "efs", "describe_file_systems", "FileSystems", FileSystemId=made)
        if not found or found[0]["LifeCycleState"] != "available":
            raise RestoreError(f"{made} is not available; look at the restore job in AWS Backup")
        return f"is available with {found[0]['SizeInBytes']['Value']:,} bytes"

    def advice(self, wish: Wish, made: str) -> list[str]:
        """Files lie below a directory that AWS Backup names after the restore."""
        return [
            f"Mount it where the old one is: a mount target in each private subnet (aws efs create-mount-target --region {wish.region} "
            f"--file-system-id {made} --subnet-id … --security-groups …).",
            "Files lie below /aws-backup-restore_<time>/; copy what was lost into the old file system, at the same path.",
            f"Then: aws efs delete-file-system --region {wish.region} --file-system-id {made}",
        ]

    def remove(self, wish: Wish, made: str) -> None:
        """Deletes the new file system, which has no mount targets yet."""
        self.context.gateway.change(wish.region, "efs", "delete_file_system", FileSystemId=made)
