"""Where the services find Kafka and the stores, and which Secret opens them. TLS everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass

import pulumi

from components.databases.postgres_proxy import USER
from components.dataservices.clients import ADDRESSES, REDIS, secret_of
from components.kubernetes.ground import Ground
from components.kubernetes.names import DATABASES, KAFKA_BOOTSTRAP
from components.workloads.profiles import Profile

KAFKA_SCRAM_PORT, KAFKA_IAM_PORT = 9093, 9098
POSTGRES, ELASTICACHE = "postgres", "elasticache"
DYNAMODB_STAND_IN = f"http://dynamodb-local.{DATABASES}.svc:8000"
"""Off AWS: the emulator knows no TLS, and is for development."""


@dataclass(frozen=True)
class Endpoint:
    """A store."""

    name: str
    """What the service's variables begin with."""
    host: pulumi.Input[str]
    port: int
    secret: str | None
    """The Secret with `username` and `password`, in the service's namespace. None where clients say who they are by IAM."""
    secret_arn: pulumi.Output[str] | None = None
    """The same in Secrets Manager where AWS runs the store. Inside the cluster the store itself brings the Secret."""
    user: str | None = None
    """Of a client by IAM, who logs in with a token in place of a password."""

    @property
    def in_cluster(self) -> bool:
        """Whether it runs in namespace `databases`."""
        return self.secret_arn is None and self.user is None


@dataclass(frozen=True)
class KafkaEndpoint:
    """Where clients of Kafka begin."""

    bootstrap: pulumi.Input[str]
    iam: bool
    """MSK: clients say who they are by their pod identity. Else by a user and password (SCRAM-SHA-512)."""

    @property
    def port(self) -> int:
        """The brokers' port."""
        return KAFKA_IAM_PORT if self.iam else KAFKA_SCRAM_PORT


def kafka(ground: Ground) -> KafkaEndpoint | None:
    """MSK, Strimzi in the cluster, or none."""
    region = ground.region
    if region and region.streaming.kafka:
        return KafkaEndpoint(region.streaming.kafka.iam_brokers, iam=True)
    return KafkaEndpoint(KAFKA_BOOTSTRAP, iam=False) if ground.settings.data_services.kafka else None


def kafka_secret(profile: Profile) -> str:
    """The Secret of a service's Kafka user, in its namespace."""
    return f"kafka-{profile.name}"


def stores(ground: Ground, profile: Profile) -> list[Endpoint]:
    """The stores that a service uses, as seen from a cluster: those that are there."""
    return [*_in_cluster(ground, profile), *_on_aws(ground, profile)]


def _in_cluster(ground: Ground, profile: Profile) -> Iterator[Endpoint]:
    for store in profile.stores:
        if _runs(ground, store):
            host, _, port = ADDRESSES[store].rpartition(":")
            yield Endpoint(store, host, int(port), secret_of(store, profile.name))


def _on_aws(ground: Ground, profile: Profile) -> Iterator[Endpoint]:
    if ground.region is None:
        return
    databases = ground.region.databases
    if databases.cache and REDIS in profile.stores and not _runs(ground, REDIS):
        yield Endpoint(REDIS, databases.cache.group.primary_endpoint_address, 6379, ELASTICACHE, databases.cache.secret.arn)
    if not profile.postgres:
        return
    # It has one truth: in the primary region, and after a failover in the dr region, which takes no writes before.
    if proxy := databases.postgres_proxy:
        yield Endpoint(POSTGRES, proxy.endpoint, 5432, secret=None, user=USER)
    elif made := databases.postgres:
        yield Endpoint(POSTGRES, made.instance.address, 5432, POSTGRES, made.secret.arn)
    elif (replica := databases.replica) and replica.secret_arn is not None:
        yield Endpoint(POSTGRES, replica.instance.address, 5432, POSTGRES, replica.secret_arn)


def _runs(ground: Ground, store: str) -> bool:
    """Whether a cluster has a store of its own. Settings call it as its clients do. A pilot light has ElastiCache in place of Redis."""
    if store == REDIS and ground.pilot and ground.region and ground.region.databases.cache:
        return False
    return getattr(ground.settings.data_services, store, None) is not None
