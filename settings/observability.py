"""Metrics, logs, traces, dashboards and alerts."""

from settings.cloudwatch import CloudWatch
from settings.dashboards import Dashboards
from settings.error_tracking import ErrorTracking
from settings.section import Section


class Observability(Section):
    """Who watches the platform, and who is told."""

    cloudwatch: CloudWatch = CloudWatch()
    dashboards: Dashboards = Dashboards()
    error_tracking: ErrorTracking | None = None
