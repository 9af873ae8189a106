"""Caches refuse clients without TLS."""

from tests.policies.case import Case, made, ref

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
NODE = "aws:elasticache/cluster:Cluster"
MEMORYDB = "aws:memorydb/cluster:Cluster"
DAX = "aws:dax/cluster:Cluster"
METHODS = "aws:apigateway/methodSettings:MethodSettings"

CASES = [
    Case(
        "elasticache-requires-tls",
        passing=[
            made(GROUP, transitEncryptionEnabled=True),
            made(GROUP, transitEncryptionEnabled=True, transitEncryptionMode="required"),
            [
                made(GROUP, globalReplicationGroupId=ref("global")),
                made("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup", "global"),
            ],
        ],
        failing=[
            made(GROUP),
            made(GROUP, transitEncryptionEnabled=False),
            made(GROUP, transitEncryptionEnabled=True, transitEncryptionMode="preferred"),
        ],
    ),
    Case(
        "elasticache-node-tls",
        passing=[made(NODE, engine="memcached", transitEncryptionEnabled=True), made(NODE, replicationGroupId="cache")],
        failing=[made(NODE, engine="memcached")],
    ),
    Case(
        "memorydb-requires-tls",
        passing=[made(MEMORYDB), made(MEMORYDB, tlsEnabled=True)],
        failing=[made(MEMORYDB, tlsEnabled=False)],
    ),
    Case(
        "dax-requires-tls",
        passing=[made(DAX, clusterEndpointEncryptionType="TLS")],
        failing=[made(DAX)],
    ),
    Case(
        "appsync-cache-tls",
        passing=[made("aws:appsync/apiCache:ApiCache", transitEncryptionEnabled=True)],
        failing=[made("aws:appsync/apiCache:ApiCache")],
    ),
    Case(
        "apigateway-cache-encrypted",
        passing=[
            made(METHODS, settings={"cachingEnabled": True, "cacheDataEncrypted": True}),
            made(METHODS, settings={"metricsEnabled": True}),
        ],
        failing=[made(METHODS, settings={"cachingEnabled": True})],
    ),
]
