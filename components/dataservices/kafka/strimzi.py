"""Kafka on the cluster's own nodes."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.dataservices.kafka.access import MIRROR_MAKER, NAMESPACES, acls_of, mirror_acls, mirrored_acls, topics, user
from components.dataservices.kafka.cluster import OF_CLUSTER, kafka, node_pools, rebalancing
from components.dataservices.kafka.listeners import listener_certificate
from components.dataservices.kafka.mirror import Mirror, MirrorArgs
from components.dataservices.kafka.operator import strimzi
from components.dataservices.monitor import pod_monitor
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import APPLICATIONS, DATABASES, KAFKA, MONITORING
from components.kubernetes.network_policy import admit, reach
from components.kubernetes.operators import Operators
from components.observability.observability import Observability
from settings.kafka_clients import CLIENTS
from settings.strimzi import Kafka, KafkaService

_SCALER = "keda"
"""Reads how far consumers lag behind."""
_ENTITY_OPERATOR = {"app.kubernetes.io/name": "entity-operator", **OF_CLUSTER}


@dataclass(frozen=True)
class StrimziArgs:
    """What Kafka needs."""

    ground: Ground
    operators: Operators
    observability: Observability
    settings: Kafka
    primary: "Strimzi | None"
    """The primary region's; None there and off AWS."""


class Strimzi(Component):
    """The operator, the cluster, its topics and users. The dr region has it only to copy to."""

    clients: dict[str, list[pulumi.Resource]]
    """What a pod of each service waits for: its password (Secret `kafka-<service>`, keys `username` and `password`) and its user."""
    mirror_password: pulumi.Output[str] | None
    """MirrorMaker's, where topics are replicated."""

    def __init__(self, name: str, args: StrimziArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        self._args = args
        ground, settings = args.ground, args.settings
        operator = strimzi(self, ground, args.observability, settings)
        pools = node_pools(self, ground, settings, [operator])
        serving = listener_certificate(self, ground, args.operators, settings.replicate)
        balance = rebalancing(self, ground, [operator]) if settings.rebalance else []
        self._cluster = kafka(self, ground, settings, (*APPLICATIONS, _SCALER), [*pools, serving, *balance])
        topics(self, ground, settings, [self._cluster])
        services: list[KafkaService] = [*CLIENTS]
        if ground.settings.data_services.stand_ins.schema_registry:
            services.append("schema-registry")
        self.clients = {service: self._client(service) for service in services}
        self.mirror_password = self._mirror() if settings.replicate else None
        self._watch()
        self.register_outputs({})

    def _client(self, service: KafkaService) -> list[pulumi.Resource]:
        ground, settings = self._args.ground, self._args.settings
        credential = self._credential(service, dict.fromkeys((DATABASES, NAMESPACES[service])))
        acls = acls_of(service, ground.topics)
        made = user(self, ground, service, credential.secret, acls, settings.quotas.get(service), [self._cluster, *credential.objects])
        return [*credential.objects, made]

    def _credential(self, service: str, namespaces: dict[str, None], password: pulumi.Output[str] | None = None) -> Credential:
        ground, store = self._args.ground, self._args.operators.secrets
        given = CredentialArgs(
            ground,
            f"kafka-{service}",
            f"Kafka user {service} on the cluster's own nodes",
            service,
            list(namespaces),
            store=store,
            password=password,
        )
        return Credential(ground.label("kafka", service), given, self.options())

    def _mirror(self) -> pulumi.Output[str]:
        """MirrorMaker's user, in every region with the same password; and itself, in the dr region."""
        args, ground = self._args, self._args.ground
        credential = self._credential(MIRROR_MAKER, {DATABASES: None}, args.primary.mirror_password if args.primary else None)
        acls = mirror_acls() if ground.follows else mirrored_acls()
        made = user(self, ground, MIRROR_MAKER, credential.secret, acls, None, [self._cluster, *credential.objects])
        if ground.region and ground.follows:
            given = MirrorArgs(ground, args.operators, ground.region, credential.secret, args.settings.version, [made])
            Mirror(ground.label("kafka-mirror"), given, self.options())
        return credential.password

    def _watch(self) -> None:
        """Metrics of everything, and clients' way here. Who reaches which port of Kafka's pods, Strimzi's own policies say."""
        ground, observability = self._args.ground, self._args.observability
        for kind in ("Kafka", "KafkaMirrorMaker2") if self._args.settings.replicate and ground.follows else ("Kafka",):
            labels = {"strimzi.io/kind": kind}
            pod_monitor(self, ground, observability, DATABASES, kind.lower(), labels, ["tcp-prometheus"])
        ports = ["healthcheck-to", "healthcheck-uo"]
        pod_monitor(self, ground, observability, DATABASES, f"{KAFKA}-entity-operator", _ENTITY_OPERATOR, ports)
        admit(self, ground, DATABASES, f"{KAFKA}-entity-operator-metrics", ports, [MONITORING], _ENTITY_OPERATOR)
        for namespace in APPLICATIONS:
            reach(self, ground, namespace, "kafka", [9093], [DATABASES])
