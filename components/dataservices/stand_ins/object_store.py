"""SeaweedFS, which stands in for S3 in a cluster that is not on AWS."""

import json
from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground, StaticKeys
from components.kubernetes.names import APPLICATIONS, DATABASES, MONITORING, STATEFUL
from components.kubernetes.network_policy import admit, reach
from components.kubernetes.operators import Operators
from components.kubernetes.pods import WRITABLE, resources, sized, user
from components.kubernetes.tls import certificate, service_names
from settings.stand_ins import ObjectStore as ObjectStoreSettings

PODS = {"app.kubernetes.io/instance": "seaweedfs", "app.kubernetes.io/component": "seaweedfs-all-in-one"}
METRICS = "server-metrics"
BUCKETS = ("artifacts", "backups", "bronze", "gold", "logs", "loki", "processed", "query-results", "raw-events", "silver")
"""The purposes that on AWS have a bucket each."""

_SERVICE = "seaweedfs-s3"
_PORT = 8333
_USER = 1000
"""The image's own, `seaweed`."""
_CONFIG = "seaweedfs-s3-identities"
_CERTIFICATE = "seaweedfs-s3-tls"
_TLS_MOUNT = "/etc/seaweedfs-tls"
_CLIENTS = (*APPLICATIONS, MONITORING, "velero")


@dataclass(frozen=True)
class ObjectStoreArgs:
    """What the store needs."""

    ground: Ground
    operators: Operators
    settings: ObjectStoreSettings


class ObjectStore(Component):
    """One pod with one volume, which speaks S3 by TLS to whoever has the access keys, and its buckets.

    SeaweedFS's own parts (master, volume server, filer) speak without TLS, so they share a pod: nothing of it leaves the pod,
    the Service shows S3 only, and no other namespace is admitted to their ports.
    """

    def __init__(self, name: str, args: ObjectStoreArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        ground = args.ground
        serving = certificate(self, ground, DATABASES, _CERTIFICATE, service_names(_SERVICE, DATABASES), args.operators.certificates)
        needs = [serving]
        if ground.static_keys:
            needs.append(self._identities(ground, ground.static_keys))
        release = ground.release(self, "seaweedfs", DATABASES, values(ground, args.settings), after=needs)
        service = self._service(ground)
        admit(self, ground, DATABASES, _SERVICE, [_PORT], _CLIENTS, PODS)
        admit(self, ground, DATABASES, f"{_SERVICE}-metrics", [METRICS], [MONITORING], PODS)
        for namespace in APPLICATIONS:
            reach(self, ground, namespace, "object-store", [_PORT], [DATABASES])
        ground.object_store.extend([release, service])
        self.register_outputs({})

    def _identities(self, ground: Ground, keys: StaticKeys) -> pulumi.CustomResource:
        """Who may do what: one identity for the platform, which may do everything."""
        config = pulumi.Output.all(keys.access, keys.secret).apply(lambda pair: _identity(*pair))
        return ground.object(
            self,
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": _CONFIG, "namespace": DATABASES},
                "type": "Opaque",
                "stringData": {"seaweedfs_s3_config": config},
            },
        )

    def _service(self, ground: Ground) -> pulumi.CustomResource:
        return ground.object(
            self,
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": _SERVICE, "namespace": DATABASES, "labels": PODS},
                "spec": {"selector": PODS, "ports": [{"name": "https-s3", "port": _PORT, "targetPort": _PORT}]},
            },
        )


def _identity(access: str, secret: str) -> str:
    credentials = [{"accessKey": access, "secretKey": secret}]
    return json.dumps({"identities": [{"name": "platform", "credentials": credentials, "actions": ["Admin"]}]})


def values(ground: Ground, settings: ObjectStoreSettings) -> dict[str, Any]:
    """The chart's values."""
    pod = {"enabled": True, **user(_USER)}
    container = {"enabled": True, **WRITABLE}
    return {
        "global": {"seaweedfs": {"createClusterRole": False, "automountServiceAccountToken": False}},
        "master": {"enabled": False},
        "volume": {"enabled": False},
        # The job that makes the buckets has the filer's security context.
        "filer": {"enabled": False, "podSecurityContext": pod, "containerSecurityContext": container},
        "allInOne": {
            "enabled": True,
            "podSecurityContext": pod,
            "containerSecurityContext": container,
            "priorityClassName": STATEFUL,
            "resources": sized(settings.size),
            "data": {
                "type": "persistentVolumeClaim",
                "size": f"{settings.storage_gib}Gi",
                "storageClass": ground.settings.kubernetes.storage_class,
            },
            "s3": {
                "enabled": True,
                "port": _PORT,
                "enableAuth": True,
                "existingConfigSecret": _CONFIG,
                "createBuckets": [{"name": bucket} for bucket in BUCKETS],
                "createBucketsHook": {"resources": resources("50m", "128Mi")},
            },
            # Given by hand, a certificate makes the one S3 port TLS; the chart's own switch would add a second port and leave this plain.
            "extraArgs": [
                f"-s3.cert.file={_TLS_MOUNT}/tls.crt",
                f"-s3.key.file={_TLS_MOUNT}/tls.key",
                "-s3.port.iceberg=0",
                "-s3.port.lance=0",
            ],
            "extraVolumes": f"- name: s3-tls\n  secret:\n    secretName: {_CERTIFICATE}\n",
            "extraVolumeMounts": f"- name: s3-tls\n  mountPath: {_TLS_MOUNT}\n  readOnly: true\n",
        },
    }
