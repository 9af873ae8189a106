"""Which services use which stores: who gets a user, its Secret, and is let in."""

from dataclasses import dataclass

from components.kubernetes.names import API, INGESTION, ML, PROCESSING

CLICKHOUSE = "clickhouse"
COCKROACHDB = "cockroachdb"
REDIS = "redis"
TIMESCALE = "timescale"
NEO4J = "neo4j"


@dataclass(frozen=True)
class Client:
    """A service, and the namespace that it runs in. The service's name is its user's name in the store, too."""

    service: str
    namespace: str


INGESTION_SERVICE = Client("ingestion", INGESTION)
ATTRIBUTION = Client("attribution", PROCESSING)
API_SERVICE = Client("api", API)
ML_SERVICE = Client("ml", ML)
CAMPAIGNS = Client("campaign-manager", API)

CLIENTS = {
    CLICKHOUSE: (ATTRIBUTION, API_SERVICE, ML_SERVICE),
    COCKROACHDB: (API_SERVICE, CAMPAIGNS),
    REDIS: (INGESTION_SERVICE, ATTRIBUTION, API_SERVICE),
    TIMESCALE: (ATTRIBUTION, API_SERVICE),
    NEO4J: (ATTRIBUTION, ML_SERVICE),
}
"""Store → its clients."""

ADDRESSES = {
    CLICKHOUSE: "clickhouse-events.databases.svc:9440",
    COCKROACHDB: "cockroachdb-public.databases.svc.cluster.local:26257",
    REDIS: "redis-leader.databases.svc:6379",
    TIMESCALE: "timescale-pooler-rw.databases.svc:5432",
    NEO4J: "neo4j.databases.svc:7687",
}
"""Store → where clients begin. All speak TLS, verified with `names.CA_SECRET`."""


def secret_of(store: str, service: str) -> str:
    """The Secret, in the service's namespace, with `username` and `password` of a service in a store. Redis has one password for all."""
    return REDIS if store == REDIS else f"{store}-{service}"


def namespaces_of(store: str) -> tuple[str, ...]:
    """Those that a store lets in."""
    return tuple(sorted({client.namespace for client in CLIENTS[store]}))
