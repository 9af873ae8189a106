"""MirrorMaker 2: what the dr region keeps of the other regions' topics."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.dataservices.kafka.access import MIRROR_MAKER
from components.dataservices.kafka.cluster import API
from components.dataservices.kafka.listeners import MIRROR_PORT, mirror_host
from components.kubernetes.external_secret import external_secret
from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET, DATABASES, KAFKA, KAFKA_BOOTSTRAP, STATEFUL
from components.kubernetes.operators import Operators
from components.kubernetes.pods import sized
from components.region import RegionStack
from components.security.secrets import StoredSecret, StoredSecretArgs
from settings.pod_size import PodSize
from settings.regions import Region

_NAME = f"{KAFKA}-mirror"
_IDENTITY = "org.apache.kafka.connect.mirror.IdentityReplicationPolicy"
_PREFIXED = "org.apache.kafka.connect.mirror.DefaultReplicationPolicy"
_OWN_TOPICS = r"__.*|_schemas|strimzi\..*|.*\.internal|.*[\-.]replica"
"""Those of Kafka itself, the schema registry, Cruise Control and MirrorMaker."""
_SIZE = PodSize(cpu=0.5, memory_gib=2)
_SECONDS = 60
"""How often positions of consumer groups are copied: well within the recovery point of five minutes."""


@dataclass(frozen=True)
class MirrorArgs:
    """What the mirror needs; it stands in the region that it copies to."""

    ground: Ground
    operators: Operators
    region: RegionStack
    """The ground's."""
    credential: str
    """The Secret of MirrorMaker's password, which is the same in all regions."""
    release: str
    """Kafka's version."""
    after: Sequence[pulumi.Resource]


class Mirror(Component):
    """Copies every topic of every other region with its configuration, and how far each consumer group has come.

    The primary region's topics keep their names, so that after a failover producers and consumers find them as before. Those of
    secondary regions, which go on by themselves, get the region's name in front: held, but read by nobody.
    """

    def __init__(self, name: str, args: MirrorArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        self._args = args
        ground = args.ground
        zone = args.region.placement.settings.network.private_zone
        sources = [region for region in args.region.placement.settings.regions if region.role != "dr"]
        trusted = [self._trust(region.name) for region in sources]
        ground.object(
            self,
            {
                "apiVersion": API,
                "kind": "KafkaMirrorMaker2",
                "metadata": {"name": _NAME, "namespace": DATABASES},
                "spec": {
                    "version": args.release,
                    "replicas": 2,
                    "target": self._target(),
                    "mirrors": [mirror_of(region, zone, args.credential) for region in sources],
                    "resources": sized(_SIZE),
                    "jvmOptions": {"-Xms": "1g", "-Xmx": "1g"},
                    "metricsConfig": {"type": "strimziMetricsReporter"},
                    "template": {"pod": {"priorityClassName": STATEFUL}},
                },
            },
            after=[*args.after, *trusted],
        )
        self.register_outputs({})

    def _trust(self, source: str) -> pulumi.CustomResource:
        """The certificate of another cluster's issuer, which that cluster makes: a person copies it (docs/decisions/kafka-mirror.md)."""
        args, region = self._args, self._args.region
        secret = _ca_of(source)
        description = f"The certificate (PEM) that verifies Kafka in {source}; a person puts it in"
        kept = StoredSecretArgs(region.placement, region.keys, secret, description, "put-the-certificate-here", by_a_person=True)
        arn = StoredSecret(args.ground.label(secret), kept, self.options()).arn
        return external_secret(self, args.ground, args.operators.secrets, DATABASES, secret, arn, "ca.crt")

    def _target(self) -> dict[str, Any]:
        return {
            "alias": self._args.ground.place,
            "bootstrapServers": KAFKA_BOOTSTRAP,
            "groupId": "__mirror-maker",
            "configStorageTopic": "__mirror-maker-config",
            "offsetStorageTopic": "__mirror-maker-offsets",
            "statusStorageTopic": "__mirror-maker-status",
            **_login(CA_SECRET, self._args.credential),
            # -1 is what the brokers say.
            "config": {f"{topic}.storage.replication.factor": -1 for topic in ("config", "offset", "status")},
        }


def mirror_of(source: Region, zone: str, credential: str) -> dict[str, Any]:
    """One region's topics and groups. `zone` is the private zone in which its brokers have names."""
    policy = _IDENTITY if source.role == "primary" else _PREFIXED
    shared = {"replication.policy.class": policy, "offset-syncs.topic.location": "target"}
    return {
        "source": {
            "alias": source.name,
            "bootstrapServers": f"{mirror_host(source.name, zone)}:{MIRROR_PORT}",
            **_login(_ca_of(source.name), credential),
        },
        "sourceConnector": {
            "tasksMax": 4,
            "autoRestart": {"enabled": True},
            "config": {
                **shared,
                "replication.factor": -1,
                "offset-syncs.topic.replication.factor": -1,
                # Users and their rights come from the program in each region.
                "sync.topic.acls.enabled": False,
                "refresh.topics.interval.seconds": _SECONDS,
            },
        },
        "checkpointConnector": {
            "tasksMax": 1,
            "autoRestart": {"enabled": True},
            "config": {
                **shared,
                "checkpoints.topic.replication.factor": -1,
                "sync.group.offsets.enabled": True,
                "sync.group.offsets.interval.seconds": _SECONDS,
                "emit.checkpoints.interval.seconds": _SECONDS,
                "refresh.groups.interval.seconds": _SECONDS,
            },
        },
        "topicsPattern": ".*",
        "topicsExcludePattern": _OWN_TOPICS,
        "groupsPattern": ".*",
    }


def _login(ca: str, credential: str) -> dict[str, Any]:
    return {
        "tls": {"trustedCertificates": [{"secretName": ca, "certificate": "ca.crt"}]},
        "authentication": {
            "type": "scram-sha-512",
            "username": MIRROR_MAKER,
            "passwordSecret": {"secretName": credential, "password": "password"},
        },
    }


def _ca_of(region: str) -> str:
    return f"kafka-ca-{region}"
