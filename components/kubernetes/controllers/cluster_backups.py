"""Velero: the objects of the cluster and its volumes, every hour."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.compute.eks.addons import volume_key_statements
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes import images
from components.kubernetes.bucket_access import BucketAccess, BucketAccessArgs, statements
from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET, CRITICAL
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.objects import Manifest
from components.kubernetes.pods import CONTAINER, resources, user
from components.kubernetes.targets import Target
from components.kubernetes.tls import trust
from components.placement import Placement
from components.region import RegionStack
from components.security.policies import Statement, allow
from settings.kubernetes import Backups

_NAME, _BUCKET = "velero", "backups"
_PLACE, _COPIES, _PROVIDER = "default", "copies", "velero.io/aws"
_USER = 65532
_SYSTEM_NAMESPACES = ["kube-node-lease", "kube-public", "kube-system"]


@dataclass(frozen=True)
class ClusterBackupsArgs:
    """What Velero needs."""

    ground: Ground
    certificates: pulumi.Resource
    """The cluster's own issuer, by which the object store is known off AWS."""


class ClusterBackups(Component):
    """Objects go to the region's bucket `backups`; those of the other region are read from their copies. Volumes are snapshots of EBS on
    AWS; elsewhere their files go to the bucket, too."""

    release: pulumi.Resource
    targets: list[Target]

    def __init__(self, name: str, args: ClusterBackupsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        self._ground = ground = args.ground
        Namespace(ground.label("namespace", _NAME), NamespaceArgs(ground, _NAME), self.options())
        access = BucketAccessArgs(ground, _NAME, _NAME, _BUCKET, f"{_NAME}/{ground.cluster_name}", copies=True)
        if ground.region:
            before, keys = [self._identity(ground.region, access)], None
        else:
            before, keys = self._in_cluster_store(access, args.certificates)
        self.release = ground.release(self, _NAME, _NAME, values(ground, keys), before)
        kept = ground.object(self, place(_PLACE, {"default": True, **location(ground, access.prefix)}), after=[self.release])
        if copies := ground.copies_bucket(_BUCKET):
            # The clusters of a stack have one name, so its objects are below the same prefix.
            there = {"accessMode": "ReadOnly", **location(ground, access.prefix, copies)}
            ground.object(self, place(_COPIES, there), after=[self.release])
        backups, by_file = ground.settings.kubernetes.backups, ground.region is None
        ground.object_in_turns(self, lambda active: schedule(backups, active, by_file), after=[kept])
        self.targets = [Target("server", _NAME, {"name": "velero"}, "http-monitoring")]
        if keys:
            self.targets.append(Target("node-agent", _NAME, {"name": "node-agent"}, "http-monitoring"))
        self.register_outputs({})

    def _identity(self, region: RegionStack, access: BucketAccessArgs) -> pulumi.Resource:
        rights = [*statements(region, access), *snapshot_statements(region.placement), *volume_key_statements(region.keys.arns["eks"])]
        pod = PodIdentityArgs(region.placement, region.eks.name, _NAME, _NAME, rights)
        return PodIdentity(self._ground.label(_NAME), pod, self.options())

    def _in_cluster_store(self, access: BucketAccessArgs, certificates: pulumi.Resource) -> tuple[list[pulumi.Resource], str | None]:
        """Off AWS: the Secret with the object store's keys, and what its certificate is verified with."""
        bucket = BucketAccess(self._ground.label(_NAME, "bucket"), access, self.options())
        return [*bucket.objects, trust(self, self._ground, _NAME, certificates)], bucket.secret


def snapshot_statements(placement: Placement) -> list[Statement]:
    """Snapshots of the stack's volumes, volumes from its own snapshots, and an end to those."""
    volumes = placement.arn("ec2", "volume/*")
    snapshots = f"arn:aws:ec2:{placement.region.name}::snapshot/*"
    stack = {"StringEquals": {"aws:ResourceTag/stack": placement.stack}}
    own = {"StringLike": {"aws:ResourceTag/velero.io/backup": "*"}}
    return [
        allow(["ec2:DescribeSnapshots", "ec2:DescribeVolumes"], ["*"], "LookAtVolumes"),  # AWS scopes them to no resource
        allow(["ec2:CreateSnapshot"], [volumes], "SnapshotVolumes", Condition=stack),
        allow(["ec2:CreateSnapshot"], [snapshots], "MakeSnapshots", Condition={"StringLike": {"aws:RequestTag/velero.io/backup": "*"}}),
        allow(["ec2:CreateVolume"], [volumes], "MakeVolumes"),
        allow(["ec2:CreateVolume"], [snapshots], "FromOwnSnapshots", Condition=own),
        allow(
            ["ec2:CreateTags"],
            [volumes, snapshots],
            "TagNew",
            Condition={"StringEquals": {"ec2:CreateAction": ["CreateSnapshot", "CreateVolume"]}},
        ),
        allow(["ec2:DeleteSnapshot"], [snapshots], "DeleteOwn", Condition=own),
    ]


def place(name: str, spec: Manifest) -> Manifest:
    """Where Velero finds backups."""
    return {"apiVersion": "velero.io/v1", "kind": "BackupStorageLocation", "metadata": {"name": name, "namespace": _NAME}, "spec": spec}


def location(ground: Ground, prefix: str, bucket: str | None = None) -> dict[str, Any]:
    """Where objects are kept, or copies of them. The bucket encrypts by its own key; its lock wants a checksum with every object.

    The chart's own knows no authority by reference, so it is not the chart's.
    """
    config = {"region": ground.s3_region, "checksumAlgorithm": "CRC32"}
    if ground.s3_endpoint:
        config |= {"s3Url": ground.s3_endpoint, "s3ForcePathStyle": "true"}
    known = {"caCertRef": {"name": CA_SECRET, "key": "ca.crt"}} if ground.s3_endpoint else {}
    storage = {"bucket": bucket or ground.bucket(_BUCKET), "prefix": prefix, **known}
    return {"provider": _PROVIDER, "objectStorage": storage, "config": config}


def schedule(backups: Backups, active: bool, by_file: bool) -> Manifest:
    """When it keeps what. Paused where the region stands by."""
    metadata = {"name": "cluster", "namespace": _NAME}
    return {"apiVersion": "velero.io/v1", "kind": "Schedule", "metadata": metadata, "spec": schedule_spec(backups, active, by_file)}


def schedule_spec(backups: Backups, active: bool, by_file: bool) -> dict[str, Any]:
    """Everything but what the distribution itself keeps. A region that stands by has nothing of its own to keep."""
    every = "*" if backups.every_hours == 1 else f"*/{backups.every_hours}"
    return {
        "schedule": f"10 {every} * * *" if backups.every_hours < 24 else "10 1 * * *",
        "paused": not active,
        "skipImmediately": True,
        "useOwnerReferencesInBackup": False,
        "template": {
            "excludedNamespaces": _SYSTEM_NAMESPACES,
            "storageLocation": _PLACE,
            "ttl": f"{backups.keep_days * 24}h0m0s",
            **({"defaultVolumesToFsBackup": True} if by_file else {"snapshotVolumes": True, "volumeSnapshotLocations": [_PLACE]}),
        },
    }


def values(ground: Ground, keys: str | None) -> dict[str, Any]:
    """The chart's values; `keys` is the Secret of the object store off AWS."""
    plugin = {
        "name": "velero-plugin-for-aws",
        "image": images.image("velero-plugin-for-aws"),
        "imagePullPolicy": "IfNotPresent",
        "volumeMounts": [{"mountPath": "/target", "name": "plugins"}],
        "resources": resources("10m", "32Mi", "64Mi"),
        "securityContext": CONTAINER,
    }
    snapshots = {"name": _PLACE, "provider": _PROVIDER, "config": {"region": ground.s3_region}}
    return {
        "initContainers": [plugin],
        "backupsEnabled": False,
        "serviceAccount": {"server": {"create": True, "name": _NAME}},
        "priorityClassName": CRITICAL,
        "podSecurityContext": user(_USER),
        "containerSecurityContext": CONTAINER,
        "resources": resources("100m", "256Mi", "1Gi"),
        "upgradeJobResources": resources("10m", "64Mi", "256Mi"),
        "kubectl": {"containerSecurityContext": CONTAINER, "resources": resources("10m", "64Mi", "128Mi")},
        "snapshotsEnabled": ground.region is not None,
        "credentials": {"useSecret": False, **({"extraSecretRef": keys} if keys else {})},
        "configuration": {
            "backupStorageLocation": [],
            **({"volumeSnapshotLocation": [snapshots]} if ground.region else {}),
            "logFormat": "json",
            "extraEnvVars": [{"name": "HOME", "value": "/scratch"}],  # kopia keeps its state there, and the image's home is not writable
        },
        "deployNodeAgent": keys is not None,
        # It reads the volumes of all pods of its node, which belong to many users.
        "nodeAgent": {"priorityClassName": CRITICAL, "resources": resources("50m", "128Mi", "1Gi")},
    }
