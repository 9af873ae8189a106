"""A dashboard as Grafana stores it, written by Grafana's own builders."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from grafana_foundation_sdk.builders import bargauge, cloudwatch, dashboard, logs, loki, prometheus, stat, statetimeline, table, timeseries
from grafana_foundation_sdk.builders import common as common_builders
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import cloudwatch as cloudwatch_models
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models import prometheus as prometheus_models

from components.observability import datasources
from components.observability.dashboards.panels import Board, Cloud, Kind, Logs, Metrics, Panel, Query, Row

DATASOURCES = {
    "prometheus": datasources.PROMETHEUS,
    "loki": datasources.LOKI,
    "jaeger": datasources.JAEGER,
    "cloudwatch": datasources.CLOUDWATCH,
    "alertmanager": datasources.ALERTMANAGER,
}
"""Kind → uid of the data source that is picked at first."""
COLUMNS = 24

_TAG = "platform"
_OF_QUERY: dict[type, str] = {Metrics: "prometheus", Logs: "loki", Cloud: "cloudwatch"}


def render(board: Board, runbooks: str) -> str:
    """The dashboard's JSON, without a needless byte. `runbooks` is the address of their index."""
    made = (
        dashboard.Dashboard(board.title)
        .uid(board.uid)
        .description(board.description)
        .tags([_TAG, *board.tags])
        .time(board.since, "now")
        .refresh("1m")
        .timezone("browser")
        .readonly()
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
    )
    for variable in _variables(board):
        made.with_variable(variable)
    for link in _links(board, runbooks):
        made.link(link)
    for annotation in _annotations(board):
        made.annotation(annotation)
    for panel in _placed(board.rows):
        made.with_row(panel) if isinstance(panel, dashboard.Row) else made.with_panel(panel)
    return json.dumps(json.loads(JSONEncoder(sort_keys=True).encode(made.build())), separators=(",", ":"), sort_keys=True)


def datasource_of(panel: Panel) -> str:
    """The kind of data source that all of a panel's queries go to."""
    (kind,) = {_OF_QUERY[type(query)] for query in panel.queries}
    return kind


def _source(kind: str) -> common.DataSourceRef:
    return common.DataSourceRef(type_val=kind, uid=f"${{{kind}}}")


def _variables(board: Board) -> Iterator[Any]:
    """The data sources in use, then the clusters, then the namespaces."""
    used = {"prometheus", *map(datasource_of, board.panels())} | ({"jaeger"} if board.namespaces else set())
    for kind in sorted(used):
        default = models.VariableOption(text=kind.capitalize(), value=DATASOURCES[kind], selected=True)
        yield dashboard.DatasourceVariable(kind).label(kind.capitalize()).type(kind).current(default).hide(models.VariableHide.HIDE_LABEL)
    yield _picked("cluster", "Cluster", "label_values(up, cluster)", ".*")
    if board.namespaces:
        namespaces = _picked("namespace", "Namespace", 'label_values(kube_pod_info{cluster=~"$cluster"}, namespace)', board.namespaces)
        yield namespaces.regex(f"/^({board.namespaces})$/")


def _picked(name: str, label: str, query: str, everything: str) -> dashboard.QueryVariable:
    """A list to pick from; `everything` is the regular expression that `All` stands for."""
    return (
        dashboard.QueryVariable(name)
        .label(label)
        .datasource(_source("prometheus"))
        .query(query)
        .definition(query)
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(everything)
        .current(models.VariableOption(text=["All"], value=["$__all"], selected=True))
    )


def _links(board: Board, runbooks: str) -> Iterator[Any]:
    yield dashboard.DashboardLink("Dashboards").type(models.DashboardLinkType.DASHBOARDS).tags([_TAG]).as_dropdown(True).keep_time(True)
    yield dashboard.DashboardLink("Runbooks").type(models.DashboardLinkType.LINK).icon("doc").url(runbooks).target_blank(True)
    if board.namespaces:
        explore = json.dumps({"traces": {"datasource": "${jaeger}", "queries": [{"refId": "A", "queryType": "search"}]}})
        yield (
            dashboard.DashboardLink("Traces")
            .type(models.DashboardLinkType.LINK)
            .icon("external link")
            .url(f"/explore?schemaVersion=1&panes={explore}")
            .keep_time(True)
        )


def _annotations(board: Board) -> Iterator[Any]:
    """When a new version began to run, and when an alert fired."""
    namespaces = ',namespace=~"$namespace"' if board.namespaces else ""
    revisions = f'max by (namespace, replicaset) (kube_replicaset_created{{cluster=~"$cluster"{namespaces}}}) * 1000'
    yield (
        dashboard.AnnotationQuery()
        .name("Deployments")
        .datasource(_source("prometheus"))
        .enable(True)
        .icon_color("blue")
        .expr(revisions)
        .use_value_for_time(True)
        .title_format("New version")
        .text_format("{{namespace}}/{{replicaset}}")
        .tag_keys("namespace")
    )
    yield (
        dashboard.AnnotationQuery()
        .name("Critical alerts")
        .datasource(_source("prometheus"))
        .enable(True)
        .icon_color("red")
        .expr('ALERTS{alertstate="firing",severity="critical",cluster=~"$cluster"}')
        .title_format("{{alertname}}")
        .text_format("{{namespace}} {{service}}")
        .tag_keys("alertname")
    )


