"""CloudWatch: logs, metrics, alarms, dashboards, canaries."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.price import PriceError
from costing.schedules import runs_each_month
from inventory.values import Values

_DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
_FREE_DASHBOARDS = 3
_COMPRESSED = 0.15
"""Of what is taken in, as AWS's calculator counts what is stored."""
_FOREVER_DAYS = 365
"""Logs without an end are counted with what they hold after a year."""
_MINUTE = 60

free(
    "part of the log group",
    "aws:cloudwatch/logStream:LogStream",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "aws:cloudwatch/logIndexPolicy:LogIndexPolicy",
    "aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector",
    "aws:cloudwatch/logTransformer:LogTransformer",
    "aws:cloudwatch/queryDefinition:QueryDefinition",
)
free(
    "what delivers and receives the logs is paid",
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
    "aws:cloudwatch/logDestination:LogDestination",
    "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource",
    _DESTINATION,
    "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy",
)
free("the alarms are paid", "aws:cloudwatch/alarmMuteRule:AlarmMuteRule")
free("part of the canary", "aws:synthetics/group:Group", "aws:synthetics/groupAssociation:GroupAssociation")
free("what is looked at is paid where it is", "aws:oam/link:Link", "aws:oam/sink:Sink", "aws:oam/sinkPolicy:SinkPolicy")


@estimates("aws:cloudwatch/logGroup:LogGroup")
def log_group(bill: Bill) -> None:
    """Usage: `in_gb` taken in; `storage_gb` kept follows from the retention unless said; `query_gb` searched with Insights."""
    in_gb = bill.usage("in_gb")
    days = bill.values.number("retentionInDays") or _FOREVER_DAYS
    rare = bill.values.text("logGroupClass") == "INFREQUENT_ACCESS"
    if bill.values.text("logGroupClass") != "DELIVERY":
        bill.add("logs taken in", in_gb, "cloudwatch", "logs_ingest_infrequent_access" if rare else "logs_ingest", by_usage=True)
        bill.add(
            "logs kept", bill.usage_or("storage_gb", in_gb * _COMPRESSED * days * 24 / HOURS), "cloudwatch", "logs_archive", by_usage=True
        )
    bill.add("logs searched", bill.usage("query_gb"), "cloudwatch", "logs_insights_scanned", by_usage=True)


@estimates("aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy")
def log_data_protection(bill: Bill) -> None:
    """Usage: `in_gb` that it looks at."""
    bill.add("logs looked at for sensitive data", bill.usage("in_gb"), "cloudwatch", "logs_data_protection_scanned", by_usage=True)


@estimates("aws:cloudwatch/logMetricFilter:LogMetricFilter")
def log_metric_filter(bill: Bill) -> None:
    """Usage: `metrics` that it makes, more than 1 where it has dimensions."""
    bill.add("metrics made of logs", bill.rate("metrics", 1), "cloudwatch", "custom_metric_first_10k", by_usage=True)


@estimates("aws:cloudwatch/metricAlarm:MetricAlarm")
def metric_alarm(bill: Bill) -> None:
    """Each metric that an alarm looks at is paid, and its expected range as two more.

    Usage: `metrics` that a Metrics Insights query analyzes, 1 unless said.
    """
    queries = bill.values.items("metricQueries")
    if any(query.text("expression").upper().startswith("SELECT ") for query in queries):
        bill.add("metrics of the alarm's query", bill.rate("metrics", 1), "cloudwatch", "alarm_metrics_insights", by_usage=True)
        return
    metrics = [query.inner("metric") for query in queries if query.has("metric")] or [bill.values]
    expected = 3 if bill.values.has("thresholdMetricId") else 1
    fast = any(0 < (metric.number("period") or _MINUTE) < _MINUTE for metric in metrics)
    item = "alarm_high_resolution" if fast else "alarm_standard"
    bill.add("metrics of the alarm", len(metrics) * expected, "cloudwatch", item)


@estimates("aws:appautoscaling/policy:Policy")
def scaling_policy(bill: Bill) -> None:
    """Scaling itself costs nothing, but the two alarms that hold a target value do. Those of other policies are resources of their own."""
    if bill.values.text("policyType") == "TargetTrackingScaling":
        bill.add("alarms of the target value", 2, "cloudwatch", "alarm_standard")


