"""Service levels: what was promised, what was kept, and how much of the error budget is left."""

from dataclasses import dataclass

from components.observability.dashboards import objectives
from components.observability.dashboards.panels import FROM_ZERO, Board, Metrics, Panel, Row, Steps, above, below, lines, stat
from components.observability.dashboards.queries import CLUSTER, or_zero, rate, share

_BURN_PAGE, _BURN_TICKET = 14.4, 1
"""A budget of 30 days is gone in two days, and in 30."""


@dataclass(frozen=True)
class _Level:
    """A promise about a share of good events."""

    name: str
    promise: str
    objective: float
    bad: str
    """How many were bad in a window (`{window}`)."""
    all: str

    def errors(self, window: str) -> str:
        """The share of bad ones."""
        return share(self.bad.format(window=window), f"({self.all.format(window=window)} > 0)")

    def budget(self) -> str:
        """What is left of the budget: 1 untouched, 0 spent, negative overspent."""
        return f"1 - ({or_zero(self.errors(objectives.WINDOW))}) / {1 - self.objective:.6g}"

    def burn(self, window: str) -> str:
        """How many times faster than allowed the budget is spent."""
        return f"({self.errors(window)}) / {1 - self.objective:.6g}"


def _increase(metric: str, selector: str) -> str:
    return f"sum(increase({metric}{{{{{selector}}}}}[{{window}}]))"


def _slower(metric: str, selector: str, seconds: float) -> str:
    """How many took longer than a bucket's bound."""
    within = _increase(f"{metric}_bucket", f'{selector},le="{seconds:g}"')
    return f"({_increase(f'{metric}_count', selector)} - {within})"


_INGESTION = f'{CLUSTER},service="ingestion"'
_API = f'{CLUSTER},service="api"'
_ALL_INGESTION = _increase("http_requests_total", _INGESTION)

_LEVELS = (
    _Level(
        "Ingestion availability",
        f"{objectives.INGESTION_AVAILABILITY:.2%} of requests are answered without a fault of ours.",
        objectives.INGESTION_AVAILABILITY,
        _increase("http_requests_total", f'{_INGESTION},code=~"5.."'),
        _ALL_INGESTION,
    ),
    _Level(
        "Ingestion latency",
        f"99 % of requests take less than {objectives.INGESTION_P99_SECONDS:g} s.",
        0.99,
        _slower("http_request_duration_seconds", _INGESTION, objectives.INGESTION_P99_SECONDS),
        _increase("http_request_duration_seconds_count", _INGESTION),
    ),
    _Level(
        "Completeness",
        f"{objectives.COMPLETENESS:.1%} of accepted events are stored.",
        objectives.COMPLETENESS,
        _increase("events_lost_total", CLUSTER),
        _increase("events_ingested_total", CLUSTER),
    ),
    _Level(
        "Freshness",
        f"95 % of events are stored within {objectives.FRESHNESS_SECONDS} s.",
        0.95,
        _slower("event_age_seconds", CLUSTER, objectives.FRESHNESS_SECONDS),
        _increase("event_age_seconds_count", CLUSTER),
    ),
    _Level(
        "Attribution latency",
        f"95 % of attributions take less than {objectives.ATTRIBUTION_P95_SECONDS:g} s.",
        0.95,
        _slower("attribution_duration_seconds", CLUSTER, objectives.ATTRIBUTION_P95_SECONDS),
        _increase("attribution_duration_seconds_count", CLUSTER),
    ),
    _Level(
        "Query latency",
        f"95 % of queries take less than {objectives.QUERY_P95_SECONDS:g} s.",
        0.95,
        _slower("query_duration_seconds", CLUSTER, objectives.QUERY_P95_SECONDS),
        _increase("query_duration_seconds_count", CLUSTER),
    ),
    _Level(
        "Uptime",
        f"{objectives.UPTIME:.2%} of requests to the API are answered without a fault of ours.",
        objectives.UPTIME,
        _increase("http_requests_total", f'{_API},code=~"5.."'),
        _increase("http_requests_total", _API),
    ),
)


def _level(level: _Level) -> Row:
    """One promise in a row: what is kept, what is left, and how fast it goes."""
    return Row(
        level.name,
        (
            stat(
                "Kept",
                f"{level.promise} Over {objectives.WINDOW}.",
                "percentunit",
                Metrics(f"1 - ({level.errors(objectives.WINDOW)})"),
                below(level.objective),
                decimals=3,
            ),
            stat(
                "Budget left",
                "Of what may go wrong. Spent (0 %): no release but repairs until it has recovered.",
                "percentunit",
                Metrics(level.budget()),
                below(0, 0.25),
                decimals=1,
            ),
            stat(
                "Burn rate, 1 h",
                "How many times faster than allowed. Above 14.4 somebody is called.",
                "none",
                Metrics(or_zero(level.burn("1h"))),
                above(_BURN_PAGE, _BURN_TICKET),
                decimals=2,
            ),
            lines(
                "Burn rate",
                "Short windows show what happens now, long ones whether it matters.",
                "none",
                Metrics(level.burn("5m"), "5 m"),
                Metrics(level.burn("1h"), "1 h"),
                Metrics(level.burn("6h"), "6 h"),
                steps=above(_BURN_PAGE),
            ),
        ),
    )


_OVERVIEW = Row(
    "Error budgets",
    (
        Panel(
            "bars",
            "Budget left",
            f"Of each promise, over {objectives.WINDOW}.",
            "percentunit",
            tuple(Metrics(level.budget(), level.name) for level in _LEVELS),
            below(0, 0.25),
            bounds=(None, 1),
        ),
        Panel(
            "lines",
            "Burn rates, 6 h",
            "All promises: above one, the budget does not last.",
            "none",
            tuple(Metrics(level.burn("6h"), level.name) for level in _LEVELS),
            above(_BURN_PAGE, _BURN_TICKET),
            bounds=FROM_ZERO,
        ),
    ),
)

_GAUGES = Row(
    "Promises about a level",
    (
        lines(
            "Stream lag",
            f"Below {objectives.STREAM_LAG_SECONDS} s.",
            "s",
            Metrics(f"max(stream_lag_seconds{{{CLUSTER}}})", "lag"),
            steps=above(objectives.STREAM_LAG_SECONDS),
        ),
        lines(
            "Throughput",
            f"At least {objectives.INGESTION_EVENTS_PER_SECOND:,} events/s are taken; less is demand, as long as nothing is refused.",
            "eps",
            Metrics(rate("events_ingested_total", CLUSTER), "accepted"),
            steps=Steps(((None, "green"), (objectives.INGESTION_EVENTS_PER_SECOND, "yellow"))),
        ),
    ),
)

SLO = Board(
    "platform-slo",
    "Service levels",
    "Objectives, what was kept, error budgets and burn rates.",
    (_OVERVIEW, *map(_level, _LEVELS), _GAUGES),
    ("slo",),
    since="now-7d",
)
