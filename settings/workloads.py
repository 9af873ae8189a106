"""The platform's own services."""

from settings.section import Section


class Workloads(Section):
    """One that is left out does not exist."""
