"""The objects that restore a store inside a cluster, made from the objects that back it up: images, identities and mounts are theirs.

Pure functions: live objects in, new objects out.
"""

import copy
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

Manifest = dict[str, Any]

NAMESPACE = "databases"
LABEL = "event-platform/restored"
"""On everything that a restore makes, with its name."""

_OWN_LABELS = ("controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name")
"""Kubernetes puts them on a Job's pods; another Job may not bring them."""


def pod_template(owner: Manifest) -> Manifest:
    """The pods of a CronJob or a Job, without what Kubernetes added."""
    spec = owner["spec"]
    template = copy.deepcopy(spec["jobTemplate"]["spec"]["template"] if "jobTemplate" in spec else spec["template"])
    template["metadata"] = {"labels": {key: value for key, value in template["metadata"].get("labels", {}).items() if key not in _OWN_LABELS}}
    return dict(template)


def job(owner: Manifest, name: str, container: str, script: str) -> Manifest:
    """A Job like the one that backs up, with another script in its container."""
    template = pod_template(owner)
    found = next(one for one in template["spec"]["containers"] if one["name"] == container)
    found["command"] = [*found["command"][:-1], script]
    template["spec"] |= {"containers": [found], "initContainers": [], "restartPolicy": "Never"}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": NAMESPACE, "labels": {LABEL: name}},
        "spec": {"backoffLimit": 0, "ttlSecondsAfterFinished": 7 * 86400, "template": template},
    }


def clickhouse(cron: Manifest, name: str, backup: str) -> Manifest:
    """A Job that has every shard restore its databases under new names, and counts what came back."""
    return job(cron, name, "start", _CLICKHOUSE.format(backup=backup, ending=sql_ending(name)))


def clickhouse_removed(cron: Manifest, name: str) -> Manifest:
    """A Job that drops them again."""
    return job(cron, f"{name}-removed", "start", _CLICKHOUSE_REMOVED.format(ending=sql_ending(name)))


_CLICKHOUSE_QUERY = """
query() {{
  clickhouse-client --config-file /config/client.xml --secure --host "$1" --user "$USERNAME" --password "$PASSWORD" --query "$2"
}}
"""

_CLICKHOUSE = (
    _CLICKHOUSE_QUERY
    + """
set -- $HOSTS
mapping=$(query "$1" "SELECT arrayStringConcat(groupArray(name || ':' || name || '_{ending}'), ',') FROM system.databases
  WHERE name NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') AND position(name, '_restored_') = 0 FORMAT TabSeparatedRaw")
command="restore_remote --restore-database-mapping $mapping {backup}"
for host in $HOSTS; do
  query "$host" "INSERT INTO system.backup_actions(command) VALUES ('$command')"
done
for host in $HOSTS; do
  while true; do
    status=$(query "$host" "SELECT status FROM system.backup_actions WHERE command = '$command' FORMAT TabSeparated")
    case "$status" in
      success) break ;;
      error) query "$host" "SELECT error FROM system.backup_actions WHERE command = '$command'"; exit 1 ;;
      *) sleep 10 ;;
    esac
  done
  rows=$(query "$host" "SELECT sum(rows) FROM system.parts WHERE active AND endsWith(database, '_{ending}')")
  echo "$host: $rows rows"
done
"""
)

_CLICKHOUSE_REMOVED = (
    _CLICKHOUSE_QUERY
    + """
for host in $HOSTS; do
  for database in $(query "$host" "SELECT name FROM system.databases WHERE endsWith(name, '_{ending}') FORMAT TabSeparatedRaw"); do
    query "$host" "DROP DATABASE $database SYNC"
  done
done
"""
)


def cockroachdb(setup: Manifest, name: str, backup: str, at: datetime | None) -> Manifest:
    """A Job that restores every database of the backup under a new name."""
    moment = f" AS OF SYSTEM TIME '{at:%Y-%m-%d %H:%M:%S.%f}'" if at else ""
    return job(setup, name, "setup", _COCKROACHDB.format(backup=backup, ending=sql_ending(name), moment=moment))


