"""Lambda functions."""

import math

from costing.bill import Bill, Tier
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.price import PriceError
from inventory.values import Values

FUNCTION = "aws:lambda/function:Function"
_MEMORY_MB = 128
_INCLUDED_STORAGE_MB = 512
_SECONDS_A_MONTH = HOURS * 3600

_X86: tuple[Tier, ...] = ((6e9, "gb_second_x86"), (15e9, "gb_second_x86_next_9b"), (math.inf, "gb_second_x86_over_15b"))
_ARM: tuple[Tier, ...] = ((7.5e9, "gb_second_arm"), (18.75e9, "gb_second_arm_next_11_25b"), (math.inf, "gb_second_arm_over_18_75b"))
"""By GB-seconds of a month. AWS counts those of an account's functions together, so that several large ones cost a bit less."""

free(
    "part of the function",
    "aws:lambda/alias:Alias",
    "aws:lambda/codeSigningConfig:CodeSigningConfig",
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "aws:lambda/functionRecursionConfig:FunctionRecursionConfig",
    "aws:lambda/functionUrl:FunctionUrl",
    "aws:lambda/layerVersion:LayerVersion",
    "aws:lambda/layerVersionPermission:LayerVersionPermission",
    "aws:lambda/permission:Permission",
    "aws:lambda/runtimeManagementConfig:RuntimeManagementConfig",
)


@estimates(FUNCTION)
def function(bill: Bill) -> None:
    """Usage: `requests`, and `duration_ms` that one takes (100 unless said)."""
    values = bill.values
    arm = _is_arm(values)
    requests = bill.usage("requests")
    seconds = requests * bill.rate("duration_ms", 100) / 1000
    bill.add("requests", requests / 1_000_000, "lambda", "request", by_usage=True)
    bill.tiers("duration", seconds * _gb(values), "lambda", _ARM if arm else _X86)
    storage_mb = max((values.number("ephemeralStorage.size") or 0) - _INCLUDED_STORAGE_MB, 0)
    bill.add("storage over 512 MB", seconds * storage_mb / 1024, "lambda", "ephemeral_storage_over_512mb", by_usage=True)


@estimates("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig")
def provisioned_concurrency(bill: Bill) -> None:
    """Usage: `requests` that it serves and the `duration_ms` of one; not to be stated for the function, too."""
    target = bill.around.target(bill.resource, "functionName", FUNCTION)
    if target is None:
        raise PriceError("the function that it keeps ready is not in the stack")
    values = Values(dict(target.inputs))
    kind = "arm" if _is_arm(values) else "x86"
    ready = bill.values.number("provisionedConcurrentExecutions") or 0
    bill.add("provisioned concurrency", ready * _SECONDS_A_MONTH * _gb(values), "lambda", f"provisioned_gb_second_{kind}")
    requests = bill.usage("requests")
    gb_seconds = requests * bill.rate("duration_ms", 100) / 1000 * _gb(values)
    bill.add("requests", requests / 1_000_000, "lambda", "request", by_usage=True)
    bill.add("duration", gb_seconds, "lambda", f"duration_provisioned_gb_second_{kind}", by_usage=True)


@estimates("aws:lambda/eventSourceMapping:EventSourceMapping")
def event_source(bill: Bill) -> None:
    """Reading events costs nothing by itself, but for pollers of its own."""
    if bill.values.number("provisionedPollerConfig.minimumPollers"):
        raise PriceError("no price for provisioned pollers")


def _is_arm(values: Values) -> bool:
    return "arm64" in values.texts("architectures")


def _gb(values: Values) -> float:
    return (values.number("memorySize") or _MEMORY_MB) / 1024
