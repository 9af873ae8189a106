"""EventBridge with its pipes and schedules, and Step Functions."""

import math

from costing.bill import Bill, Tier
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.schedules import runs_each_month

_EXPRESS: tuple[Tier, ...] = (
    (1000, "express_gb_hour_first_1k"),
    (5000, "express_gb_hour_next_4k"),
    (math.inf, "express_gb_hour_over_5k"),
)
_EXPRESS_STEP_GB = 1 / 16
_FOREVER_DAYS = 365
"""An archive without an end is counted with what it holds after a year."""

free(
    "events are paid with the bus that takes them; those of AWS's own services cost nothing",
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    "aws:cloudwatch/eventPermission:EventPermission",
    "aws:cloudwatch/eventEndpoint:EventEndpoint",
)
free("its secret is paid by EventBridge, its calls with the destination", "aws:cloudwatch/eventConnection:EventConnection")
free("AWS charges nothing for it", "aws:scheduler/scheduleGroup:ScheduleGroup")
free("schemas cost nothing", "aws:schemas/registry:Registry", "aws:schemas/registryPolicy:RegistryPolicy", "aws:schemas/schema:Schema")
free("part of the state machine", "aws:sfn/alias:Alias", "aws:sfn/activity:Activity")


@estimates("aws:cloudwatch/eventBus:EventBus")
def bus(bill: Bill) -> None:
    """Usage: `events` of 64 KB published on it, and `partner_events`."""
    bill.add("events published", bill.usage("events") / 1_000_000, "eventbridge", "custom_event", by_usage=True)
    bill.add("partners' events", bill.usage("partner_events") / 1_000_000, "eventbridge", "partner_event", by_usage=True)


@estimates("aws:cloudwatch/eventArchive:EventArchive")
def archive(bill: Bill) -> None:
    """Usage: `in_gb` archived; `storage_gb` held follows from the retention unless said."""
    in_gb = bill.usage("in_gb")
    days = bill.values.number("retentionDays") or _FOREVER_DAYS
    bill.add("events archived", in_gb, "eventbridge", "archive_processing", by_usage=True)
    bill.add("archive", bill.usage_or("storage_gb", in_gb * days * 24 / HOURS), "eventbridge", "archive_storage", by_usage=True)


@estimates("aws:cloudwatch/eventApiDestination:EventApiDestination")
def api_destination(bill: Bill) -> None:
    """Usage: `requests` sent to it."""
    bill.add("calls", bill.usage("requests") / 1_000_000, "eventbridge", "api_destination", by_usage=True)


@estimates("aws:scheduler/schedule:Schedule")
def schedule(bill: Bill) -> None:
    """Runs as often as its expression says. AWS's first 14 million of a month, which cost nothing, are not taken off."""
    runs = 0 if bill.values.text("state") == "DISABLED" else runs_each_month(bill.values.text("scheduleExpression"))
    bill.add("runs", runs / 1_000_000, "eventbridge", "scheduler_invocation")


@estimates("aws:pipes/pipe:Pipe")
def pipe(bill: Bill) -> None:
    """Usage: `requests` of 64 KB, after filtering."""
    bill.add("requests", bill.usage("requests") / 1_000_000, "eventbridge", "pipe_request", by_usage=True)


@estimates("aws:schemas/discoverer:Discoverer")
def discoverer(bill: Bill) -> None:
    """Usage: `events` of 8 KB that it looks at."""
    bill.add("events looked at", bill.usage("events") / 1_000_000, "eventbridge", "schema_discovery", by_usage=True)


@estimates("aws:sfn/stateMachine:StateMachine")
def state_machine(bill: Bill) -> None:
    """Usage: `transitions` of a standard one.

    Of an express one `requests`, the `duration_ms` of one (100 unless said) and its `memory_mb` (64).
    """
    if bill.values.text("type").upper() != "EXPRESS":
        bill.add("transitions", bill.usage("transitions") / 1000, "step_functions", "standard_transition", by_usage=True)
        return
    requests = bill.usage("requests")
    bill.add("requests", requests / 1_000_000, "step_functions", "express_request", by_usage=True)
    gb = max(bill.rate("memory_mb", 64) / 1024, _EXPRESS_STEP_GB)
    bill.tiers("duration", requests * bill.rate("duration_ms", 100) / 3_600_000 * gb, "step_functions", _EXPRESS)


@estimates("aws:mwaa/environment:Environment")
def workflow_environment(bill: Bill) -> None:
    """Managed Airflow. Usage: `workers` and `schedulers` beyond those of the environment, on average, and `storage_gb` of its database."""
    size = bill.values.text("environmentClass").removeprefix("mw1.") or "small"
    bill.hours(f"environment {size}", 1, "mwaa", "environment", size)
    workers = bill.rate("workers", max((bill.values.number("minWorkers") or 1) - 1, 0))
    schedulers = bill.rate("schedulers", max((bill.values.number("schedulers") or 2) - 2, 0))
    bill.add("workers beyond the first", workers * HOURS, "mwaa", "worker", size, by_usage=True)
    bill.add("schedulers beyond two", schedulers * HOURS, "mwaa", "scheduler", size, by_usage=True)
    bill.add("metadata", bill.usage("storage_gb"), "mwaa", "metadata_storage", by_usage=True)
