"""Grafana's own models read the dashboards, and Prometheus' own tool their queries."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from components.observability.dashboards import grafana, node_prices
from components.observability.dashboards.catalogue import boards
from components.observability.dashboards.panels import Board, Metrics
from settings.slos import Slos
from tests.support import ROOT

PROMTOOL = shutil.which("promtool") or shutil.which("promtool", path=str(ROOT / ".cache" / "tools" / "usr" / "bin"))
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="promtool is missing: apt-get install prometheus")
BOARDS = boards(Slos(), aws=True)
every_board = pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)


def check(folder: Path, groups: list[dict[str, object]]) -> subprocess.CompletedProcess[str]:
    """What promtool says of rules."""
    file = folder / "rules.yaml"
    file.write_text(yaml.safe_dump({"groups": groups}))
    return subprocess.run([str(PROMTOOL), "check", "rules", str(file)], capture_output=True, text=True, check=False)


def recorded(board: Board) -> list[dict[str, object]]:
    """Each query of a dashboard as a rule, with Grafana's variables filled in."""
    queries = {query.expr for panel in board.panels() for query in panel.queries if isinstance(query, Metrics)}
    filled = sorted(expr.replace("$__rate_interval", "5m").replace("$cluster", ".*").replace("$namespace", ".*") for expr in queries)
    return [{"name": board.uid, "rules": [{"record": f"panel:{number}", "expr": expr} for number, expr in enumerate(filled)]}]


@every_board
def test_grafanas_models_read_back_what_was_written(board: Board) -> None:
    register_default_plugins()
    written = grafana.render(board, "https://example.com/runbooks")
    read = Dashboard.from_json(json.loads(written))
    assert json.loads(JSONEncoder(sort_keys=True).encode(read)) == json.loads(written)


@needs_promtool
@every_board
def test_promtool_accepts_every_query(board: Board, tmp_path: Path) -> None:
    said = check(tmp_path, recorded(board))
    assert said.returncode == 0, said.stdout + said.stderr


@needs_promtool
def test_promtool_refuses_a_query_that_is_none(tmp_path: Path) -> None:
    assert check(tmp_path, [{"name": "wrong", "rules": [{"record": "wrong", "expr": "sum(rate(up))"}]}]).returncode != 0


@needs_promtool
def test_promtool_accepts_the_prices_of_nodes(tmp_path: Path) -> None:
    prices = node_prices.price_rules("us-east-1")
    assert prices
    said = check(tmp_path, prices["spec"]["groups"])
    assert said.returncode == 0, said.stdout + said.stderr
