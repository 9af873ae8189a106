"""Prefect: plans flows over the lakehouse, and runs each as a Kubernetes job."""

from typing import Any

import pulumi

from components.component import Component
from components.dataservices.engines.engine import EngineArgs
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.images import image
from components.kubernetes.monitors import service_monitor
from components.kubernetes.names import MONITORING, OUT_OF_MESH, PROCESSING, SERVICE
from components.kubernetes.network_policy import ANYWHERE, admit, reach
from components.kubernetes.pods import WRITABLE, sized
from settings.engines import Prefect as PrefectSettings

_SERVER, _WORKER, _LOGIN = "prefect-server", "prefect-worker", "prefect"
_PORT = 4200
_SERVER_PODS = {"app.kubernetes.io/name": _SERVER}
_SECURITY = {"runAsUser": 1001, "runAsNonRoot": True, "readOnlyRootFilesystem": True, **WRITABLE}
_API_SERVER = [443, 6443]


class Prefect(Component):
    """A server with its interface, and workers.

    The server has no TLS of its own and stands outside the mesh, as the flows that it starts do; its only clients are in the same
    namespace, and every request carries a password.
    """

    def __init__(self, name: str, args: EngineArgs[PrefectSettings], opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        self._args = args
        ground, store = args.ground, args.operators.secrets
        login = Credential(
            ground.label("prefect", "login"),
            CredentialArgs(
                ground,
                _LOGIN,
                "Prefect's administrator and workers",
                "admin",
                [PROCESSING],
                store=store,
                more={"auth-string": "{{ .username }}:{{ .password }}"},
            ),
            self.options(),
        )
        server = ground.release(self, "prefect-server", PROCESSING, self._server(), after=login.objects)
        ground.release(self, "prefect-worker", PROCESSING, self._worker(), after=[server, *login.objects])
        self._connect()
        self.register_outputs({})

    def _server(self) -> dict[str, Any]:
        settings = self._args.settings
        return {
            "global": {"prefect": {"image": _image("prefect-server", "prefectTag")}},
            "server": {
                "replicaCount": 1,
                "podLabels": OUT_OF_MESH,
                "updateStrategy": {"type": "Recreate"},
                "resources": sized(settings.server_size),
                "priorityClassName": SERVICE,
                "automountServiceAccountToken": False,
                "containerSecurityContext": _SECURITY,
                "basicAuth": {"enabled": True, "existingSecret": _LOGIN},
                "env": [{"name": "PREFECT_SERVER_METRICS_ENABLED", "value": "true"}],
            },
            # Not Bitnami's charts: their images are no longer kept up.
            "postgresql": {"enabled": False},
            "redis": {"enabled": False},
            "sqlite": {
                "enabled": True,
                "persistence": {
                    "enabled": True,
                    "size": f"{settings.storage_gib}Gi",
                    "storageClassName": self._args.ground.settings.kubernetes.storage_class,
                },
            },
        }

    def _worker(self) -> dict[str, Any]:
        settings = self._args.settings
        return {
            "worker": {
                "image": _image("prefect-worker", "prefectTag"),
                "replicaCount": settings.workers,
                "podLabels": OUT_OF_MESH,
                "resources": sized(settings.worker_size),
                "priorityClassName": SERVICE,
                "containerSecurityContext": _SECURITY,
                "config": {"workPool": settings.work_pool, "type": "kubernetes", "installPolicy": "never"},
                "apiConfig": "selfHostedServer",
                "selfHostedServerApiConfig": {
                    "apiUrl": f"http://{_SERVER}.{PROCESSING}.svc:{_PORT}/api",
                    "basicAuth": {"enabled": True, "existingSecret": _LOGIN},
                },
            }
        }

    def _connect(self) -> None:
        """Workers and flows to the server, workers to the API server, Prometheus to the metrics."""
        args, ground = self._args, self._args.ground
        admit(self, ground, PROCESSING, _SERVER, [_PORT], [PROCESSING, MONITORING], _SERVER_PODS)
        reach(self, ground, PROCESSING, f"to-{_SERVER}", [_PORT], [PROCESSING])
        reach(self, ground, PROCESSING, _WORKER, _API_SERVER, [ANYWHERE], {"app.kubernetes.io/name": _WORKER})
        password = {key: {"name": _LOGIN, "key": key} for key in ("username", "password")}
        ground.object(
            self,
            service_monitor(PROCESSING, _SERVER, _SERVER_PODS, {"port": "server-svc-port", "path": "/api/metrics", "basicAuth": password}),
            after=[args.observability.monitors],
        )


def _image(name: str, tag: str) -> dict[str, str]:
    repository, _, version = image(name).rpartition(":")
    return {"repository": repository, tag: version}
