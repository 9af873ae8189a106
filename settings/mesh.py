"""The service mesh (Istio) and the API gateway (Kong)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.pod_size import PodSize
from settings.section import PositiveCount, Section, matches

HostName = Annotated[
    str,
    matches(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?", "a host name, such as events.example.com"),
]
"""A public name that clients ask for."""

HttpsUrl = Annotated[str, matches(r"https://[^\s/]+(/\S*)?", "an address that begins with https://")]

NodePath = Annotated[str, matches(r"/[\w./-]*", "a folder on a node, such as /opt/cni/bin")]

ConsumerName = Annotated[str, matches(r"[a-z]([a-z0-9-]{0,40}[a-z0-9])?", "small letters, digits and dashes, such as mobile-app")]

Replicas = Annotated[int, Field(ge=1, le=100)]
Seconds = Annotated[int, Field(ge=1, le=3600)]
Percent = Annotated[int, Field(ge=0, le=100)]

Exposure = Literal["internet", "internal", "cluster"]
"""Who can reach a gateway: everyone; whoever is in the VPC or the nodes' network; nobody from outside the cluster."""


class Scale(Section):
    """Between how many replicas the load decides. From two on, an eviction waits until another one runs."""

    min: Replicas
    max: Replicas

    @model_validator(mode="after")
    def _grows(self) -> "Scale":
        if self.max < self.min:
            raise ValueError(f"max ({self.max}) is less than min ({self.min})")
        return self


class Traffic(Section):
    """How the mesh treats each call between services: what a hanging or failing replica may cost its callers."""

    timeout_seconds: Seconds = 10
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    """After the first try. A retried event carries the same id, so that what happened twice counts once."""
    try_seconds: Seconds = 5
    retry_on: Annotated[str, matches(r"[a-z0-9-]+(,[a-z0-9-]+)*", "Envoy's retry conditions, separated by commas")] = (
        "5xx,reset,connect-failure,refused-stream"
    )
    max_connections: PositiveCount = 1000
    connect_seconds: Seconds = 3
    max_requests: PositiveCount = 1000
    """Under way at once; what comes on top is refused, rather than queued until everything hangs (circuit breaker)."""
    requests_per_connection: PositiveCount = 10
    """After which it is opened anew, so that new replicas get their share."""
    consecutive_errors: PositiveCount = 5
    """5xx answers in a row, after which a replica is left out."""
    ejection_interval_seconds: Seconds = 30
    ejection_seconds: Seconds = 30
    max_ejected_percent: Percent = 50
    min_healthy_percent: Percent = 50
    """With fewer healthy replicas than this, all are tried again: the trouble is then not theirs."""

    @model_validator(mode="after")
    def _a_try_fits(self) -> "Traffic":
        if self.try_seconds > self.timeout_seconds:
            raise ValueError(f"try_seconds ({self.try_seconds}) exceeds timeout_seconds ({self.timeout_seconds}): no try takes that long")
        return self


class Cni(Section):
    """Where the nodes keep network plugins. Istio's is chained there, so that no pod of ours needs rights over its network."""

    binaries: NodePath = "/opt/cni/bin"
    """`/bin` on k3d, `/var/lib/rancher/k3s/data/cni` on k3s."""
    configuration: NodePath = "/etc/cni/net.d"
    """`/var/lib/rancher/k3s/agent/etc/cni/net.d` on k3d and k3s."""


class Mesh(Section):
    """Istio: mutual TLS between the platform's own services, and the gateway by which events come in."""

    hosts: tuple[HostName, ...] = ()
    """What the gateway answers to, over TLS. Without any there is no gateway."""
    exposure: Exposure = "internal"
    control_plane: Scale = Scale(min=2, max=5)
    """istiod: without it nothing new can start, while what runs goes on."""
    control_plane_size: PodSize = PodSize(cpu=0.5, memory_gib=2)
    gateway: Scale = Scale(min=2, max=10)
    gateway_size: PodSize = PodSize(cpu=0.5, memory_gib=0.5, max_memory_gib=1)
    proxy_size: PodSize = PodSize(cpu=0.1, memory_gib=0.125, max_memory_gib=0.5)
    """Beside each pod of ours; a service with more traffic has annotations of its own (`sidecar.istio.io/proxyCPU`)."""
    access_logs: Literal["errors", "all"] = "errors"
    """`all` is a line for each call: as much as the events themselves."""
    trace_percent: Annotated[float, Field(ge=0, le=100)] = 1.0
    """Of the calls that come in without a trace of their own."""
    traffic: Traffic = Traffic()
    cni: Cni = Cni()


class RateLimit(Section):
    """How often somebody may call. Counted in the region's cache where there is one, else by each replica for itself."""

    per_second: PositiveCount
    per_minute: PositiveCount

    @model_validator(mode="after")
    def _minute_holds_a_second(self) -> "RateLimit":
        if self.per_minute < self.per_second:
            raise ValueError(f"per_minute ({self.per_minute}) is less than per_second ({self.per_second})")
        return self


class Users(Section):
    """People, who come with a token of an OAuth 2.0 / OpenID Connect provider, on a host of their own."""

    host: HostName
    issuer: HttpsUrl
    """As in the tokens' `iss`."""
    jwks_uri: HttpsUrl
    """Where the provider publishes its keys; the mesh follows when they change."""
    audience: Annotated[str, Field(min_length=1)]
    """As in the tokens' `aud`: a token for another application opens nothing here."""


class CircuitBreaker(Section):
    """When Kong stops asking the api, and when it begins again."""

    errors: PositiveCount = 5
    """5xx answers, timeouts or refused connections in a row, after which Kong answers 503 by itself at once."""
    probe_seconds: Seconds = 5
    """How often Kong asks whether it is well again."""
    probes: PositiveCount = 2
    """Good answers before calls go there again."""


class Gateway(Section):
    """Kong: the api's front door for programs (JWT) and people (OAuth 2.0)."""

    host: HostName | None = None
    """Where programs call the api. Without it there is a controller, but nothing to reach."""
    exposure: Exposure = "internal"
    scale: Scale = Scale(min=2, max=10)
    size: PodSize = PodSize(cpu=0.5, memory_gib=1, max_memory_gib=2)
    consumers: tuple[ConsumerName, ...] = ()
    """Programs that may call. Each gets a generated key with which it signs tokens of its own."""
    token_seconds: Annotated[int, Field(ge=60, le=86400)] = 3600
    """The longest that such a token may be valid."""
    consumer_limit: RateLimit = RateLimit(per_second=100, per_minute=3000)
    """Of each program."""
    address_limit: RateLimit = RateLimit(per_second=20, per_minute=600)
    """Of each IP address from which somebody calls who is no program known here."""
    users: Users | None = None
    circuit_breaker: CircuitBreaker = CircuitBreaker()

    @model_validator(mode="after")
    def _reachable(self) -> "Gateway":
        if self.consumers and not self.host:
            raise ValueError("consumers have no host to call; give gateway.host")
        if self.users and self.users.host == self.host:
            raise ValueError(f"users.host ({self.users.host}) is host, too; people and programs prove who they are in different ways")
        return self