def _placed(rows: Sequence[Row]) -> Iterator[Any]:
    """Rows and panels from left to right and from top to bottom."""
    y = number = 0
    for row in rows:
        number += 1
        yield dashboard.Row(row.title).id(number).grid_pos(models.GridPos(h=1, w=COLUMNS, x=0, y=y))
        x, y, tallest = 0, y + 1, 0
        for panel in row.panels:
            if x + panel.width > COLUMNS:
                x, y, tallest = 0, y + tallest, 0
            number += 1
            yield _panel(panel).id(number).grid_pos(models.GridPos(h=panel.height, w=panel.width, x=x, y=y))
            x, tallest = x + panel.width, max(tallest, panel.height)
        y += tallest


def _panel(panel: Panel) -> Any:
    made = _KINDS[panel.kind]().title(panel.title).description(panel.description).datasource(_source(datasource_of(panel)))
    made.unit("suffix: cores" if panel.unit == "cores" else panel.unit)
    low, high = panel.bounds
    if low is not None:
        made.min(low)
    if high is not None:
        made.max(high)
    if panel.decimals is not None:
        made.decimals(panel.decimals)
    if panel.steps:
        steps = [models.Threshold(value=value, color=color) for value, color in panel.steps.values]
        made.thresholds(dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps))
    if panel.kind == "lines" and panel.steps:
        made.thresholds_style(common_builders.GraphThresholdsStyleConfig().mode(common.GraphThresholdsStyleMode.DASHED))
    for index, query in enumerate(panel.queries):
        made.with_target(_target(query, panel.kind, chr(ord("A") + index)))
    return made


def _target(query: Query, kind: Kind, ref: str) -> Any:
    source = _source(_OF_QUERY[type(query)])
    if isinstance(query, Logs):
        return loki.Dataquery().datasource(source).ref_id(ref).expr(query.expr).query_type("range").max_lines(200)
    if isinstance(query, Cloud):
        return (
            cloudwatch.MetricsQuery()
            .datasource(source)
            .ref_id(ref)
            .id(f"q{ref.lower()}")
            .query_mode(cloudwatch_models.QueryMode.METRICS)
            .metric_query_type(cloudwatch_models.MetricQueryType.SEARCH)
            .metric_editor_mode(cloudwatch_models.MetricEditorMode.CODE)
            .region(query.region)
            .expression(query.expression)
            .statistic(query.statistic)
            .period(str(query.period))
        )
    made = prometheus.Dataquery().datasource(source).ref_id(ref).expr(query.expr)
    if kind == "table":
        return made.instant().format(prometheus_models.PromQueryFormat.TABLE)
    made.legend_format(query.legend or "__auto")
    return made.instant() if kind in ("stat", "bars") else made.range()


def _timeseries() -> timeseries.Panel:
    return (
        timeseries.Panel()
        .fill_opacity(5)
        .show_points(common.VisibilityMode.NEVER)
        .legend(
            common_builders.VizLegendOptions()
            .display_mode(common.LegendDisplayMode.TABLE)
            .placement(common.LegendPlacement.BOTTOM)
            .show_legend(True)
            .calcs(["lastNotNull", "max"])
        )
        .tooltip(common_builders.VizTooltipOptions().mode(common.TooltipDisplayMode.MULTI).sort(common.SortOrder.DESCENDING))
    )


def _stacked() -> timeseries.Panel:
    return _timeseries().fill_opacity(40).stacking(common_builders.StackingConfig().mode(common.StackingMode.NORMAL).group("A"))


def _latest() -> Any:
    return common_builders.ReduceDataOptions().calcs(["lastNotNull"]).values(False)


def _table() -> table.Panel:
    """Without the time, which is the same in every line."""
    hidden = models.DataTransformerConfig(id_val="organize", options={"excludeByName": {"Time": True}})
    return table.Panel().with_transformation(hidden)


_KINDS: dict[Kind, Callable[[], Any]] = {
    "lines": _timeseries,
    "stacked": _stacked,
    "stat": lambda: stat.Panel().reduce_options(_latest()).graph_mode(common.BigValueGraphMode.NONE),
    "bars": lambda: bargauge.Panel().reduce_options(_latest()).orientation(common.VizOrientation.HORIZONTAL),
    "table": _table,
    "states": lambda: statetimeline.Panel().show_value(common.VisibilityMode.NEVER),
    "logs": lambda: logs.Panel().show_time(True).wrap_log_message(True).enable_log_details(True),
}
