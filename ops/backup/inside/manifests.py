"""The objects that restore a store inside a cluster, made from the objects that back it up: images, identities and mounts are theirs.

Pure functions: live objects in, new objects out.
"""

import copy
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

Manifest = dict[str, Any]

NAMESPACE = "databases"
LABEL = "event-platform/restored"
"""On everything that a restore makes, with its name."""

_COPIES = "-copies"
"""What the program adds to the name of an archive for the copies of the other region's."""

_OWN_LABELS = ("controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name")
"""Kubernetes puts them on a Job's pods; another Job may not bring them."""


def pod_template(owner: Manifest) -> Manifest:
    """The pods of a CronJob or a Job, without what Kubernetes added."""
    spec = owner["spec"]
    template = copy.deepcopy(spec["jobTemplate"]["spec"]["template"] if "jobTemplate" in spec else spec["template"])
    template["metadata"] = {
        "labels": {key: value for key, value in template["metadata"].get("labels", {}).items() if key not in _OWN_LABELS}
    }
    return dict(template)


def script(name: str) -> str:
    """A shell script that runs in a pod."""
    return (Path(__file__).parent / "scripts" / f"{name}.sh").read_text()


def job(owner: Manifest, name: str, container: str, does: str, told: Mapping[str, str]) -> Manifest:
    """A Job like the one that backs up, with another script in its container, and what that is told."""
    template = pod_template(owner)
    found = next(one for one in template["spec"]["containers"] if one["name"] == container)
    found["command"] = [*found["command"][:-1], script(does)]
    found["env"] = [*found.get("env", []), *({"name": key, "value": value} for key, value in told.items())]
    template["spec"] |= {"containers": [found], "initContainers": [], "restartPolicy": "Never"}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": NAMESPACE, "labels": {LABEL: name}},
        "spec": {"backoffLimit": 0, "ttlSecondsAfterFinished": 7 * 86400, "template": template},
    }


def clickhouse(cron: Manifest, name: str, backup: str, databases: Sequence[str], copies: str | None = None) -> Manifest:
    """A Job that has every shard restore the databases under new names; `copies` is the bucket, where it is not the servers' own."""
    ending = sql_ending(name)
    mapping = ",".join(f"{database}:{database}_{ending}" for database in databases)
    told = {"BACKUP": backup, "ENDING": ending, "MAPPING": mapping, **({"COPIES": copies} if copies else {})}
    return job(cron, name, "start", "clickhouse", told)


def clickhouse_removed(cron: Manifest, name: str) -> Manifest:
    """A Job that drops them again."""
    return job(cron, f"{name}-removed", "start", "clickhouse-remove", {"ENDING": sql_ending(name)})


def cockroachdb(setup: Manifest, name: str, backup: str, at: datetime | None, copies: str | None = None) -> Manifest:
    """A Job that restores every database of the backup under a new name; `copies` is their address, where it is not the cluster's own."""
    told = {"BACKUP": backup, "ENDING": sql_ending(name), "COLLECTION": copies or "external://backups"}
    moment = {"AS_OF": f"{at:%Y-%m-%d %H:%M:%S.%f}"} if at else {}
    return job(setup, name, "setup", "cockroachdb", {**told, **moment})


def cockroachdb_removed(setup: Manifest, name: str) -> Manifest:
    """A Job that drops them again."""
    return job(setup, f"{name}-removed", "setup", "cockroachdb-remove", {"ENDING": sql_ending(name)})


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
    server = {**dump, "name": "neo4j", "command": ["bash", "-euc", script("neo4j")]}
    spec = template["spec"] | {"initContainers": [fetch], "containers": [server], "restartPolicy": "Always"}
    metadata = {"name": name, "namespace": NAMESPACE, "labels": {**template["metadata"]["labels"], LABEL: name}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def timescale(cluster: Manifest, name: str, at: datetime | None, *, copies: bool = False) -> Manifest:
    """A cluster of one instance that begins with the archive of the old one, or of its twin in the other region as it was copied here,
    and writes to no archive itself."""
    spec = copy.deepcopy(cluster["spec"])
    initial = spec["bootstrap"].get("initdb") or spec["bootstrap"]["recovery"]
    plugin = next(one for one in spec["plugins"] if one.get("isWALArchiver"))
    source = cluster["metadata"]["name"]
    recovery: Manifest = {"source": source, "database": initial["database"], "owner": initial["owner"], "secret": initial["secret"]}
    if at:
        recovery["recoveryTarget"] = {"targetTime": f"{at:%Y-%m-%d %H:%M:%S.%f}+00"}
    store = plugin["parameters"]["barmanObjectName"]
    archive = {"barmanObjectName": f"{store}{_COPIES}" if copies else store, "serverName": source}
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


VOLUMES = ("persistentvolumeclaims", "persistentvolumes")
"""What cannot be made from a copy: the snapshots of volumes stay in their region."""


def velero(backup: str, name: str, namespaces: Sequence[str], *, copies: bool = False) -> Manifest:
    """Objects and volumes of namespaces in new namespaces beside them; nothing that runs."""
    return {
        "apiVersion": "velero.io/v1",
        "kind": "Restore",
        "metadata": {"name": name, "namespace": "velero", "labels": {LABEL: name}},
        "spec": {
            "backupName": backup,
            "includedNamespaces": list(namespaces),
            "namespaceMapping": {namespace: f"{namespace}-{ending_of(name)}" for namespace in namespaces},
            "excludedResources": [*RUNS, *(VOLUMES if copies else ())],
            "restorePVs": not copies,
        },
    }


def sql_ending(name: str) -> str:
    """What a restored database's name ends with: `restored_11270215`."""
    return ending_of(name).replace("-", "_")


def ending_of(name: str) -> str:
    """`restored-11270215` of `clickhouse-restored-11270215`; the whole name of one that a person chose."""
    found = re.search(r"restored-\d+$", name)
    return found[0] if found else f"restored-{name}"
