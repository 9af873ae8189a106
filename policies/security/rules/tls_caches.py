"""Caches refuse clients without TLS."""

from collections.abc import Iterator

from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject


@stack_rule(
    "elasticache-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="ElastiCache encrypts in transit and refuses clients that do not.",
    remedy='Set transit_encryption_enabled=True and transit_encryption_mode="required".',
    controls=("FSBP ElastiCache.5", "CKV_AWS_30"),
    types=("aws:elasticache/replicationGroup:ReplicationGroup",),
)
def replication_group_requires_tls(group: Subject, stack: Stack) -> Iterator[str]:
    joins = stack.given(group, "globalReplicationGroupId")  # and takes over what the primary group has
    if not joins and not group.values.flag("transitEncryptionEnabled"):
        yield "transitEncryptionEnabled is not true"
    if group.values.text("transitEncryptionMode") == "preferred":
        yield "transitEncryptionMode still lets in clients without TLS"


@resource_rule(
    "elasticache-node-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Caches outside a replication group encrypt in transit, too: Memcached can, Redis can't.",
    remedy="Set transit_encryption_enabled=True for Memcached; for Redis and Valkey use an aws.elasticache.ReplicationGroup.",
    controls=("platform",),
    types=("aws:elasticache/cluster:Cluster",),
)
def cache_node_tls(cluster: Subject) -> Iterator[str]:
    if not cluster.values.has("replicationGroupId") and not cluster.values.flag("transitEncryptionEnabled"):
        yield "transitEncryptionEnabled is not true"


@resource_rule(
    "memorydb-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="MemoryDB keeps TLS on, as it is by default.",
    remedy="Set tls_enabled=True, or leave it out.",
    controls=("CKV_AWS_202",),
    types=("aws:memorydb/cluster:Cluster",),
)
def memorydb_requires_tls(cluster: Subject) -> Iterator[str]:
    if not cluster.values.flag("tlsEnabled", default=True):
        yield "tlsEnabled is false"


@resource_rule(
    "dax-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="DynamoDB Accelerator speaks TLS, which it does not by default.",
    remedy='Set cluster_endpoint_encryption_type="TLS".',
    controls=("FSBP DynamoDB.7", "CKV_AWS_239"),
    types=("aws:dax/cluster:Cluster",),
)
def dax_requires_tls(cluster: Subject) -> Iterator[str]:
    if cluster.values.text("clusterEndpointEncryptionType") != "TLS":
        yield "clusterEndpointEncryptionType is not TLS"


@resource_rule(
    "appsync-cache-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="AppSync reaches its cache over TLS.",
    remedy="Set transit_encryption_enabled=True when the cache is made; it can't be changed later.",
    controls=("FSBP AppSync.6", "CKV_AWS_215"),
    types=("aws:appsync/apiCache:ApiCache",),
)
def appsync_cache_tls(cache: Subject) -> Iterator[str]:
    if not cache.values.flag("transitEncryptionEnabled"):
        yield "transitEncryptionEnabled is not true"


@resource_rule(
    "apigateway-cache-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="API Gateway encrypts the responses it caches.",
    remedy="Set cache_data_encrypted=True wherever caching_enabled is.",
    controls=("FSBP APIGateway.5", "CKV_AWS_308"),
    types=("aws:apigateway/methodSettings:MethodSettings",),
)
def api_cache_encrypted(methods: Subject) -> Iterator[str]:
    settings = methods.values.inner("settings")
    if settings.flag("cachingEnabled") and not settings.flag("cacheDataEncrypted"):
        yield "settings.cacheDataEncrypted is not true"
