"""GlitchTip's pods: one image in three roles."""

from dataclasses import dataclass
from typing import Any

from components.kubernetes.images import image
from components.kubernetes.names import BATCH, MONITORING, SERVICE
from components.kubernetes.pods import CONTAINER, TMP_MOUNT, from_secret, sized, spread, user
from components.kubernetes.tls import ca_mount, ca_volume
from components.observability.certificates import volume
from settings.error_tracking import ErrorTracking

NAME = "glitchtip"
PORT = 8000
_USER = 5000
_TLS = "/etc/glitchtip-tls"
_HEALTH = {"httpGet": {"path": "/_health/", "port": "https", "scheme": "HTTPS"}}
_STALE_LOCK = "/tmp/django_vtasks_scheduler.lock"  # noqa: S108 - inside a container, on a volume of its own


def labels(part: str = "") -> dict[str, str]:
    """Of everything of GlitchTip's, or of one role's pods."""
    return {"app.kubernetes.io/name": NAME, **({"app.kubernetes.io/component": part} if part else {})}


@dataclass(frozen=True)
class Pods:
    """The specs of the workloads that run them."""

    settings: ErrorTracking
    database_secret: str
    key_secret: str
    storage: list[dict[str, Any]]
    """Environment variables that say where uploads go."""

    @property
    def migration_name(self) -> str:
        """A job is made once and never changed, so each version has its own."""
        return f"{NAME}-migrate-{image(NAME).rpartition(':')[2].replace('.', '-')}"

    def migration(self) -> dict[str, Any]:
        """Brings the database to the image's version."""
        pod = self._pod("migrate", BATCH, {"command": ["./bin/run-migrate.sh"]})
        pod["spec"] |= {"restartPolicy": "OnFailure"}
        return {"backoffLimit": 10, "template": pod}

    def web(self) -> dict[str, Any]:
        """Takes reports and shows them, by HTTPS."""
        serving = {
            "GRANIAN_PORT": str(PORT),
            "GRANIAN_SSL_CERTIFICATE": f"{_TLS}/tls.crt",
            "GRANIAN_SSL_KEYFILE": f"{_TLS}/tls.key",
            "GRANIAN_SSL_PROTOCOL_MIN": "tls1.2",
            "ENABLE_OBSERVABILITY_API": "True",
        }
        container = {
            "command": ["./bin/start.sh"],
            "ports": [{"name": "https", "containerPort": PORT}],
            "readinessProbe": _HEALTH,
            "livenessProbe": {**_HEALTH, "periodSeconds": 20, "failureThreshold": 6},
            "startupProbe": {**_HEALTH, "failureThreshold": 30},
            # The endpoint leaves the Service's list before the server stops.
            "lifecycle": {"preStop": {"sleep": {"seconds": 10}}},
        }
        pod = self._pod("web", SERVICE, container, "web", serving)
        pod["spec"]["topologySpreadConstraints"] = spread(labels("web"))
        return self._deployment("web", self.settings.replicas, pod)

    def worker(self) -> dict[str, Any]:
        """Works on reports, and does what is due by the clock. A second one would do that twice."""
        # A container that is started again finds the lock of the one before.
        command = ["sh", "-c", f"rm -f {_STALE_LOCK} && exec ./bin/start.sh"]
        deployment = self._deployment("worker", 1, self._pod("worker", SERVICE, {"command": command}, "worker"))
        return {**deployment, "strategy": {"type": "Recreate"}}

    def _deployment(self, part: str, replicas: int, pod: dict[str, Any]) -> dict[str, Any]:
        return {"replicas": replicas, "revisionHistoryLimit": 3, "selector": {"matchLabels": labels(part)}, "template": pod}

    def _pod(
        self, part: str, priority: str, container: dict[str, Any], role: str = "", serving: dict[str, str] | None = None
    ) -> dict[str, Any]:
        environment = self._environment() | ({"SERVER_ROLE": role} if role else {}) | (serving or {})
        mounts = [TMP_MOUNT, ca_mount()]
        volumes = [{"name": "tmp", "emptyDir": {"sizeLimit": "256Mi"}}, ca_volume()]
        if serving:
            mounts.append({"name": "tls", "mountPath": _TLS, "readOnly": True})
            volumes.append(volume(NAME))
        return {
            "metadata": {"labels": labels(part)},
            "spec": {
                "serviceAccountName": NAME,
                "automountServiceAccountToken": False,
                "enableServiceLinks": False,
                "priorityClassName": priority,
                "securityContext": user(_USER),
                "containers": [
                    {
                        "name": NAME,
                        "image": image(NAME),
                        "env": [
                            *({"name": name, "value": value} for name, value in environment.items()),
                            from_secret("DATABASE_URL", self.database_secret, "DATABASE_URL"),
                            from_secret("SECRET_KEY", self.key_secret, "password"),
                            *self.storage,
                        ],
                        "securityContext": CONTAINER,
                        "resources": sized(self.settings.size),
                        "volumeMounts": mounts,
                        **container,
                    }
                ],
                "volumes": volumes,
            },
        }

    def _environment(self) -> dict[str, str]:
        address = self.settings.address or f"https://{NAME}.{MONITORING}.svc"
        return {
            "GLITCHTIP_DOMAIN": address,
            "CSRF_TRUSTED_ORIGINS": address,
            "SESSION_COOKIE_SECURE": "True",
            "VALKEY_URL": "",  # PostgreSQL holds the queue and the sessions, too
            "EMAIL_URL": "consolemail://",  # alerts go by webhook, as all others do
            "ENABLE_USER_REGISTRATION": "False",
            "ENABLE_ORGANIZATION_CREATION": "False",
            "ENABLE_ADMIN": "False",
            "GLITCHTIP_ENABLE_UPTIME": "False",  # Prometheus watches what is up
            "GLITCHTIP_MAX_EVENT_LIFE_DAYS": str(self.settings.keep_days),
        }
