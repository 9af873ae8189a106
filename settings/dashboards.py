"""Grafana's dashboards."""

from typing import Annotated

from settings.section import Section, matches


class Dashboards(Section):
    """Dashboards are code: nobody can change one in Grafana itself."""

    folder: Annotated[str, matches(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,63}", "1 to 64 letters, digits, spaces, _ or -")] = "Platform"
    """Grafana's folder for them; a second platform in the same Grafana needs another."""
