"""From the log to attributed conversions: does the pipeline keep up, and is what it stores complete and fresh?"""

from components.observability.dashboards.panels import FREE, Board, Metrics, Row, above, below, lines, logs, stacked, stat
from components.observability.dashboards.queries import ACCEPTED, CLUSTER, NAMESPACE, per_second, quantile, quantiles, scaler, share, total
from components.observability.slo.catalogue import ATTRIBUTION_SECONDS, FRESHNESS_SECONDS, STREAM_LAG_SECONDS
from settings.slos import Slos

_QUEUE = 1000  # what the scaler aims at
_LAG = 1000  # messages a replica, likewise
_COMPLETE = share(
    f"sum(increase(events_stored_total{{{CLUSTER}}}[15m]))", f"(sum(increase(events_received_total{{{ACCEPTED}}}[15m] offset 5m)) > 0)"
)


def _now(promised: Slos) -> Row:
    return Row(
        "Now",
        (
            stat(
                "Latency p95",
                "To attribute one conversion, against the objective.",
                "s",
                Metrics(quantile(0.95, "attribution_duration_seconds", NAMESPACE, "5m")),
                above(ATTRIBUTION_SECONDS, ATTRIBUTION_SECONDS * 0.8),
            ),
            stat(
                "Queue",
                "Conversions that wait, per pod; the scaler adds pods above a thousand.",
                "short",
                Metrics(f"avg(attribution_queue_length{{{NAMESPACE}}})"),
                above(2 * _QUEUE, _QUEUE),
            ),
            stat(
                "Stream lag",
                "Age of the oldest event that no consumer has worked on.",
                "s",
                Metrics(f"max(stream_lag_seconds{{{NAMESPACE}}})"),
                above(2 * STREAM_LAG_SECONDS, STREAM_LAG_SECONDS),
            ),
            stat(
                "Freshness p95",
                "From an event's acceptance to its storing.",
                "s",
                Metrics(quantile(0.95, "event_age_seconds", NAMESPACE, "15m")),
                above(FRESHNESS_SECONDS, FRESHNESS_SECONDS / 2),
            ),
            stat(
                "Completeness",
                "Stored events as a part of those accepted five minutes earlier, over a quarter of an hour.",
                "percentunit",
                Metrics(_COMPLETE),
                below(promised.completeness / 100, (100 + promised.completeness) / 200),
                decimals=2,
            ),
            stat(
                "Attributed",
                "Conversions that ended with an attribution, over an hour.",
                "short",
                Metrics(f'sum(increase(attributions_total{{{NAMESPACE},outcome="attributed"}}[1h]))'),
            ),
        ),
    )


_WORK = Row(
    "Work",
    (
        stacked(
            "Attributions by model",
            "How many conversions each model attributes.",
            "ops",
            per_second("attributions_total", NAMESPACE, "model"),
        ),
        stacked(
            "By outcome",
            "`unmatched` had no touch point in the window; a rise of it alone is missing data, not a fault.",
            "ops",
            per_second("attributions_total", NAMESPACE, "outcome"),
        ),
        lines(
            "Latency",
            "Quantiles, with the objective for p95.",
            "s",
            *quantiles("attribution_duration_seconds", NAMESPACE, 0.5, 0.95, 0.99),
            steps=above(ATTRIBUTION_SECONDS),
        ),
        lines(
            "Queue of each pod",
            "One long queue among short ones is a hot partition.",
            "short",
            Metrics(f"attribution_queue_length{{{NAMESPACE}}}", "{{pod}}"),
            steps=above(_QUEUE),
        ),
    ),
)


def _stream(promised: Slos) -> Row:
    return Row(
        "Stream",
        (
            lines(
                "Consumer lag",
                "Messages not read yet, by consumer group; the scaler wants a thousand a replica.",
                "short",
                Metrics(total("kafka_consumergroup_lag", CLUSTER, "consumergroup"), "{{consumergroup}}"),
                steps=above(50 * _LAG),
            ),
            lines(
                "Lag in time",
                "Age of the oldest event not worked on.",
                "s",
                Metrics(f"max by (service, topic) (stream_lag_seconds{{{NAMESPACE}}})", "{{service}} {{topic}}"),
                steps=above(STREAM_LAG_SECONDS),
            ),
            stacked(
                "Events worked on",
                "By how it ended; `dead_letter` went to the topic of that name.",
                "eps",
                per_second("events_processed_total", NAMESPACE, "outcome"),
            ),
            lines(
                "Age when stored",
                "Freshness by store, p95.",
                "s",
                *quantiles("event_age_seconds", NAMESPACE, 0.95, by="store"),
                steps=above(FRESHNESS_SECONDS),
            ),
            lines(
                "Completeness",
                "Falls for a moment when traffic rises at once; what stays below the line is lost or stuck.",
                "percentunit",
                Metrics(_COMPLETE, "stored of accepted"),
                steps=below(promised.completeness / 100),
                bounds=FREE,
            ),
            lines(
                "Replicas",
                "Consumers, as KEDA has them and as many as it may have.",
                "short",
                Metrics(scaler("status_current", by="horizontalpodautoscaler"), "{{horizontalpodautoscaler}}"),
                Metrics(scaler("spec_max", by="horizontalpodautoscaler"), "{{horizontalpodautoscaler}} maximum"),
            ),
        ),
    )


_MODELS = Row(
    "Models",
    (
        lines("Predictions", "By model and how they ended.", "ops", per_second("predictions_total", CLUSTER, "model, outcome")),
        lines("Latency of predictions", "p95 by model.", "s", *quantiles("prediction_duration_seconds", CLUSTER, 0.95, by="model")),
        lines(
            "Age of the models",
            "Since each was trained; retraining is daily.",
            "dtdurations",
            Metrics(f"time() - max by (model) (model_trained_timestamp_seconds{{{CLUSTER}}})", "{{model}}"),
            steps=above(7 * 86_400, 2 * 86_400),
        ),
        lines(
            "Store: queries of ClickHouse",
            "What attribution writes to and reads from.",
            "ops",
            per_second("chi_clickhouse_event_Query", CLUSTER, "chi"),
        ),
    ),
)

_ERRORS = Row(
    "Logs",
    (logs("Errors", "The latest lines that speak of an error.", '{namespace=~"$namespace"} |~ `(?i)\\b(error|fatal|panic)\\b`'),),
)


def attribution(promised: Slos) -> Board:
    """The board, by what a stack promises."""
    return Board(
        "platform-attribution",
        "Attribution",
        "Conversions attributed in time: queue, lag, completeness and freshness, and the models behind it.",
        (_now(promised), _WORK, _stream(promised), _MODELS, _ERRORS),
        ("service",),
        "processing|ml",
    )
