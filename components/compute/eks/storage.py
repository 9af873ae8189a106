"""Where pods keep data: EBS volumes for one pod each, and a shared file system."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.eks.control_plane import ControlPlane
from components.kubernetes.objects import make
from components.network.network import Network
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import document_output

_NFS = 2049


@dataclass(frozen=True)
class StorageArgs:
    """What storage needs."""

    placement: Placement
    network: Network
    keys: Keys
    alerts: Alerts
    control_plane: ControlPlane


class Storage(Component):
    """An encrypted file system with a mount target in each zone, and the storage classes `gp3` (the default) and `efs`."""

    file_system: aws.efs.FileSystem
    classes: dict[str, pulumi.CustomResource]

    def __init__(self, name: str, args: StorageArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self.file_system = self._file_system(args)
        targets = self._mount_targets(args)
        key = args.keys.arns["eks"]
        provider = args.control_plane.kubernetes
        self.classes = {
            "gp3": make(
                args.placement.label("gp3"),
                {
                    "apiVersion": "storage.k8s.io/v1",
                    "kind": "StorageClass",
                    "metadata": {"name": "gp3", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
                    "provisioner": "ebs.csi.aws.com",
                    "parameters": {"type": "gp3", "encrypted": "true", "kmsKeyId": key},
                    # In the zone of the pod that first uses the volume, and not in any that has room for a disk.
                    "volumeBindingMode": "WaitForFirstConsumer",
                    "allowVolumeExpansion": True,
                },
                self.options(provider=provider),
            ),
            "efs": make(
                args.placement.label("efs"),
                {
                    "apiVersion": "storage.k8s.io/v1",
                    "kind": "StorageClass",
                    "metadata": {"name": "efs"},
                    "provisioner": "efs.csi.aws.com",
                    "parameters": {"provisioningMode": "efs-ap", "fileSystemId": self.file_system.id, "directoryPerms": "700"},
                },
                self.options(provider=provider, depends_on=targets),
            ),
        }
        self.register_outputs({"file_system_id": self.file_system.id})

    def _file_system(self, args: StorageArgs) -> aws.efs.FileSystem:
        placement = args.placement
        made = aws.efs.FileSystem(
            placement.label("efs"),
            encrypted=True,
            kms_key_id=args.keys.arns["eks"],
            throughput_mode="elastic",
            lifecycle_policies=[{"transition_to_ia": "AFTER_30_DAYS"}, {"transition_to_primary_storage_class": "AFTER_1_ACCESS"}],
            tags={"Name": placement.physical("efs"), "backup": "hourly"},
            opts=self.options(**placement.stateful()),
        )
        aws.efs.BackupPolicy(placement.label("efs"), file_system_id=made.id, backup_policy={"status": "DISABLED"}, opts=self.options())
        aws.efs.FileSystemPolicy(placement.label("efs"), file_system_id=made.id, policy=_policy(made.arn), opts=self.options())
        alarm(
            placement.label("efs", "io-limit"),
            f"{placement.physical('efs')} does nearly as many operations as a file system can; pods wait for their files",
            Metric("AWS/EFS", "PercentIOLimit", {"FileSystemId": made.id}, "Maximum"),
            Breach(above=90, periods=3, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        return made

    def _mount_targets(self, args: StorageArgs) -> list[pulumi.Resource]:
        placement = args.placement
        group = aws.ec2.SecurityGroup(
            placement.label("efs"),
            vpc_id=args.network.vpc_id,
            description="NFS from the nodes to the shared file system",
            tags={"Name": placement.physical("efs")},
            opts=self.options(),
        )
        nodes = args.network.security_groups.nodes
        nfs: dict[str, Any] = {"ip_protocol": "tcp", "from_port": _NFS, "to_port": _NFS, "opts": self.options()}
        aws.vpc.SecurityGroupIngressRule(
            placement.label("efs-from-nodes"),
            security_group_id=group.id,
            referenced_security_group_id=nodes.id,
            description="NFS from nodes, which mount the file system for their pods",
            **nfs,
        )
        aws.vpc.SecurityGroupEgressRule(
            placement.label("nodes-to-efs"),
            security_group_id=nodes.id,
            referenced_security_group_id=group.id,
            description="NFS to the shared file system",
            **nfs,
        )
        # In the private tier: the network ACL of the data tier lets database ports through and no others.
        return [
            aws.efs.MountTarget(
                placement.label("efs", zone.removeprefix(placement.region.name)),
                file_system_id=self.file_system.id,
                subnet_id=subnet,
                security_groups=[group.id],
                opts=self.options(),
            )
            for zone, subnet in zip(placement.region.zones, args.network.subnet_ids["private"], strict=True)
        ]


def _policy(file_system_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """Mounting through the mount targets only, and encrypted in transit only. The pods' users and modes decide on files."""
    mount = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess", "elasticfilesystem:ClientWrite"]
    return document_output(
        {
            "Sid": "MountTargetsOnly",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": mount,
            "Resource": file_system_arn,
            "Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}},
        },
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": mount,
            "Resource": file_system_arn,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    )
