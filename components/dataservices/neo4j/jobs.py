"""What is done in Neo4j from outside: users for its clients, and backups."""

from collections.abc import Iterable, Mapping
from typing import Any

from components.dataservices.clients import Client
from components.dataservices.neo4j import members
from components.dataservices.store_pods import CONTAINER_SECURITY
from components.kubernetes.images import image
from components.kubernetes.names import CA_SECRET, STATEFUL
from components.kubernetes.pods import TMP_MOUNT, from_secret, sized, user
from settings.neo4j import Neo4j
from settings.pod_size import PodSize

USER = 7474


def users_job(neo4j: Neo4j, users: Mapping[Client, str]) -> dict[str, Any]:
    """The Job's spec: a user for each client, in the Enterprise Edition with the role that reads and writes. Once more does no harm."""
    statements = " ".join(_statements(users, roles=neo4j.license_agreement is not None))
    shell = f'cypher-shell -a "neo4j+s://{members.NAME}.databases.svc:{members.BOLT}" -u "$ADMIN" -p "$ADMIN_PASSWORD" -d system'
    parameters = " ".join(f"-P '{{{_variable(client)}: \"'\"${_variable(client)}\"'\"}}'" for client in users)
    trust = "keytool -importcert -noprompt -alias platform -file /ca/ca.crt -keystore /tmp/trust -storepass changeit"
    script = f"{trust}\nuntil {shell} {parameters} '{statements}'; do sleep 10; done"
    container = {
        "name": "users",
        "image": image("neo4j-shell"),
        "command": ["bash", "-euc", script],
        "env": [
            {"name": "JAVA_OPTS", "value": "-Djavax.net.ssl.trustStore=/tmp/trust -Djavax.net.ssl.trustStorePassword=changeit"},
            from_secret("ADMIN", members.AUTH_SECRET, "username"),
            from_secret("ADMIN_PASSWORD", members.AUTH_SECRET, "password"),
            *(from_secret(_variable(client), secret, "password") for client, secret in users.items()),
        ],
        "resources": sized(PodSize(cpu=0.1, max_cpu=1, memory_gib=0.25, max_memory_gib=1)),
        "securityContext": CONTAINER_SECURITY,
        "volumeMounts": [TMP_MOUNT, {"name": "ca", "mountPath": "/ca", "readOnly": True}],
    }
    pod = {
        "automountServiceAccountToken": False,
        "restartPolicy": "OnFailure",
        "priorityClassName": STATEFUL,
        "securityContext": user(USER),
        "containers": [container],
        "volumes": [{"name": "ca", "secret": {"secretName": CA_SECRET}}, {"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
    }
    return {"backoffLimit": 20, "template": {"metadata": {"labels": {"app": "neo4j-users"}}, "spec": pod}}


def _variable(client: Client) -> str:
    return client.service.replace("-", "_")


def _statements(users: Iterable[Client], roles: bool) -> Iterable[str]:
    for client in users:
        yield f"CREATE USER `{client.service}` IF NOT EXISTS SET PASSWORD ${_variable(client)} CHANGE NOT REQUIRED;"
        if roles:
            yield f"GRANT ROLE publisher TO `{client.service}`;"


def backup_container(neo4j: Neo4j) -> dict[str, Any]:
    """It copies every database over the members' backup port, with a certificate of its own, into `/backup`."""
    sources = ",".join(f"{name}-admin.databases.svc.cluster.local:{members.BACKUP}" for name in members.names(neo4j))
    policy = "\n".join(
        (
            "dbms.ssl.policy.backup.enabled=true",
            "dbms.ssl.policy.backup.base_directory=/tmp/backup",
            "dbms.ssl.policy.backup.client_auth=REQUIRE",
        )
    )
    script = f"""
mkdir -p /tmp/backup/trusted
cp /tls/tls.key /tmp/backup/private.key
cp /tls/tls.crt /tmp/backup/public.crt
cp /tls/ca.crt /tmp/backup/trusted/ca.crt
cat > /tmp/policy.conf <<CONF
{policy}
CONF
neo4j-admin database backup --from={sources} --to-path=/backup --additional-config=/tmp/policy.conf "*"
"""
    return {
        "name": "dump",
        "image": image("neo4j"),
        "command": ["bash", "-euc", script],
        "env": [{"name": "NEO4J_ACCEPT_LICENSE_AGREEMENT", "value": neo4j.license_agreement or "no"}],
        "resources": sized(PodSize(cpu=0.1, max_cpu=2, memory_gib=0.5, max_memory_gib=4)),
        "securityContext": CONTAINER_SECURITY,
        "volumeMounts": [
            {"name": "backup", "mountPath": "/backup"},
            {"name": "tls", "mountPath": "/tls", "readOnly": True},
            TMP_MOUNT,
        ],
    }
