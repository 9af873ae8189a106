"""Databases and engines that operators run inside a cluster."""

from typing import Any

from tests.policies.case import Case, Made, made

REDIS = "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster"
NO_PLAIN = "hostnossl all all all reject"


def postgres(*hba: str, **parameters: str) -> Made:
    """A database server of CloudNativePG."""
    return made("kubernetes:postgresql.cnpg.io/v1:Cluster", spec={"postgresql": {"pg_hba": list(hba), "parameters": parameters}})


def with_role(**role: Any) -> Made:
    """A server with a role."""
    return made("kubernetes:postgresql.cnpg.io/v1:Cluster", spec={"managed": {"roles": [{"name": "api", **role}]}})


def pooler(**parameters: str) -> Made:
    """A connection pooler."""
    return made("kubernetes:postgresql.cnpg.io/v1:Pooler", spec={"pgbouncer": {"parameters": parameters}})


def clickhouse(users: dict[str, Any] | None = None, **cluster: Any) -> Made:
    """An installation of one cluster."""
    configuration = {"clusters": [{"name": "events", **cluster}], "users": users or {}}
    return made("kubernetes:clickhouse.altinity.com/v1:ClickHouseInstallation", spec={"configuration": configuration})


def flink(**configuration: str) -> Made:
    """A deployment of Flink."""
    settings = {key.replace("_", "."): value for key, value in configuration.items()}
    return made("kubernetes:flink.apache.org/v1beta1:FlinkDeployment", spec={"flinkConfiguration": settings})


def elastic(**tls: Any) -> Made:
    """A server of Elastic's operator."""
    return made("kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch", spec={"http": {"tls": tls}})


CASES = [
    Case(
        "k8s-postgres-tls",
        passing=[postgres(NO_PLAIN), postgres("hostssl all all all scram-sha-256", NO_PLAIN, ssl="on", ssl_min_protocol_version="TLSv1.3")],
        failing=[
            postgres(),
            postgres("hostnossl all all all scram-sha-256"),
            postgres("hostssl all all all reject"),
            postgres(NO_PLAIN, ssl="off"),
            postgres(NO_PLAIN, ssl_min_protocol_version="TLSv1"),
        ],
    ),
    Case(
        "k8s-postgres-authentication",
        passing=[postgres("hostssl all all all scram-sha-256"), with_role(login=True), with_role(superuser=True), with_role()],
        failing=[
            postgres("host all all all trust"),
            postgres("hostssl all all all md5"),
            with_role(login=True, superuser=True),
            made("kubernetes:postgresql.cnpg.io/v1:Cluster", spec={"enableSuperuserAccess": True}),
        ],
    ),
    Case(
        "k8s-postgres-pooler-tls",
        passing=[pooler(client_tls_sslmode="require"), pooler(client_tls_sslmode="verify-full", server_tls_sslmode="verify-ca")],
        failing=[pooler(), pooler(client_tls_sslmode="prefer"), pooler(client_tls_sslmode="require", server_tls_sslmode="disable")],
    ),
    Case(
        "k8s-clickhouse-tls",
        passing=[clickhouse(secure="yes", insecure="no"), clickhouse(secure=True, insecure=False)],
        failing=[clickhouse(), clickhouse(secure="no", insecure="no"), clickhouse(secure="yes"), clickhouse(secure="yes", insecure="yes")],
    ),
    Case(
        "k8s-clickhouse-users",
        passing=[
            clickhouse(),
            clickhouse({"api/password": {"valueFrom": {"secretKeyRef": {"name": "api", "key": "password"}}}, "api/profile": "default"}),
            clickhouse({"api/networks/ip": ["10.0.0.0/8"], "api/note": "::/0"}),
        ],
        failing=[clickhouse({"api/password": "hunter2"}), clickhouse({"api/networks/ip": ["10.0.0.0/8", "::/0"]})],
    ),
    Case(
        "k8s-redis-tls",
        passing=[made(REDIS, spec={"TLS": {"secret": {"secretName": "redis-tls"}}})],
        failing=[made(REDIS, spec={})],
    ),
    Case(
        "k8s-redis-password",
        passing=[made(REDIS, spec={"kubernetesConfig": {"redisSecret": {"name": "redis", "key": "password"}}})],
        failing=[made(REDIS, spec={"kubernetesConfig": {}})],
    ),
    Case(
        "k8s-flink-tls",
        passing=[flink(security_ssl_internal_enabled="true")],
        failing=[flink(), flink(security_ssl_internal_enabled="false")],
    ),
    Case("k8s-elastic-tls", passing=[elastic()], failing=[elastic(selfSignedCertificate={"disabled": True})]),
    Case(
        "k8s-store-tls",
        passing=[
            made("kubernetes:valkey.io/v1alpha1:ValkeyCluster", spec={"tls": {"secretName": "tls"}}),
            made("kubernetes:mongodbcommunity.mongodb.com/v1:MongoDBCommunity", spec={"security": {"tls": {"enabled": True}}}),
        ],
        failing=[
            made("kubernetes:valkey.io/v1alpha1:ValkeyCluster", spec={}),
            made("kubernetes:mongodbcommunity.mongodb.com/v1:MongoDBCommunity", spec={"security": {"tls": {"enabled": False}}}),
        ],
    ),
]
