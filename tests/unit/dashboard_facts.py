"""What the tests of Grafana's dashboards share: the dashboards, and each as Grafana gets it."""

import json
from typing import Any

import pytest

from components.observability.dashboards import grafana
from components.observability.dashboards.catalogue import boards
from components.observability.dashboards.panels import Board
from settings.slos import Slos

RUNBOOKS = "https://example.com/runbooks"
BOARDS = boards(Slos(), aws=True)

every_board = pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)


def rendered(board: Board) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(grafana.render(board, RUNBOOKS))
    return made


def panels(board: Board) -> list[dict[str, Any]]:
    """Those that show something."""
    return [panel for panel in rendered(board)["panels"] if panel["type"] != "row"]
