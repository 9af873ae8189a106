"""The service levels that dashboards draw their lines at."""

INGESTION_AVAILABILITY = 0.999
"""Of five minutes' requests."""
INGESTION_ERRORS = 0.001
INGESTION_P99_SECONDS = 0.1
INGESTION_EVENTS_PER_SECOND = 10_000
STREAM_LAG_SECONDS = 30
COMPLETENESS = 0.995
"""Of a quarter of an hour's events."""
FRESHNESS_SECONDS = 300
ATTRIBUTION_P95_SECONDS = 0.05
QUERY_P95_SECONDS = 0.1
UPTIME = 0.9995

WINDOW = "30d"
"""What error budgets are counted over."""
