"""Databases keep what they store encrypted, with keys of the platform's own."""

from collections.abc import Iterator

from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject


@resource_rule(
    "rds-storage-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="RDS keeps data, logs, backups and snapshots encrypted.",
    remedy="Set storage_encrypted=True. An instance that exists has to be restored from an encrypted copy of a snapshot.",
    controls=("FSBP RDS.3", "FSBP RDS.27", "CIS AWS 2.2.1", "CKV_AWS_16", "CKV_AWS_96"),
    types=("aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:rds/globalCluster:GlobalCluster"),
)
def rds_storage_encrypted(database: Subject) -> Iterator[str]:
    if database.values.has("replicateSourceDb") or database.values.has("snapshotIdentifier"):
        return  # takes it over from its source
    if not database.values.flag("storageEncrypted"):
        yield "storageEncrypted is not true"