def cockroachdb_removed(setup: Manifest, name: str) -> Manifest:
    """A Job that drops them again."""
    return job(setup, f"{name}-removed", "setup", _COCKROACHDB_REMOVED.format(ending=sql_ending(name)))


_COCKROACHDB_QUERY = """
query() {{
  cockroach sql --certs-dir=/cockroach-certs --host=cockroachdb-0.cockroachdb:26257 --format=tsv --execute "$1" | tail -n +2
}}
"""

_COCKROACHDB = (
    _COCKROACHDB_QUERY
    + """
databases=$(query "SELECT object_name FROM [SHOW BACKUP FROM '{backup}' IN 'external://backups'] WHERE object_type = 'database'
  AND object_name NOT IN ('system', 'postgres', 'defaultdb') AND strpos(object_name, '_restored_') = 0")
for database in $databases; do
  query "RESTORE DATABASE \\"$database\\" FROM '{backup}' IN 'external://backups'{moment} WITH new_db_name = '${{database}}_{ending}'"
  echo "$database: $(query "SELECT count(*) FROM [SHOW TABLES FROM \\"${{database}}_{ending}\\"]") tables"
done
test -n "$databases"
"""
)

_COCKROACHDB_REMOVED = (
    _COCKROACHDB_QUERY
    + """
for database in $(query "SELECT database_name FROM [SHOW DATABASES] WHERE database_name ~ '_{ending}$'"); do
  query "DROP DATABASE \\"$database\\" CASCADE"
done
"""
)


