"""What a sound stack shows beside what its program makes: load balancers, figures of what goes on, and fresh backups."""

from datetime import UTC, datetime, timedelta

from tests.ops.cloud.cloud import Cloud
from tests.ops.cloud.seed.inside import back_up
from tests.ops.cloud.watch import measure

PRIMARY, DR = "us-east-1", "us-west-2"
NAME = "event-platform-staging"


def balanced(cloud: Cloud) -> None:
    """A load balancer in each region, as the controllers in the clusters make them."""
    for region in (PRIMARY, DR):
        subnets = [one["SubnetId"] for one in cloud.client("ec2", region).describe_subnets()["Subnets"]][:2]
        cloud.client("elbv2", region).create_load_balancer(Name=f"public-{region}", Subnets=subnets, Scheme="internet-facing")


def make_sound(cloud: Cloud) -> None:
    """With load balancers, figures of what goes on, and fresh backups where the primary's work is done."""
    balanced(cloud)
    at = datetime.now(UTC)
    for region in (PRIMARY, DR):
        watched = cloud.client("cloudwatch", region)
        for name in cloud.outputs["regions"][region]["takeover"]["event_sources"]:
            measure(watched, "AWS/Lambda", "IteratorAge", {"FunctionName": name}, 900, at - timedelta(minutes=3))
        for purpose in ("bronze", "backups"):
            source = {"SourceBucket": cloud.outputs["regions"][region]["buckets"][purpose], "DestinationBucket": "there", "RuleId": "dr"}
            measure(watched, "AWS/S3", "ReplicationLatency", source, 30)
    backed_up(cloud, PRIMARY)
    cloud.client("elasticache", PRIMARY).create_snapshot(ReplicationGroupId=f"{NAME}-cache", SnapshotName="night")
    snapshot = {"SnapshotIdentifier": "night", "ClusterIdentifier": f"{NAME}-warehouse"}
    cloud.client("redshift", PRIMARY).create_cluster_snapshot(**snapshot)


def backed_up(cloud: Cloud, region: str) -> None:
    """What a region backs up while it works."""
    outputs = cloud.outputs["regions"][region]
    files = f"arn:aws:elasticfilesystem:{region}:{cloud.settings.account_id}:file-system/fs-1"
    cloud.vaults.add(region, outputs["backup_vault"], files, datetime.now(UTC).replace(tzinfo=None))
    back_up(cloud.client("s3", region), outputs["buckets"]["backups"], outputs["cluster_name"], datetime.now(UTC))
