"""Published prices by region, service and item: `data/prices.json`, each with its unit and source."""

import difflib
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent.parent / "data" / "prices.json"
_REFERENCE = "us-east-1"
HOURS = 730
"""Of a month, as AWS's own calculator counts."""


class PriceError(Exception):
    """There is no price for what a resource asks for. Says which, and what there is."""


@dataclass(frozen=True)
class Price:
    """What one unit of something costs, in USD, before discounts and taxes."""

    usd: Decimal
    unit: str
    """`hour`, `GB-month`, `1M requests` and so on."""
    source: str
    estimated: bool = False
    """No source for this region: us-east-1's price times the region's usual ratio to it."""


class Catalogue:
    """The prices of all regions."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._regions: Mapping[str, Any] = content["regions"]
        self._ratios: Mapping[str, Any] = content["fallback_multiplier"]
        self.as_of: Mapping[str, str] = content["as_of"]

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that prices are known for."""
        return tuple(sorted(self._regions))

    def price(self, region: str, service: str, item: str, kind: str = "") -> Price:
        """The price of an item, or of one instance type (`kind`) of a family of them. Raises PriceError if nobody publishes it."""
        if region not in self._regions:
            raise PriceError(f"no prices for the region {region or '(none)'}; there are those of {', '.join(self.regions)}")
        if found := _price(self._regions[region], service, item, kind):
            return found
        reference = _price(self._regions[_REFERENCE], service, item, kind)
        if reference is None:
            raise PriceError(_missing(self._regions[_REFERENCE], service, item, kind))
        ratios = self._ratios[region]
        ratio = ratios.get("by_instance_service" if kind else "by_service_non_instance", {}).get(service, ratios["default"])
        source = f"{reference.source}; no source for {region}: us-east-1 × {ratio}"
        return Price(reference.usd * Decimal(str(ratio)), reference.unit, source, estimated=True)


@functools.cache
def catalogue() -> Catalogue:
    """The prices of `data/prices.json`."""
    return Catalogue(json.loads(_FILE.read_text()))


def _price(services: Mapping[str, Any], service: str, item: str, kind: str) -> Price | None:
    entry = services.get(service, {}).get(item)
    if entry is None:
        return None
    usd = entry.get("prices", {}).get(kind) if kind else entry.get("usd")
    return None if usd is None else Price(Decimal(str(usd)), entry["unit"], entry["source"])


def _missing(services: Mapping[str, Any], service: str, item: str, kind: str) -> str:
    if not kind:
        return f"no price for {service} {item}"
    known = services.get(service, {}).get(item, {}).get("prices", {})
    close = difflib.get_close_matches(kind, known, n=3)
    return f"no price for {service} {item} {kind}" + (f"; did you mean {', '.join(close)}?" if close else "")
