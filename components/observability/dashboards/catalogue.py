"""All dashboards."""

from dataclasses import replace

from components.observability.dashboards.attribution import ATTRIBUTION
from components.observability.dashboards.business import BUSINESS
from components.observability.dashboards.cluster import CLUSTERS
from components.observability.dashboards.cost import COST
from components.observability.dashboards.infrastructure import INFRASTRUCTURE
from components.observability.dashboards.ingestion import INGESTION
from components.observability.dashboards.panels import Board
from components.observability.dashboards.security import SECURITY
from components.observability.dashboards.slo import SLO

BOARDS = (INGESTION, ATTRIBUTION, CLUSTERS, INFRASTRUCTURE, BUSINESS, SLO, COST, SECURITY)


def boards(aws: bool) -> tuple[Board, ...]:
    """Each dashboard; outside of AWS without the rows that ask CloudWatch."""
    return BOARDS if aws else tuple(replace(board, rows=tuple(row for row in board.rows if not row.aws)) for board in BOARDS)
