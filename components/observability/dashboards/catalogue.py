"""All dashboards."""

from dataclasses import replace

from components.observability.dashboards.attribution import attribution
from components.observability.dashboards.business import BUSINESS
from components.observability.dashboards.cluster import CLUSTERS
from components.observability.dashboards.cost import COST
from components.observability.dashboards.infrastructure import INFRASTRUCTURE
from components.observability.dashboards.ingestion import ingestion
from components.observability.dashboards.panels import Board
from components.observability.dashboards.security import SECURITY
from components.observability.dashboards.slo import service_levels
from settings.slos import Slos


def boards(promised: Slos, aws: bool) -> tuple[Board, ...]:
    """Each dashboard; outside of AWS without the rows that ask CloudWatch."""
    made = (
        ingestion(promised),
        attribution(promised),
        CLUSTERS,
        INFRASTRUCTURE,
        BUSINESS,
        service_levels(promised),
        COST,
        SECURITY,
    )
    return made if aws else tuple(replace(board, rows=tuple(row for row in board.rows if not row.aws)) for board in made)
