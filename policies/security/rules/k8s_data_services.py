"""Databases and engines that operators run inside a cluster: encrypted, with passwords, and without a superuser for everybody."""

from collections.abc import Iterator

from inventory.values import Values
from policies.manifests import entry, tokens
from policies.rule import Severity, Topic, resource_rule
from policies.security.addresses import holds_everyone
from policies.subject import Check, Subject

_POSTGRES = tokens("Cluster", "postgresql.cnpg.io/v1")
_CLICKHOUSE = tokens("ClickHouseInstallation", "clickhouse.altinity.com/v1")
_REDIS = tuple(
    token
    for kind in ("Redis", "RedisCluster", "RedisReplication", "RedisSentinel")
    for token in tokens(kind, "redis.redis.opstreelabs.in/v1beta1", "redis.redis.opstreelabs.in/v1beta2")
)
_WEAK_METHODS = ("trust", "password", "md5", "ident")
_ENCRYPTED_MODES = ("require", "verify-ca", "verify-full")
_TLS_SWITCHES = {
    "kubernetes:valkey.io/v1alpha1:ValkeyCluster": "spec.tls",
    "kubernetes:mongodbcommunity.mongodb.com/v1:MongoDBCommunity": "spec.security.tls.enabled",
    "kubernetes:rabbitmq.com/v1beta1:RabbitmqCluster": "spec.tls.secretName",
    "kubernetes:crdb.cockroachlabs.com/v1alpha1:CrdbCluster": "spec.tlsEnabled",
}
"""Type → where TLS is switched on, which by default it is not."""


@resource_rule(
    "k8s-postgres-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="PostgreSQL under CloudNativePG refuses clients without TLS; by itself it takes them, too.",
    remedy="Add 'hostnossl all all all reject' to postgresql.pg_hba, and leave ssl on.",
    controls=("platform",),
    types=_POSTGRES,
)
def postgres_tls(cluster: Subject) -> Iterator[str]:
    yield from cluster.separately(_refuses_plain, _ssl_on)


def _refuses_plain(values: Values) -> Iterator[str]:
    if not any(_words(line)[:1] == ["hostnossl"] and _words(line)[-1] == "reject" for line in values.texts("spec.postgresql.pg_hba")):
        yield "pg_hba does not refuse connections without TLS"


def _ssl_on(values: Values) -> Iterator[str]:
    parameters = values.inner("spec.postgresql.parameters")
    if parameters.text("ssl").lower() in ("off", "false", "no", "0"):
        yield "parameter ssl is off"
    if parameters.text("ssl_min_protocol_version") in ("TLSv1", "TLSv1.1"):
        yield f"ssl_min_protocol_version is {parameters.text('ssl_min_protocol_version')}"


@resource_rule(
    "k8s-postgres-authentication",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="PostgreSQL verifies its clients' passwords by SCRAM or their certificates, and nobody logs in as superuser.",
    remedy="Use scram-sha-256 or cert in postgresql.pg_hba; leave out enable_superuser_access and superuser roles.",
    controls=("platform",),
    types=_POSTGRES,
)
def postgres_authentication(cluster: Subject) -> Iterator[str]:
    yield from cluster.separately(_weak_methods, _superuser_login)
    yield from cluster.each(cluster.values.items("spec.managed.roles"), _superuser_role)


def _weak_methods(values: Values) -> Iterator[str]:
    for number, line in enumerate(values.each_text("spec.postgresql.pg_hba")):
        if weak := [word for word in _words(line) if word in _WEAK_METHODS]:
            yield f"pg_hba[{number}] takes method {weak[-1]}"


def _superuser_login(values: Values) -> Iterator[str]:
    if values.flag("spec.enableSuperuserAccess"):
        yield "enableSuperuserAccess is true"


def _superuser_role(role: Values) -> Iterator[str]:
    if role.flag("superuser") and role.flag("login"):
        yield f"{role.path} is a superuser that logs in"


@resource_rule(
    "k8s-postgres-pooler-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="A connection pooler takes its clients and reaches its servers by TLS only.",
    remedy="Set pgbouncer.parameters.client_tls_sslmode to require; leave server_tls_sslmode as it is.",
    controls=("platform",),
    types=tokens("Pooler", "postgresql.cnpg.io/v1"),
)
def postgres_pooler_tls(pooler: Subject) -> Iterator[str]:
    parameters = pooler.values.inner("spec.pgbouncer.parameters")
    yield from pooler.each([parameters], _client_mode, _server_mode)


