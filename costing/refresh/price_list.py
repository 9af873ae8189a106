"""Tables from AWS itself: the Price List's files, which anyone may read without an account.

A region's EC2 file has several hundred megabytes: it is read line by line, and nothing of it is kept but what the rules name.
"""

import csv
import io
import json
import re
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from costing.refresh.instances_info import AURORA_ENGINES, MULTI_AZ, RDS_ENGINES
from costing.refresh.table import write

OUT = Path(__file__).parent.parent.parent / "data" / "prices"
_URL = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{offer}/current/{region}/index.csv"
_PREFIX = "(?:[A-Z]+[0-9]*-)?"
"""Of usage types outside us-east-1: `EUC1-BoxUsage:m5.large`."""


_COLUMNS = {"termtype", "startingrange", "priceperunit", "currency", "location type", "region code", "usagetype"}
"""That every file has; those that only some offers have are in the rules."""


class PriceListError(Exception):
    """A file of the Price List that is not there, not whole, older than what is known, or not as AWS writes it."""


@dataclass(frozen=True)
class Rule:
    """Which lines of an offer's file are the prices of an item."""

    offer: str
    service: str
    item: str
    wanted: Mapping[str, str]
    """Column → regular expression for all of its value."""
    unit: str = "hour"
    by_instance_type: bool = True

    def takes(self, line: Mapping[str, str]) -> bool:
        """Whether a line is one of them."""
        return all(re.fullmatch(pattern, line.get(column, "")) for column, pattern in self.wanted.items())


