"""Databases keep what they store encrypted."""

from tests.policies.case import Case, made

INSTANCE = "aws:rds/instance:Instance"

CASES = [
    Case(
        "rds-storage-encrypted",
        passing=[
            made(INSTANCE, storageEncrypted=True),
            made(INSTANCE, replicateSourceDb="arn:aws:rds:us-east-1:111111111111:db:events"),
            made(INSTANCE, snapshotIdentifier="events-2026"),
        ],
        failing=[made(INSTANCE), made("aws:rds/cluster:Cluster", storageEncrypted=False)],
    ),
]
