"""Metrics, logs, traces, dashboards and alerts."""

from settings.alerting import Alerting
from settings.section import Section
from settings.slos import Slos


class Observability(Section):
    """Who watches the platform, and who is told."""

    alerting: Alerting = Alerting()
    slos: Slos = Slos()
