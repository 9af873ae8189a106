"""Recovery points of AWS Backup, and restoring from them."""

from typing import Any

from ops.backup.points import Point
from ops.backup.store import RestoreError, State
from ops.context import Context

_PHASES = {"PENDING": "busy", "RUNNING": "busy", "COMPLETED": "ready", "ABORTED": "failed", "FAILED": "failed"}


def vault_points(context: Context, region: str, store: str, resource_type: str, names: str = "") -> list[Point]:
    """What the region's vault has of a kind of resource: of one whose ARN ends with `names`, or of all of that kind of this stack."""
    found = context.all(
        region,
        "backup",
        "list_recovery_points_by_backup_vault",
        "RecoveryPoints",
        BackupVaultName=context.outputs.regions[region].backup_vault,
        ByResourceType=resource_type,
    )
    return [
        Point(store, region, one["RecoveryPointArn"], one["CreationDate"], "aws-backup", one.get("BackupSizeInBytes"))
        for one in found
        if one["Status"] == "COMPLETED" and one["ResourceArn"].endswith(names)
    ]


def restore_job(context: Context, region: str, point: Point, resource_type: str, changes: dict[str, str]) -> str:
    """Starts a restore; the job's id. The metadata is what the resource was, with our changes."""
    vault = context.outputs.regions[region].backup_vault
    known = context.gateway.read(region, "backup", "get_recovery_point_restore_metadata", BackupVaultName=vault, RecoveryPointArn=point.id)
    described = context.gateway.read(region, "backup", "describe_recovery_point", BackupVaultName=vault, RecoveryPointArn=point.id)
    role = described.get("IamRoleArn")
    if not role:
        raise RestoreError(f"{point.id} names no role that it was made by; restore it in the console of AWS Backup")
    request: dict[str, Any] = {
        "RecoveryPointArn": point.id,
        "Metadata": {**known.get("RestoreMetadata", {}), **changes},
        "IamRoleArn": role,
        "ResourceType": resource_type,
    }
    started = context.gateway.change(region, "backup", "start_restore_job", **request)
    return str(started["RestoreJobId"]) if started else ""


def job_state(context: Context, region: str, job: str) -> State:
    """How far a restore job is."""
    found = context.gateway.read(region, "backup", "describe_restore_job", RestoreJobId=job)
    status = found["Status"]
    phase: Any = _PHASES.get(status, "busy")
    detail = " ".join(part for part in (status, found.get("PercentDone", ""), found.get("StatusMessage", "")) if part)
    return State(phase, detail, found.get("CreatedResourceArn", ""))
