"""What a dashboard is made of, as plain data: queries, panels, rows. How Grafana writes it down is `grafana.py`'s business."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal[
    "short", "none", "percentunit", "percent", "s", "ms", "bytes", "Bps", "binBps", "reqps", "eps", "mps", "ops", "iops", "currencyUSD",
    "cores", "dateTimeAsIso", "dtdurations", "string", "pps",
]  # fmt: skip
"""Grafana's names of units; `cores` is a number with that word behind it."""

Kind = Literal["lines", "stacked", "stat", "bars", "table", "states", "logs"]
_HEIGHTS: Mapping[Kind, int] = {"lines": 8, "stacked": 8, "stat": 4, "bars": 8, "table": 8, "states": 8, "logs": 10}
_WIDTHS: Mapping[Kind, int] = {"lines": 12, "stacked": 12, "stat": 4, "bars": 12, "table": 12, "states": 24, "logs": 24}

Bounds = tuple[float | None, float | None]
FREE: Bounds = (None, None)
FROM_ZERO: Bounds = (0, None)
SHARE: Bounds = (0, 1)


@dataclass(frozen=True)
class Metrics:
    """A query in PromQL."""

    expr: str
    legend: str = ""
    """A template over the series' labels, such as `{{pod}}`."""


@dataclass(frozen=True)
class Logs:
    """A query in LogQL."""

    expr: str


@dataclass(frozen=True)
class Cloud:
    """A CloudWatch search over all dimensions of a metric that match."""

    schema: str
    """Namespace and dimensions, such as `AWS/Kinesis,StreamName`."""
    metric: str
    statistic: str = "Average"
    terms: str = ""
    """Further search terms, such as `RuleName=guardduty`."""
    period: int = 300
    region: str = "default"
    """The cluster's own; the bill is in us-east-1 only."""

    @property
    def expression(self) -> str:
        """As CloudWatch wants it."""
        terms = " ".join(filter(None, (f'MetricName="{self.metric}"', self.terms)))
        return f"REMOVE_EMPTY(SEARCH('{{{self.schema}}} {terms}', '{self.statistic}', {self.period}))"


Query = Metrics | Logs | Cloud


@dataclass(frozen=True)
class Steps:
    """Where green ends."""

    values: tuple[tuple[float | None, Literal["green", "yellow", "red"]], ...]


def above(bad: float, warn: float | None = None) -> Steps:
    """Red from `bad` upwards, yellow from `warn`."""
    yellow: tuple[tuple[float | None, Literal["yellow"]], ...] = ((warn, "yellow"),) if warn is not None else ()
    return Steps(((None, "green"), *yellow, (bad, "red")))


def below(bad: float, warn: float | None = None) -> Steps:
    """Red under `bad`, yellow under `warn`."""
    middle: tuple[tuple[float | None, Literal["yellow", "green"]], ...] = (
        ((bad, "yellow"), (warn, "green")) if warn is not None else ((bad, "green"),)
    )
    return Steps(((None, "red"), *middle))


@dataclass(frozen=True)
class Panel:
    """One picture. All of its queries go to the same data source."""

    kind: Kind
    title: str
    description: str
    """What it means, and what to do when it is red."""
    unit: Unit
    queries: tuple[Query, ...]
    steps: Steps | None = None
    bounds: Bounds = FREE
    """The axis' ends, where data should not decide them."""
    decimals: int | None = None

    @property
    def width(self) -> int:
        """Columns of 24."""
        return _WIDTHS[self.kind]

    @property
    def height(self) -> int:
        """In Grafana's grid units."""
        return _HEIGHTS[self.kind]


@dataclass(frozen=True)
class Row:
    """Panels under a heading."""

    title: str
    panels: tuple[Panel, ...]
    aws: bool = False
    """Only where the cluster is in AWS: it asks CloudWatch."""


@dataclass(frozen=True)
class Board:
    """A dashboard."""

    uid: str
    title: str
    description: str
    rows: tuple[Row, ...]
    tags: tuple[str, ...]
    namespaces: str | None = None
    """Which namespaces are picked at first, as a regular expression; None where the dashboard does not ask."""
    since: str = "now-6h"

    def panels(self) -> tuple[Panel, ...]:
        """All of them."""
        return tuple(panel for row in self.rows for panel in row.panels)


def lines(title: str, description: str, unit: Unit, *queries: Query, steps: Steps | None = None, bounds: Bounds = FROM_ZERO) -> Panel:
    """Values over time."""
    return Panel("lines", title, description, unit, queries, steps, bounds)


def stacked(title: str, description: str, unit: Unit, *queries: Query) -> Panel:
    """Parts of a whole over time."""
    return Panel("stacked", title, description, unit, queries, bounds=FROM_ZERO)


def stat(title: str, description: str, unit: Unit, query: Query, steps: Steps | None = None, decimals: int | None = None) -> Panel:
    """The value now."""
    return Panel("stat", title, description, unit, (query,), steps, decimals=decimals)


def bars(title: str, description: str, unit: Unit, query: Query, steps: Steps | None = None, bounds: Bounds = FROM_ZERO) -> Panel:
    """Values now, beside each other."""
    return Panel("bars", title, description, unit, (query,), steps, bounds)


def table(title: str, description: str, unit: Unit, query: Query, steps: Steps | None = None) -> Panel:
    """Values now, with their labels."""
    return Panel("table", title, description, unit, (query,), steps)


def logs(title: str, description: str, expr: str) -> Panel:
    """The latest log lines."""
    return Panel("logs", title, description, "none", (Logs(expr),))
