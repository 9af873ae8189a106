"""Metrics, logs, traces, dashboards and alerts."""

from settings.cloudwatch import CloudWatch
from settings.dashboards import Dashboards
from settings.section import Section


class Observability(Section):
    """Who watches the platform, and who is told."""

    cloudwatch: CloudWatch = CloudWatch()
    dashboards: Dashboards = Dashboards()
