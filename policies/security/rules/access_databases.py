"""Databases, caches and brokers know who connects, and keep no password that somebody wrote down."""

from collections.abc import Iterator

from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject

_IAM_TYPES = ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:neptune/cluster:Cluster")
_NO_IAM = ("oracle", "sqlserver", "db2", "custom-")
"""Engines of RDS that know no logins by IAM begin so."""
_SEARCH = ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")
_PASSWORDS = {
    "aws:rds/instance:Instance": "password",
    "aws:rds/cluster:Cluster": "masterPassword",
    "aws:docdb/cluster:Cluster": "masterPassword",
    "aws:redshift/cluster:Cluster": "masterPassword",
    "aws:redshiftserverless/namespace:Namespace": "adminUserPassword",
    "aws:opensearch/domain:Domain": "advancedSecurityOptions.masterUserOptions.masterUserPassword",
    "aws:elasticsearch/domain:Domain": "advancedSecurityOptions.masterUserOptions.masterUserPassword",
    "aws:elasticache/replicationGroup:ReplicationGroup": "authToken",
    "aws:dms/endpoint:Endpoint": "password",
}
_ADMINS = {
    "aws:rds/instance:Instance": "username",
    "aws:rds/cluster:Cluster": "masterUsername",
    "aws:docdb/cluster:Cluster": "masterUsername",
    "aws:redshift/cluster:Cluster": "masterUsername",
    "aws:redshiftserverless/namespace:Namespace": "adminUsername",
}
_DEFAULT_ADMINS = ("admin", "administrator", "awsuser", "postgres", "root")


@resource_rule(
    "rds-iam-authentication",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="RDS, Aurora and Neptune take logins by IAM, with tokens that last minutes.",
    remedy="Set iam_database_authentication_enabled=True.",
    controls=("FSBP RDS.10", "FSBP RDS.12", "CKV_AWS_161", "CKV_AWS_162", "CKV_AWS_359"),
    types=_IAM_TYPES,
)
def rds_iam_authentication(database: Subject) -> Iterator[str]:
    knows_iam = not database.values.text("engine").startswith(_NO_IAM)
    if knows_iam and not database.values.flag("iamDatabaseAuthenticationEnabled"):
        yield "iamDatabaseAuthenticationEnabled is not true"


@resource_rule(
    "rds-proxy-iam-authentication",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="RDS Proxy takes logins by IAM only.",
    remedy='Set iam_auth="REQUIRED" in each of auths, or default_auth_scheme="IAM_AUTH".',
    controls=("platform",),
    types=("aws:rds/proxy:Proxy",),
)
def rds_proxy_iam_authentication(proxy: Subject) -> Iterator[str]:
    for auth in proxy.values.items("auths"):
        if auth.text("iamAuth") != "REQUIRED":
            yield f"{auth.path}.iamAuth is not REQUIRED"


@stack_rule(
    "database-password-not-written-down",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="The password of an administrator is kept by AWS or generated, and stands in no program or configuration.",
    remedy="Set manage_master_user_password=True, or take the password from a random.RandomPassword.",
    controls=("platform",),
    types=tuple(_PASSWORDS),
)
def database_password_not_written_down(database: Subject, stack: Stack) -> Iterator[str]:
    place = _PASSWORDS[database.type]
    comes_from_elsewhere = database.property_dependencies.get(place.partition(".")[0])
    if stack.given(database, place) and not comes_from_elsewhere:
        yield f"{place} comes from no other resource"


@resource_rule(
    "database-administrator-renamed",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="The administrator of a database has a name that nobody guesses first.",
    remedy="Set a username of its own; it can only be given when the database is made.",
    controls=("FSBP Redshift.8", "CKV_AWS_391"),
    types=tuple(_ADMINS),
)
def database_administrator_renamed(database: Subject) -> Iterator[str]:
    place = _ADMINS[database.type]
    if database.values.text(place).lower() in _DEFAULT_ADMINS:
        yield f"{place} is {database.values.text(place)}"


@resource_rule(
    "opensearch-fine-grained-access",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Search domains decide by index and field who sees what, and let nobody in without a login.",
    remedy="Set advanced_security_options with enabled=True and without anonymous_auth_enabled.",
    controls=("FSBP OpenSearch.7",),
    types=_SEARCH,
)
def opensearch_fine_grained_access(domain: Subject) -> Iterator[str]:
    if not domain.values.flag("advancedSecurityOptions.enabled"):
        yield "advancedSecurityOptions.enabled is not true"
    if domain.values.flag("advancedSecurityOptions.anonymousAuthEnabled"):
        yield "advancedSecurityOptions.anonymousAuthEnabled is true"


@resource_rule(
    "msk-no-unauthenticated-clients",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Kafka knows who connects, by IAM, SCRAM or certificates; without client_authentication it asks nobody.",
    remedy="Set client_authentication with sasl.iam=True and without unauthenticated.",
    controls=("FSBP MSK.6",),
    types=("aws:msk/cluster:Cluster",),
)
def msk_no_unauthenticated_clients(cluster: Subject) -> Iterator[str]:
    clients = cluster.values.inner("clientAuthentication")
    if clients.flag("unauthenticated"):
        yield "clientAuthentication.unauthenticated is true"
    if not (clients.flag("sasl.iam") or clients.flag("sasl.scram") or clients.has("tls.certificateAuthorityArns")):
        yield "clientAuthentication names no way to log in"


@stack_rule(
    "elasticache-asks-for-login",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Redis and Valkey ask for a login.",
    remedy="Set user_group_ids, or auth_token for versions without users.",
    controls=("CKV_AWS_31",),
    types=("aws:elasticache/replicationGroup:ReplicationGroup",),
)
def elasticache_asks_for_login(cache: Subject, stack: Stack) -> Iterator[str]:
    if not any(stack.given(cache, place) for place in ("userGroupIds", "authToken", "authTokenWo")):
        yield "neither userGroupIds nor authToken is set"


@resource_rule(
    "elasticache-users-have-passwords",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="No user of Redis or Valkey gets in without a password.",
    remedy="Set authentication_mode to a password or iam; switch off the default user by an access_string that begins with off.",
    controls=("platform",),
    types=("aws:elasticache/user:User",),
)
def elasticache_users_have_passwords(user: Subject) -> Iterator[str]:
    without = user.values.flag("noPasswordRequired") or user.values.text("authenticationMode.type") == "no-password-required"
    if without and "off" not in user.values.text("accessString").split():
        yield "needs no password"


@resource_rule(
    "memorydb-asks-for-login",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="MemoryDB asks for a login.",
    remedy="Set acl_name to an ACL of your own instead of open-access.",
    controls=("platform",),
    types=("aws:memorydb/cluster:Cluster",),
)
def memorydb_asks_for_login(cluster: Subject) -> Iterator[str]:
    if cluster.values.text("aclName") == "open-access":
        yield "aclName is open-access"
