"""The small stack's stores, streams, buckets and backups, made in the account."""

from tests.ops.cloud.seed.inside import back_up
from tests.ops.day2.cloud import Cloud
from tests.ops.day2.names import ACCOUNT, AWAY, CACHE, CLUSTER, EVENTS, HOME, POSTGRES, TABLE, WAREHOUSE, bucket_of, copies_of


def seed(cloud: Cloud) -> None:
    """Stores, streams and buckets, sound and with fresh backups."""
    _stores(cloud)
    for region in (HOME, AWAY):
        cloud.client("kinesis", region).create_stream(StreamName="event-platform-staging-raw-events", ShardCount=1)
        s3 = cloud.client("s3", region)
        for bucket in (named(purpose, region) for purpose in ("bronze", "backups") for named in (bucket_of, copies_of)):
            place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            s3.create_bucket(Bucket=bucket, **place)
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        cloud.vault.add(f"arn:efs:{region}", "EFS", f"arn:aws:elasticfilesystem:{region}:{ACCOUNT}:file-system/fs-old", cloud.now)
        cloud.client("cloudwatch", region).put_metric_data(Namespace="AWS/RDS", MetricData=[{"MetricName": "x", "Value": 1}])
    back_up(cloud.client("s3"), bucket_of("backups"), CLUSTER, cloud.now)


def _stores(cloud: Cloud) -> None:
    for region in (HOME, AWAY):
        for table, key in ((TABLE, "session_id"), (EVENTS, "user_id")):
            dynamodb = cloud.client("dynamodb", region)
            dynamodb.create_table(
                TableName=table,
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
                StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
            )
            dynamodb.put_item(TableName=table, Item={key: {"S": "a"}})
            dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    rds, subnets = cloud.client("rds"), [one["SubnetId"] for one in cloud.client("ec2").describe_subnets()["Subnets"]]
    rds.create_db_subnet_group(DBSubnetGroupName="data", DBSubnetGroupDescription="data", SubnetIds=subnets)
    rds.create_db_instance(
        DBInstanceIdentifier=POSTGRES,
        Engine="postgres",
        EngineVersion="17",
        DBInstanceClass="db.m6g.large",
        AllocatedStorage=20,
        MasterUsername="platform",
        MasterUserPassword="password",
        DBSubnetGroupName="data",
        BackupRetentionPeriod=7,
    )
    rds.create_db_snapshot(DBSnapshotIdentifier="night", DBInstanceIdentifier=POSTGRES)
    elasticache = cloud.client("elasticache")
    elasticache.create_replication_group(
        ReplicationGroupId=CACHE,
        ReplicationGroupDescription="cache",
        Engine="valkey",
        CacheNodeType="cache.m6g.large",
        NumCacheClusters=2,
        AutomaticFailoverEnabled=True,
    )
    elasticache.create_snapshot(ReplicationGroupId=CACHE, SnapshotName="cache-night")
    redshift = cloud.client("redshift")
    redshift.create_cluster_subnet_group(ClusterSubnetGroupName="private", Description="private", SubnetIds=subnets)
    redshift.create_cluster(
        ClusterIdentifier=WAREHOUSE,
        NodeType="ra3.large",
        MasterUsername="platform",
        MasterUserPassword="Password1",
        NumberOfNodes=2,
        ClusterType="multi-node",
        ClusterSubnetGroupName="private",
    )
    redshift.create_cluster_snapshot(SnapshotIdentifier="warehouse-night", ClusterIdentifier=WAREHOUSE)
