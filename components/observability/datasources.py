"""What Grafana's datasources are called: dashboards refer to them by these uids."""

PROMETHEUS = "prometheus"
LOKI = "loki"
JAEGER = "jaeger"
CLOUDWATCH = "cloudwatch"
"""On AWS only."""
ALERTMANAGER = "alertmanager"