def _client_mode(parameters: Values) -> Iterator[str]:
    if parameters.text("client_tls_sslmode") not in _ENCRYPTED_MODES:
        yield "client_tls_sslmode lets clients do without TLS; the default is prefer"


def _server_mode(parameters: Values) -> Iterator[str]:
    if parameters.text("server_tls_sslmode") not in ("", *_ENCRYPTED_MODES):
        yield "server_tls_sslmode lets the servers do without TLS"


@resource_rule(
    "k8s-clickhouse-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="ClickHouse opens its encrypted ports and no others.",
    remedy="Set secure to 'yes' and insecure to 'no' on each cluster of the installation.",
    controls=("platform",),
    types=_CLICKHOUSE,
)
def clickhouse_tls(installation: Subject) -> Iterator[str]:
    yield from installation.each(installation.values.items("spec.configuration.clusters"), _secure, _insecure)


def _secure(cluster: Values) -> Iterator[str]:
    if cluster.text("secure").lower() not in ("yes", "true", "1", "on", "enabled"):
        yield f"{cluster.path}: secure is not yes"


def _insecure(cluster: Values) -> Iterator[str]:
    if cluster.text("insecure").lower() not in ("no", "false", "0", "off", "disabled"):
        yield f"{cluster.path}: insecure is not no"


@resource_rule(
    "k8s-clickhouse-users",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="ClickHouse's users have passwords from Secrets, and come from networks that are named.",
    remedy="Give user/password as valueFrom.secretKeyRef, and user/networks/ip with the pods' network.",
    controls=("platform",),
    types=_CLICKHOUSE,
)
def clickhouse_users(installation: Subject) -> Iterator[str]:
    users = installation.values.inner("spec.configuration.users")
    for setting in users.keys(""):
        yield from installation.each([users], _user_setting(setting))


def _user_setting(setting: str) -> Check:
    def check(users: Values) -> Iterator[str]:
        if setting.endswith("/password") and users.text(setting):
            yield f"users.{setting} is written out"
        if setting.endswith("/networks/ip") and any(map(holds_everyone, users.each_text(setting))):
            yield f"users.{setting} is any network"

    return check


@resource_rule(
    "k8s-redis-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Redis serves TLS.",
    remedy="Set spec.TLS with a certificate's Secret.",
    controls=("platform",),
    types=_REDIS,
)
def redis_tls(redis: Subject) -> Iterator[str]:
    if not redis.values.has("spec.TLS.secret.secretName"):
        yield "no spec.TLS"


@resource_rule(
    "k8s-redis-password",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Redis asks for a password.",
    remedy="Set kubernetesConfig.redisSecret.",
    controls=("platform",),
    types=_REDIS,
)
def redis_password(redis: Subject) -> Iterator[str]:
    if not redis.values.has("spec.kubernetesConfig.redisSecret.name"):
        yield "no kubernetesConfig.redisSecret"


@resource_rule(
    "k8s-flink-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Flink's processes prove themselves to each other and encrypt what they exchange.",
    remedy="Set security.ssl.internal.enabled: 'true' with a keystore in flinkConfiguration.",
    controls=("platform",),
    types=tokens("FlinkDeployment", "flink.apache.org/v1beta1"),
)
def flink_tls(deployment: Subject) -> Iterator[str]:
    if entry(deployment.values, "spec.flinkConfiguration", "security.ssl.internal.enabled") != "true":
        yield "security.ssl.internal.enabled is not true"


@resource_rule(
    "k8s-elastic-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Elasticsearch and Kibana serve TLS, as their operator has it by itself.",
    remedy="Leave out http.tls.selfSignedCertificate.disabled.",
    controls=("platform",),
    types=(*tokens("Elasticsearch", "elasticsearch.k8s.elastic.co/v1"), *tokens("Kibana", "kibana.k8s.elastic.co/v1")),
)
def elastic_tls(server: Subject) -> Iterator[str]:
    if server.values.flag("spec.http.tls.selfSignedCertificate.disabled"):
        yield "http.tls.selfSignedCertificate.disabled is true"


@resource_rule(
    "k8s-store-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Valkey, MongoDB, RabbitMQ and CockroachDB under their operators serve TLS, which by default they do not.",
    remedy="Set tls of the custom resource.",
    controls=("platform",),
    types=tuple(_TLS_SWITCHES),
)
def store_tls(store: Subject) -> Iterator[str]:
    if store.values.get(_TLS_SWITCHES[store.type]) in (None, False, "", {}):
        yield f"{_TLS_SWITCHES[store.type]} is not set"


def _words(line: str) -> list[str]:
    return line.lower().split()
