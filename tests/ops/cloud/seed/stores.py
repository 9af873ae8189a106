"""Databases, caches, tables and buckets, each with its copy in another region."""

from typing import Any

from tests.ops.cloud.seed.seeding import Seeding, chosen, tags

_INSTANCE = {
    "identifier": "DBInstanceIdentifier",
    "instanceClass": "DBInstanceClass",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "allocatedStorage": "AllocatedStorage",
    "dbName": "DBName",
    "username": "MasterUsername",
    "password": "MasterUserPassword",
    "multiAz": "MultiAZ",
    "storageType": "StorageType",
    "storageEncrypted": "StorageEncrypted",
    "kmsKeyId": "KmsKeyId",
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "parameterGroupName": "DBParameterGroupName",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
    "deletionProtection": "DeletionProtection",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
}
_CACHE = {
    "replicationGroupId": "ReplicationGroupId",
    "description": "ReplicationGroupDescription",
    "globalReplicationGroupId": "GlobalReplicationGroupId",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "nodeType": "CacheNodeType",
    "numCacheClusters": "NumCacheClusters",
    "automaticFailoverEnabled": "AutomaticFailoverEnabled",
    "multiAzEnabled": "MultiAZEnabled",
    "subnetGroupName": "CacheSubnetGroupName",
    "securityGroupIds": "SecurityGroupIds",
    "snapshotRetentionLimit": "SnapshotRetentionLimit",
    "atRestEncryptionEnabled": "AtRestEncryptionEnabled",
    "transitEncryptionEnabled": "TransitEncryptionEnabled",
    "kmsKeyId": "KmsKeyId",
    "userGroupIds": "UserGroupIds",
}


def make(seeding: Seeding) -> None:
    """All stores that AWS runs."""
    _postgres(seeding)
    _caches(seeding)
    _tables(seeding)
    _buckets(seeding)
    _warehouse(seeding)


def _postgres(seeding: Seeding) -> None:
    for group, inputs in seeding.of("aws:rds/subnetGroup:SubnetGroup"):
        given = {"DBSubnetGroupName": seeding.name(group), "DBSubnetGroupDescription": "made", "SubnetIds": inputs["subnetIds"]}
        seeding.client("rds", group.region).create_db_subnet_group(**given)
    for group, inputs in seeding.of("aws:rds/parameterGroup:ParameterGroup"):
        given = {"DBParameterGroupName": seeding.name(group), "DBParameterGroupFamily": inputs["family"], "Description": "made"}
        seeding.client("rds", group.region).create_db_parameter_group(**given)
    instances = sorted(seeding.of("aws:rds/instance:Instance"), key=lambda one: "replicateSourceDb" in one[1])
    for instance, inputs in instances:
        client, given = seeding.client("rds", instance.region), chosen(inputs, _INSTANCE)
        given["Tags"] = tags(inputs)
        if source := inputs.get("replicateSourceDb"):
            days = given.pop("BackupRetentionPeriod")
            given.pop("StorageEncrypted")
            client.create_db_instance_read_replica(**given, SourceDBInstanceIdentifier=source)
            later = {"DBInstanceIdentifier": given["DBInstanceIdentifier"], "BackupRetentionPeriod": days}
            client.modify_db_instance(**later, ApplyImmediately=True)
        else:
            client.create_db_instance(**given)
    _proxies(seeding)


def _proxies(seeding: Seeding) -> None:
    for proxy, inputs in seeding.of("aws:rds/proxy:Proxy"):
        given = {"DBProxyName": inputs["name"], "EngineFamily": inputs["engineFamily"], "RoleArn": inputs["roleArn"]}
        auth = [{"AuthScheme": one["authScheme"], "SecretArn": one["secretArn"], "IAMAuth": one["iamAuth"]} for one in inputs["auths"]]
        seeding.client("rds", proxy.region).create_db_proxy(**given, Auth=auth, VpcSubnetIds=inputs["vpcSubnetIds"])
    for target, inputs in seeding.of("aws:rds/proxyTarget:ProxyTarget"):
        client = seeding.client("rds", target.region)
        client.describe_db_instances()  # what is being made is there then
        registered = [inputs["dbInstanceIdentifier"]]
        client.register_db_proxy_targets(DBProxyName=inputs["dbProxyName"], DBInstanceIdentifiers=registered)


