"""What prod in particular must hold."""

import pytest

from tests.support import inventory_of, settings_of

# The heart of the platform: none of these may get lost.
EXPECTED = [
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:ec2/flowLog:FlowLog",
    "aws:kms/key:Key",
    "aws:kms/alias:Alias",
    "aws:iam/role:Role",
    "eks:index:Cluster",
    "aws:eks/nodeGroup:NodeGroup",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:eks/addon:Addon",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "aws:eks/accessEntry:AccessEntry",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketLogging:BucketLogging",
    "aws:glue/catalogDatabase:CatalogDatabase",
    "aws:glue/crawler:Crawler",
    "aws:glue/catalogTable:CatalogTable",
    "aws:athena/workgroup:Workgroup",
    "aws:secretsmanager/secret:Secret",
    "aws:guardduty/detector:Detector",
    "aws:cfg/recorder:Recorder",
]


@pytest.mark.parametrize("region", [region.name for region in settings_of("prod").regions])
@pytest.mark.parametrize("type_", EXPECTED)
def test_every_region_has_the_heart_of_the_platform(region: str, type_: str) -> None:
    assert [r for r in inventory_of("prod").of_type(type_) if r.region == region]


def test_there_is_one_subnet_per_tier_zone_and_region() -> None:
    assert len(inventory_of("prod").of_type("aws:ec2/subnet:Subnet")) == 4 * 3 * 4


def test_the_trail_exists_once_and_in_the_primary_region() -> None:
    assert [r.region for r in inventory_of("prod").of_type("aws:cloudtrail/trail:Trail")] == ["us-east-1"]


def test_keys_are_replicated_to_every_region_but_the_primary() -> None:
    regions = {r.region for r in inventory_of("prod").of_type("aws:kms/replicaKey:ReplicaKey")}
    assert regions == {"eu-west-1", "ap-south-1", "us-west-2"}


def test_lakehouse_buckets_are_replicated_from_every_region() -> None:
    regions = {r.region for r in inventory_of("prod").of_type("aws:s3/bucketReplicationConfig:BucketReplicationConfig")}
    assert regions == {"us-east-1", "eu-west-1", "ap-south-1", "us-west-2"}
