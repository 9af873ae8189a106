"""Prices of data transfer in all regions and of CloudFront in all its areas, from what infracost's tests expect of the AWS Price List."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from costing.refresh.table import write

_OUT = Path(__file__).parent.parent.parent / "data" / "prices"
_HEADING = re.compile(r"^[ │├└─]*(?P<name>[A-Za-z_][\w .,-]*?) *$")
_LINE = re.compile(r"^[ │├└─]*(?P<name>[A-Z].*?)  +(?P<quantity>[\d,.]+)  (?P<unit>\S.*?)  +\$(?P<usd>[\d,.]+)")
_COMMERCIAL = re.compile(r"aws_data_transfer\.(?P<region>(?!us-gov-|cn-)[a-z]{2}-[a-z]+-\d)$")

_TRANSFER = {
    "Outbound data transfer to Internet (first 10TB)": "internet_out_first_10tb",
    "Outbound data transfer to Internet (next 40TB)": "internet_out_next_40tb",
    "Outbound data transfer to Internet (next 100TB)": "internet_out_next_100tb",
    "Outbound data transfer to Internet (over 150TB)": "internet_out_over_150tb",
    "Outbound data transfer to other regions": "inter_region_out",
}
_CLOUDFRONT = {
    "Data transfer out to internet (first 10TB)": "out_first_10tb",
    "Data transfer out to internet (next 40TB)": "out_next_40tb",
    "Data transfer out to internet (next 100TB)": "out_next_100tb",
    "Data transfer out to internet (next 350TB)": "out_next_350tb",
    "Data transfer out to internet (next 524TB)": "out_next_524tb",
    "Data transfer out to internet (next 4PB)": "out_next_4pb",
    "Data transfer out to internet (over 5PB)": "out_over_5pb",
    "Data transfer out to origin": "to_origin",
}
_AREAS = {
    "US, Mexico, Canada": "us",
    "Europe, Israel": "europe",
    "South Africa, Kenya, Middle East": "africa",
    "South America": "south_america",
    "Japan": "japan",
    "Australia, New Zealand": "australia",
    "Hong Kong, Philippines, Asia Pacific": "asia",
    "India": "india",
}


def extract(transfer: Path, cloudfront: Path, date: str, source: str, out: Path = _OUT) -> None:
    """Write the tables. A total and its quantity give a price; the first of an area counts, as it has the largest quantities."""
    by_item: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for heading, name, price in _prices(transfer.read_text()):
        if (place := _COMMERCIAL.match(heading)) and name in _TRANSFER:
            by_item[_TRANSFER[name]].setdefault(place["region"], price)
    head = {"service": "data_transfer", "unit": "GB", "as_of": date, "source": f"{source}/{transfer.stem}/{transfer.name}"}
    write(out / "data_transfer.json", head, {item: {"": prices} for item, prices in by_item.items()})
    by_area: defaultdict[str, dict[str, Mapping[str, float]]] = defaultdict(dict)
    for heading, name, price in _prices(cloudfront.read_text()):
        if heading in _AREAS and name in _CLOUDFRONT:
            by_area[_CLOUDFRONT[name]].setdefault(_AREAS[heading], {"us-east-1": price})
    head = {"service": "cloudfront", "unit": "GB", "as_of": date, "source": f"{source}/{cloudfront.stem}/{cloudfront.name}"}
    write(out / "cloudfront.json", head, by_area)


def _prices(text: str) -> Iterator[tuple[str, str, float]]:
    """What stands above a line, the line's name, and the price of one of its units."""
    heading = ""
    for line in text.splitlines():
        if found := _LINE.match(line):
            quantity, usd = (float(found[key].replace(",", "")) for key in ("quantity", "usd"))
            yield heading, found["name"].strip(), round(usd / quantity, 4)
        elif found := _HEADING.match(line):
            heading = found["name"]
