"""Backups on a schedule: pods that write into the bucket `backups`, as themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.dataservices.store import Store
from components.dataservices.store_pods import READ_ONLY, SMALL
from components.kubernetes import pods
from components.kubernetes.bucket_access import BucketAccess, BucketAccessArgs
from components.kubernetes.images import image
from components.kubernetes.names import BATCH, DATABASES
from components.kubernetes.pods import TMP, TMP_MOUNT, from_secret
from components.kubernetes.tls import CA_FILE, ca_mount, ca_volume

BUCKET = "backups"
_NOBODY = 65534
_DAY = 86400


def bucket_access(store: Store, account: str, prefix: str) -> BucketAccess:
    """Rights of a service account below a prefix of the bucket; of the copies of the other region's, to restore from them."""
    args = BucketAccessArgs(store.ground, DATABASES, account, BUCKET, prefix, copies=True)
    return BucketAccess(store.ground.label(account, "bucket"), args, store.options())


def keys_of(access: BucketAccess) -> list[dict[str, Any]]:
    """The object store's keys as AWS's tools read them; none on AWS, where the pod has an identity."""
    if access.secret is None:
        return []
    return [from_secret(key, access.secret, key) for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")]


def uploader(store: Store, access: BucketAccess, prefix: str, days: int) -> dict[str, Any]:
    """A container that copies what lies in `/backup` into the bucket, below the time, and deletes what is older than so many days."""
    target = f"store:{store.ground.bucket(BUCKET)}/{prefix}"
    script = f'rclone copy /backup "{target}/$(date -u +%Y-%m-%dT%H-%M)" && {_delete(target, days)}'
    return _rclone(store, access, "upload", script, [{"name": "backup", "mountPath": "/backup"}])


def pruner(store: Store, access: BucketAccess, prefix: str, days: int) -> dict[str, Any]:
    """A container that deletes what is older than so many days, of a store that writes its backups itself but deletes none."""
    return _rclone(store, access, "prune", _delete(f"store:{store.ground.bucket(BUCKET)}/{prefix}", days), [])


def _delete(target: str, days: int) -> str:
    return f'rclone delete --min-age {days}d "{target}"'


def _rclone(store: Store, access: BucketAccess, name: str, script: str, mounts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    ground = store.ground
    endpoint = {"RCLONE_CONFIG_STORE_ENDPOINT": ground.s3_endpoint, "RCLONE_CA_CERT": CA_FILE} if ground.s3_endpoint else {}
    return {
        "name": name,
        "image": image("rclone"),
        "command": ["sh", "-ec", script],
        "env": [
            {"name": "RCLONE_CONFIG_STORE_TYPE", "value": "s3"},
            {"name": "RCLONE_CONFIG_STORE_PROVIDER", "value": "SeaweedFS" if ground.s3_endpoint else "AWS"},
            {"name": "RCLONE_CONFIG_STORE_ENV_AUTH", "value": "true"},
            {"name": "RCLONE_CONFIG_STORE_REGION", "value": ground.s3_region},
            {"name": "RCLONE_CONFIG_STORE_NO_CHECK_BUCKET", "value": "true"},
            {"name": "XDG_CONFIG_HOME", "value": TMP},
            *({"name": name, "value": value} for name, value in endpoint.items()),
            *keys_of(access),
        ],
        "resources": SMALL,
        "securityContext": READ_ONLY,
        "volumeMounts": [*mounts, ca_mount(), TMP_MOUNT],
    }


def working_volume(store: Store, gib: int) -> dict[str, Any]:
    """A volume that lives as long as the backup, so that a large one does not fill the node's disk."""
    claim = {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": store.ground.settings.kubernetes.storage_class,
        "resources": {"requests": {"storage": f"{gib}Gi"}},
    }
    return {"name": "backup", "ephemeral": {"volumeClaimTemplate": {"spec": claim}}}


def cron_job(
    store: Store,
    name: str,
    schedule: str,
    account: str,
    containers: Sequence[dict[str, Any]],
    first: Sequence[dict[str, Any]] = (),
    volumes: Sequence[dict[str, Any]] = (),
    user: int = _NOBODY,
    after: Sequence[pulumi.Resource] = (),
) -> pulumi.Resource:
    """One backup at a time; `first` run one after another before the containers. A failed one is tried again, and shows in Prometheus."""
    pod = {
        "serviceAccountName": account,
        "automountServiceAccountToken": False,
        "restartPolicy": "Never",
        "priorityClassName": BATCH,
        "securityContext": pods.user(user),
        "initContainers": list(first),
        "containers": list(containers),
        "volumes": [*volumes, ca_volume(), {"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
    }
    spec = {
        "schedule": schedule,
        "timeZone": "Etc/UTC",
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": 600,
        "successfulJobsHistoryLimit": 1,
        "failedJobsHistoryLimit": 3,
        "jobTemplate": {
            "spec": {
                "backoffLimit": 2,
                "activeDeadlineSeconds": _DAY,
                "template": {"metadata": {"labels": {"app": name}}, "spec": pod},
            }
        },
    }
    store.isolate(name, {"app": name}, {})
    return store.make("batch/v1/CronJob", name, {"spec": spec}, after=after)