def _caches(seeding: Seeding) -> None:
    for group, inputs in seeding.of("aws:elasticache/subnetGroup:SubnetGroup"):
        given = {"CacheSubnetGroupName": inputs["name"], "CacheSubnetGroupDescription": "made", "SubnetIds": inputs["subnetIds"]}
        seeding.client("elasticache", group.region).create_cache_subnet_group(**given)
    groups = list(seeding.of("aws:elasticache/replicationGroup:ReplicationGroup"))
    for group, inputs in groups:
        if "globalReplicationGroupId" not in inputs:
            seeding.client("elasticache", group.region).create_replication_group(**chosen(inputs, _CACHE), Tags=tags(inputs))
    for store, inputs in seeding.of("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"):
        seeding.client("elasticache", store.region).create_global_replication_group(
            GlobalReplicationGroupIdSuffix=inputs["globalReplicationGroupIdSuffix"],
            GlobalReplicationGroupDescription=inputs["globalReplicationGroupDescription"],
            PrimaryReplicationGroupId=inputs["primaryReplicationGroupId"],
        )
    for group, inputs in groups:
        if "globalReplicationGroupId" in inputs:
            seeding.client("elasticache", group.region).create_replication_group(**chosen(inputs, _CACHE), Tags=tags(inputs))


def _tables(seeding: Seeding) -> None:
    for table, inputs in seeding.of("aws:dynamodb/table:Table"):
        client, keys = seeding.client("dynamodb", table.region), [("hashKey", "HASH"), ("rangeKey", "RANGE")]
        given: dict[str, Any] = {
            "TableName": inputs["name"],
            "AttributeDefinitions": [{"AttributeName": one["name"], "AttributeType": one["type"]} for one in inputs["attributes"]],
            "KeySchema": [{"AttributeName": inputs[key], "KeyType": kind} for key, kind in keys if key in inputs],
            "BillingMode": inputs["billingMode"],
            "DeletionProtectionEnabled": inputs["deletionProtectionEnabled"],
            "Tags": tags(inputs),
        }
        if inputs["billingMode"] == "PROVISIONED":
            given["ProvisionedThroughput"] = {
                "ReadCapacityUnits": inputs["readCapacity"],
                "WriteCapacityUnits": inputs["writeCapacity"],
            }
        if inputs.get("streamEnabled"):
            given["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": inputs["streamViewType"]}
        client.create_table(**given)
        if inputs.get("pointInTimeRecovery", {}).get("enabled"):
            enabled = {"PointInTimeRecoveryEnabled": True}
            client.update_continuous_backups(TableName=inputs["name"], PointInTimeRecoverySpecification=enabled)
    for replica, inputs in seeding.of("aws:dynamodb/tableReplica:TableReplica"):
        _, _, _, source, _, table_name = inputs["globalTableArn"].split(":", 5)
        create = {"Create": {"RegionName": replica.region}}
        seeding.client("dynamodb", source).update_table(TableName=table_name.removeprefix("table/"), ReplicaUpdates=[create])
        if inputs.get("pointInTimeRecovery"):
            enabled = {"PointInTimeRecoveryEnabled": True}
            there = seeding.client("dynamodb", replica.region)
            there.update_continuous_backups(TableName=table_name.removeprefix("table/"), PointInTimeRecoverySpecification=enabled)


def _buckets(seeding: Seeding) -> None:
    locked = {inputs["bucket"] for _, inputs in seeding.of("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")}
    for bucket, _ in seeding.of("aws:s3/bucket:Bucket"):
        client, given = seeding.client("s3", bucket.region), {"Bucket": seeding.name(bucket)}
        place = {} if bucket.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": bucket.region}}
        client.create_bucket(**given, **place, ObjectLockEnabledForBucket=given["Bucket"] in locked)
        client.put_bucket_versioning(**given, VersioningConfiguration={"Status": "Enabled"})


def _warehouse(seeding: Seeding) -> None:
    for group, inputs in seeding.of("aws:redshift/subnetGroup:SubnetGroup"):
        given = {"ClusterSubnetGroupName": inputs["name"], "Description": "made", "SubnetIds": inputs["subnetIds"]}
        seeding.client("redshift", group.region).create_cluster_subnet_group(**given)
    for cluster, inputs in seeding.of("aws:redshift/cluster:Cluster"):
        seeding.client("redshift", cluster.region).create_cluster(
            ClusterIdentifier=inputs["clusterIdentifier"],
            NodeType=inputs["nodeType"],
            NumberOfNodes=inputs["numberOfNodes"],
            ClusterType="multi-node" if inputs["numberOfNodes"] > 1 else "single-node",
            MasterUsername=inputs["masterUsername"],
            MasterUserPassword="Made-up-1",
            ClusterSubnetGroupName=inputs["clusterSubnetGroupName"],
        )
