"""From a client's request to the log: is everything taken in, fast enough, and does it scale?"""

from components.observability.dashboards.panels import SHARE, Board, Cloud, Metrics, Row, above, below, lines, logs, stacked, stat
from components.observability.dashboards.queries import (
    ACCEPTED,
    CLUSTER,
    NAMESPACE,
    cpu_used,
    limit,
    memory_used,
    or_zero,
    per_second,
    quantile,
    quantiles,
    rate,
    requested,
    scaler,
    share,
    total,
)
from components.observability.slo.catalogue import INGESTION_SECONDS
from settings.slos import Slos

_SERVICE = f'{NAMESPACE},service="ingestion"'
_FAILED = share(f'sum(rate(http_requests_total{{{_SERVICE},code=~"5.."}}[5m]))', f"sum(rate(http_requests_total{{{_SERVICE}}}[5m]))")
_PODS = f'{NAMESPACE},pod=~"ingestion-.*"'
_OWN = f'{NAMESPACE},container="ingestion"'
_MESH = f'{CLUSTER},reporter="destination",destination_workload_namespace=~"$namespace"'
_SCALER = f'{NAMESPACE},horizontalpodautoscaler=~".*ingestion.*"'
_REQUESTS_PER_POD = 5000  # what the scaler aims at


def _errors(promised: Slos) -> float:
    """The share of requests that may fail."""
    return 1 - promised.ingestion / 100


def _now(promised: Slos) -> Row:
    return Row(
        "Now",
        (
            stat(
                "Events accepted",
                "Events that clients were told are safe, per second, against the rate that is promised.",
                "eps",
                Metrics(f"sum(rate(events_received_total{{{ACCEPTED}}}[5m]))"),
                below(1, promised.events_per_second),
            ),
            stat(
                "Failed requests",
                "The share of answers with 5xx over five minutes. Red is beyond the objective: begin with the runbook of HighErrorRate.",
                "percentunit",
                Metrics(or_zero(_FAILED)),
                above(_errors(promised), _errors(promised) / 2),
                decimals=3,
            ),
            stat(
                "Latency p99",
                "The slowest hundredth of the requests takes at least this long.",
                "s",
                Metrics(quantile(0.99, "http_request_duration_seconds", _SERVICE, "5m")),
                above(INGESTION_SECONDS, INGESTION_SECONDS * 0.8),
            ),
            stat(
                "Events lost",
                "Accepted in the last hour and then given up. Any is an incident: the client will not send it again.",
                "short",
                Metrics(or_zero(f"sum(increase(events_lost_total{{{_SERVICE}}}[1h]))")),
                above(1),
            ),
            stat(
                "In flight",
                "Requests being answered. A rise without more traffic means that something behind is slow.",
                "short",
                Metrics(total("http_requests_in_flight", _SERVICE)),
            ),
            stat(
                "Pods ready",
                "The part of the wanted pods that takes requests.",
                "percentunit",
                Metrics(share(total("kube_pod_status_ready", f'{_PODS},condition="true"'), f"count(kube_pod_info{{{_PODS}}})")),
                below(0.8, 1),
            ),
        ),
    )


_TRAFFIC = Row(
    "Traffic",
    (
        stacked(
            "Requests by code",
            "429 is a client over its limit, 4xx a client's mistake, 5xx ours.",
            "reqps",
            per_second("http_requests_total", _SERVICE, "code"),
        ),
        stacked("Events by type", "What is accepted.", "eps", per_second("events_received_total", ACCEPTED, "event_type")),
        lines(
            "Events refused",
            "By the reason given to the client. A new reason at once after a client's release is the client's.",
            "eps",
            per_second("events_rejected_total", NAMESPACE, "reason"),
        ),
        lines(
            "Accepted and published",
            "Both lines lie on each other; a gap that stays is events that wait in memory.",
            "eps",
            Metrics(rate("events_received_total", ACCEPTED), "accepted"),
            Metrics(rate("events_published_total", NAMESPACE), "published"),
        ),
        lines(
            "Bytes",
            "Of accepted events; with the events it gives the average size that the capacity plan assumes.",
            "binBps",
            per_second("event_bytes_total", NAMESPACE),
        ),
        lines(
            "Requests as the mesh sees them",
            "Istio's count at the receiving side: what it has and the service has not was never answered.",
            "reqps",
            per_second("istio_requests_total", _MESH, "destination_workload"),
        ),
    ),
)

