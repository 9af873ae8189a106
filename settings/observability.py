"""Metrics, logs, traces, dashboards and alerts."""

from settings.alerting import Alerting
from settings.cloudwatch import CloudWatch
from settings.dashboards import Dashboards
from settings.error_tracking import ErrorTracking
from settings.logging import Logs
from settings.metrics import Metrics
from settings.search_node import SearchNode
from settings.section import Section
from settings.slos import Slos
from settings.tracing import Traces


class Observability(Section):
    """Who watches the platform, and who is told."""

    alerting: Alerting = Alerting()
    slos: Slos = Slos()
    metrics: Metrics = Metrics()
    logs: Logs = Logs()
    traces: Traces = Traces()
    search: SearchNode = SearchNode()
    cloudwatch: CloudWatch = CloudWatch()
    dashboards: Dashboards = Dashboards()
    error_tracking: ErrorTracking | None = None
