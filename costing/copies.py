"""Data that is copied to another region."""

from costing.bill import Bill


def add_copies(bill: Bill, gb: float, region: str = "", text: str = "transfer to another region") -> None:
    """What leaves the region each month; nothing if `region` is the same one."""
    if region != bill.region:
        bill.add(text, gb, "data_transfer", "inter_region_out", by_usage=True)
