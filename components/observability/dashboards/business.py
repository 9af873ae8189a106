"""What the platform is for: events, conversions, revenue and what campaigns cost."""

from components.observability.dashboards.panels import SHARE, Board, Metrics, Row, above, bars, below, lines, stacked, stat, table
from components.observability.dashboards.queries import ACCEPTED, CLUSTER, per_second, rate, share, total

_DAY = "24h"


def _of_day(metric: str, by: str = "") -> str:
    return f"sum {f'by ({by}) ' if by else ''}(increase({metric}{{{CLUSTER}}}[{_DAY}]))"


_REVENUE, _SPEND = _of_day("attributed_revenue_usd_total"), _of_day("campaign_spend_usd_total")

_TODAY = Row(
    "The last 24 hours",
    (
        stat("Events", "Accepted.", "short", Metrics(f"sum(increase(events_received_total{{{ACCEPTED}}}[{_DAY}]))")),
        stat("Sessions", "Begun.", "short", Metrics(_of_day("sessions_started_total"))),
        stat("Conversions", "Reported by clients.", "short", Metrics(_of_day("conversions_total"))),
        stat("Revenue", "Attributed, by the models' shares.", "currencyUSD", Metrics(_REVENUE)),
        stat("Spend", "Of all campaigns.", "currencyUSD", Metrics(_SPEND)),
        stat(
            "Return on spend",
            "Attributed revenue for each dollar spent.",
            "none",
            Metrics(share(_REVENUE, f"({_SPEND} > 0)")),
            below(1, 2),
            decimals=2,
        ),
    ),
)

_FUNNEL = Row(
    "Funnel",
    (
        stacked("Sessions", "Begun, by platform.", "ops", per_second("sessions_started_total", CLUSTER, "platform")),
        stacked("Conversions", "By type.", "ops", per_second("conversions_total", CLUSTER, "conversion_type")),
        lines(
            "Conversion rate",
            "Conversions for each session, over an hour.",
            "percentunit",
            Metrics(
                share(
                    f"sum(increase(conversions_total{{{CLUSTER}}}[1h]))", f"(sum(increase(sessions_started_total{{{CLUSTER}}}[1h])) > 0)"
                ),
                "rate",
            ),
        ),
        lines(
            "Events, today and a week ago",
            "Traffic that differs from last week's has a reason: find it before the graph of errors does.",
            "eps",
            Metrics(rate("events_received_total", ACCEPTED), "today"),
            Metrics(f"sum(rate(events_received_total{{{ACCEPTED}}}[$__rate_interval] offset 1w))", "a week ago"),
        ),
    ),
)

_ATTRIBUTION = Row(
    "Attribution",
    (
        stacked(
            "Revenue by channel",
            "Attributed in an hour.",
            "currencyUSD",
            Metrics(f"sum by (channel) (increase(attributed_revenue_usd_total{{{CLUSTER}}}[1h]))", "{{channel}}"),
        ),
        bars(
            "Revenue by model",
            "What each model attributes over 24 hours; they differ in how they share it out, not in its sum.",
            "currencyUSD",
            Metrics(_of_day("attributed_revenue_usd_total", "model"), "{{model}}"),
        ),
        bars(
            "Return on spend by channel",
            "Revenue for each dollar, over 24 hours.",
            "none",
            Metrics(
                share(_of_day("attributed_revenue_usd_total", "channel"), f"({_of_day('campaign_spend_usd_total', 'channel')} > 0)"),
                "{{channel}}",
            ),
            below(1, 2),
        ),
        lines(
            "Conversions without a touch point",
            "Share of conversions that no campaign is known for.",
            "percentunit",
            Metrics(
                share(
                    f'sum(increase(attributions_total{{{CLUSTER},outcome="unmatched"}}[1h]))',
                    f"sum(increase(attributions_total{{{CLUSTER}}}[1h]))",
                ),
                "unmatched",
            ),
            bounds=SHARE,
        ),
    ),
)

_CAMPAIGNS = Row(
    "Campaigns",
    (
        lines("Campaigns that run", "By channel.", "short", Metrics(total("campaigns_active", CLUSTER, "channel"), "{{channel}}")),
        stacked(
            "Spend by channel",
            "In an hour.",
            "currencyUSD",
            Metrics(f"sum by (channel) (increase(campaign_spend_usd_total{{{CLUSTER}}}[1h]))", "{{channel}}"),
        ),
        bars(
            "Budget used",
            "Spent in 30 days, of a month's budget.",
            "percentunit",
            Metrics(
                share(
                    f"sum by (channel) (increase(campaign_spend_usd_total{{{CLUSTER}}}[30d]))",
                    f"(sum by (channel) (campaign_budget_usd{{{CLUSTER}}}) > 0)",
                ),
                "{{channel}}",
            ),
            above(1, 0.9),
        ),
        table("Channels", "Attributed revenue of 24 hours.", "currencyUSD", Metrics(_of_day("attributed_revenue_usd_total", "channel"))),
    ),
)

BUSINESS = Board(
    "platform-business",
    "Business metrics",
    "Events, conversions, revenue and spend.",
    (_TODAY, _FUNNEL, _ATTRIBUTION, _CAMPAIGNS),
    ("business",),
    since="now-24h",
)
