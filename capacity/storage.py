"""S3: what the events leave in each storage class."""

from collections.abc import Mapping

from capacity.figure import Figure
from capacity.limits import setting
from capacity.rounding import shown
from settings.lakehouse import DataBucket, Tiering

DAY = 86_400
GB = 1e9
MONTH = 30

CLASSES = ("standard", "infrequent_access", "glacier", "deep_archive", "intelligent")
"""S3 storage classes, by the names of the lifecycle settings."""


def days_in(tiering: Tiering, horizon_days: int) -> dict[str, int]:
    """How many days' worth of data lies in each class once data is `horizon_days` old; classes without any are left out."""
    end = min(horizon_days, tiering.expire or horizon_days)
    if tiering.intelligent:
        return {"intelligent": end}
    begins = [("standard", 0)]
    begins += [(name, days) for name in CLASSES[1:4] if (days := getattr(tiering, name)) is not None]
    ends = [days for _, days in begins[1:]] + [end]
    return {name: min(stop, end) - start for (name, start), stop in zip(begins, ends, strict=True) if start < end}


def classes_used(tiering: Mapping[DataBucket, Tiering], horizon_days: int) -> tuple[str, ...]:
    """The storage classes that hold anything."""
    used = {name for rules in tiering.values() for name in days_in(rules, horizon_days)}
    return tuple(name for name in CLASSES if name in used)


def held_gb(
    rate: float,
    bytes_per_event: float,
    stored: Mapping[DataBucket, float],
    tiering: Mapping[DataBucket, Tiering],
    horizon_days: int,
    name: str,
) -> Figure:
    """GB in one storage class, over all buckets, when the oldest data is `horizon_days` old. Overwritten versions come on top."""
    daily = rate * bytes_per_event * DAY / GB
    shares = {bucket: days_in(rules, horizon_days).get(name, 0) * stored.get(bucket, 0) for bucket, rules in tiering.items()}
    parts = [f"{bucket} {stored[bucket]:.3g} x {days_in(tiering[bucket], horizon_days)[name]} d" for bucket, part in shares.items() if part]
    return Figure(
        daily * sum(shares.values()),
        f"{shown(daily)} GB/d x ({' + '.join(parts)})",
        setting("load.horizon_days", horizon_days, "days of data"),
    )


def added_gb_month(rate: float, bytes_per_event: float, stored: Mapping[DataBucket, float]) -> Figure:
    """GB that a month adds, over all buckets."""
    share = sum(stored.values())
    text = f"{shown(rate)}/s x {shown(bytes_per_event)} B x {MONTH} d x {share:.3g} kept"
    return Figure(rate * bytes_per_event * DAY * MONTH * share / GB, text, setting("load.stored_share", share, "of the bytes kept"))
