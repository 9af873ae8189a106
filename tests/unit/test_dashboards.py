"""Grafana's dashboards: layout, names, units, data sources, and queries that a real parser reads."""

import json
import re
from collections import Counter
from typing import Any

import promql_parser
import pytest

from components.observability import datasources
from components.observability.dashboards import cost, grafana, node_prices
from components.observability.dashboards.catalogue import boards
from components.observability.dashboards.panels import Board, Cloud, Metrics, Panel, Row, above, below, lines, stat, table
from components.observability.service_metrics import AGE_BUCKETS, LATENCY_BUCKETS, SERIES, SERVICE_METRICS
from components.observability.slo.catalogue import (
    ATTRIBUTION_SECONDS,
    FRESHNESS_SECONDS,
    INGESTION_SECONDS,
    QUERY_SECONDS,
    STREAM_LAG_SECONDS,
    slos,
)
from inventory.resource import Resource
from settings.slos import Slos
from tests.promql import filled, metrics_in, selectors
from tests.support import LOCAL, STACKS, inventory_of, settings_of

CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule"
RUNBOOKS = "https://example.com/runbooks"
BOARDS = boards(Slos(), aws=True)
LARGEST = 1024**2  # etcd takes 1.5 MB

every_board = pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
PANELS = [pytest.param(panel, id=f"{board.uid}-{panel.title}") for board in BOARDS for panel in board.panels()]
every_panel = pytest.mark.parametrize("panel", PANELS)


def rendered(board: Board) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(grafana.render(board, RUNBOOKS))
    return made


def panels(board: Board) -> list[dict[str, Any]]:
    """Those that show something."""
    return [panel for panel in rendered(board)["panels"] if panel["type"] != "row"]


