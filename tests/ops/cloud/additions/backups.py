"""AWS Backup: recovery points in vaults, and the jobs that make and restore them."""

from datetime import datetime
from typing import Any

from moto.core.utils import utcnow

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call, Refused

_KINDS = {
    "rds": "RDS",
    "dynamodb": "DynamoDB",
    "elasticfilesystem": "EFS",
    "ec2": "EBS",
    "s3": "S3",
    "redshift": "Redshift",
}


class Vaults:
    """moto has the vaults, and nothing in them."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        found: dict[str, Addition] = {
            "StartBackupJob": self._back_up,
            "DescribeBackupJob": self._describe_backup,
            "ListRecoveryPointsByBackupVault": self._list,
            "DescribeRecoveryPoint": self._describe_point,
            "GetRecoveryPointRestoreMetadata": self._metadata,
            "StartRestoreJob": self._restore,
            "DescribeRestoreJob": self._describe_restore,
            "ListRestoreJobs": self._list_restores,
        }
        return {("backup", operation): addition for operation, addition in found.items()}

    def add(self, region: str, vault: str, resource_arn: str, created: datetime, metadata: dict[str, str] | None = None) -> str:
        """A recovery point, and its ARN."""
        points = self._world.kept["recovery points"]
        arn = f"arn:aws:backup:{region}:{self._world.account_id}:recovery-point:point-{len(points) + 1}"
        points[arn] = {
            "vault": vault,
            "region": region,
            "resource": resource_arn,
            "created": created,
            "metadata": dict(metadata or {}),
        }
        return arn

    def _back_up(self, call: Call, _: Forward) -> Result:
        vault = self._vault(call)
        arn = self.add(call.region, vault, str(call.parameters["ResourceArn"]), utcnow())
        job = f"backup-{len(self._world.kept['backup jobs']) + 1}"
        self._world.kept["backup jobs"][call.region, job] = arn
        self._world.begin("backup job", call.region, job)
        return {"BackupJobId": job, "RecoveryPointArn": arn, "CreationDate": utcnow()}

    def _describe_backup(self, call: Call, _: Forward) -> Result:
        job = str(call.parameters["BackupJobId"])
        if (call.region, job) not in self._world.kept["backup jobs"]:
            raise Refused("ResourceNotFoundException", f"there is no job {job}")
        state = "RUNNING" if self._world.look("backup job", call.region, job) else "COMPLETED"
        return {"BackupJobId": job, "State": state, "RecoveryPointArn": self._world.kept["backup jobs"][call.region, job]}

    def _list(self, call: Call, _: Forward) -> Result:
        vault, wanted = self._vault(call), call.parameters.get("ByResourceArn")
        kind, after, before = (call.parameters.get(key) for key in ("ByResourceType", "ByCreatedAfter", "ByCreatedBefore"))
        points = [
            self._shown(arn)
            for arn, point in self._world.kept["recovery points"].items()
            if (point["vault"], point["region"]) == (vault, call.region)
            and wanted in (None, point["resource"])
            and kind in (None, _kind(point["resource"]))
            and (after is None or point["created"] >= _naive(after))
            and (before is None or point["created"] <= _naive(before))
        ]
        return {"RecoveryPoints": points}

    def _describe_point(self, call: Call, _: Forward) -> Result:
        self._vault(call)
        return self._shown(self._point(call))

    def _metadata(self, call: Call, _: Forward) -> Result:
        vault, arn = self._vault(call), self._point(call)
        metadata = self._world.kept["recovery points"][arn]["metadata"]
        return {"BackupVaultArn": self._vault_arn(call.region, vault), "RecoveryPointArn": arn, "RestoreMetadata": metadata}

    def _restore(self, call: Call, _: Forward) -> Result:
        arn = self._point(call)
        if not call.parameters.get("IamRoleArn"):
            raise Refused("InvalidParameterValueException", "IamRoleArn is needed")
        jobs = self._world.kept["restore jobs"]
        job = f"restore-{len(jobs) + 1}"
        jobs[call.region, job] = {"point": arn, "metadata": dict(call.parameters["Metadata"]), "created": utcnow()}
        self._world.begin("restore job", call.region, job)
        return {"RestoreJobId": job}

    def _describe_restore(self, call: Call, _: Forward) -> Result:
        job = str(call.parameters["RestoreJobId"])
        if (call.region, job) not in self._world.kept["restore jobs"]:
            raise Refused("ResourceNotFoundException", f"there is no job {job}")
        return self._shown_job(call.region, job, self._world.look("restore job", call.region, job))

    def _list_restores(self, call: Call, _: Forward) -> Result:
        jobs = [job for region, job in self._world.kept["restore jobs"] if region == call.region]
        return {"RestoreJobs": [self._shown_job(call.region, job, self._world.busy("restore job", call.region, job)) for job in jobs]}

    def _shown_job(self, region: str, job: str, busy: bool) -> dict[str, Any]:
        known = self._world.kept["restore jobs"][region, job]
        shown = {"RestoreJobId": job, "RecoveryPointArn": known["point"], "CreationDate": known["created"]}
        if busy:
            return {**shown, "Status": "RUNNING", "PercentDone": "50.0"}
        source = self._world.kept["recovery points"][known["point"]]["resource"]
        return {**shown, "Status": "COMPLETED", "PercentDone": "100.0", "CreatedResourceArn": _restored(source, known["metadata"], job)}

    def _shown(self, arn: str) -> dict[str, Any]:
        point = self._world.kept["recovery points"][arn]
        return {
            "RecoveryPointArn": arn,
            "BackupVaultName": point["vault"],
            "BackupVaultArn": self._vault_arn(point["region"], point["vault"]),
            "ResourceArn": point["resource"],
            "ResourceType": _kind(point["resource"]),
            "Status": "COMPLETED",
            "CreationDate": point["created"],
            "CompletionDate": point["created"],
            "BackupSizeInBytes": 1024,
        }

    def _point(self, call: Call) -> str:
        arn = str(call.parameters["RecoveryPointArn"])
        if arn not in self._world.kept["recovery points"]:
            raise Refused("ResourceNotFoundException", f"Recovery point {arn} does not exist")
        return arn

    def _vault(self, call: Call) -> str:
        name = str(call.parameters["BackupVaultName"])
        if name not in self._world.backend("backup", call.region).vaults:
            raise Refused("ResourceNotFoundException", f"Backup vault {name} does not exist")
        return name

    def _vault_arn(self, region: str, name: str) -> str:
        return f"arn:aws:backup:{region}:{self._world.account_id}:backup-vault:{name}"


def _kind(arn: str) -> str:
    return _KINDS.get(arn.split(":")[2], "unknown")


def _restored(source: str, metadata: dict[str, str], job: str) -> str:
    """The new resource's ARN: under the name that was asked for, where there is one to ask for."""
    names = ("targetTableName", "DBInstanceIdentifier", "ClusterIdentifier", "DestinationBucketName", "file-system-id")
    asked = next((metadata[name] for name in names if metadata.get(name)), job)
    return f"{source.rpartition('/' if '/' in source else ':')[0]}{'/' if '/' in source else ':'}{asked}"


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
