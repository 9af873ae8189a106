"""Services that bill a record as if it were larger: each is rounded up to so many KB."""

import math

_KB_IN_GB = 1024 * 1024


def billed_gb(gb: float, records: float, step_kb: float) -> float:
    """GB that are billed for so many GB in so many records. The size itself if the number of records is not known."""
    if not records:
        return gb
    return steps_of(gb, records, step_kb) * step_kb / _KB_IN_GB


def steps_of(gb: float, records: float, step_kb: float) -> float:
    """How many whole steps the records take: payload units, chunks."""
    if not records:
        return gb * _KB_IN_GB / step_kb
    return records * max(math.ceil(round(gb * _KB_IN_GB / records / step_kb, 6)), 1)
