"""Databases, caches, brokers and their snapshots can't be reached from the internet."""

import json

from tests.policies.case import Case, made, ref

INSTANCE = "aws:rds/instance:Instance"
REDSHIFT = "aws:redshift/cluster:Cluster"
WORKGROUP = "aws:redshiftserverless/workgroup:Workgroup"
DMS = "aws:dms/replicationInstance:ReplicationInstance"
MSK = "aws:msk/cluster:Cluster"
DOMAIN = "aws:opensearch/domain:Domain"
NETWORK_POLICY = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy"
SNAPSHOT = "aws:rds/snapshot:Snapshot"

CASES = [
    Case(
        "rds-not-public",
        passing=[made(INSTANCE), made("aws:rds/cluster:Cluster", publiclyAccessible=False)],
        failing=[made(INSTANCE, publiclyAccessible=True), made("aws:neptune/clusterInstance:ClusterInstance", publiclyAccessible="true")],
    ),
    Case(
        "redshift-not-public",
        passing=[made(REDSHIFT), made(WORKGROUP, publiclyAccessible=False)],
        failing=[made(REDSHIFT, publiclyAccessible=True), made(WORKGROUP, publiclyAccessible=True)],
    ),
    Case(
        "redshift-enhanced-vpc-routing",
        passing=[made(REDSHIFT, enhancedVpcRouting=True)],
        failing=[made(REDSHIFT), made(WORKGROUP, enhancedVpcRouting=False)],
    ),
    Case(
        "dms-instance-not-public",
        passing=[made(DMS), made(DMS, publiclyAccessible=False)],
        failing=[made(DMS, publiclyAccessible=True)],
    ),
    Case(
        "mq-broker-not-public",
        passing=[made("aws:mq/broker:Broker")],
        failing=[made("aws:mq/broker:Broker", publiclyAccessible=True)],
    ),
    Case(
        "timestream-influxdb-not-public",
        passing=[made("aws:timestreaminfluxdb/dbInstance:DbInstance")],
        failing=[made("aws:timestreaminfluxdb/dbInstance:DbInstance", publiclyAccessible=True)],
    ),
    Case(
        "msk-not-public",
        passing=[made(MSK), made(MSK, brokerNodeGroupInfo={"connectivityInfo": {"publicAccess": {"type": "DISABLED"}}})],
        failing=[made(MSK, brokerNodeGroupInfo={"connectivityInfo": {"publicAccess": {"type": "SERVICE_PROVIDED_EIPS"}}})],
    ),
    Case(
        "opensearch-in-vpc",
        passing=[made(DOMAIN, vpcOptions={"subnetIds": [ref("subnet")]})],
        failing=[made(DOMAIN), made("aws:elasticsearch/domain:Domain", vpcOptions={})],
    ),
    Case(
        "opensearch-serverless-not-public",
        passing=[
            made(NETWORK_POLICY, type="network", policy=json.dumps([{"AllowFromPublic": False, "SourceVPCEs": ["vpce-1"]}])),
            made(NETWORK_POLICY, type="encryption", policy=json.dumps({"AWSOwnedKey": True, "AllowFromPublic": True})),
        ],
        failing=[made(NETWORK_POLICY, type="network", policy=json.dumps([{"AllowFromPublic": False}, {"AllowFromPublic": True}]))],
    ),
    Case(
        "rds-snapshot-not-public",
        passing=[made(SNAPSHOT), made(SNAPSHOT, sharedAccounts=["111111111111"])],
        failing=[made(SNAPSHOT, sharedAccounts=["all"])],
    ),
    Case(
        "rds-snapshot-shared-with-trusted",
        config={"trusted_accounts": ["111111111111"]},
        passing=[made(SNAPSHOT), made(SNAPSHOT, sharedAccounts=["111111111111"])],
        failing=[made("aws:rds/clusterSnapshot:ClusterSnapshot", sharedAccounts=["111111111111", "222222222222"])],
    ),
]
