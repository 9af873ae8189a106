"""AWS Backup, of which moto knows the vaults only."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import moto.backends

from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call
from tests.ops.day2.names import ACCOUNT


@dataclass
class Vault:
    """Recovery points, and the jobs that restore from them."""

    points: dict[str, dict[str, Any]] = field(default_factory=dict)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    looks: int = 0

    def add(self, arn: str, kind: str, resource: str, made: datetime) -> None:
        self.points[arn] = {
            "RecoveryPointArn": arn,
            "ResourceArn": resource,
            "ResourceType": kind,
            "Status": "COMPLETED",
            "CreationDate": made,
            "BackupSizeInBytes": 2**30,
            "IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/backup",
        }

    def additions(self) -> dict[tuple[str, str], Addition]:
        return {
            ("backup", "ListRecoveryPointsByBackupVault"): self._list,
            ("backup", "GetRecoveryPointRestoreMetadata"): self._metadata,
            ("backup", "DescribeRecoveryPoint"): lambda call, _: self.points[call.parameters["RecoveryPointArn"]],
            ("backup", "StartRestoreJob"): self._start,
            ("backup", "DescribeRestoreJob"): self._describe,
        }

    def _list(self, call: Call, _: Forward) -> Result:
        kind, region = call.parameters.get("ByResourceType"), call.region
        return {"RecoveryPoints": [one for one in self.points.values() if one["ResourceType"] == kind and region in one["ResourceArn"]]}

    def _metadata(self, *_: Any) -> Result:
        return {"RestoreMetadata": {"file-system-id": "fs-old", "Encrypted": "true", "newFileSystem": "false"}}

    def _start(self, call: Call, _: Forward) -> Result:
        efs = moto.backends.get_backend("efs")[ACCOUNT][call.region]
        made = efs.create_file_system(call.parameters["Metadata"]["CreationToken"], "generalPurpose", True, "", "elastic", 0, "", False, [])
        self.jobs["job-1"] = {"RestoreJobId": "job-1", "Status": "RUNNING", "CreatedResourceArn": made.file_system_arn}
        return {"RestoreJobId": "job-1"}

    def _describe(self, *_: Any) -> Result:
        self.looks += 1
        return self.jobs["job-1"] | ({"Status": "COMPLETED"} if self.looks > 1 else {})
