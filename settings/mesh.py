"""The service mesh (Istio) and the API gateway (Kong)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.section import PositiveCount, Section, matches

HostName = Annotated[
    str,
    matches(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?", "a host name, such as events.example.com"),
]
"""A public name that clients ask for."""

Quantity = Annotated[str, matches(r"\d+(\.\d+)?(m|Ki|Mi|Gi)?", "a Kubernetes quantity, such as 100m or 256Mi")]
"""CPU or memory in Kubernetes' own words."""

Replicas = Annotated[int, Field(ge=1, le=100)]
Seconds = Annotated[int, Field(ge=1, le=3600)]
Percent = Annotated[int, Field(ge=0, le=100)]

Exposure = Literal["internet", "internal", "cluster"]
"""Who can reach a gateway: everyone; whoever is in the VPC or the node network; nobody from outside (`kubectl port-forward`)."""


class Resources(Section):
    """What a container asks for, and the memory at which it is ended. CPU has no limit: a throttled proxy slows everything behind it."""

    cpu: Quantity
    memory: Quantity
    memory_limit: Quantity


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
            raise ValueError(
                f"try_seconds ({self.try_seconds}) exceeds timeout_seconds ({self.timeout_seconds}): no try could take that long"
            )
        return self
