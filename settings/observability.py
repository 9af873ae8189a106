"""Metrics, logs, traces, dashboards and alerts."""

from settings.logging import Logs
from settings.metrics import Metrics
from settings.search_node import SearchNode
from settings.section import Section
from settings.tracing import Traces


class Observability(Section):
    """Who watches the platform, and who is told."""

    metrics: Metrics = Metrics()
    logs: Logs = Logs()
    traces: Traces = Traces()
    search: SearchNode = SearchNode()
