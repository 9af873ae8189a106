"""What the platform promises, measured by the metrics that its services promise (`service_metrics.py`)."""

from components.observability.slo.objective import Failures, Requests, Slices, Slo
from settings.slos import Slos

INGESTION_SECONDS = 0.1
ATTRIBUTION_SECONDS = 0.05
QUERY_SECONDS = 0.1
STREAM_LAG_SECONDS = 30
FRESHNESS_SECONDS = 300

_UP = (
    '(((sum(up{{namespace="{0}",service="{0}"}}) or vector(0)) > bool 0)'
    ' and on () count(kube_service_info{{namespace="{0}",service="{0}"}}))'
)
"""Whether a pod of a service answers; nothing where there is no such service."""
_ACCEPTED = 'events_received_total{result="accepted"}'
_RATE = f"sum(rate({_ACCEPTED}[5m]))"
_REQUESTS = 'http_requests_total{namespace="ingestion",service="ingestion"'
_REFUSED = f'(sum(rate({_REQUESTS},code=~"429|5.."}}[5m])) or vector(0)) / sum(rate({_REQUESTS}}}[5m]))'


def slos(settings: Slos) -> tuple[Slo, ...]:
    """Every objective of a stack."""
    rate = settings.events_per_second
    return (
        Slo(
            "ingestion-availability",
            "ingestion",
            f"{_percent(settings.ingestion)} of the requests are answered without a server's error",
            settings.ingestion / 100,
            Requests(
                'http_requests_total{namespace="ingestion",service="ingestion",code!~"5.."}',
                'http_requests_total{namespace="ingestion",service="ingestion"}',
            ),
            settings.window_days,
        ),
        Slo(
            "ingestion-latency",
            "ingestion",
            f"99 % of the requests are answered within {INGESTION_SECONDS * 1000:g} ms",
            0.99,
            _within("http_request_duration_seconds", 'namespace="ingestion",service="ingestion"', INGESTION_SECONDS),
            settings.window_days,
        ),
        Slo(
            "ingestion-errors",
            "ingestion",
            "99.9 % of the accepted events reach the stream",
            0.999,
            Requests("events_published_total", _ACCEPTED),
            settings.window_days,
        ),
        Slo(
            "stream-lag",
            "attribution",
            f"99 % of the time no event has waited for more than {STREAM_LAG_SECONDS} s",
            0.99,
            Slices(f"max(stream_lag_seconds) < bool {STREAM_LAG_SECONDS}", "slo:stream_lag:ok"),
            settings.window_days,
        ),
        Slo(
            "throughput",
            "ingestion",
            f"99 % of the time {rate} events per second are taken, or all that come",
            0.99,
            Slices(f"clamp_max(({_RATE} >= bool {rate}) + ({_REFUSED} < bool 0.01), 1)", "slo:throughput:ok"),
            settings.window_days,
        ),
        Slo(
            "completeness",
            "attribution",
            f"{_percent(settings.completeness)} of the accepted events are stored",
            settings.completeness / 100,
            Failures("events_lost_total", _ACCEPTED),
            settings.window_days,
        ),
        Slo(
            "freshness",
            "attribution",
            f"99 % of the events can be queried within {FRESHNESS_SECONDS // 60} minutes",
            0.99,
            _within("event_age_seconds", "", FRESHNESS_SECONDS),
            settings.window_days,
        ),
        Slo(
            "attribution-latency",
            "attribution",
            f"95 % of the attributions take less than {ATTRIBUTION_SECONDS * 1000:g} ms",
            0.95,
            _within("attribution_duration_seconds", "", ATTRIBUTION_SECONDS),
            settings.window_days,
        ),
        Slo(
            "query-latency",
            "api",
            f"95 % of the queries are answered within {QUERY_SECONDS * 1000:g} ms",
            0.95,
            _within("query_duration_seconds", 'namespace="api",service="api"', QUERY_SECONDS),
            settings.window_days,
        ),
        Slo(
            "uptime",
            "platform",
            f"{_percent(settings.uptime)} of the time events are taken and queries answered",
            settings.uptime / 100,
            Slices(f"{_UP.format('ingestion')} * {_UP.format('api')}", "slo:uptime:ok"),
            settings.window_days,
        ),
    )


def _within(histogram: str, selector: str, seconds: float) -> Requests:
    """What took no longer; `seconds` is one of the histogram's bounds."""
    bound = f'{selector},le="{seconds:g}"' if selector else f'le="{seconds:g}"'
    return Requests(f"{histogram}_bucket{{{bound}}}", f"{histogram}_count{{{selector}}}" if selector else f"{histogram}_count")


def _percent(share: float) -> str:
    return f"{share:.10g} %"
