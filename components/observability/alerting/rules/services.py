"""The platform's own services, by the metrics that each of them promises (`service_metrics.py`)."""

from components.kubernetes.names import APPLICATIONS
from components.observability.alerting.rule import Alert, Part
from components.observability.alerting.rules.promql import share

_OURS = f'namespace=~"{"|".join(APPLICATIONS)}"'
_BY = "namespace, service"
_ACCEPTED = f'sum by ({_BY}) (rate(events_received_total{{result="accepted"}}[10m]))'
_REJECTED = f"sum by ({_BY}) (rate(events_rejected_total[10m]))"

SERVICES = Part(
    "services",
    "services",
    (
        Alert(
            "HighErrorRate",
            share(f'http_requests_total{{{_OURS},code=~"5.."}}', f"http_requests_total{{{_OURS}}}", "5m", _BY) + " > 0.05",
            5,
            "critical",
            "{{ $labels.service }} fails {{ $value | humanizePercentage }} of its requests",
            "More than 5 % of the requests to {{ $labels.service }} in {{ $labels.namespace }} were answered with 5xx over 5 minutes.",
        ),
        Alert(
            "HighLatency",
            f"histogram_quantile(0.95, sum by (namespace, service, le) (rate(http_request_duration_seconds_bucket{{{_OURS}}}[5m]))) > 0.1",
            5,
            "warning",
            "{{ $labels.service }} answers in {{ $value | humanizeDuration }}",
            "The 95th percentile of the answers in {{ $labels.namespace }} is {{ $value | humanizeDuration }}; the limit is 100 ms.",
        ),
        Alert(
            "ServiceDown",
            f"sum by ({_BY}) (up{{{_OURS}}}) == 0",
            2,
            "critical",
            "No pod of {{ $labels.service }} answers",
            "Prometheus has reached none of {{ $labels.service }}'s pods in {{ $labels.namespace }} for 2 minutes.",
        ),
        Alert(
            "NoEventsAccepted",
            f"{_ACCEPTED} == 0",
            10,
            "critical",
            "{{ $labels.service }} accepts no events",
            "No event has been accepted for 20 minutes: either nobody sends any, or all are refused.",
            component="ingestion",
        ),
        Alert(
            "EventsRejected",
            f"{_REJECTED} / ({_REJECTED} + {_ACCEPTED}) > 0.05",
            15,
            "warning",
            "{{ $value | humanizePercentage }} of the events are refused",
            "More than 5 % of the events were refused over 10 minutes, mostly because they do not match their schema.",
            component="ingestion",
        ),
        Alert(
            "EventsLost",
            f"sum by ({_BY}) (increase(events_lost_total[10m])) > 100",
            0,
            "critical",
            "{{ $labels.service }} has lost {{ $value | humanize }} events",
            "They were accepted and then given up in the last 10 minutes. Their senders will not send them again.",
            component="ingestion",
        ),
        Alert(
            "AttributionSlow",
            "histogram_quantile(0.95, sum by (namespace, service, le) (rate(attribution_duration_seconds_bucket[5m]))) > 0.05",
            10,
            "warning",
            "An attribution takes {{ $value | humanizeDuration }}",
            "The 95th percentile of the time to attribute a conversion is {{ $value | humanizeDuration }}; the limit is 50 ms.",
            component="attribution",
        ),
        Alert(
            "ModelPredictionsFailing",
            share('predictions_total{outcome="error"}', "predictions_total", "10m", _BY) + " > 0.05",
            10,
            "warning",
            "{{ $value | humanizePercentage }} of the predictions fail",
            "More than 5 % of the model's predictions failed over 10 minutes.",
            component="ml",
        ),
        Alert(
            "ConsumerStale",
            "max by (namespace, service, topic) (stream_lag_seconds) > 300",
            10,
            "critical",
            "{{ $labels.service }} is {{ $value | humanizeDuration }} behind on {{ $labels.topic }}",
            "The oldest event of {{ $labels.topic }} that waits for {{ $labels.service }} is older than 5 minutes: what is shown is stale.",
            component="attribution",
        ),
    ),
)