@dataclass
class _Table:
    unit: str
    items: defaultdict[str, defaultdict[str, dict[str, float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))
    units: dict[str, str] = field(default_factory=dict)


def _usage(pattern: str) -> dict[str, str]:
    return {"usagetype": _PREFIX + pattern}


_SHARED = {
    "product family": r"Compute Instance( \(bare metal\))?",
    "tenancy": "Shared",
    "pre installed s/w": "NA",
    "capacitystatus": "Used",
}
_NO_LICENCE = {"license model": "No License required"}
_SINGLE = {"product family": "Database Instance", "deployment option": "Single-AZ"}
_VOLUMES = {"gp2": r"\.gp2", "gp3": r"\.gp3", "io1": r"\.piops", "io2": r"\.io2", "st1": r"\.st1", "sc1": r"\.sc1", "standard": ""}
_FARGATE = {
    "vcpu_hour": "Fargate-vCPU-Hours:perCPU",
    "gb_hour": "Fargate-GB-Hours",
    "vcpu_hour_arm": "Fargate-ARM-vCPU-Hours:perCPU",
    "gb_hour_arm": "Fargate-ARM-GB-Hours",
    "vcpu_hour_windows": "Fargate-Windows-vCPU-Hours:perCPU",
    "gb_hour_windows": "Fargate-Windows-GB-Hours",
    "windows_os_hour": "Fargate-Windows-OS-Hours:perCPU",
    "ephemeral_gb_hour": "Fargate-EphemeralStorage-GB-Hours",
}

RULES = (
    Rule("AmazonEC2", "ec2", "on_demand_linux", _SHARED | _NO_LICENCE | {"operating system": "Linux"} | _usage("BoxUsage:.*")),
    Rule("AmazonEC2", "ec2", "on_demand_windows", _SHARED | _NO_LICENCE | {"operating system": "Windows"} | _usage("BoxUsage:.*")),
    *(
        Rule("AmazonEC2", "ebs", f"{kind}_storage", _usage(f"EBS:VolumeUsage{suffix}"), "GB-month", by_instance_type=False)
        for kind, suffix in _VOLUMES.items()
    ),
    Rule("AmazonEC2", "ebs", "snapshot_storage", _usage("EBS:SnapshotUsage"), "GB-month", by_instance_type=False),
    *(
        Rule("AmazonRDS", service, "single_az", _SINGLE | {"operation": f"CreateDBInstance:{code:0>4}"} | _usage("InstanceUsage:.*"))
        for service, code in RDS_ENGINES.items()
    ),
    *(
        Rule("AmazonRDS", service, item, {"operation": f"CreateDBInstance:{code:0>4}"} | _usage(f"InstanceUsage{usage}:.*"))
        for service, code in AURORA_ENGINES.items()
        for item, usage in (("instance", ""), ("instance_io_optimized", "IOOptimized"))
    ),
    *(
        Rule("AmazonElastiCache", "elasticache", f"{engine.lower()}_node", {"cache engine": engine} | _usage("NodeUsage:.*"))
        for engine in ("Redis", "Valkey", "Memcached")
    ),
    Rule("AmazonES", "opensearch", "instance", {"instance type": r".*\.search"} | _usage("ESInstance:.*")),
    Rule("ElasticMapReduce", "emr", "ec2_uplift_per_instance", {"software type": "EMR"} | _usage("BoxUsage:.*")),
    *(
        Rule("AmazonECS", "fargate", item, _usage(usage), "vCPU-hour" if "Hours:perCPU" in usage else "GB-hour", by_instance_type=False)
        for item, usage in _FARGATE.items()
    ),
)
OFFERS = tuple(sorted({rule.offer for rule in RULES}))


def extract(files: Iterable[Iterable[str]], out: Path | None = None) -> list[Path]:
    """Write a table for each service of whose offer there is a file; and which these are. Nothing if one file cannot be read, or is old."""
    out = out or OUT
    tables: dict[str, _Table] = {}
    published = ""
    for file in files:
        head, lines = _read(file)
        published = max(published, head["Publication Date"][:10])
        rules = [rule for rule in RULES if rule.offer == head["OfferCode"]]
        for line in lines:
            _take(line, rules, tables)
    if not tables:
        raise PriceListError("no line of the Price List is a price that the tables have")
    files_of = {service: out / f"{service}-price-list.json" for service in tables}
    for place in files_of.values():
        if place.exists() and (known := json.loads(place.read_text())["as_of"]) > published:
            raise PriceListError(f"the Price List is from {published}, but {place.name} is from {known} already: it may come from a cache")
    written = []
    for service, table in tables.items():
        more = {"derived": MULTI_AZ} if "single_az" in table.items else {}
        head_of_table: dict[str, Any] = {"service": service, "unit": table.unit, "units": table.units, "as_of": published}
        written.append(files_of[service])
        write(written[-1], {**head_of_table, "source": "AWS Price List", **more}, table.items)
    return written


def _take(line: Mapping[str, str], rules: Iterable[Rule], tables: dict[str, _Table]) -> None:
    """Keep a line's price if a rule takes it; of a price by tiers the first."""
    try:
        usd = float(line["priceperunit"] or 0)
    except ValueError:
        raise PriceListError(f"{line.get('sku')}: the price {line['priceperunit']!r} is no number") from None
    if line["termtype"] != "OnDemand" or line["startingrange"] not in ("0", "") or line["currency"] != "USD" or not usd:
        return
    if line.get("location type") != "AWS Region":
        return
    for rule in rules:
        if rule.takes(line):
            table = tables.setdefault(rule.service, _Table(rule.unit))
            table.units[rule.item] = rule.unit
            table.items[rule.item][line["instance type"] if rule.by_instance_type else ""][line["region code"]] = usd


def _read(file: Iterable[str]) -> tuple[dict[str, str], Iterator[dict[str, str]]]:
    """The facts that a file begins with, and its lines by column. Some files write a column's name in another case than others."""
    rows = csv.reader(file)
    head: dict[str, str] = {}
    columns: list[str] = []
    for row in rows:
        if row[:1] == ["SKU"]:
            columns = ["usagetype" if name.lower() == "usage type" else name.lower() for name in row]
            break
        head |= dict([row]) if len(row) == 2 else {}
    if not columns or not {"Publication Date", "OfferCode"} <= head.keys():
        raise PriceListError("that is no file of the Price List: it has no head and no columns")
    if missing := sorted(_COLUMNS.union(*(rule.wanted for rule in RULES if rule.offer == head["OfferCode"])) - set(columns)):
        raise PriceListError(f"the Price List of {head['OfferCode']} has no columns {', '.join(missing)}: AWS writes it in another way now")
    return head, _lines(rows, columns)


def _lines(rows: Iterator[list[str]], columns: list[str]) -> Iterator[dict[str, str]]:
    for row in rows:
        if row and len(row) != len(columns):
            raise PriceListError(f"a line of the Price List has {len(row)} columns, not {len(columns)}: {row[0]}")
        if row:
            yield dict(zip(columns, row, strict=True))


def download(offer: str, region: str) -> Iterator[str]:
    """The lines of an offer's file of a region. Raises PriceListError if it cannot be had as a whole."""
    place = f"the Price List of {offer} in {region}"
    try:
        with urllib.request.urlopen(_URL.format(offer=offer, region=region), timeout=60) as answer:  # noqa: S310  the address is AWS's own
            yield from io.TextIOWrapper(answer, encoding="utf-8", newline="")
            if answer.length:
                raise PriceListError(f"{place} ended {answer.length} bytes too early")
    except urllib.error.URLError as error:
        raise PriceListError(f"{place} cannot be read: {error}") from None
