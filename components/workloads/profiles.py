"""The platform's services: what is true of each in every environment. Sizes are settings."""

from dataclasses import dataclass
from typing import Literal

from components.dataservices.clients import CLIENTS as STORE_CLIENTS
from components.kubernetes.names import API, INGESTION, ML, PROCESSING, WEB
from settings.kafka_clients import CLIENTS as KAFKA_CLIENTS
from settings.kafka_clients import KafkaClient
from settings.workloads import ServiceName

Table = Literal["real-time-events", "user-sessions"]

HTTP_PORT, METRICS_PORT = 8080, 9090


@dataclass(frozen=True)
class Profile:
    """One service: where it runs, what it offers, and what it uses."""

    name: ServiceName
    namespace: str
    language: str
    gateway: Literal["mesh", "kong"] | None = None
    """By which of them calls from outside come in."""
    prefixes: tuple[str, ...] = ("/",)
    """Paths below which the mesh's gateway leads here."""
    nodes: str = "general"
    """The kind of nodes that it runs on where there are such; see `Ground.scheduling`."""
    calls: tuple[ServiceName, ...] = ()
    """Services that it asks."""
    postgres: bool = False
    """RDS, where the region has it."""
    reads_tables: tuple[Table, ...] = ()
    """Of DynamoDB, on AWS."""
    writes_tables: tuple[Table, ...] = ()
    writes_stream: bool = False
    """The Kinesis stream of raw events, on AWS."""
    reads_gold: bool = False
    """The gold layer of the lakehouse, and the models among the artifacts."""
    third_parties: bool = False
    """Whether it calls other companies' APIs."""
    startup_seconds: int = 60
    """How long it may take until it is ready."""
    scratch_mib: int = 256
    """Space for temporary files."""

    @property
    def kafka(self) -> KafkaClient | None:
        """What it reads and writes there; None for one that does neither."""
        return None if self.name == "web" else KAFKA_CLIENTS[self.name]

    @property
    def stores(self) -> tuple[str, ...]:
        """Stores inside the cluster that have a user for it."""
        return tuple(store for store, clients in STORE_CLIENTS.items() if any(client.service == self.name for client in clients))

    @property
    def labels(self) -> dict[str, str]:
        """Labels of its pods, by which everything finds them."""
        return {"app.kubernetes.io/name": self.name}


_ALL = (
    Profile(
        "ingestion",
        INGESTION,
        "Go",
        gateway="mesh",
        prefixes=("/v1/events",),
        nodes="high-performance",
        writes_tables=("user-sessions",),
        writes_stream=True,
    ),
    Profile(
        "attribution",
        PROCESSING,
        "Rust",
        nodes="high-performance",
        reads_tables=("user-sessions",),
        third_parties=True,  # conversions are sent on to ad networks
    ),
    Profile(
        "api",
        API,
        "Bun",
        gateway="kong",
        calls=("attribution", "campaign-manager", "ml"),
        postgres=True,
        reads_tables=("real-time-events", "user-sessions"),
    ),
    Profile("ml", ML, "Python", reads_gold=True, startup_seconds=300, scratch_mib=4096),
    Profile("web", WEB, "Svelte", gateway="mesh", calls=("api",)),
    Profile("campaign-manager", API, "Python", postgres=True, third_parties=True),
)

PROFILES: dict[ServiceName, Profile] = {profile.name: profile for profile in _ALL}


def callers(name: ServiceName) -> list[Profile]:
    """The services that ask one."""
    return [profile for profile in _ALL if name in profile.calls]
