"""GlitchTip in a cluster: where the services' exceptions go."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.bucket_access import BucketAccess, BucketAccessArgs
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import APPLICATIONS, MONITORING
from components.kubernetes.network_policy import admit, reach
from components.kubernetes.operators import Operators
from components.kubernetes.tls import CA_FILE, client_config
from components.observability.certificates import certificate
from components.observability.error_tracking.database import ReportDatabase, ReportDatabaseArgs
from components.observability.error_tracking.pods import NAME, PORT, Pods, labels
from settings.error_tracking import ErrorTracking as ErrorTrackingSettings

_BUCKET, _PREFIX = "artifacts", "error-tracking"
_KEY = "glitchtip-key"


@dataclass(frozen=True)
class ErrorTrackingArgs:
    """What error tracking needs."""

    ground: Ground
    operators: Operators
    monitors: pulumi.Resource
    """What a ServiceMonitor waits for."""
    settings: ErrorTrackingSettings


class ErrorTracking(Component):
    """Web pods, one that works on reports, and a job that brings the database to their version before they start.

    A person makes the first account (`./manage.py createsuperuser` in a pod), and with it organisation and projects.
    """

    def __init__(self, name: str, args: ErrorTrackingArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        self._args = args
        ground = args.ground
        database = ReportDatabase(
            ground.label("glitchtip-database"), ReportDatabaseArgs(ground, args.operators, args.settings), self.options()
        )
        signing = CredentialArgs(ground, _KEY, "Signs GlitchTip's sessions", "glitchtip", [MONITORING], args.operators.secrets)
        key = Credential(ground.label(_KEY), signing, self.options())
        uploads = BucketAccessArgs(ground, MONITORING, NAME, _BUCKET, _PREFIX)
        bucket = BucketAccess(ground.label(NAME, "uploads"), uploads, self.options())
        account = self._object("v1", "ServiceAccount", NAME, automountServiceAccountToken=False)
        served = certificate(self, ground, args.operators.certificates, NAME, [NAME])
        pods = Pods(args.settings, database.secret, _KEY, self._storage(bucket))
        migrated = self._object(
            "batch/v1", "Job", pods.migration_name, after=[*database.ready, *key.objects, *bucket.objects, account], spec=pods.migration()
        )
        # A renewed certificate is read by new pods only.
        renewed = {"reloader.stakater.com/auto": "true"}
        for part, spec in (("web", pods.web()), ("worker", pods.worker())):
            self._object("apps/v1", "Deployment", f"{NAME}-{part}", after=[migrated, served], annotations=renewed, spec=spec)
        self._doors()
        self.register_outputs({})

    def _storage(self, bucket: BucketAccess) -> list[dict[str, Any]]:
        """Where uploads (source maps) go: all pods see the same."""
        ground = self._args.ground
        plain = {
            "DEFAULT_FILE_STORAGE": "storages.backends.s3boto3.S3Boto3Storage",
            "AWS_STORAGE_BUCKET_NAME": ground.bucket(_BUCKET),
            "AWS_LOCATION": _PREFIX,
            "AWS_DEFAULT_REGION": ground.s3_region,
            **({"AWS_S3_ENDPOINT_URL": ground.s3_endpoint, "AWS_CA_BUNDLE": CA_FILE} if ground.s3_endpoint else {}),
        }
        keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") if bucket.secret else ()
        return [
            *({"name": name, "value": value} for name, value in plain.items()),
            *({"name": key, "valueFrom": {"secretKeyRef": {"name": bucket.secret, "key": key}}} for key in keys),
        ]

    def _doors(self) -> None:
        """Services report to it, Prometheus reads its metrics; both by HTTPS."""
        args = self._args
        ports = [{"name": "https", "port": 443, "targetPort": "https"}]
        self._object("v1", "Service", NAME, spec={"selector": labels("web"), "ports": ports})
        endpoint = {"port": "https", "scheme": "https", "path": "/metrics", "tlsConfig": client_config(f"{NAME}.{MONITORING}.svc")}
        monitor = {"selector": {"matchLabels": labels()}, "endpoints": [endpoint]}
        self._object("monitoring.coreos.com/v1", "ServiceMonitor", NAME, after=[args.monitors], spec=monitor)
        if args.settings.replicas > 1:
            budget = {"maxUnavailable": 1, "selector": {"matchLabels": labels("web")}}
            self._object("policy/v1", "PodDisruptionBudget", NAME, spec=budget)
        admit(self, args.ground, MONITORING, NAME, [PORT], APPLICATIONS, labels("web"))
        for namespace in APPLICATIONS:
            reach(self, args.ground, namespace, NAME, [PORT], [MONITORING])

    def _object(
        self, version: str, kind: str, name: str, after: list[pulumi.Resource] | None = None, annotations: Any = None, **body: Any
    ) -> pulumi.Resource:
        metadata = {"name": name, "namespace": MONITORING, "labels": labels(), **({"annotations": annotations} if annotations else {})}
        return self._args.ground.object(self, {"apiVersion": version, "kind": kind, "metadata": metadata, **body}, after=after or [])
