"""ClickHouse's backups: a process beside each server, which reads the same disk, and a schedule that tells it to."""

from typing import Any

from components.dataservices.backups import BUCKET, keys_of
from components.dataservices.clickhouse import tls
from components.dataservices.clickhouse.installation import BACKUP_SECRET
from components.dataservices.store_pods import READ_ONLY, SMALL
from components.kubernetes.bucket_access import BucketAccess
from components.kubernetes.ground import Ground
from components.kubernetes.images import image
from components.kubernetes.names import CA_SECRET
from components.kubernetes.pods import TMP, TMP_MOUNT, from_secret, sized
from settings.clickhouse import Clickhouse
from settings.pod_size import PodSize

PREFIX = "clickhouse"

_SCRIPT = """
query() {
  clickhouse-client --config-file /config/client.xml --secure --host "$1" --user "$USERNAME" --password "$PASSWORD" --query "$2"
}
backup=$(date -u +%Y-%m-%dT%H-%M-%S)
for host in $HOSTS; do
  query "$host" "INSERT INTO system.backup_actions(command) VALUES ('create_remote --rbac $backup')"
done
for host in $HOSTS; do
  while true; do
    status=$(query "$host" "SELECT status FROM system.backup_actions WHERE command = 'create_remote --rbac $backup' FORMAT TabSeparated")
    case "$status" in
      success) break ;;
      error) query "$host" "SELECT error FROM system.backup_actions WHERE command = 'create_remote --rbac $backup'"; exit 1 ;;
      *) sleep 10 ;;
    esac
  done
done
"""

CLIENT_CONFIG = """<config>
  <openSSL>
    <client>
      <caConfig>/ca/ca.crt</caConfig>
      <verificationMode>strict</verificationMode>
    </client>
  </openSSL>
</config>
"""
"""For clickhouse-client, by which issuer it knows the servers."""


def sidecar(clickhouse: Clickhouse, ground: Ground, access: BucketAccess) -> dict[str, Any]:
    """It listens on the pod's own loopback only, where the server's table `system.backup_actions` reaches it."""
    options = {
        "CLICKHOUSE_HOST": "localhost",
        "CLICKHOUSE_PORT": str(tls.NATIVE),
        "CLICKHOUSE_SECURE": "true",
        "CLICKHOUSE_TLS_CA": f"{tls.DIRECTORY}/ca.crt",
        "API_LISTEN": "127.0.0.1:7171",
        "API_CREATE_INTEGRATION_TABLES": "true",
        "BACKUPS_TO_KEEP_LOCAL": str(clickhouse.local_backups or -1),
        "BACKUPS_TO_KEEP_REMOTE": str(clickhouse.remote_backups),
        "REMOTE_STORAGE": "s3",
        "S3_BUCKET": ground.bucket(BUCKET),
        "S3_PATH": f"{PREFIX}/shard-{{shard}}",
        "S3_REGION": ground.s3_region,
        "S3_ACL": "",
        "S3_COMPRESSION_FORMAT": "zstd",
    }
    if ground.s3_endpoint:
        # It has no option for an authority; Go reads this one.
        options |= {"S3_ENDPOINT": ground.s3_endpoint, "S3_FORCE_PATH_STYLE": "true", "SSL_CERT_FILE": f"{tls.DIRECTORY}/ca.crt"}
    return {
        "name": "backup",
        "image": image("clickhouse-backup"),
        "command": ["clickhouse-backup", "server"],
        "env": [
            from_secret("CLICKHOUSE_USERNAME", BACKUP_SECRET, "username"),
            from_secret("CLICKHOUSE_PASSWORD", BACKUP_SECRET, "password"),
            *({"name": name, "value": value} for name, value in options.items()),
            *keys_of(access),
        ],
        "resources": sized(PodSize(cpu=0.1, max_cpu=2, memory_gib=0.25, max_memory_gib=2)),
        "securityContext": READ_ONLY,
        "volumeMounts": [TMP_MOUNT],
    }


def starter(hosts: list[str]) -> dict[str, Any]:
    """A container that has a backup made on each host, and waits until all are done."""
    return {
        "name": "start",
        "image": image("clickhouse"),
        "command": ["bash", "-euc", _SCRIPT],
        "env": [
            {"name": "HOSTS", "value": " ".join(hosts)},
            {"name": "HOME", "value": TMP},
            from_secret("USERNAME", BACKUP_SECRET, "username"),
            from_secret("PASSWORD", BACKUP_SECRET, "password"),
        ],
        "resources": SMALL,
        "securityContext": READ_ONLY,
        "volumeMounts": [
            TMP_MOUNT,
            {"name": "ca", "mountPath": "/ca", "readOnly": True},
            {"name": "config", "mountPath": "/config", "readOnly": True},
        ],
    }


VOLUMES = (
    {"name": "ca", "secret": {"secretName": CA_SECRET}},
    {"name": "config", "configMap": {"name": "clickhouse-client"}},
)
"""What the starter mounts."""
