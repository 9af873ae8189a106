"""Prices that fall in steps with the amount of data or requests, and what several services share of them."""

import math

from costing.bill import Bill

_TB = 1024.0
"""In GB."""
_PB = 1_000_000.0
"""In GB, as the price list of interface endpoints counts."""

INTERNET_OUT = (
    (10 * _TB, "internet_out_first_10tb"),
    (50 * _TB, "internet_out_next_40tb"),
    (150 * _TB, "internet_out_next_100tb"),
    (math.inf, "internet_out_over_150tb"),
)
CLOUDFRONT_OUT = (
    (10 * _TB, "out_first_10tb"),
    (50 * _TB, "out_next_40tb"),
    (150 * _TB, "out_next_100tb"),
    (500 * _TB, "out_next_350tb"),
    (1024 * _TB, "out_next_524tb"),
    (5 * 1024 * _TB, "out_next_4pb"),
    (math.inf, "out_over_5pb"),
)
ENDPOINT_DATA = ((_PB, "data_first_1pb"), (5 * _PB, "data_next_4pb"), (math.inf, "data_over_5pb"))


def first_billion(item: str) -> tuple[tuple[float, str], ...]:
    """Steps of Route 53's queries, in millions: `standard_queries` and so on."""
    return ((1000.0, f"{item}_first_1b"), (math.inf, f"{item}_over_1b"))


def internet_out(bill: Bill, gb: float) -> None:
    """The lines of data that goes out to the internet."""
    bill.tiers("data to the internet", gb, "data_transfer", INTERNET_OUT)


def across_zones(bill: Bill, gb: float) -> None:
    """The line of data that crosses zones: paid by the sender and by the receiver."""
    bill.add("data across zones, out and in", gb * 2, "data_transfer", "inter_az_each_direction", by_usage=True)


def to_region(bill: Bill, gb: float, region: str = "") -> None:
    """The line of data to another region: paid where it leaves."""
    near = {bill.region, region} == {"us-east-1", "us-east-2"}
    item = "us_east_1_us_east_2_out" if near else "inter_region_out"
    bill.add(f"data to {region or 'other regions'}", gb, "data_transfer", item, by_usage=True)


def count(bill: Bill, property_: str) -> int:
    """How many elements a list has, known or not."""
    value = bill.resource.inputs.get(property_)
    return len(value) if isinstance(value, list) else 0
