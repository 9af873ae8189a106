"""What the platform promises, measured by the metrics that its services promise (`service_metrics.py`)."""

from components.observability.slo.objective import Failures, Requests, Slices, Slo
from settings.slos import Slos

_UP = (
    '(((sum(up{{namespace="{0}",service="{0}"}}) or vector(0)) > bool 0)'
    ' and on () count(kube_service_info{{namespace="{0}",service="{0}"}}))'
)
"""Whether a pod of a service answers; nothing where there is no such service."""
_ACCEPTED = "sum(rate(events_ingested_total[5m]))"
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
            "99 % of the requests are answered within 100 ms",
            0.99,
            _within("http_request_duration_seconds", 'namespace="ingestion",service="ingestion"', "0.1"),
            settings.window_days,
        ),
        Slo(
            "ingestion-errors",
            "ingestion",
            "99.9 % of the accepted events reach the stream",
            0.999,
            Requests("events_published_total", "events_ingested_total"),
            settings.window_days,
        ),
        Slo(
            "stream-lag",
            "attribution",
            "99 % of the time no event has waited for more than 30 s",
            0.99,
            Slices("max(stream_lag_seconds) < bool 30", "slo:stream_lag:ok"),
            settings.window_days,
        ),
        Slo(
            "throughput",
            "ingestion",
            f"99 % of the time {rate} events per second are taken, or all that come",
            0.99,
            Slices(f"clamp_max(({_ACCEPTED} >= bool {rate}) + ({_REFUSED} < bool 0.01), 1)", "slo:throughput:ok"),
            settings.window_days,
        ),
        Slo(
            "completeness",
            "attribution",
            f"{_percent(settings.completeness)} of the accepted events are stored",
            settings.completeness / 100,
            Failures("events_lost_total", "events_ingested_total"),
            settings.window_days,
        ),
        Slo(
            "freshness",
            "attribution",
            "99 % of the events can be queried within 5 minutes",
            0.99,
            _within("event_age_seconds", "", "300"),
            settings.window_days,
        ),
        Slo(
            "attribution-latency",
            "attribution",
            "95 % of the attributions take less than 50 ms",
            0.95,
            _within("attribution_duration_seconds", "", "0.05"),
            settings.window_days,
        ),
        Slo(
            "query-latency",
            "api",
            "95 % of the queries are answered within 100 ms",
            0.95,
            _within("query_duration_seconds", 'namespace="api",service="api"', "0.1"),
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


def _within(histogram: str, selector: str, seconds: str) -> Requests:
    """What took no longer; `seconds` is one of the histogram's bounds."""
    bound = f'{selector},le="{seconds}"' if selector else f'le="{seconds}"'
    return Requests(f"{histogram}_bucket{{{bound}}}", f"{histogram}_count{{{selector}}}" if selector else f"{histogram}_count")


def _percent(share: float) -> str:
    return f"{share:.10g} %"
