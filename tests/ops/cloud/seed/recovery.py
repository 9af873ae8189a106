"""Vaults."""

from tests.ops.cloud.seed.seeding import Seeding


def make(seeding: Seeding) -> None:
    """A vault in each region."""
    for vault, inputs in seeding.of("aws:backup/vault:Vault"):
        seeding.client("backup", vault.region).create_backup_vault(BackupVaultName=inputs["name"], EncryptionKeyArn=inputs["kmsKeyArn"])
