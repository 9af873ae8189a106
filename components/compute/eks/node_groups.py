"""Managed node groups with their launch templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.eks.control_plane import ControlPlane, cluster_name
from components.compute.eks.node_plan import PlannedGroup, autoscaler_tags, metadata_options, plan_groups, taints, user_data, volumes
from components.compute.eks.node_role import NodeRole, NodeRoleArgs
from components.network.network import Network
from components.placement import Placement
from components.security.keys import Keys
from components.tags import common_tags


@dataclass(frozen=True)
class NodeGroupsArgs:
    """What the node groups need."""

    placement: Placement
    network: Network
    keys: Keys
    control_plane: ControlPlane
    before: Sequence[pulumi.Resource]
    """What nodes cannot become ready without: the CNI and its permissions."""


class NodeGroups(Component):
    """The region's managed node groups."""

    role: NodeRole
    groups: dict[str, aws.eks.NodeGroup]

    def __init__(self, name: str, args: NodeGroupsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self.role = NodeRole(args.placement.label("nodes"), NodeRoleArgs(args.placement), self.options())
        settings = args.placement.settings.eks
        planned = plan_groups(settings, args.placement.region, args.placement.is_active)
        self.groups = {one.name: self._group(args, one) for one in planned}
        if settings.cluster_scaling == "cluster_autoscaler":
            for one in planned:
                self._tag_for_autoscaler(args.placement, one)
        self.register_outputs({})

    def _group(self, args: NodeGroupsArgs, planned: PlannedGroup) -> aws.eks.NodeGroup:
        group, template = planned.group, self._template(args, planned)
        subnets = args.network.subnet_ids["private"]
        return aws.eks.NodeGroup(
            node_group_label(args.placement, planned),
            cluster_name=args.control_plane.name,
            version=args.placement.settings.eks.version,
            node_role_arn=self.role.arn,
            subnet_ids=[subnets[zone] for zone in planned.zones],
            ami_type=planned.ami_type,
            capacity_type=group.capacity.upper(),
            instance_types=list(group.instance_types),
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            scaling_config={"min_size": planned.size.min, "desired_size": planned.size.desired, "max_size": planned.size.max},
            update_config={"max_unavailable": group.max_unavailable},
            node_repair_config={"enabled": True},
            labels=group.labels,
            taints=taints(group),
            # The cluster scaler owns the number of nodes once the group exists, and so does a failover.
            opts=self.options(depends_on=[self.role, *args.before], ignore_changes=["scalingConfig.desiredSize"]),
        )

    def _template(self, args: NodeGroupsArgs, planned: PlannedGroup) -> aws.ec2.LaunchTemplate:
        placement = args.placement
        tags = common_tags(placement.settings, placement.stack) | {"Name": f"{cluster_name(placement)}-{planned.name}"}
        return aws.ec2.LaunchTemplate(
            node_group_label(placement, planned),
            update_default_version=True,
            user_data=user_data(planned),
            metadata_options=metadata_options(),
            block_device_mappings=[_volume(device, gib, args.keys.arns["eks"]) for device, gib in volumes(planned).items()],
            vpc_security_group_ids=[args.network.security_groups.nodes.id],
            tag_specifications=[{"resource_type": kind, "tags": tags} for kind in ("instance", "volume", "network-interface")],
            opts=self.options(),
        )

    def _tag_for_autoscaler(self, placement: Placement, planned: PlannedGroup) -> None:
        group = self.groups[planned.name]
        for key, value in autoscaler_tags(planned, cluster_name(placement)).items():
            aws.autoscaling.Tag(
                f"{node_group_label(placement, planned)}-{key.replace('/', '.')}",
                autoscaling_group_name=group.resources[0].autoscaling_groups[0].name,
                tag={"key": key, "value": value, "propagate_at_launch": False},
                opts=self.options(),
            )


def node_group_label(placement: Placement, planned: PlannedGroup) -> str:
    """The logical name of a group; Pulumi makes its physical one of it."""
    return placement.label("nodes", planned.name)


def _volume(device: str, gib: int, key_arn: pulumi.Input[str]) -> dict[str, Any]:
    return {
        "device_name": device,
        "ebs": {"volume_size": gib, "volume_type": "gp3", "encrypted": "true", "kms_key_id": key_arn, "delete_on_termination": "true"},
    }
