"""What all stores have in common: where they stand, and the logs that they export."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.databases.rotation import Rotation
from components.network.network import Network
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys
from settings.databases import Databases


@dataclass(frozen=True)
class Site:
    """Where a region's stores stand, and what they share there."""

    placement: Placement
    network: Network
    keys: Keys
    alerts: Alerts
    rotation: Rotation

    @property
    def settings(self) -> Databases:
        """The stack's settings of databases."""
        return self.placement.settings.databases

    @property
    def key_arn(self) -> pulumi.Output[str]:
        """The region's key for stored data."""
        return self.keys.arns["rds"]

    @property
    def data_group(self) -> pulumi.Output[str]:
        """The security group that admits workloads to the stores' ports."""
        group: pulumi.Output[str] = self.network.security_groups.data.id
        return group


def backed_up(often: str = "daily") -> dict[str, str]:
    """The tag by which AWS Backup finds a resource."""
    return {"backup": often}


def store_logs(site: Site, name: str, path: str, opts: pulumi.ResourceOptions) -> aws.cloudwatch.LogGroup:
    """The log group that a store writes to. Made beforehand, or the store would make one without key and without end."""
    return aws.cloudwatch.LogGroup(name, name=path, retention_in_days=site.settings.log_days, kms_key_id=site.keys.arns["logs"], opts=opts)
