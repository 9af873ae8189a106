"""GlitchTip's own PostgreSQL: one pod, TLS only.

Reports are worth little once read, so the volume's snapshots by Velero are enough, and no replica takes over: while the
pod moves, clients drop what they would have reported.
"""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.ground import Ground
from components.kubernetes.images import image
from components.kubernetes.names import MONITORING, STATEFUL
from components.kubernetes.operators import Operators
from components.kubernetes.pods import CONTAINER, from_secret, sized, user, volume_claim
from components.kubernetes.tls import CA_FILE
from components.observability.certificates import certificate, volume
from settings.error_tracking import ErrorTracking as ErrorTrackingSettings

NAME = "glitchtip-postgres"
_PORT, _USER = 5432, 999
_CONFIG, _TLS, _DATA = "/etc/postgresql", "/etc/postgresql-tls", "/var/lib/postgresql/data"
_LABELS = {"app.kubernetes.io/name": NAME}
_OPTIONS = {
    "hba_file": f"{_CONFIG}/pg_hba.conf",
    "ssl": "on",
    "ssl_cert_file": f"{_TLS}/tls.crt",
    "ssl_key_file": f"{_TLS}/tls.key",
    "ssl_min_protocol_version": "TLSv1.2",
    "password_encryption": "scram-sha-256",
}
_ADMITTED = "local all all scram-sha-256\nhostssl all all all scram-sha-256\n"


@dataclass(frozen=True)
class ReportDatabaseArgs:
    """What the database needs."""

    ground: Ground
    operators: Operators
    settings: ErrorTrackingSettings


class ReportDatabase(Component):
    """Its Secret holds the whole address as `DATABASE_URL`."""

    secret: str
    ready: list[pulumi.Resource]
    """What its clients wait for."""

    def __init__(self, name: str, args: ReportDatabaseArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        ground = args.ground
        url = f"postgres://{{{{ .username }}}}:{{{{ .password }}}}@{NAME}.{MONITORING}.svc:{_PORT}/glitchtip"
        trusted = f"?sslmode=verify-full&sslrootcert={CA_FILE}"
        credential = Credential(
            ground.label(NAME),
            CredentialArgs(
                ground,
                NAME,
                "GlitchTip's database",
                "glitchtip",
                [MONITORING],
                args.operators.secrets,
                {"DATABASE_URL": url + trusted},
            ),
            self.options(),
        )
        self.secret = credential.secret
        needs = [*credential.objects, certificate(self, ground, args.operators.certificates, NAME, [NAME]), self._configuration(ground)]
        self.ready = [self._service(ground), self._pod(args, needs)]
        self.register_outputs({})

    def _configuration(self, ground: Ground) -> pulumi.Resource:
        return ground.object(
            self,
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": NAME, "namespace": MONITORING},
                "data": {"pg_hba.conf": _ADMITTED},
            },
        )

    def _service(self, ground: Ground) -> pulumi.Resource:
        return ground.object(
            self,
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": NAME, "namespace": MONITORING, "labels": _LABELS},
                "spec": {
                    "clusterIP": "None",
                    "selector": _LABELS,
                    "ports": [{"name": "postgres", "port": _PORT, "targetPort": "postgres"}],
                },
            },
        )

    def _pod(self, args: ReportDatabaseArgs, needs: list[pulumi.Resource]) -> pulumi.Resource:
        claim = volume_claim(args.ground.settings.kubernetes.storage_class, args.settings.database_gib)
        protect = args.ground.settings.protect
        return args.ground.object(
            self,
            {
                "apiVersion": "apps/v1",
                "kind": "StatefulSet",
                "metadata": {
                    "name": NAME,
                    "namespace": MONITORING,
                    "labels": _LABELS,
                    # A renewed certificate is read by a new pod only.
                    "annotations": {"reloader.stakater.com/auto": "true"},
                },
                "spec": {
                    "serviceName": NAME,
                    "replicas": 1,
                    "selector": {"matchLabels": _LABELS},
                    "template": {"metadata": {"labels": _LABELS}, "spec": self._spec(args.settings)},
                    "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
                },
            },
            after=needs,
            protect=protect,
            retain_on_delete=protect,
        )

    def _spec(self, settings: ErrorTrackingSettings) -> dict[str, Any]:
        ready = {"exec": {"command": ["pg_isready", "-U", "glitchtip", "-d", "glitchtip"]}}
        return {
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "priorityClassName": STATEFUL,
            "securityContext": user(_USER),
            "terminationGracePeriodSeconds": 60,
            "containers": [
                {
                    "name": "postgres",
                    "image": image("postgres"),
                    "args": [word for option, value in _OPTIONS.items() for word in ("-c", f"{option}={value}")],
                    "env": [
                        {"name": "PGDATA", "value": f"{_DATA}/pgdata"},
                        {"name": "POSTGRES_DB", "value": "glitchtip"},
                        from_secret("POSTGRES_USER", self.secret, "username"),
                        from_secret("POSTGRES_PASSWORD", self.secret, "password"),
                    ],
                    "ports": [{"name": "postgres", "containerPort": _PORT}],
                    "readinessProbe": ready,
                    "livenessProbe": {**ready, "periodSeconds": 20, "failureThreshold": 6},
                    "startupProbe": {**ready, "failureThreshold": 60},
                    "securityContext": CONTAINER,
                    "resources": sized(settings.database_size),
                    "volumeMounts": [
                        {"name": "data", "mountPath": _DATA},
                        {"name": "sockets", "mountPath": "/var/run/postgresql"},
                        {"name": "configuration", "mountPath": _CONFIG, "readOnly": True},
                        {"name": "tls", "mountPath": _TLS, "readOnly": True},
                    ],
                }
            ],
            "volumes": [
                {"name": "sockets", "emptyDir": {"sizeLimit": "16Mi"}},
                {"name": "configuration", "configMap": {"name": NAME}},
                # PostgreSQL refuses a key that others may read; root's may be read by its group.
                volume(NAME),
            ],
        }
