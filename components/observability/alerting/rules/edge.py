"""What requests pass through: Istio and Kong."""

from components.observability.alerting.rule import Alert, Part
from components.observability.alerting.rules.promql import share

_SOURCE = 'istio_requests_total{reporter="source"'
_BY = "destination_workload_namespace, destination_service_name"

EDGE = (
    Part(
        "istiod",
        "platform",
        (
            Alert(
                "MeshErrors",
                share(f'{_SOURCE},response_code=~"5..|0"}}', f"{_SOURCE}}}", "5m", _BY) + " > 0.05",
                5,
                "critical",
                "{{ $value | humanizePercentage }} of the calls to {{ $labels.destination_service_name }} fail",
                "More than 5 % of the calls, as their callers' proxies see them, failed: also those that never reached a pod.",
            ),
            Alert(
                "MeshPushErrors",
                "sum by (type) (rate(pilot_total_xds_internal_errors[5m])) > 0 or sum by (type) (rate(pilot_xds_push_errors[5m])) > 0",
                10,
                "warning",
                "istiod cannot tell proxies about changes",
                "{{ $value | humanize }} errors per second; proxies keep old routes.",
            ),
            Alert(
                "MeshConfigRejected",
                "sum by (type) (rate(pilot_total_xds_rejects[5m])) > 0",
                10,
                "warning",
                "Proxies refuse configuration",
                "{{ $value | humanize }} refusals per second: a VirtualService, DestinationRule or filter is wrong.",
            ),
            Alert(
                "MeshOutliersEjected",
                "sum by (namespace, pod) (envoy_cluster_outlier_detection_ejections_active) > 0",
                10,
                "warning",
                "{{ $labels.pod }} avoids {{ $value }} endpoints",
                "They have answered with 5 errors in a row again and again for 10 minutes.",
            ),
        ),
    ),
    Part(
        "kong",
        "platform",
        (
            Alert(
                "KongErrors",
                share('kong_http_requests_total{code=~"5.."}', "kong_http_requests_total", "5m", "service") + " > 0.05",
                5,
                "critical",
                "Kong answers {{ $value | humanizePercentage }} of {{ $labels.service }} with 5xx",
                "More than 5 % of the requests that come in from outside fail.",
            ),
            Alert(
                "KongUpstreamUnhealthy",
                'sum by (upstream, target) (kong_upstream_target_health{state=~"unhealthy|dns_error"}) > 0',
                5,
                "warning",
                "Kong avoids {{ $labels.target }}",
                "The target of {{ $labels.upstream }} has been unhealthy for 5 minutes.",
            ),
            Alert(
                "KongLatencyHigh",
                "histogram_quantile(0.95, sum by (service, le) (rate(kong_kong_latency_ms_bucket[5m]))) > 50",
                10,
                "warning",
                "Kong itself takes {{ $value | humanize }} ms",
                "The 95th percentile of what Kong's plugins add to {{ $labels.service }} is over 50 ms.",
            ),
            Alert(
                "KongRateLimiting",
                share('kong_http_requests_total{code="429"}', "kong_http_requests_total", "5m", "service") + " > 0.1",
                15,
                "info",
                "Kong turns away {{ $value | humanizePercentage }} of {{ $labels.service }}",
                "More than 10 % of the requests are over their consumer's rate limit.",
            ),
        ),
    ),
)