_LATENCY = Row(
    "Latency",
    (
        lines(
            "Latency",
            "Quantiles over all routes, with the objective for p99.",
            "s",
            *quantiles("http_request_duration_seconds", _SERVICE, 0.5, 0.95, 0.99),
            steps=above(INGESTION_SECONDS),
        ),
        lines(
            "Latency p99 by route",
            "Which route is slow.",
            "s",
            *quantiles("http_request_duration_seconds", _SERVICE, 0.99, by="route"),
            steps=above(INGESTION_SECONDS),
        ),
    ),
)

_SCALING = Row(
    "Scaling",
    (
        lines(
            "Replicas",
            "At its maximum the scaler can do no more: raise it, or find what is slow.",
            "short",
            Metrics(scaler("status_current", _SCALER), "current"),
            Metrics(scaler("status_desired", _SCALER), "wanted"),
            Metrics(scaler("spec_max", _SCALER), "maximum"),
        ),
        lines(
            "Requests per pod",
            "The scaler adds pods above the line. One pod far above the others means uneven balancing.",
            "reqps",
            per_second("http_requests_total", _SERVICE, "pod"),
            steps=above(_REQUESTS_PER_POD),
        ),
        lines(
            "CPU of each pod",
            "Of what it requests.",
            "percentunit",
            Metrics(share(cpu_used(_OWN, "pod"), requested("cpu", _OWN, "pod")), "{{pod}}"),
            steps=above(0.9, 0.7),
        ),
        lines(
            "Memory of each pod",
            "Of its limit; at 100 % the kernel ends it.",
            "percentunit",
            Metrics(share(memory_used(_OWN, "pod"), limit("memory", _OWN, "pod")), "{{pod}}"),
            steps=above(0.9, 0.8),
            bounds=SHARE,
        ),
    ),
)

_LOG = Row(
    "The log behind it",
    (
        lines(
            "Messages into Kafka",
            "By topic, as the brokers count them.",
            "mps",
            per_second("kafka_server_brokertopicmetrics_messagesin_total", f'{CLUSTER},topic!=""', "topic"),
        ),
        lines(
            "Partitions short of a replica",
            "Above zero a broker is missing or slow; below the in-sync minimum writes fail.",
            "short",
            Metrics(total("kafka_server_replicamanager_underreplicatedpartitions", CLUSTER), "under-replicated"),
            Metrics(total("kafka_controller_kafkacontroller_offlinepartitionscount", CLUSTER), "offline"),
            steps=above(1),
        ),
    ),
)

_KINESIS = Row(
    "Kinesis",
    (
        lines(
            "Records into the streams", "Per period of five minutes.", "short", Cloud("AWS/Kinesis,StreamName", "IncomingRecords", "Sum")
        ),
        lines(
            "Age of the oldest record not read",
            "A consumer above the line is late; the stream forgets after its retention.",
            "ms",
            Cloud("AWS/Kinesis,StreamName", "GetRecords.IteratorAgeMilliseconds", "Maximum"),
            steps=above(60_000, 30_000),
        ),
        lines(
            "Writes refused",
            "Shards are hot: too few of them, or a bad partition key.",
            "short",
            Cloud("AWS/Kinesis,StreamName", "WriteProvisionedThroughputExceeded", "Sum"),
            steps=above(1),
        ),
        lines("Duration of the functions", "p99 of what reads the streams.", "ms", Cloud("AWS/Lambda,FunctionName", "Duration", "p99")),
    ),
    aws=True,
)

_ERRORS = Row(
    "Logs",
    (logs("Errors", "The latest lines that speak of an error.", '{namespace=~"$namespace"} |~ `(?i)\\b(error|fatal|panic)\\b`'),),
)


def ingestion(promised: Slos) -> Board:
    """The board, by what a stack promises."""
    return Board(
        "platform-ingestion",
        "Ingestion",
        "Events on their way in: traffic, errors, latency, scaling, and the log that takes them.",
        (_now(promised), _TRAFFIC, _LATENCY, _SCALING, _LOG, _KINESIS, _ERRORS),
        ("service",),
        "ingestion",
    )
