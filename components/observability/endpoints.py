"""Where the parts of this namespace answer, all by HTTPS or TLS."""

from components.kubernetes.names import MONITORING

STACK = "kube-prometheus-stack"
"""The release; what it makes begins with its name."""

PROMETHEUS = f"{STACK}-prometheus.{MONITORING}.svc"
PROMETHEUS_URL = f"https://{PROMETHEUS}:9090"
ALERTMANAGER = f"{STACK}-alertmanager.{MONITORING}.svc"
ALERTMANAGER_URL = f"https://{ALERTMANAGER}:9093"
GRAFANA = f"{STACK}-grafana.{MONITORING}.svc"
JAEGER = f"jaeger.{MONITORING}.svc"
JAEGER_URL = f"https://{JAEGER}:16686"

TENANT = "platform"
"""Whose logs Loki keeps: it must be told with each request, though there is one only."""