def redis(cron: Manifest, name: str, backup: str, bucket: str) -> list[Manifest]:
    """A pod for each leader that serves its file: not a cluster, but every key can be read from it."""
    template = pod_template(cron)
    dump, upload = template["spec"]["initContainers"][0], template["spec"]["containers"][0]
    count = len(re.findall(r"redis-leader-\d+", " ".join(dump["command"])))
    source = f"store:{bucket}/redis/{backup}"
    mounts = [*dump["volumeMounts"], {"name": "tls", "mountPath": "/tls", "readOnly": True}]
    made = []
    for index in range(count):
        file = f"redis-leader-{index}.rdb"
        fetch = {**copy.deepcopy(upload), "name": "download", "command": ["sh", "-ec", f'rclone copyto "{source}/{file}" /backup/{file}']}
        serve = (
            f"exec redis-server --dir /backup --dbfilename {file} --appendonly no --save '' --port 0 --tls-port 6379 --tls-auth-clients no "
            '--tls-cert-file /tls/tls.crt --tls-key-file /tls/tls.key --tls-ca-cert-file /tls/ca.crt --requirepass "$REDISCLI_AUTH"'
        )
        ask = ["sh", "-ec", "redis-cli --tls --cacert /tls/ca.crt dbsize"]
        server = {**copy.deepcopy(dump), "name": "redis", "command": ["sh", "-ec", serve], "volumeMounts": mounts}
        server["readinessProbe"] = {"exec": {"command": ask}, "periodSeconds": 5}
        server.pop("resources", None)
        spec = copy.deepcopy(template["spec"]) | {"initContainers": [fetch], "containers": [server], "restartPolicy": "Always"}
        spec["volumes"] = [*spec["volumes"], {"name": "tls", "secret": {"secretName": "redis-tls"}}]
        labels = {**template["metadata"]["labels"], LABEL: name}
        metadata = {"name": f"{name}-{index}", "namespace": NAMESPACE, "labels": labels}
        made.append({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
    return made


def neo4j(cron: Manifest, name: str, backup: str, bucket: str) -> Manifest:
    """A pod that restores the database `neo4j` of a backup and serves it alone."""
    template = pod_template(cron)
    dump, upload = template["spec"]["initContainers"][0], template["spec"]["containers"][0]
    fetch = {**upload, "name": "download", "command": ["sh", "-ec", f'rclone copy "store:{bucket}/neo4j/{backup}" /backup/from']}
    server = {**dump, "name": "neo4j", "command": ["bash", "-euc", _NEO4J]}
    spec = template["spec"] | {"initContainers": [fetch], "containers": [server], "restartPolicy": "Always"}
    metadata = {"name": name, "namespace": NAMESPACE, "labels": {**template["metadata"]["labels"], LABEL: name}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


_NEO4J = """
mkdir -p /tmp/conf /backup/data
cp /var/lib/neo4j/conf/* /tmp/conf/
cat >> /tmp/conf/neo4j.conf <<CONF
server.directories.data=/backup/data
server.default_listen_address=0.0.0.0
CONF
export NEO4J_CONF=/tmp/conf
test -d /backup/data/databases/neo4j || neo4j-admin database restore --from-path="$(ls /backup/from/neo4j-*.backup)" neo4j
exec neo4j console
"""


def timescale(cluster: Manifest, name: str, at: datetime | None) -> Manifest:
    """A cluster of one instance that begins with the archive of the old one, and writes to no archive itself."""
    spec = copy.deepcopy(cluster["spec"])
    initial = spec["bootstrap"].get("initdb") or spec["bootstrap"]["recovery"]
    plugin = next(one for one in spec["plugins"] if one.get("isWALArchiver"))
    source = cluster["metadata"]["name"]
    recovery: Manifest = {"source": source, "database": initial["database"], "owner": initial["owner"], "secret": initial["secret"]}
    if at:
        recovery["recoveryTarget"] = {"targetTime": f"{at:%Y-%m-%d %H:%M:%S.%f}+00"}
    archive = {"barmanObjectName": plugin["parameters"]["barmanObjectName"], "serverName": source}
    spec |= {
        "instances": 1,
        "enablePDB": False,
        # Its identity may read the archive; a new service account's could not.
        "serviceAccountName": spec.get("serviceAccountName", source),
        "bootstrap": {"recovery": recovery},
        "externalClusters": [{"name": source, "plugin": {"name": plugin["name"], "parameters": archive}}],
        "plugins": [one for one in spec["plugins"] if one is not plugin],
    }
    spec["postgresql"] = {key: value for key, value in spec["postgresql"].items() if key != "synchronous"}
    spec.pop("topologySpreadConstraints", None)
    spec.pop("serviceAccountTemplate", None)
    return {
        "apiVersion": cluster["apiVersion"],
        "kind": cluster["kind"],
        "metadata": {"name": name, "namespace": NAMESPACE, "labels": {LABEL: name}},
        "spec": spec,
    }


def same_doors(policy: Manifest, name: str, pods: Mapping[str, str]) -> Manifest:
    """The network policy of a store's pods, for those that a restore makes."""
    spec = copy.deepcopy(policy["spec"]) | {"podSelector": {"matchLabels": dict(pods)}}
    metadata = {"name": name, "namespace": NAMESPACE, "labels": {LABEL: name}}
    return {"apiVersion": policy["apiVersion"], "kind": policy["kind"], "metadata": metadata, "spec": spec}


RUNS = (
    "pods", "replicasets.apps", "deployments.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch",
    "rollouts.argoproj.io", "horizontalpodautoscalers.autoscaling", "scaledobjects.keda.sh", "clusters.postgresql.cnpg.io",
    "clickhouseinstallations.clickhouse.altinity.com", "redisclusters.redis.redis.opstreelabs.in", "kafkas.kafka.strimzi.io",
)  # fmt: skip
"""What would run a second time beside the first, with the same identity and the same consumer groups."""


def velero(backup: str, name: str, namespaces: Sequence[str]) -> Manifest:
    """Objects and volumes of namespaces in new namespaces beside them; nothing that runs."""
    return {
        "apiVersion": "velero.io/v1",
        "kind": "Restore",
        "metadata": {"name": name, "namespace": "velero", "labels": {LABEL: name}},
        "spec": {
            "backupName": backup,
            "includedNamespaces": list(namespaces),
            "namespaceMapping": {namespace: f"{namespace}-{ending_of(name)}" for namespace in namespaces},
            "excludedResources": list(RUNS),
            "restorePVs": True,
        },
    }


def sql_ending(name: str) -> str:
    """What a restored database's name ends with: `restored_11270215`."""
    return ending_of(name).replace("-", "_")


def ending_of(name: str) -> str:
    """`restored-11270215` of `clickhouse-restored-11270215`; the whole name of one that a person chose."""
    found = re.search(r"restored-\d+$", name)
    return found[0] if found else f"restored-{name}"