def overlapping(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of panels that cover each other."""

    def cells(panel: dict[str, Any]) -> set[tuple[int, int]]:
        place = panel["gridPos"]
        return {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}

    return [(one["title"], other["title"]) for index, one in enumerate(found) for other in found[index + 1 :] if cells(one) & cells(other)]


# The set


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


# Layout


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


# Panels


@every_panel
def test_every_panel_says_what_it_is_and_in_which_unit(panel: Panel) -> None:
    assert panel.title.strip()
    assert panel.description.endswith("."), "a description is a sentence"
    assert panel.unit
    assert panel.queries


@every_board
def test_every_panel_and_query_names_its_data_source(board: Board) -> None:
    made = rendered(board)
    variables = {one["name"]: one for one in made["templating"]["list"] if one["type"] == "datasource"}
    for panel in panels(board):
        source = panel["datasource"]
        assert source["uid"] == f"${{{source['type']}}}"
        assert variables[source["type"]]["query"] == source["type"]
        assert variables[source["type"]]["current"]["value"] == grafana.DATASOURCES[source["type"]]
        assert all(target["datasource"] == source for target in panel["targets"])
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])


@every_panel
def test_every_query_of_prometheus_is_promql_and_asks_the_picked_clusters(panel: Panel) -> None:
    for query in panel.queries:
        if isinstance(query, Metrics):
            asked = selectors(promql_parser.parse(filled(query.expr)))
            unpicked = [one.name for one in asked if one.name != node_prices.PRICE and 'cluster=~".*"' not in one.prettify()]
            assert not unpicked, query.expr


def test_what_is_no_promql_is_noticed() -> None:
    with pytest.raises(ValueError, match=r"."):
        promql_parser.parse(filled("sum by (code (rate(http_requests_total[$__rate_interval]))"))


OURS = re.compile(
    r"(http_request|http_requests|event|events|attribut|stream_lag|query_duration|db_pool|auth_|session|conversion|campaign|predict|model_).*"
)


@every_panel
def test_metrics_of_our_services_are_among_those_that_they_promise(panel: Panel) -> None:
    for query in panel.queries:
        if isinstance(query, Metrics):
            assert {name for name in metrics_in(query.expr) if OURS.fullmatch(name)} <= SERIES


def test_every_promised_metric_of_a_service_is_shown_somewhere() -> None:
    shown = {
        name
        for board in BOARDS
        for panel in board.panels()
        for query in panel.queries
        if isinstance(query, Metrics)
        for name in metrics_in(query.expr)
    }
    missing = {metric.name for metric in SERVICE_METRICS if not shown & set(metric.series)}
    assert not missing


def test_what_is_promised_of_a_duration_is_a_bound_of_its_histogram() -> None:
    assert {INGESTION_SECONDS, ATTRIBUTION_SECONDS, QUERY_SECONDS} <= set(LATENCY_BUCKETS)
    assert {FRESHNESS_SECONDS, STREAM_LAG_SECONDS} <= set(AGE_BUCKETS)


def test_a_stacks_own_objectives_are_drawn() -> None:
    smaller = Slos(events_per_second=50, completeness=97, ingestion=99)
    by_uid = {board.uid: board for board in boards(smaller, aws=True)}
    rows = [row.title for row in by_uid["platform-slo"].rows]
    assert [slo.name.replace("-", " ").capitalize() for slo in slos(smaller)] == rows[1:-1]
    steps = {panel.title: panel.steps for uid in ("platform-ingestion", "platform-attribution") for panel in by_uid[uid].rows[0].panels}
    assert steps["Events accepted"] == below(1, 50)
    assert steps["Completeness"] == below(0.97, 0.985)


def test_colours_change_where_they_should() -> None:
    assert above(5, 3).values == ((None, "green"), (3, "yellow"), (5, "red"))
    assert above(5).values == ((None, "green"), (5, "red"))
    assert below(5, 8).values == ((None, "red"), (5, "yellow"), (8, "green"))
    assert below(5).values == ((None, "red"), (5, "green"))


def test_a_panel_of_two_data_sources_is_refused() -> None:
    mixed = lines("Mixed", "Asks two.", "short", Metrics("up"), Cloud("AWS/Kinesis,StreamName", "IncomingRecords"))
    with pytest.raises(ValueError, match="unpack"):
        grafana.datasource_of(mixed)


def test_tables_and_single_values_ask_for_the_present_only() -> None:
    row = Row(
        "Row",
        (
            stat("One", "About.", "s", Metrics("up")),
            table("Two", "About.", "s", Metrics("up")),
            lines("Three", "About.", "s", Metrics("up")),
        ),
    )
    targets = [panel["targets"][0] for panel in panels(Board("x", "X", "About.", (row,), ()))]
    assert [target["instant"] for target in targets] == [True, True, False]
    assert targets[1]["format"] == "table"


# The whole


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


# In the clusters


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


def rules_of(region: str) -> list[dict[str, Any]]:
    """The constants of a region."""
    made = node_prices.price_rules(region)
    assert made
    rules: list[dict[str, Any]] = made["spec"]["groups"][0]["rules"]
    return rules


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_every_instance_type_of_a_stack_has_a_price(stack: str) -> None:
    for region in settings_of(stack).regions:
        wanted = {kind for group in settings_of(stack).eks.node_groups.values() for kind in group.instance_types}
        assert wanted <= {rule["labels"][node_prices.INSTANCE] for rule in rules_of(region.name)}, region.name


def test_prices_are_constants_of_the_regions_own_list() -> None:
    rules = rules_of("us-east-1")
    by_type = {rule["labels"][node_prices.INSTANCE]: rule["expr"] for rule in rules}
    assert by_type["c6i.4xlarge"] == "vector(0.68)"
    assert {rule["record"] for rule in rules} == {node_prices.PRICE}
    assert node_prices.PRICE in json.dumps(rendered(cost.COST))


def test_where_no_price_is_known_there_is_no_rule() -> None:
    assert node_prices.price_rules("eu-central-1") is None
    assert not [one for one in inventory_of(LOCAL).of_type(RULE) if one.inputs["metadata"]["name"] == "node-prices"]
