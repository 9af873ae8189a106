"""Volumes and backups of a cluster are encrypted, and none is a folder of a node."""

from collections.abc import Iterator

from policies.manifests import tokens
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject

_STORAGE_CLASS = tokens("StorageClass", "storage.k8s.io/v1", "storage.k8s.io/v1beta1")
_EBS = ("ebs.csi.aws.com", "kubernetes.io/aws-ebs")


@resource_rule(
    "k8s-storage-class-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="A storage class for EBS makes encrypted volumes.",
    remedy="Set parameters.encrypted to 'true', a text; a class can't be changed, so make another.",
    controls=("CKV_AWS_3", "FSBP EC2.3"),
    types=_STORAGE_CLASS,
)
def storage_class_encrypted(storage: Subject) -> Iterator[str]:
    if storage.values.text("provisioner") in _EBS and storage.values.text("parameters.encrypted") != "true":
        yield "parameters.encrypted is not 'true'"


@stack_rule(
    "k8s-storage-class-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="A storage class for EBS encrypts with a key of the platform's own.",
    remedy="Set parameters.kmsKeyId to the key's ARN.",
    controls=("platform",),
    types=_STORAGE_CLASS,
)
def storage_class_key(storage: Subject, stack: Stack) -> Iterator[str]:
    if storage.values.text("provisioner") in _EBS and not stack.given(storage, "parameters.kmsKeyId"):
        yield "no parameters.kmsKeyId"


@resource_rule(
    "k8s-persistent-volume-host-path",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="No volume is a folder of a node.",
    remedy="Let a storage class make the volume.",
    controls=("PSS baseline",),
    types=tokens("PersistentVolume", "core/v1"),
)
def persistent_volume_host_path(volume: Subject) -> Iterator[str]:
    if volume.values.has("spec.hostPath"):
        yield f"it is the node's {volume.values.text('spec.hostPath.path')}"


@resource_rule(
    "k8s-backup-location-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Velero reaches its store of backups by TLS, and verifies it.",
    remedy="Use https:// in config.s3Url, and leave out insecureSkipTLSVerify.",
    controls=("platform",),
    types=tokens("BackupStorageLocation", "velero.io/v1"),
)
def backup_location_tls(location: Subject) -> Iterator[str]:
    config = location.values.inner("spec.config")
    if config.flag("insecureSkipTLSVerify"):
        yield "insecureSkipTLSVerify is true"
    if config.text("s3Url").lower().startswith("http://"):
        yield "s3Url is not https"
