"""Service levels: what was promised, what was kept, and how much of the error budget is left.

The rules of the objectives record all of it, under the label `slo`; a dashboard only shows it.
"""

from components.observability.dashboards.panels import FROM_ZERO, Board, Metrics, Panel, Row, Steps, above, below, lines, stat, table
from components.observability.dashboards.queries import ACCEPTED, CLUSTER, or_zero, rate
from components.observability.slo.catalogue import STREAM_LAG_SECONDS, slos
from components.observability.slo.objective import FASTEST_BURN, Slo
from settings.slos import Slos

_PAGE, _TICKET = FASTEST_BURN, 1
"""A budget of 30 days is gone in two days, and in 30."""
_WINDOWS = ("5m", "1h", "6h", "3d")
_SAME = "on (slo, service)"


def _selected(slo: str = "") -> str:
    return f'{CLUSTER},slo="{slo}"' if slo else CLUSTER


def _left(slo: str = "") -> str:
    """What is left of the budget: 1 untouched, 0 spent, negative overspent."""
    return f"slo:error_budget_remaining:ratio{{{_selected(slo)}}}"


def _budget(slo: str = "") -> str:
    """The share that may go wrong."""
    return f"(1 - slo:objective:ratio{{{_selected(slo)}}})"


def _burn(window: str, slo: str = "") -> str:
    """How many times faster than allowed the budget is spent."""
    return f"slo:sli_error:ratio_rate{window}{{{_selected(slo)}}} / {_SAME} {_budget(slo)}"


def _kept(slo: str = "") -> str:
    """The share of good ones, over the budget's window."""
    return f"1 - (1 - {_left(slo)}) * {_SAME} {_budget(slo)}"


def _row(promised: Slo) -> Row:
    """One promise: what is kept, what is left, and how fast it goes."""
    slo = promised.name
    return Row(
        slo.replace("-", " ").capitalize(),
        (
            stat("Kept", f"{promised.promise}.", "percentunit", Metrics(_kept(slo)), decimals=3),
            stat(
                "Budget left",
                "Of what may go wrong. Spent (0 %): no release but repairs until there is some again.",
                "percentunit",
                Metrics(_left(slo)),
                below(0, 0.25),
                decimals=1,
            ),
            stat(
                "Burn rate, 1 h",
                f"How many times faster than allowed. Above {_PAGE} somebody is called.",
                "none",
                Metrics(or_zero(_burn("1h", slo))),
                above(_PAGE, _TICKET),
                decimals=2,
            ),
            lines(
                "Burn rate",
                "Short windows show what happens now, long ones whether it matters.",
                "none",
                *(Metrics(_burn(window, slo), window) for window in _WINDOWS),
                steps=above(_PAGE),
            ),
        ),
    )


_OVERVIEW = Row(
    "Error budgets",
    (
        Panel("bars", "Budget left", "Of each promise.", "percentunit", (Metrics(_left(), "{{slo}}"),), below(0, 0.25), (None, 1)),
        Panel(
            "lines",
            "Burn rates, 6 h",
            "Of all promises: above one, the budget does not last.",
            "none",
            (Metrics(_burn("6h"), "{{slo}}"),),
            above(_PAGE, _TICKET),
            FROM_ZERO,
        ),
        table("Objectives", "The share that must be good.", "percentunit", Metrics(f"slo:objective:ratio{{{CLUSTER}}}")),
        table("Minutes that may go wrong", "In all, in the budget's window.", "short", Metrics(f"slo:error_budget:minutes{{{CLUSTER}}}")),
    ),
)


def _levels(promised: Slos) -> Row:
    return Row(
        "Promises about a level",
        (
            lines(
                "Stream lag",
                f"Below {STREAM_LAG_SECONDS} s.",
                "s",
                Metrics(f"max(stream_lag_seconds{{{CLUSTER}}})", "lag"),
                steps=above(STREAM_LAG_SECONDS),
            ),
            lines(
                "Throughput",
                f"At least {promised.events_per_second:,} events/s are taken; less is demand, as long as nothing is refused.",
                "eps",
                Metrics(rate("events_received_total", ACCEPTED), "accepted"),
                steps=Steps(((None, "green"), (promised.events_per_second, "yellow"))),
            ),
        ),
    )


def service_levels(promised: Slos) -> Board:
    """The board, with a row for each objective of a stack."""
    return Board(
        "platform-slo",
        "Service levels",
        "Objectives, what was kept, error budgets and burn rates.",
        (_OVERVIEW, *(_row(slo) for slo in slos(promised)), _levels(promised)),
        ("slo",),
        since="now-7d",
    )
