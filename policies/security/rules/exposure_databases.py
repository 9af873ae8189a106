"""Databases, caches, brokers and their snapshots can't be reached from the internet."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Rule, Severity, Topic, resource_rule
from policies.subject import Subject

_SNAPSHOTS = (
    "aws:rds/snapshot:Snapshot",
    "aws:rds/snapshotCopy:SnapshotCopy",
    "aws:rds/clusterSnapshot:ClusterSnapshot",
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy",
)


def _not_public(name: str, *, description: str, controls: tuple[str, ...], types: tuple[str, ...]) -> Rule:
    """A rule that types with the flag `publiclyAccessible` leave it off."""

    def check(subject: Subject) -> Iterator[str]:
        if subject.values.flag("publiclyAccessible"):
            yield "publiclyAccessible is true"

    made = resource_rule(
        name,
        topic=Topic.NETWORK,
        severity=Severity.CRITICAL,
        description=description,
        remedy="Leave publicly_accessible out, or set it to False.",
        controls=controls,
        types=types,
    )
    return made(check)


rds_not_public = _not_public(
    "rds-not-public",
    description="RDS, Aurora and Neptune have no public address.",
    controls=("FSBP RDS.2", "CIS AWS 2.2.3", "CKV_AWS_17", "CKV_AWS_102"),
    types=(
        "aws:rds/instance:Instance",
        "aws:rds/cluster:Cluster",
        "aws:rds/clusterInstance:ClusterInstance",
        "aws:neptune/clusterInstance:ClusterInstance",
    ),
)

redshift_not_public = _not_public(
    "redshift-not-public",
    description="Redshift has no public address.",
    controls=("FSBP Redshift.1", "FSBP RedshiftServerless.3", "CKV_AWS_87"),
    types=("aws:redshift/cluster:Cluster", "aws:redshiftserverless/workgroup:Workgroup"),
)


@resource_rule(
    "redshift-enhanced-vpc-routing",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Redshift loads and unloads inside the VPC, where endpoints and flow logs see it.",
    remedy="Set enhanced_vpc_routing=True.",
    controls=("FSBP Redshift.7", "FSBP RedshiftServerless.1", "CKV_AWS_321"),
    types=("aws:redshift/cluster:Cluster", "aws:redshiftserverless/workgroup:Workgroup"),
)
def redshift_vpc_routing(warehouse: Subject) -> Iterator[str]:
    if not warehouse.values.flag("enhancedVpcRouting"):
        yield "enhancedVpcRouting is not true"


dms_instance_not_public = _not_public(
    "dms-instance-not-public",
    description="DMS replication instances have no public address.",
    controls=("FSBP DMS.1", "CKV_AWS_89"),
    types=("aws:dms/replicationInstance:ReplicationInstance",),
)

mq_broker_not_public = _not_public(
    "mq-broker-not-public",
    description="Amazon MQ brokers have no public address.",
    controls=("CKV_AWS_69",),
    types=("aws:mq/broker:Broker",),
)

influxdb_not_public = _not_public(
    "timestream-influxdb-not-public",
    description="Timestream for InfluxDB has no public address.",
    controls=("platform",),
    types=("aws:timestreaminfluxdb/dbInstance:DbInstance", "aws:timestreaminfluxdb/dbCluster:DbCluster"),
)


@resource_rule(
    "msk-not-public",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="MSK brokers have no public addresses.",
    remedy='Leave broker_node_group_info.connectivity_info.public_access out, or set its type to "DISABLED".',
    controls=("FSBP MSK.4", "CKV_AWS_291"),
    types=("aws:msk/cluster:Cluster",),
)
def msk_not_public(cluster: Subject) -> Iterator[str]:
    if cluster.values.text("brokerNodeGroupInfo.connectivityInfo.publicAccess.type") not in ("", "DISABLED"):
        yield "brokerNodeGroupInfo.connectivityInfo.publicAccess.type is not DISABLED"


@resource_rule(
    "opensearch-in-vpc",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="OpenSearch domains stand in a VPC; without one their endpoint is public, and that can't be changed later.",
    remedy="Set vpc_options with subnet_ids and security_group_ids.",
    controls=("FSBP OpenSearch.2", "FSBP ES.2", "CKV_AWS_137"),
    types=("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"),
)
def opensearch_in_vpc(domain: Subject) -> Iterator[str]:
    if not domain.values.has("vpcOptions.subnetIds"):
        yield "vpcOptions.subnetIds is not set"


@resource_rule(
    "opensearch-serverless-not-public",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Network policies of OpenSearch Serverless let in VPC endpoints only.",
    remedy="Set AllowFromPublic to false and SourceVPCEs to the endpoints that may.",
    controls=("platform",),
    types=("aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy",),
)
def opensearch_serverless_not_public(policy: Subject) -> Iterator[str]:
    if policy.values.text("type") == "network":
        rules = Values({"policy": policy.values.document("policy").raw})
        yield from policy.each(rules.items("policy"), _from_public)


def _from_public(rule: Values) -> Iterator[str]:
    if rule.flag("AllowFromPublic"):
        yield f"{rule.path}.AllowFromPublic is true"


@resource_rule(
    "rds-snapshot-not-public",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="No snapshot of a database can be restored by everyone.",
    remedy='Take "all" out of shared_accounts.',
    controls=("FSBP RDS.1", "CKV_AWS_302"),
    types=_SNAPSHOTS,
)
def snapshot_not_public(snapshot: Subject) -> Iterator[str]:
    if "all" in snapshot.values.each_text("sharedAccounts"):
        yield "sharedAccounts has all"


@resource_rule(
    "rds-snapshot-shared-with-trusted",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Snapshots of databases are shared with trusted accounts only.",
    remedy="Take the account out of shared_accounts, or add it to trusted_accounts in the policy's configuration.",
    controls=("platform",),
    types=_SNAPSHOTS,
    config={
        "trusted_accounts": {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "description": "Ids of accounts that may restore.",
        }
    },
)
def snapshot_shared_with_trusted(snapshot: Subject) -> Iterator[str]:
    for account in snapshot.values.each_text("sharedAccounts"):
        if account not in snapshot.settings["trusted_accounts"]:
            yield f"sharedAccounts has {account}"
