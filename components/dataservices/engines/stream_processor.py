"""The Flink job that turns events into sessions and conversions, inside the cluster."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.dataservices.kafka.strimzi import Strimzi
from components.dataservices.monitor import pod_monitor
from components.kubernetes.bucket_access import BucketAccess, BucketAccessArgs
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import ISSUER, KAFKA_BOOTSTRAP, MONITORING, OUT_OF_MESH, PROCESSING, SERVICE
from components.kubernetes.network_policy import ANYWHERE, admit, reach
from components.kubernetes.operators import Operators
from components.kubernetes.pods import WRITABLE, from_secret, java_memory, user
from components.kubernetes.tls import CA_FILE, ca_mount, ca_volume
from components.observability.observability import Observability
from settings.engines import StreamProcessor as StreamProcessorSettings
from settings.pod_size import PodSize

NAME = "stream-processor"
_STATE = "flink/state"
_SLOTS = 2
_METRICS_PORT = 9249
_RPC = [6122, 6123, 6124, 6125]
_TRUST = f"{NAME}-trust"
_TRUST_MOUNT = "/etc/stream-processor-trust"
_TRUST_FILE = "truststore.p12"
_PODS = {"app": NAME, "type": "flink-native-kubernetes"}


@dataclass(frozen=True)
class StreamProcessorArgs:
    """What the job needs."""

    ground: Ground
    operators: Operators
    observability: Observability
    kafka: Strimzi
    operator: pulumi.Resource
    operator_namespace: str
    service_account: str
    """Which the operator makes in `processing`."""
    settings: StreamProcessorSettings


class StreamProcessor(Component):
    """One FlinkDeployment: exactly once from Kafka to Kafka, its state in the bucket `artifacts`.

    Flink's own ports have no TLS, since their passwords would have to stand in its configuration: only the job's pods and the
    operator are admitted to them.
    """

    def __init__(self, name: str, args: StreamProcessorArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        self._args = args
        ground = args.ground
        access = BucketAccess(
            ground.label(NAME, "state"),
            BucketAccessArgs(ground, PROCESSING, args.service_account, "artifacts", _STATE),
            self.options(),
        )
        trust = self._trust() if ground.s3_endpoint else []
        spec = self._spec(access.secret)
        ground.object_in_turns(
            self,
            lambda active: {
                "apiVersion": "flink.apache.org/v1beta1",
                "kind": "FlinkDeployment",
                "metadata": {"name": NAME, "namespace": PROCESSING},
                "spec": {**spec, "job": self._job(active)},
            },
            after=[args.operator, *access.objects, *args.kafka.clients[NAME], *trust],
        )
        self._connect()
        self.register_outputs({})

    def _trust(self) -> list[pulumi.Resource]:
        """The issuer's certificate in the one form in which Java takes it by a setting: a key store, beside a key that nobody uses."""
        args, ground = self._args, self._args.ground
        password = Credential(
            ground.label(_TRUST),
            CredentialArgs(ground, f"{_TRUST}-password", "Opens the stream processor's trusted certificates", NAME, [PROCESSING]),
            self.options(),
        )
        store = ground.object(
            self,
            {
                "apiVersion": "cert-manager.io/v1",
                "kind": "Certificate",
                "metadata": {"name": _TRUST, "namespace": PROCESSING},
                "spec": {
                    "secretName": _TRUST,
                    "dnsNames": [f"{NAME}.{PROCESSING}.svc"],
                    "privateKey": {"rotationPolicy": "Always"},
                    "keystores": {"pkcs12": {"create": True, "passwordSecretRef": {"name": f"{_TRUST}-password", "key": "password"}}},
                    "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": ISSUER},
                },
            },
            after=[args.operators.certificates, *password.objects],
        )
        return [store, *password.objects]

    def _spec(self, keys: str | None) -> dict[str, Any]:
        settings = self._args.settings
        return {
            "image": settings.image,
            "flinkVersion": settings.version,
            "serviceAccount": self._args.service_account,
            "flinkConfiguration": self._configuration(),
            "jobManager": {"replicas": 1, "resource": _resource(settings.job_manager)},
            "taskManager": {"resource": _resource(settings.task_manager)},
            "podTemplate": {"metadata": {"labels": OUT_OF_MESH}, "spec": self._pod(keys)},
        }

    def _job(self, active: bool) -> dict[str, Any]:
        return {
            "jarURI": f"local:///opt/flink/usrlib/{NAME}.jar",
            "parallelism": self._args.settings.parallelism,
            "upgradeMode": "savepoint",
            "state": "running" if active else "suspended",
        }

    def _configuration(self) -> dict[str, str]:
        settings, ground = self._args.settings, self._args.ground
        root = f"s3://{ground.bucket('artifacts')}/{_STATE}"
        config = {
            "execution.checkpointing.interval": f"{settings.checkpoint_seconds} s",
            "execution.checkpointing.mode": "EXACTLY_ONCE",
            "execution.checkpointing.incremental": "true",
            "execution.checkpointing.dir": f"{root}/checkpoints",
            "execution.checkpointing.savepoint-dir": f"{root}/savepoints",
            "high-availability.type": "kubernetes",
            "high-availability.storageDir": f"{root}/high-availability",
            "metrics.reporters": "prom",
            "metrics.reporter.prom.factory.class": "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
            "metrics.reporter.prom.port": str(_METRICS_PORT),
            "state.backend.type": "rocksdb",
            "taskmanager.numberOfTaskSlots": str(_SLOTS),
            # Fixed, so that a policy can name them.
            "taskmanager.rpc.port": str(_RPC[0]),
            "taskmanager.data.port": str(_RPC[3]),
            "jobmanager.rpc.port": str(_RPC[1]),
            "blob.server.port": str(_RPC[2]),
        }
        if ground.s3_endpoint:
            config |= {"s3.endpoint": ground.s3_endpoint, "s3.path.style.access": "true"}
        return config

    def _pod(self, keys: str | None) -> dict[str, Any]:
        """What both kinds of pod have. Flink fills in the container's image, ports and size."""
        environment = [
            {"name": "KAFKA_BOOTSTRAP_SERVERS", "value": KAFKA_BOOTSTRAP},
            {"name": "KAFKA_CA_FILE", "value": CA_FILE},
            *(from_secret(f"KAFKA_{key.upper()}", f"kafka-{NAME}", key) for key in ("username", "password")),
        ]
        mounts, volumes = [ca_mount()], [ca_volume()]
        if self._args.ground.s3_endpoint:
            options = f"-Djavax.net.ssl.trustStore={_TRUST_MOUNT}/{_TRUST_FILE} -Djavax.net.ssl.trustStorePassword=$(TRUST_PASSWORD)"
            environment.append(from_secret("TRUST_PASSWORD", f"{_TRUST}-password", "password"))
            environment.append({"name": "JAVA_TOOL_OPTIONS", "value": options})
            mounts.append({"name": "trust", "mountPath": _TRUST_MOUNT, "readOnly": True})
            volumes.append({"name": "trust", "secret": {"secretName": _TRUST, "items": [{"key": _TRUST_FILE, "path": _TRUST_FILE}]}})
        return {
            "priorityClassName": SERVICE,
            "securityContext": user(9999),
            "containers": [
                {
                    "name": "flink-main-container",
                    "env": environment,
                    "envFrom": [{"secretRef": {"name": keys}}] if keys else [],
                    "securityContext": WRITABLE,
                    "ports": [{"name": "metrics", "containerPort": _METRICS_PORT}],
                    "volumeMounts": mounts,
                }
            ],
            "volumes": volumes,
        }

    def _connect(self) -> None:
        args, ground = self._args, self._args.ground
        admit(self, ground, PROCESSING, NAME, _RPC, [PROCESSING], _PODS)
        admit(self, ground, PROCESSING, f"{NAME}-operator", [8081], [args.operator_namespace], _PODS)
        admit(self, ground, PROCESSING, f"{NAME}-metrics", [_METRICS_PORT], [MONITORING], _PODS)
        reach(self, ground, PROCESSING, f"to-{NAME}", _RPC, [PROCESSING], _PODS)
        # The API server, for task managers and the leader's election, and the bucket.
        reach(self, ground, PROCESSING, f"{NAME}-outside", [443, 6443, 8333], [ANYWHERE], _PODS)
        pod_monitor(self, ground, args.observability, PROCESSING, NAME, _PODS, ["metrics"])


def _resource(size: PodSize) -> dict[str, Any]:
    """Flink derives requests and limits, and the sizes of Java's memory."""
    return {"cpu": size.cpu, "memory": java_memory(size.memory_gib)}
