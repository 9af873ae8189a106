"""What the platform promises. A promise that a stack cannot keep only makes noise, so smaller stacks promise less."""

from typing import Annotated

from pydantic import Field

from settings.section import Section

Percent = Annotated[float, Field(ge=93.1, lt=100)]
"""Below 93.1 % not even a total failure would burn the budget 14.4 times too fast, which is what pages."""


class Slos(Section):
    """Objectives in percent of a window; error budgets and alerts are computed from them."""

    window_days: Annotated[int, Field(ge=1, le=90)] = 30
    """How far back a budget looks. At most what Prometheus keeps (`metrics.retention_days`)."""
    uptime: Percent = 99.95
    """Of the time, events are taken and queries answered."""
    ingestion: Percent = 99.9
    """Of the requests to ingestion, answered without a server's error."""
    completeness: Percent = 99.5
    """Of the accepted events, stored and not given up."""
    events_per_second: Annotated[int, Field(ge=1, le=10_000_000)] = 10_000
    """What is taken at any time, if so many come."""
