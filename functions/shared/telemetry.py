"""One JSON line for a batch: a log entry, and by the CloudWatch embedded metric format its metrics too.

Nothing of a payload and no identifier of a user is ever among the fields.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

NAMESPACE = "Custom/DataPipeline"
"""The namespace that the dashboards read."""


def report(function: str, now: float, lag: float, counts: Mapping[str, int], **fields: Any) -> None:
    """Say what became of a batch. `lag` is the age of its oldest record in seconds; `counts` are metrics of records."""
    metrics = [{"Name": name, "Unit": "Count"} for name in counts] + [{"Name": "Lag", "Unit": "Milliseconds"}]
    _write(
        level="INFO",
        message="batch",
        function=function,
        _aws={
            "Timestamp": round(now * 1000),
            "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": [["function"]], "Metrics": metrics}],
        },
        Lag=max(0, round(lag * 1000)),
        **counts,
        **fields,
    )


def report_error(function: str, error: Exception, **fields: Any) -> None:
    """Say what AWS refused: the operation and the error's name. Messages are left out, for they may quote what was sent."""
    if isinstance(error, ClientError):
        fields |= {"operation": error.operation_name, "code": error.response.get("Error", {}).get("Code", "")}
    _write(level="ERROR", message="call failed", function=function, error=type(error).__name__, **fields)


def _write(**fields: Any) -> None:
    sys.stdout.write(json.dumps(fields, separators=(",", ":")) + "\n")
