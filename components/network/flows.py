"""Who may talk to whom inside a region, and on which ports: the one table that all security group rules come from.

No rule is needed for DNS, time, instance metadata and container credentials: security groups do not filter what AWS
serves on its own addresses. Answers need none either, for groups remember connections.
"""

from dataclasses import dataclass
from typing import Literal

Group = Literal["web", "link", "internal", "api", "functions", "data", "processing", "endpoints", "nodes", "cluster"]


@dataclass(frozen=True)
class Ports:
    """A port, or a range of them, with the name that people know it by."""

    name: str
    first: int
    last: int
    protocol: str = "tcp"


def port(name: str, number: int) -> Ports:
    """A single TCP port."""
    return Ports(name, number, number)


# What the world sees.
HTTP = port("http", 80)
"""Only to be sent on to HTTPS."""
HTTPS = port("https", 443)

HTTPS_TEST = port("https-test", 9443)
"""A new version of a service, before it gets any of the traffic."""

# What our own containers serve, behind load balancers.
APP = port("app", 8080)
APP_TLS = port("app-tls", 8443)
"""Gateways in the cluster, which end TLS themselves."""
APP_HEALTH = port("app-health", 15021)
"""Where an Istio gateway says that it is ready."""
KONG_HEALTH = port("kong-health", 8100)
"""Where Kong does."""

# What the managed stores of the data tier serve. Kafka has no plaintext port (9092).
POSTGRESQL = port("postgresql", 5432)
REDIS = port("redis", 6379)
REDSHIFT = port("redshift", 5439)
OPENSEARCH = port("opensearch", 443)
KAFKA = Ports("kafka", 9094, 9098)
"""TLS 9094, SCRAM 9096, IAM 9098; brokers in the cluster listen on the same ports as those of MSK."""
STORES = (POSTGRESQL, REDIS, REDSHIFT, OPENSEARCH, KAFKA)
KAFKA_METRICS = Ports("kafka-metrics", 11001, 11002)
"""What Prometheus reads of each MSK broker: JMX and node exporter."""

# What Kubernetes talks.
KUBERNETES = port("kubernetes", 443)
UNPRIVILEGED = Ports("kubelet-and-webhooks", 1025, 65535)
"""Kubelets (10250) and admission webhooks, whose ports each chart chooses for itself."""

MAIL = port("mail-submission", 587)
"""Alertmanager's way to people."""
ALL_TCP = Ports("all-tcp", 0, 65535)
ALL = Ports("all", -1, -1, "-1")

FLOWS: tuple[tuple[Group, Group, tuple[Ports, ...]], ...] = (
    ("web", "api", (APP, APP_TLS)),
    ("web", "nodes", (APP, APP_TLS, APP_HEALTH)),
    ("nodes", "internal", (HTTPS, HTTPS_TEST)),
    ("internal", "api", (APP,)),
    ("api", "data", STORES),
    ("processing", "data", STORES),
    ("nodes", "data", (*STORES, KAFKA_METRICS)),
    ("data", "data", (POSTGRESQL,)),  # RDS Proxy before its database
    ("api", "nodes", (KAFKA,)),
    ("processing", "nodes", (KAFKA,)),
    ("nodes", "nodes", (ALL,)),  # pods among themselves; network policies decide inside the cluster
    ("nodes", "cluster", (KUBERNETES,)),
    ("cluster", "nodes", (KUBERNETES, UNPRIVILEGED)),
    ("processing", "processing", (ALL_TCP,)),  # Spark drivers and executors choose their ports; Glue insists on it
)
"""(source, target, ports) of one region."""

EDGE_FLOWS: tuple[tuple[Group, Group, tuple[Ports, ...]], ...] = (
    ("web", "nodes", (KONG_HEALTH,)),
    ("link", "internal", (HTTPS,)),
)
"""More of them where the stack has an edge."""

PEER_FLOWS: tuple[tuple[Group, Group, tuple[Ports, ...]], ...] = (
    ("nodes", "nodes", (KAFKA, APP_TLS)),  # MirrorMaker, and services by the other cluster's gateway
    ("nodes", "cluster", (KUBERNETES,)),  # Argo CD deploys to every cluster
)
"""(source, target, ports) between regions; nobody reaches another region's data tier, which AWS itself replicates."""
