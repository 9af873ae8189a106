"""Whole price tables, one file a service in `data/prices/`: all instance types of all commercial regions."""

import functools
import json
import statistics
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from costing.price import Price

_FOLDER = Path(__file__).parent.parent / "data" / "prices"


class Tables:
    """The prices of several files; of two that know a price, the newer one's counts."""

    def __init__(self, files: Iterable[Mapping[str, Any]]) -> None:
        self._files = sorted(files, key=lambda file: str(file["as_of"]), reverse=True)
        self._columns = {id(file): {region: index for index, region in enumerate(file["regions"])} for file in self._files}
        self.regions = frozenset(region for file in self._files for region in file["regions"])
        self.as_of = {f"{file['service']}: {'; '.join(file['items'])}": str(file["as_of"]) for file in reversed(self._files)}

    def price(self, region: str, service: str, item: str, kind: str = "") -> Price | None:
        """The price of an item, or of one instance type of it; None if no table has it."""
        for file in self._files:
            if file["service"] == service and (found := self._in(file, region, item, kind)):
                return found
        return None

    def kinds(self, service: str, item: str) -> frozenset[str]:
        """The instance types that have a price in any region."""
        return frozenset(kind for file in self._files if file["service"] == service for kind in file["items"].get(_base(file, item), {}))

    def ratio(self, region: str, reference: str, service: str) -> float | None:
        """How a region's prices of a service's instances compare to the reference region's; None if nothing compares."""
        return _ratio(self, region, reference, service)

    def ratios(self, region: str, reference: str, service: str) -> list[float]:
        """The same for each instance type."""
        found = []
        for file in self._files:
            columns = self._columns[id(file)]
            if file["service"] == service and {region, reference} <= columns.keys():
                here, there = columns[region], columns[reference]
                rows = (row for rows in file["items"].values() for row in rows.values())
                found += [row[here] / row[there] for row in rows if row[here] and row[there]]
        return found

    def _in(self, file: Mapping[str, Any], region: str, item: str, kind: str) -> Price | None:
        column = self._columns[id(file)].get(region)
        row = file["items"].get(_base(file, item), {}).get(kind)
        if column is None or row is None or row[column] is None:
            return None
        derived = file.get("derived", {}).get(item, {})
        source = f"{file['source']}, {file['as_of']}" + (f"; {derived['source']}" if derived else "")
        return Price.of(row[column] * derived.get("times", 1), file.get("units", {}).get(item, file["unit"]), source)


def _base(file: Mapping[str, Any], item: str) -> str:
    """The item that another one's prices are a multiple of."""
    return str(file.get("derived", {}).get(item, {}).get("of", item))


@functools.cache
def _ratio(tables: Tables, region: str, reference: str, service: str) -> float | None:
    ratios = tables.ratios(region, reference, service)
    return round(statistics.median(ratios), 4) if ratios else None


@functools.cache
def tables() -> Tables:
    """Those of `data/prices/`."""
    return Tables([json.loads(file.read_text()) for file in sorted(_FOLDER.glob("*.json"))])
