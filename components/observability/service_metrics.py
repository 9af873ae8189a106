"""The metrics that the platform's own services promise: what rules, scalers and dashboards may ask for.

A scrape adds `namespace`, `service`, `pod` and `container`; `labels` are those that a service adds itself. None has a label
whose values grow with users or events.
"""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["requests", "events", "messages", "seconds", "bytes", "USD", "connections", "sessions", "campaigns", "unix time"]


@dataclass(frozen=True)
class ServiceMetric:
    """One metric, as `/metrics` on port `metrics` shows it."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    unit: Unit
    services: tuple[str, ...]
    """Who has it."""
    meaning: str
    labels: tuple[str, ...] = ()

    @property
    def series(self) -> tuple[str, ...]:
        """The names that Prometheus stores."""
        return tuple(f"{self.name}_{part}" for part in ("bucket", "sum", "count")) if self.kind == "histogram" else (self.name,)


HTTP_SERVICES = ("ingestion", "attribution", "api", "ml", "web", "campaign-manager")
CONSUMERS = ("attribution", "ml")

LATENCY_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds of every histogram of requests and queries, in seconds: each latency objective is one of them, so that nothing is interpolated."""
AGE_BUCKETS = (1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0)
"""Bounds of every histogram of events' ages, in seconds."""

SERVICE_METRICS = (
    # Every service
    ServiceMetric("http_requests_total", "counter", "requests", HTTP_SERVICES, "Requests answered", ("method", "route", "code")),
    ServiceMetric(
        "http_request_duration_seconds", "histogram", "seconds", HTTP_SERVICES, "From a request to its answer", ("method", "route", "code")
    ),
    ServiceMetric("http_requests_in_flight", "gauge", "requests", HTTP_SERVICES, "Requests being answered"),
    # Ingestion
    ServiceMetric(
        "events_received_total",
        "counter",
        "events",
        ("ingestion",),
        "Received: `accepted` (the client was told so), `rejected` (the client's mistake) or `failed` (ours)",
        ("event_type", "result"),
    ),
    ServiceMetric("events_rejected_total", "counter", "events", ("ingestion",), "The rejected ones, by why", ("reason",)),
    ServiceMetric("events_published_total", "counter", "events", ("ingestion",), "Acknowledged by the log", ("topic",)),
    ServiceMetric("events_lost_total", "counter", "events", ("ingestion", *CONSUMERS), "Accepted, then given up", ("reason",)),
    ServiceMetric("event_bytes_total", "counter", "bytes", ("ingestion",), "Bytes of accepted events"),
    # Consumers
    ServiceMetric("events_processed_total", "counter", "events", CONSUMERS, "Worked on, by how it ended", ("topic", "outcome")),
    ServiceMetric("events_stored_total", "counter", "events", CONSUMERS, "Written and acknowledged by a store", ("store",)),
    ServiceMetric("event_age_seconds", "histogram", "seconds", CONSUMERS, "From an event's acceptance to its storing", ("store",)),
    ServiceMetric("stream_lag_seconds", "gauge", "seconds", CONSUMERS, "Age of the oldest event not worked on yet", ("topic",)),
    # Attribution
    ServiceMetric("attribution_queue_length", "gauge", "events", ("attribution",), "Conversions that wait"),
    ServiceMetric("attribution_duration_seconds", "histogram", "seconds", ("attribution",), "To attribute one conversion", ("model",)),
    ServiceMetric("attributions_total", "counter", "events", ("attribution",), "Conversions attributed", ("model", "channel", "outcome")),
    ServiceMetric("attributed_revenue_usd_total", "counter", "USD", ("attribution",), "Revenue attributed", ("model", "channel")),
    # API
    ServiceMetric("query_duration_seconds", "histogram", "seconds", ("api",), "A query, by what answers it", ("store",)),
    ServiceMetric("db_pool_connections", "gauge", "connections", ("api",), "Open connections: `in_use` or `idle`", ("store", "state")),
    ServiceMetric("db_pool_connections_max", "gauge", "connections", ("api",), "The most that the pool opens", ("store",)),
    ServiceMetric("auth_failures_total", "counter", "requests", ("ingestion", "api"), "Refused for who asked", ("reason",)),
    # Business
    ServiceMetric("sessions_started_total", "counter", "sessions", ("ingestion",), "Sessions begun", ("platform",)),
    ServiceMetric("conversions_total", "counter", "events", ("ingestion",), "Conversions reported", ("conversion_type",)),
    ServiceMetric("campaigns_active", "gauge", "campaigns", ("campaign-manager",), "Campaigns that run", ("channel",)),
    ServiceMetric("campaign_spend_usd_total", "counter", "USD", ("campaign-manager",), "Spent", ("channel",)),
    ServiceMetric("campaign_budget_usd", "gauge", "USD", ("campaign-manager",), "This month's budget", ("channel",)),
    # Machine learning
    ServiceMetric("predictions_total", "counter", "requests", ("ml",), "Predictions made", ("model", "outcome")),
    ServiceMetric("prediction_duration_seconds", "histogram", "seconds", ("ml",), "To make one", ("model",)),
    ServiceMetric("model_trained_timestamp_seconds", "gauge", "unix time", ("ml",), "When the serving model was trained", ("model",)),
)

SERIES = frozenset(series for metric in SERVICE_METRICS for series in metric.series)
"""Every name that a query may use."""