@estimates("aws:cloudwatch/compositeAlarm:CompositeAlarm")
def composite_alarm(bill: Bill) -> None:
    bill.add("composite alarm", 1, "cloudwatch", "alarm_composite")


@estimates(DASHBOARD)
def dashboard(bill: Bill) -> None:
    """The first three of an account cost nothing."""
    paid = bill.around.of_type(DASHBOARD)[_FREE_DASHBOARDS:]
    bill.add("dashboard beyond the first three", 1 if bill.resource in paid else 0, "cloudwatch", "dashboard")


@estimates("aws:cloudwatch/metricStream:MetricStream")
def metric_stream(bill: Bill) -> None:
    """Usage: `updates` of metrics sent."""
    bill.add("updates of metrics", bill.usage("updates") / 1000, "cloudwatch", "metric_stream_update", by_usage=True)


@estimates("aws:cloudwatch/contributorInsightRule:ContributorInsightRule")
def contributor_rule(bill: Bill) -> None:
    """Usage: `events` of the logs that match."""
    bill.add("rule", 1, "cloudwatch", "contributor_rule")
    bill.add("events that match", bill.usage("events") / 1_000_000, "cloudwatch", "contributor_events", by_usage=True)


@estimates("aws:cloudwatch/contributorManagedInsightRule:ContributorManagedInsightRule")
def managed_contributor_rule(bill: Bill) -> None:
    """Usage: `events` of the table that match."""
    if "dynamodb" not in bill.values.text("templateName").lower():
        raise PriceError(f"no price for managed rules {bill.values.text('templateName')}")
    bill.add("rule", 1, "cloudwatch", "contributor_rule_dynamodb")
    bill.add("events that match", bill.usage("events") / 1_000_000, "cloudwatch", "contributor_events_dynamodb", by_usage=True)


@estimates("aws:cloudwatch/logDelivery:LogDelivery")
def log_delivery(bill: Bill) -> None:
    """Logs that AWS's services deliver. CloudFront's cost nothing on their way to S3, but for Parquet. Usage: `in_gb` delivered."""
    found = bill.around.target(bill.resource, "deliveryDestinationArn", _DESTINATION)
    destination = Values(dict(found.inputs if found else {}))
    service = destination.text("deliveryDestinationConfiguration.destinationResourceArn").split(":")[2:3]
    gb = bill.usage("in_gb")
    if service == ["logs"]:
        bill.add("logs to CloudWatch", gb, "cloudwatch", "logs_ingest", by_usage=True)
    elif service == ["firehose"]:
        bill.add("logs to Firehose", gb, "cloudwatch", "vended_logs_firehose", by_usage=True)
    elif not _is_of_cloudfront(bill):
        bill.add("logs to S3", gb, "cloudwatch", "vended_logs_s3", by_usage=True)
    if destination.text("outputFormat") == "parquet":
        bill.add("logs made into Parquet", gb, "cloudwatch", "vended_logs_parquet", by_usage=True)


def _is_of_cloudfront(bill: Bill) -> bool:
    source = bill.around.target(bill.resource, "deliverySourceName", "aws:cloudwatch/logDeliverySource:LogDeliverySource")
    return source is not None and (
        ":cloudfront:" in Values(dict(source.inputs)).text("resourceArn")
        or bill.around.target(source, "resourceArn", "aws:cloudfront/distribution:Distribution") is not None
    )


@estimates("aws:synthetics/canary:Canary")
def canary(bill: Bill) -> None:
    """Runs as often as its schedule says; its function and what it stores are paid besides."""
    expression = bill.values.text("schedule.expression")
    bill.add("runs", _runs(bill.values, expression), "cloudwatch", "canary_run")


@estimates("aws:rum/appMonitor:AppMonitor")
def app_monitor(bill: Bill) -> None:
    """Usage: `events` of visitors."""
    bill.add("visitors' events", bill.usage("events") / 100_000, "cloudwatch", "rum_event", by_usage=True)


def _runs(values: Values, expression: str) -> float:
    started = values.flag("startCanary", True)
    return runs_each_month(expression) if started and not expression.startswith("rate(0") else 0
