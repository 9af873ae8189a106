"""Lambda: how many executions run at once."""

import math

from capacity.figure import Figure
from capacity.limits import Limit, limit, setting
from capacity.rounding import shown, whole
from capacity.shape import FunctionShape

_BASE64 = 4 / 3
"""Records come to the function as base64."""


def concurrency(rate: float, bytes_per_event: float, function: FunctionShape) -> Figure:
    """Executions at once: rate x duration / batch. Large events make batches short (payload limit), but not quick."""
    batch, because = _batch(bytes_per_event, function)
    text = f"{shown(rate)}/s x {shown(function.seconds)} s, / {batch} records"
    return Figure(whole(rate * function.seconds / batch), text, because)


def _batch(bytes_per_event: float, function: FunctionShape) -> tuple[int, Limit]:
    payload = limit("lambda.payload_mb")
    fitting = max(1, math.floor(payload.value * 1e6 / (bytes_per_event * _BASE64)))
    if fitting < function.batch:
        return fitting, payload
    return function.batch, setting(f"functions.{function.name}.batch", function.batch, "records in a batch")


def account(rate: float, bytes_per_event: float, functions: tuple[FunctionShape, ...]) -> Figure:
    """All functions together, which the account's quota in the region limits."""
    each = [concurrency(rate, bytes_per_event, function) for function in functions]
    return Figure(sum(one.amount for one in each), " + ".join(shown(one.amount) for one in each), limit("lambda.concurrency"))
