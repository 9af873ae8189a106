"""Redshift: a snapshot as a new cluster, at home or from its copy in the dr region."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ops.aws import AwsError
from ops.backup.points import Point
from ops.backup.store import RestoreError, State, Wish, stamped
from ops.context import Context

_MIB = 1024**2
_FAILED = ("incompatible-restore", "incompatible-network", "incompatible-parameters", "hardware-failure", "storage-full")


@dataclass(frozen=True)
class WarehouseStore:
    """The cluster of the primary region."""

    context: Context

    @property
    def name(self) -> str:
        """There is one."""
        return "warehouse"

    @property
    def pause(self) -> timedelta:
        """Redshift snapshots every eight hours."""
        return timedelta(hours=8)

    def regions(self) -> list[str]:
        """Home, and where the copies are."""
        outputs = self.context.outputs
        return [outputs.primary_region, *([outputs.dr_region] if outputs.dr_region else [])]

    def points(self, region: str) -> list[Point]:
        """Automated and manual snapshots that are whole."""
        found = self.context.all(region, "redshift", "describe_cluster_snapshots", "Snapshots", ClusterIdentifier=self._cluster)
        return [
            Point(self.name, region, one["SnapshotIdentifier"], one["SnapshotCreateTime"], "snapshot", _size(one))
            for one in found
            if one["Status"] == "available"
        ]

    def new_name(self, moment: datetime) -> str:
        """Redshift allows 63 characters."""
        return stamped(self._cluster, moment, 63)

    def start(self, wish: Wish) -> str:
        """In private subnets, closed to the internet, encrypted by the snapshot's key."""
        self.context.gateway.change(
            wish.region,
            "redshift",
            "restore_from_cluster_snapshot",
            ClusterIdentifier=wish.name,
            SnapshotIdentifier=wish.point.id,
            SnapshotClusterIdentifier=self._cluster,
            PubliclyAccessible=False,
            EnhancedVpcRouting=True,
            **self._ground(wish),
        )
        return wish.name

    def state(self, wish: Wish, handle: str) -> State:
        """Available, or on the way."""
        found = self._described(wish.region, handle)
        status = found["ClusterStatus"]
        progress = found.get("RestoreStatus", {}).get("Status", "")
        phase: Any = "failed" if status in _FAILED or progress == "failed" else "ready" if status == "available" else "busy"
        return State(phase, f"{status} {progress}".strip(), handle)

    def answers(self, wish: Wish, made: str) -> str:
        """Its endpoint and nodes; a query needs its password, which the restore keeps."""
        found = self._described(wish.region, made)
        endpoint = found.get("Endpoint", {})
        if not endpoint.get("Address"):
            raise RestoreError(f"{made} is available and has no endpoint; look at its events: aws redshift describe-events")
        return f"{endpoint['Address']}:{endpoint['Port']} is available with {found['NumberOfNodes']} nodes"

    def advice(self, wish: Wish, made: str) -> list[str]:
        """A cluster can be renamed, and takes its endpoint's name with it."""
        old, region = self._cluster, wish.region
        modify = f"aws redshift modify-cluster --region {region} --cluster-identifier"
        steps = [
            f"Its role for S3, if it has none: aws redshift modify-cluster-iam-roles --region {region} --cluster-identifier {made} …",
            f"Its password: {modify} {made} --manage-master-password, then tell the clients the new secret.",
        ]
        if region == self.context.outputs.primary_region:
            steps += [
                "To take the old one's name, and so its endpoint:",
                f"  {modify} {old} --new-cluster-identifier {old}-old",
                f"  {modify} {made} --new-cluster-identifier {old}",
                "Then `pulumi refresh` and `pulumi preview`, which must show no replacement.",
            ]
        else:
            steps.append(f"Clients find it at its own endpoint in {region} until the warehouse is back home.")
        return steps

    def remove(self, wish: Wish, made: str) -> None:
        """Deletes the new cluster and leaves no snapshot of it."""
        if made == self._cluster:
            raise RestoreError(f"{made} is the stack's own warehouse")
        self.context.gateway.change(wish.region, "redshift", "delete_cluster", ClusterIdentifier=made, SkipFinalClusterSnapshot=True)

    @property
    def _cluster(self) -> str:
        return self.context.physical("warehouse")

    def _described(self, region: str, cluster: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = self.context.all(region, "redshift", "describe_clusters", "Clusters", ClusterIdentifier=cluster)
        return found[0]

    def _ground(self, wish: Wish) -> dict[str, Any]:
        """The old cluster's network where it is; elsewhere a subnet group of its own in the private subnets."""
        try:
            old = self._described(wish.region, self._cluster)
        except (AwsError, IndexError):
            return self._other_ground(wish)
        return {
            "ClusterSubnetGroupName": old["ClusterSubnetGroupName"],
            "VpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in old["VpcSecurityGroups"]],
            **(
                {"ClusterParameterGroupName": old["ClusterParameterGroups"][0]["ParameterGroupName"]}
                if old["ClusterParameterGroups"]
                else {}
            ),
            **({"IamRoles": [role["IamRoleArn"] for role in old["IamRoles"]]} if old.get("IamRoles") else {}),
        }

    def _other_ground(self, wish: Wish) -> dict[str, Any]:
        region = self.context.outputs.regions[wish.region]
        subnets = region.subnet_ids.get("private", [])
        groups = region.takeover.postgres.security_group_ids if region.takeover and region.takeover.postgres else []
        if not subnets or not groups:
            raise RestoreError(f"the outputs name no private subnets or no security group of the databases in {wish.region}")
        self.context.gateway.change(
            wish.region,
            "redshift",
            "create_cluster_subnet_group",
            ClusterSubnetGroupName=wish.name,
            Description=f"Of {wish.name}",
            SubnetIds=subnets,
        )
        return {"ClusterSubnetGroupName": wish.name, "VpcSecurityGroupIds": groups}


def _size(snapshot: dict[str, Any]) -> int | None:
    megabytes = snapshot.get("TotalBackupSizeInMegaBytes")
    return None if megabytes is None else round(megabytes * _MIB)
