"""The body of a CloudWatch dashboard.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi

_COLUMNS, _WIDTH, _HEIGHT = 24, 8, 6


@dataclass(frozen=True)
class Series:
    """A metric of one resource."""

    namespace: str
    metric: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str = "Average"
    label: str = ""


@dataclass(frozen=True)
class Search:
    """A metric of all resources that match, also of those to come."""

    schema: str
    metric: str
    statistic: str = "Average"
    terms: str = ""


@dataclass(frozen=True)
class Graph:
    """Lines over time."""

    title: str
    unit: str
    """What stands beside the axis."""
    series: Sequence[Series | Search]
    limit: float | None = None
    """A line that should not be crossed; an alarm has the same."""
    period: int = 60
    stacked: bool = False


@dataclass(frozen=True)
class LogTable:
    """The answer of a CloudWatch Logs Insights query."""

    title: str
    group: str
    query: str
    """What follows `SOURCE '<group>' |`."""


@dataclass(frozen=True)
class CloudBoard:
    """A dashboard."""

    name: str
    about: str
    """Markdown at its top."""
    widgets: Sequence[Graph | LogTable] = field(default_factory=tuple)


def body(board: CloudBoard, region: str) -> dict[str, Any]:
    """The dashboard as CloudWatch takes it, for resources of a region; three widgets beside each other."""
    heading = {
        "type": "text", "x": 0, "y": 0, "width": _COLUMNS, "height": 2, "properties": {"markdown": f"# {board.name}\n{board.about}"},
    }  # fmt: skip
    return {"start": "-PT6H", "periodOverride": "inherit", "widgets": [heading, *_placed(board.widgets, region)]}


def _placed(widgets: Sequence[Graph | LogTable], region: str) -> list[dict[str, Any]]:
    placed, x, y = [], 0, 2
    for widget in widgets:
        width = _WIDTH if isinstance(widget, Graph) else _COLUMNS
        if x + width > _COLUMNS:
            x, y = 0, y + _HEIGHT
        placed.append({"x": x, "y": y, "width": width, "height": _HEIGHT, **_widget(widget, region)})
        x += width
    return placed


def _widget(widget: Graph | LogTable, region: str) -> dict[str, Any]:
    if isinstance(widget, LogTable):
        query = f"SOURCE '{widget.group}' | {widget.query}"
        return {"type": "log", "properties": {"title": widget.title, "region": region, "view": "table", "query": query}}
    properties: dict[str, Any] = {
        "title": widget.title,
        "region": region,
        "view": "timeSeries",
        "stacked": widget.stacked,
        "period": widget.period,
        "yAxis": {"left": {"label": widget.unit, "min": 0, "showUnits": False}},
        "metrics": [_metric(series, number, widget.period) for number, series in enumerate(widget.series)],
    }
    if widget.limit is not None:
        properties["annotations"] = {"horizontal": [{"label": "limit", "value": widget.limit}]}
    return {"type": "metric", "properties": properties}


def _metric(series: Series | Search, number: int, period: int) -> list[Any]:
    if isinstance(series, Search):
        terms = " ".join(filter(None, (f'MetricName="{series.metric}"', series.terms)))
        return [{"expression": f"SEARCH('{{{series.schema}}} {terms}', '{series.statistic}', {period})", "id": f"e{number}"}]
    dimensions = [word for pair in series.dimensions.items() for word in pair]
    label = {"label": series.label} if series.label else {}
    return [series.namespace, series.metric, *dimensions, {"stat": series.statistic, **label}]
