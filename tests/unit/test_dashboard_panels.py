"""Panels of Grafana's dashboards: units, data sources, and queries that a real parser reads."""

import re

import promql_parser
import pytest

from components.observability.dashboards import grafana, node_prices
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
from settings.slos import Slos
from tests.promql import filled, metrics_in, selectors
from tests.unit.dashboard_facts import BOARDS, every_board, panels, rendered

PANELS = [pytest.param(panel, id=f"{board.uid}-{panel.title}") for board in BOARDS for panel in board.panels()]
every_panel = pytest.mark.parametrize("panel", PANELS)


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
