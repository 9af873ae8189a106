"""The questions people ask most, ready to run in Athena."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from settings.lakehouse import IcebergTable, Layer


@dataclass(frozen=True)
class Question:
    """One named query. `{table}` stands for the table with its database."""

    table: str
    title: str
    columns: frozenset[str]
    """The columns it uses: where a stack gives the table others, the question is left out."""
    sql: str


QUESTIONS = (
    Question(
        "events",
        "events-per-hour",
        frozenset({"event_date", "event_type", "occurred_at"}),
        """SELECT date_trunc('hour', occurred_at) AS hour, event_type, count(*) AS events
FROM {table}
WHERE event_date >= current_date - INTERVAL '1' DAY
GROUP BY 1, 2
ORDER BY 1 DESC, 3 DESC""",
    ),
    Question(
        "events",
        "event-delay",
        frozenset({"event_date", "occurred_at", "received_at"}),
        """SELECT event_date,
       approx_percentile(date_diff('millisecond', occurred_at, received_at), 0.5) AS p50_ms,
       approx_percentile(date_diff('millisecond', occurred_at, received_at), 0.99) AS p99_ms,
       max(received_at) AS latest
FROM {table}
WHERE event_date >= current_date - INTERVAL '7' DAY
GROUP BY 1
ORDER BY 1 DESC""",
    ),
    Question(
        "sessions",
        "sessions-per-day",
        frozenset({"session_date", "user_id", "event_count", "started_at", "ended_at"}),
        """SELECT session_date, count(*) AS sessions, approx_distinct(user_id) AS users, avg(event_count) AS events_per_session,
       avg(date_diff('second', started_at, ended_at)) AS seconds
FROM {table}
WHERE session_date >= current_date - INTERVAL '30' DAY
GROUP BY 1
ORDER BY 1 DESC""",
    ),
    Question(
        "attribution",
        "revenue-by-channel",
        frozenset({"conversion_date", "channel", "conversion_id", "weight", "revenue"}),
        """SELECT channel, approx_distinct(conversion_id) AS conversions, sum(weight * CAST(revenue AS double)) AS attributed_revenue
FROM {table}
WHERE conversion_date >= current_date - INTERVAL '30' DAY
GROUP BY 1
ORDER BY 3 DESC""",
    ),
    Question(
        "campaign_performance",
        "return-on-campaigns",
        frozenset({"performance_date", "campaign_id", "spend", "revenue", "clicks", "impressions"}),
        """SELECT campaign_id, sum(spend) AS spend, sum(revenue) AS revenue, sum(revenue) / nullif(sum(spend), 0) AS return_on_spend,
       CAST(sum(clicks) AS double) / nullif(sum(impressions), 0) AS click_rate
FROM {table}
WHERE performance_date >= current_date - INTERVAL '30' DAY
GROUP BY 1
ORDER BY 4 DESC""",
    ),
)


_FILES = """SELECT count(*) AS files, sum(record_count) AS rows, sum(file_size_in_bytes) / 1073741824 AS gib,
       avg(file_size_in_bytes) / 1048576 AS mib_per_file
FROM {table}"""


def answerable(tables: Mapping[str, IcebergTable], databases: Mapping[Layer, str]) -> Iterator[tuple[Layer, str, str]]:
    """Layer, title and SQL of each question that the tables can answer, and of one about the files of every table."""
    for question in QUESTIONS:
        table = tables.get(question.table)
        if table and question.columns <= table.columns.keys():
            named = f'"{databases[table.layer]}"."{question.table}"'
            yield table.layer, question.title, question.sql.replace("{table}", named)
    for name, table in tables.items():
        files = f'"{databases[table.layer]}"."{name}$files"'
        yield table.layer, f"files-of-{name.replace('_', '-')}", _FILES.replace("{table}", files)
