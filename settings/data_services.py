"""The stores and engines that run inside the clusters."""

from settings.section import Section


class DataServices(Section):
    """One that is left out does not exist."""
