"""What several services share of prices for data that leaves: the tiers of these, and the lines."""

import math

from costing.bill import Bill

TB = 1024.0
"""In GB."""
_PB = 1_000_000.0
"""In GB, as the price list of interface endpoints counts."""

INTERNET_OUT = (
    (10 * TB, "internet_out_first_10tb"),
    (50 * TB, "internet_out_next_40tb"),
    (150 * TB, "internet_out_next_100tb"),
    (math.inf, "internet_out_over_150tb"),
)
ENDPOINT_DATA = ((_PB, "data_first_1pb"), (5 * _PB, "data_next_4pb"), (math.inf, "data_over_5pb"))


def internet_out(bill: Bill, gb: float) -> None:
    """The lines of data that goes out to the internet."""
    bill.tiers("data to the internet", gb, "data_transfer", INTERNET_OUT)


def across_zones(bill: Bill, gb: float) -> None:
    """The line of data that crosses zones: paid by the sender and by the receiver."""
    bill.add("data across zones, out and in", gb * 2, "data_transfer", "inter_az_each_direction", by_usage=True)


def to_region(bill: Bill, gb: float, region: str = "", text: str = "") -> None:
    """The line of data to another region, paid where it leaves; nothing if that is the resource's own. Without a name it is any other."""
    if region == bill.region:
        return
    near = {bill.region, region} == {"us-east-1", "us-east-2"}
    item = "us_east_1_us_east_2_out" if near else "inter_region_out"
    bill.add(text or f"data to {region or 'other regions'}", gb, "data_transfer", item, by_usage=True)
