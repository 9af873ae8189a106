"""Volumes and backups of a cluster."""

from typing import Any

from tests.policies.case import Case, Made, made, ref


def storage(provisioner: str = "ebs.csi.aws.com", **parameters: Any) -> Made:
    """A storage class."""
    return made("kubernetes:storage.k8s.io/v1:StorageClass", provisioner=provisioner, parameters=parameters)


def volume(**spec: Any) -> Made:
    """A volume."""
    return made("kubernetes:core/v1:PersistentVolume", spec=spec)


def location(**config: str) -> Made:
    """Where Velero keeps backups."""
    return made("kubernetes:velero.io/v1:BackupStorageLocation", spec={"provider": "velero.io/aws", "config": config})


KEY = made("aws:kms/key:Key", "key")

CASES = [
    Case(
        "k8s-storage-class-encrypted",
        passing=[storage(encrypted="true"), storage("efs.csi.aws.com")],
        failing=[storage(), storage(encrypted="false"), storage("kubernetes.io/aws-ebs")],
    ),
    Case(
        "k8s-storage-class-key",
        passing=[[KEY, storage(kmsKeyId=ref("key"))], storage("efs.csi.aws.com")],
        failing=[storage(encrypted="true")],
    ),
    Case(
        "k8s-persistent-volume-host-path",
        passing=[volume(csi={"driver": "ebs.csi.aws.com"})],
        failing=[volume(hostPath={"path": "/data"})],
    ),
    Case(
        "k8s-backup-location-tls",
        passing=[location(), location(s3Url="https://s3.example.com", insecureSkipTLSVerify="false")],
        failing=[location(insecureSkipTLSVerify="true"), location(s3Url="http://minio:9000")],
    ),
]
