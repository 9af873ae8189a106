"""What stands in for AWS's managed services in a cluster that is not on AWS."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.dataservices.kafka.access import SCHEMAS
from components.dataservices.kafka.strimzi import Strimzi
from components.dataservices.monitor import pod_monitor
from components.dataservices.stand_ins.object_store import METRICS, PODS
from components.dataservices.stand_ins.server import Server, serve
from components.kubernetes.ground import Ground
from components.kubernetes.names import API, DATABASES, INGESTION, KAFKA_BOOTSTRAP, ML, MONITORING, PROCESSING
from components.kubernetes.network_policy import admit, reach
from components.kubernetes.operators import Operators
from components.kubernetes.pods import user
from components.kubernetes.tls import CA_FILE, ca_mount, ca_volume, certificate, client_config, service_names
from components.observability.observability import Observability
from settings.stand_ins import DynamodbLocal, SchemaRegistry, StandIns

_DYNAMODB, _DYNAMODB_PORT = "dynamodb-local", 8000
_REGISTRY, _REGISTRY_PORT = "karapace", 8081
_TLS_MOUNT = "/etc/tls"
_USERS = {"dynamodb-local": (INGESTION, PROCESSING, API), "karapace": (INGESTION, PROCESSING, API, ML)}
"""Who uses what."""


@dataclass(frozen=True)
class StandInServicesArgs:
    """What they need."""

    ground: Ground
    operators: Operators
    observability: Observability
    kafka: Strimzi | None
    settings: StandIns


class StandInServices(Component):
    """DynamoDB Local and a schema registry. The object store stands earlier, as others need it to start."""

    def __init__(self, name: str, args: StandInServicesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        self._args = args
        ground, settings = args.ground, args.settings
        if ground.settings.data_services.object_store:
            pod_monitor(self, ground, args.observability, DATABASES, "seaweedfs", PODS, [METRICS])
        if settings.dynamodb:
            self._dynamodb(settings.dynamodb)
        if settings.schema_registry and args.kafka:
            self._registry(settings.schema_registry, args.kafka)
        self.register_outputs({})

    def _dynamodb(self, settings: DynamodbLocal) -> None:
        """AWS's emulator, which can neither TLS nor check who calls: for development, and open to three namespaces only."""
        data = "/home/dynamodblocal/data"
        server = Server(
            _DYNAMODB,
            _DYNAMODB_PORT,
            settings.size,
            user(1000),
            {
                "args": ["-jar", "DynamoDBLocal.jar", "-sharedDb", "-disableTelemetry", "-dbPath", data],
                "volumeMounts": [{"name": "data", "mountPath": data}],
            },
            {"tcpSocket": {"port": "api"}},
            storage_gib=settings.storage_gib,
        )
        serve(self, self._args.ground, server)
        self._admit(server)

    def _registry(self, settings: SchemaRegistry, kafka: Strimzi) -> None:
        """Karapace: HTTPS in front, Kafka behind."""
        ground = self._args.ground
        serving = certificate(
            self, ground, DATABASES, f"{_REGISTRY}-tls", service_names(_REGISTRY, DATABASES), self._args.operators.certificates
        )
        settings_of_kafka = ground.settings.data_services.kafka
        environment = {
            "KARAPACE_REGISTRY": "true",
            "HOST": "0.0.0.0",  # in a pod, behind a policy
            "PORT": str(_REGISTRY_PORT),
            "SERVER_TLS_CERTFILE": f"{_TLS_MOUNT}/tls.crt",
            "SERVER_TLS_KEYFILE": f"{_TLS_MOUNT}/tls.key",
            "ADVERTISED_HOSTNAME": f"{_REGISTRY}.{DATABASES}.svc",
            "ADVERTISED_PROTOCOL": "https",
            "COMPATIBILITY": "BACKWARD",
            "LOG_LEVEL": "INFO",
            "BOOTSTRAP_URI": KAFKA_BOOTSTRAP,
            "SECURITY_PROTOCOL": "SASL_SSL",
            "SSL_CAFILE": CA_FILE,
            "SASL_MECHANISM": "SCRAM-SHA-512",
            "TOPIC_NAME": SCHEMAS,
            "GROUP_ID": "schema-registry",
            "REPLICATION_FACTOR": str(settings_of_kafka.replication if settings_of_kafka else 1),
        }
        secrets = {"SASL_PLAIN_USERNAME": "username", "SASL_PLAIN_PASSWORD": "password"}
        reference = {key: {"secretKeyRef": {"name": "kafka-schema-registry", "key": part}} for key, part in secrets.items()}
        mounts = [{"name": "tls", "mountPath": _TLS_MOUNT, "readOnly": True}, ca_mount()]
        server = Server(
            _REGISTRY,
            _REGISTRY_PORT,
            settings.size,
            # Its files belong to group 0, so that any user may run it.
            {**user(1000), "runAsGroup": 0, "fsGroup": 1000},
            {
                "command": ["python3", "-m", "karapace"],
                "env": [
                    *({"name": f"KARAPACE_{key}", "value": value} for key, value in environment.items()),
                    *({"name": f"KARAPACE_{key}", "valueFrom": value} for key, value in reference.items()),
                ],
                "volumeMounts": mounts,
            },
            {"httpGet": {"path": "/_health", "port": "api", "scheme": "HTTPS"}},
            volumes=[{"name": "tls", "secret": {"secretName": f"{_REGISTRY}-tls"}}, ca_volume()],
            after=[serving, *kafka.clients["schema-registry"]],
        )
        serve(self, ground, server)
        self._admit(server)
        admit(self, ground, DATABASES, f"{_REGISTRY}-metrics", [_REGISTRY_PORT], [MONITORING], server.labels)
        verified = client_config(f"{_REGISTRY}.{DATABASES}.svc")
        pod_monitor(
            self, ground, self._args.observability, DATABASES, _REGISTRY, server.labels, ["api"], scheme="https", tlsConfig=verified
        )

    def _admit(self, server: Server) -> None:
        ground, users = self._args.ground, _USERS[server.name]
        admit(self, ground, DATABASES, server.name, [server.port], users, server.labels)
        for namespace in users:
            reach(self, ground, namespace, server.name, [server.port], [DATABASES])
