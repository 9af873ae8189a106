"""GlitchTip: exceptions of the services, grouped, with their stack traces."""

from typing import Annotated

from pydantic import Field

from settings.pod_size import PodSize
from settings.section import Days, GiB, Section, matches

WebAddress = Annotated[str, matches(r"https://[^\s]+[^\s/]", "an https:// address without a slash at its end")]


class ErrorTracking(Section):
    """Takes what Sentry's client libraries send. One in each region that works on events, with a database of its own."""

    address: WebAddress | None = None
    """Where people open it, and what clients are told to report to; None is the Service's address inside the cluster."""
    replicas: Annotated[int, Field(ge=1, le=10)] = 2
    """Pods that take reports and show them; one more works on them."""
    size: PodSize = PodSize(cpu=0.25, memory_gib=0.5, max_memory_gib=1)
    """Of each of those pods."""
    database_size: PodSize = PodSize(cpu=0.25, memory_gib=1, max_memory_gib=2)
    database_gib: GiB = 30
    """A million reports a month take about 30 GiB."""
    keep_days: Days = 90
    """How long a report is kept."""
