"""What is done once in a new CockroachDB cluster, and again without harm: it is founded, gets its users, and its schedule of backups."""

from collections.abc import Iterable, Mapping
from typing import Any

from components.dataservices.backups import BUCKET, keys_of
from components.dataservices.clients import Client
from components.dataservices.store_pods import READ_ONLY, SMALL
from components.kubernetes.bucket_access import BucketAccess
from components.kubernetes.ground import Ground
from components.kubernetes.names import STATEFUL
from components.kubernetes.pods import TMP_MOUNT, from_secret, user
from components.security.secrets import PLACEHOLDER
from settings.cockroachdb import Cockroachdb

NAME = "cockroachdb"
JOB = "cockroachdb-setup"
PREFIX = "cockroachdb"
LICENSE_SECRET = "cockroachdb-license"
LICENSE_KEY = "license"
ROOT_CERTIFICATE = "cockroachdb-root"
_USER = 1000
_PORT = 26257
_CERTIFICATES = "/cockroach-certs"


def job(settings: Cockroachdb, ground: Ground, access: BucketAccess, users: Mapping[Client, str], image: str) -> dict[str, Any]:
    """The Job's spec. `users` have Secrets with their passwords."""
    pod = {
        "automountServiceAccountToken": False,
        "restartPolicy": "OnFailure",
        "priorityClassName": STATEFUL,
        "securityContext": user(_USER),
        "containers": [
            {
                "name": "setup",
                "image": image,
                "command": ["/bin/bash", "-euc", _script(settings, ground, access, users)],
                "env": [
                    *(from_secret(_variable(client), secret, "password") for client, secret in users.items()),
                    *keys_of(access),
                    *([from_secret("LICENSE", LICENSE_SECRET, LICENSE_KEY)] if settings.licensed else []),
                ],
                "resources": SMALL,
                "securityContext": READ_ONLY,
                "volumeMounts": [{"name": "certs", "mountPath": _CERTIFICATES, "readOnly": True}, TMP_MOUNT],
            }
        ],
        "volumes": [_root_certificate(), {"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
    }
    return {"backoffLimit": 20, "template": {"metadata": {"labels": {"app": JOB}}, "spec": pod}}


def _root_certificate() -> dict[str, Any]:
    items = [("ca.crt", "ca.crt"), ("tls.crt", "client.root.crt"), ("tls.key", "client.root.key")]
    source = {"secretName": ROOT_CERTIFICATE, "defaultMode": 0o440, "items": [{"key": key, "path": path} for key, path in items]}
    return {"name": "certs", "secret": source}


def _variable(client: Client) -> str:
    return f"PASSWORD_{client.service.upper().replace('-', '_')}"


def _script(settings: Cockroachdb, ground: Ground, access: BucketAccess, users: Mapping[Client, str]) -> str:
    host = f"--certs-dir={_CERTIFICATES} --host={NAME}-0.{NAME}:{_PORT}"
    found = f'cockroach init {host} 2>&1 | tee /dev/stderr | grep -Eq "successfully initialized|already been initialized"'
    steps = [f"until {found}; do sleep 5; done"] if settings.nodes > 1 else []
    statements = "\n".join(_statements(settings, ground, access, users))
    steps.append(f"until cockroach sql {host} --execute 'SELECT 1'; do sleep 5; done")
    steps += [f"cockroach sql {host} <<SQL", statements, "SQL"]
    return "\n".join([*steps, _license(host)] if settings.licensed else steps)


def _license(host: str) -> str:
    """The key, once a person has put it in; seven days are left for that."""
    put_in = f"cockroach sql {host} --execute \"SET CLUSTER SETTING enterprise.license = '$LICENSE'\""
    return f'if [ "$LICENSE" = "{PLACEHOLDER}" ]; then echo "no licence key yet"; else {put_in}; fi'


def _statements(settings: Cockroachdb, ground: Ground, access: BucketAccess, users: Iterable[Client]) -> list[str]:
    """SQL, with the shell's variables in place of passwords: those are letters and digits."""
    accounts = [
        statement
        for client in users
        for statement in (
            f'CREATE USER IF NOT EXISTS "{client.service}";',
            f"ALTER USER \"{client.service}\" WITH PASSWORD '${{{_variable(client)}}}';",
            f'CREATE DATABASE IF NOT EXISTS "{client.service}" OWNER "{client.service}";',
        )
    ]
    # Which authority the object store is known by; on AWS the image's own list does.
    trust = [f"SET CLUSTER SETTING cloudstorage.http.custom_ca = '$(cat {_CERTIFICATES}/ca.crt)';"] if ground.s3_endpoint else []
    return [
        *accounts,
        *trust,
        f"CREATE EXTERNAL CONNECTION IF NOT EXISTS backups AS '{_bucket(ground, access)}';",
        "CREATE SCHEDULE IF NOT EXISTS backups FOR BACKUP INTO 'external://backups' WITH revision_history",
        f"  RECURRING '{settings.changes}' FULL BACKUP '{settings.backup}'",
        # The last option: only schedules that say so move the metric by which an old backup is told.
        "  WITH SCHEDULE OPTIONS first_run = 'now', on_previous_running = 'wait', updates_cluster_last_backup_time_metric;",
    ]


def _bucket(ground: Ground, access: BucketAccess) -> str:
    """On AWS each node asks as its pod's identity; elsewhere with the object store's keys."""
    where = f"s3://{ground.bucket(BUCKET)}/{PREFIX}?AWS_REGION={ground.s3_region}"
    if access.secret is None:
        return f"{where}&AUTH=implicit"
    keys = "AWS_ACCESS_KEY_ID=${AWS_ACCESS_KEY_ID}&AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY}"
    return f"{where}&AWS_ENDPOINT={ground.s3_endpoint}&AWS_USE_PATH_STYLE=true&AUTH=specified&{keys}"
