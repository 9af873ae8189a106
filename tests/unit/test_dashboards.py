"""Grafana's dashboards: which there are, how they are laid out, and that every cluster has them."""

import json
import re
from collections import Counter
from typing import Any

import promql_parser
import pytest

from components.observability import datasources
from components.observability.dashboards import grafana
from components.observability.dashboards.catalogue import boards
from components.observability.dashboards.panels import Board, Cloud, Metrics, Row, lines
from inventory.resource import Resource
from settings.slos import Slos
from tests.promql import filled
from tests.support import LOCAL, STACKS, inventory_of, settings_of
from tests.unit.dashboard_facts import BOARDS, RUNBOOKS, every_board, panels, rendered

CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
LARGEST = 1024**2  # etcd takes 1.5 MB


def overlapping(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of panels that cover each other."""

    def cells(panel: dict[str, Any]) -> set[tuple[int, int]]:
        place = panel["gridPos"]
        return {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}

    return [(one["title"], other["title"]) for index, one in enumerate(found) for other in found[index + 1 :] if cells(one) & cells(other)]


def test_all_eight_dashboards_exist() -> None:
    assert [board.uid.removeprefix("platform-") for board in BOARDS] == [
        "ingestion",
        "attribution",
        "cluster",
        "infrastructure",
        "business",
        "slo",
        "cost",
        "security",
    ]


def test_uids_are_unique_and_short_enough_for_grafana() -> None:
    uids = [board.uid for board in BOARDS]
    assert len(set(uids)) == len(uids)
    assert all(re.fullmatch(r"[a-z0-9-]{1,40}", uid) for uid in uids)


def test_data_sources_have_the_uids_that_grafana_gives_them() -> None:
    known = {datasources.PROMETHEUS, datasources.LOKI, datasources.JAEGER, datasources.CLOUDWATCH, datasources.ALERTMANAGER}
    assert set(grafana.DATASOURCES.values()) <= known


@every_board
def test_no_panel_covers_another_or_leaves_the_grid(board: Board) -> None:
    found = rendered(board)["panels"]
    assert not overlapping(found)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= grafana.COLUMNS for panel in found)


def test_panels_that_cover_each_other_are_noticed() -> None:
    place = {"x": 0, "y": 0, "w": 12, "h": 8}
    found = [
        {"title": "one", "gridPos": place},
        {"title": "two", "gridPos": {**place, "x": 11}},
        {"title": "three", "gridPos": {**place, "x": 23}},
    ]
    assert overlapping(found) == [("one", "two")]


def test_a_panel_that_does_not_fit_begins_a_new_line() -> None:
    row = Row("Row", tuple(lines(title, "About.", "short", Metrics("up")) for title in ("one", "two", "three")))
    placed = [panel["gridPos"] for panel in panels(Board("x", "X", "About.", (row,), ()))]
    assert [(place["x"], place["y"]) for place in placed] == [(0, 1), (12, 1), (0, 9)]


@every_board
def test_ids_and_titles_are_unique_within_a_dashboard(board: Board) -> None:
    made = rendered(board)["panels"]
    assert len({panel["id"] for panel in made}) == len(made)
    for row in board.rows:
        assert not [title for title, times in Counter(panel.title for panel in row.panels).items() if times > 1]


@every_board
def test_every_dashboard_leads_to_the_runbooks_and_shows_deployments(board: Board) -> None:
    made = rendered(board)
    assert RUNBOOKS in [link.get("url") for link in made["links"]]
    deployments = next(one for one in made["annotations"]["list"] if one["name"] == "Deployments")
    assert deployments["useValueForTime"]
    promql_parser.parse(filled(deployments["expr"]))
    assert made["editable"] is False


@every_board
def test_only_dashboards_that_ask_by_namespace_let_one_be_picked(board: Board) -> None:
    made = rendered(board)
    picked = [one["name"] for one in made["templating"]["list"] if one["type"] == "query"]
    asked = "$namespace" in json.dumps(made["panels"])
    assert picked == (["cluster", "namespace"] if asked else ["cluster"])


def test_all_namespaces_of_a_dashboard_are_no_others_than_its_own() -> None:
    variables = {one["name"]: one for one in rendered(BOARDS[0])["templating"]["list"]}
    assert variables["namespace"]["allValue"] == "ingestion"
    assert variables["cluster"]["allValue"] == ".*"


def test_the_same_dashboard_is_written_the_same_way_twice() -> None:
    assert [grafana.render(board, RUNBOOKS) for board in BOARDS] == [grafana.render(board, RUNBOOKS) for board in BOARDS]


def test_off_aws_nothing_asks_cloudwatch() -> None:
    assert not [panel.title for board in boards(Slos(), aws=False) for panel in board.panels() if isinstance(panel.queries[0], Cloud)]
    assert [panel.title for board in BOARDS for panel in board.panels() if isinstance(panel.queries[0], Cloud)]


def config_maps(stack: str) -> list[Resource]:
    return [
        one for one in inventory_of(stack).of_type(CONFIG_MAP) if one.inputs["metadata"].get("labels", {}).get("grafana_dashboard") == "1"
    ]


@pytest.mark.parametrize("stack", (*STACKS, LOCAL))
def test_every_cluster_has_every_dashboard_small_enough_for_its_store(stack: str) -> None:
    found = config_maps(stack)
    clusters = 1 if stack == LOCAL else len(settings_of(stack).regions)
    assert len(found) == len(BOARDS) * clusters
    for one in found:
        assert one.inputs["metadata"]["namespace"] == "monitoring"
        assert one.inputs["metadata"]["annotations"]["grafana_folder"] == "Platform"
        ((file, text),) = one.inputs["data"].items()
        assert file == f"{json.loads(text)['uid']}.json"
        assert len(text.encode()) < LARGEST
