"""The warehouse's snapshots in the dr region."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.keys import Keys
from settings.databases import Warehouse


@dataclass(frozen=True)
class WarehouseCopiesArgs:
    """Where from and where to."""

    source: Placement
    settings: Warehouse
    cluster: aws.redshift.Cluster
    dr: Placement
    dr_keys: Keys
    dr_provider: aws.Provider
    """The dr region's: its key is granted there."""


class WarehouseCopies(Component):
    """Every snapshot, automated or monthly, is copied to the dr region and encrypted there with that region's key."""

    def __init__(self, name: str, args: WarehouseCopiesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        grant = aws.redshift.SnapshotCopyGrant(
            args.dr.label("warehouse-copies"),
            snapshot_copy_grant_name=args.source.physical("warehouse"),
            kms_key_id=args.dr_keys.arns["rds"],
            opts=self.options(provider=args.dr_provider),
        )
        aws.redshift.SnapshotCopy(
            args.source.label("warehouse-copies"),
            cluster_identifier=args.cluster.cluster_identifier,
            destination_region=args.dr.region.name,
            retention_period=args.settings.snapshot_days,
            manual_snapshot_retention_period=args.settings.monthly_snapshot_days,
            snapshot_copy_grant_name=grant.snapshot_copy_grant_name,
            opts=self.options(),
        )
        self.register_outputs({})
