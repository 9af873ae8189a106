"""CockroachDB: accounts and campaigns, with transactions that survive a zone."""

from typing import Any

import pulumi

from components.dataservices.backups import bucket_access, cron_job, pruner
from components.dataservices.clients import COCKROACHDB, namespaces_of
from components.dataservices.cockroachdb import setup
from components.dataservices.store import Store, StoreArgs, verified
from components.dataservices.store_pods import SMALL
from components.kubernetes import helm
from components.kubernetes.bucket_access import BucketAccess
from components.kubernetes.external_secret import external_secret
from components.kubernetes.names import DATABASES, ISSUER, MONITORING, STATEFUL
from components.kubernetes.pods import sized
from components.security.secrets import PLACEHOLDER, StoredSecret, StoredSecretArgs
from settings.cockroachdb import Cockroachdb

_CHART = "cockroachdb"
_NODE_CERTIFICATE = "cockroachdb-node"
_SQL, _HTTP = 26257, 8080
_PODS = {"app.kubernetes.io/name": "cockroachdb", "app.kubernetes.io/component": "cockroachdb"}
_SEEDS = 3
"""Nodes that a new one asks first."""


class CockroachStore(Store):
    """Nodes over the zones, a user and a database for each client, a schedule of backups that the cluster itself keeps.

    The chart founds the cluster by a hook after its pods are ready, which they are only once it is founded: a release that is waited
    for would never end. So the Job that founds it is ours, and stands beside the release, not after it.
    """

    def __init__(self, name: str, args: StoreArgs[Cockroachdb], opts: pulumi.ResourceOptions | None = None):
        super().__init__(name, args, opts)
        settings = args.settings
        users = self.clients(COCKROACHDB)
        access = bucket_access(self, _CHART, setup.PREFIX)
        account = self.account(_CHART)
        self.ground.release(self, _CHART, DATABASES, self._values(settings), after=[self.operators.certificates, account, *access.objects])
        secrets = [secret for credential in users.values() for secret in credential.objects]
        if settings.licensed:
            secrets += self._license()
        passwords = {client: credential.secret for client, credential in users.items()}
        image = f"cockroachdb/cockroach:v{helm.app_version(_CHART)}"
        spec = setup.job(settings, self.ground, access, passwords, image)
        self.make("batch/v1/Job", setup.JOB, {"spec": spec}, after=[*secrets, *access.objects])
        self.isolate(setup.JOB, {"app": setup.JOB}, {})
        self._prune(settings, access, account)
        doors = {namespace: [_SQL] for namespace in namespaces_of(COCKROACHDB)}
        self.isolate(_CHART, _PODS, {**doors, MONITORING: [_HTTP]})
        self.service_monitor(_CHART, {**_PODS}, "http", path="/_status/vars", **verified("cockroachdb-public"))
        self.register_outputs({})

    def _prune(self, settings: Cockroachdb, access: BucketAccess, account: pulumi.Resource) -> None:
        container = pruner(self, access, setup.PREFIX, settings.backup_days)
        cron_job(self, "cockroachdb-prune", "0 5 * * *", _CHART, [container], after=[account, *access.objects])

    def _values(self, settings: Cockroachdb) -> dict[str, Any]:
        several = settings.nodes > 1
        scheduling = self.ground.scheduling("memory-intensive")
        return {
            "conf": {
                "cache": "25%",
                "max-sql-memory": "25%",
                "locality": f"region={self.ground.place},zone=${{ZONE}}" if self.ground.region else "",
                "single-node": not several,
                "join": [f"cockroachdb-{index}.cockroachdb.{DATABASES}.svc.cluster.local:{_SQL}" for index in range(_SEEDS)],
            },
            "statefulset": {
                "replicas": settings.nodes,
                "resources": sized(settings.pod),
                "priorityClassName": STATEFUL,
                # The label is the node's, which Kubernetes copies to its pods from 1.35 on.
                "env": [_zone()] if self.ground.region else [],
                "serviceAccount": {"create": False, "name": _CHART},
                "podAntiAffinity": {"type": "hard" if several else "soft"},
                "topologySpreadConstraints": {"whenUnsatisfiable": "DoNotSchedule" if several else "ScheduleAnyway"},
                **scheduling,
            },
            "service": {"public": {"labels": {"app.kubernetes.io/component": "sql"}}},  # the monitor wants the other one only
            "storage": {
                "persistentVolume": {
                    "size": f"{settings.pod.storage_gib}Gi",
                    "storageClass": self.ground.settings.kubernetes.storage_class,
                }
            },
            "tls": {
                # Pods read certificates where they are mounted and again on a signal, instead of copying them at the start.
                "enableSighupRotation": True,
                "certs": {
                    "certManager": True,
                    "certManagerIssuer": {"kind": "ClusterIssuer", "name": ISSUER, "isSelfSignedIssuer": False},
                    "selfSigner": {"enabled": False},
                    "nodeSecret": _NODE_CERTIFICATE,
                    "clientRootSecret": setup.ROOT_CERTIFICATE,
                },
            },
            "init": {"resources": SMALL},
            "prometheus": {"enabled": False},  # an annotation; the monitor is ours
        }

    def _license(self) -> list[pulumi.Resource]:
        """A person puts the key in: into Secrets Manager, off AWS into the Secret itself, which must be there."""
        ground, region = self.ground, self.ground.region
        if region is None:
            return []
        kept = StoredSecretArgs(
            region.placement,
            region.keys,
            setup.LICENSE_SECRET,
            "CockroachDB's licence key; a person puts it in",
            PLACEHOLDER,
            by_a_person=True,
        )
        arn = StoredSecret(ground.label(setup.LICENSE_SECRET), kept, self.options()).arn
        return [external_secret(self, ground, self.operators.secrets, DATABASES, setup.LICENSE_SECRET, arn, setup.LICENSE_KEY)]


def _zone() -> dict[str, Any]:
    return {"name": "ZONE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['topology.kubernetes.io/zone']"}}}
