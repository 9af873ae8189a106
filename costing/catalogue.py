"""Published prices by region, service and item, each with its unit and source: whole tables of instance types, and `data/prices.json`."""

import difflib
import functools
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from costing.price import Price, PriceError
from costing.tables import Tables, tables

_FILE = Path(__file__).parent.parent / "data" / "prices.json"
_REFERENCE = "us-east-1"
HOURS = 730
"""Of a month, as AWS's own calculator counts."""

_ALIKE = {
    *("cloud_map", "cloudfront", "direct_connect", "eks", "global_accelerator", "kms", "private_ca", "public_ipv4", "route53"),
    *("secrets_manager", "shield", "waf"),
}
"""Services that cost the same in every region, or belong to none."""
_USUAL_SPOT = 0.33
"""The median of all families, where a family has no spot prices of its own."""


class Catalogue:
    """The prices of all regions."""

    def __init__(self, content: Mapping[str, Any], whole: Tables | None = None) -> None:
        self._regions: Mapping[str, Any] = content["regions"]
        self._ratios: Mapping[str, Any] = content["fallback_multiplier"]
        self._tables = whole or Tables(())
        self.discounts: Mapping[str, Mapping[str, Any]] = content.get("discounts", {})
        """Of commitments: service → terms such as `1y_no_upfront` → fraction off the on-demand price."""
        self.as_of: Mapping[str, str] = {**content["as_of"], **self._tables.as_of}

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that prices are known for."""
        return tuple(sorted({*self._regions, *self._tables.regions}))

    def price(self, region: str, service: str, item: str, kind: str = "") -> Price:
        """The price of an item, or of one instance type (`kind`) of a family of them. Raises PriceError if nobody publishes it."""
        if region not in self._regions and region not in self._tables.regions:
            raise PriceError(f"no prices for the region {region or '(none)'}; there are those of {', '.join(self.regions)}")
        if found := self._published(region, service, item, kind):
            return found
        reference = self._published(_REFERENCE, service, item, kind)
        if reference is None:
            raise PriceError(self._missing(service, item, kind))
        if service in _ALIKE:
            return reference
        ratio = self._ratio(region, service, kind)
        source = f"{reference.source}; no source for {region}: us-east-1 × {ratio}"
        return Price(reference.usd * Decimal(str(ratio)), reference.unit, source, estimated=True)

    def spot_factor(self, region: str, instance_type: str) -> float:
        """What spot instances of a type usually cost, as a fraction of the on-demand price."""
        family = instance_type.partition(".")[0]
        known = (self._tables.price(place, "ec2", "spot_factor", family) for place in (region, _REFERENCE))
        return next((float(price.usd) for price in known if price), _USUAL_SPOT)

    def _published(self, region: str, service: str, item: str, kind: str) -> Price | None:
        return self._tables.price(region, service, item, kind) or _price(self._regions.get(region, {}), service, item, kind)

    def _ratio(self, region: str, service: str, kind: str) -> float:
        """Of the region's prices to the reference's: the service's if known, else what all or its EC2 instances have."""
        if region in self._ratios:
            ratios = self._ratios[region]
            return float(ratios.get("by_instance_service" if kind else "by_service_non_instance", {}).get(service, ratios["default"]))
        return self._tables.ratio(region, _REFERENCE, service) or self._tables.ratio(region, _REFERENCE, "ec2") or 1.0

    def _missing(self, service: str, item: str, kind: str) -> str:
        if not kind:
            return f"no price for {service} {item}"
        known = {*self._regions[_REFERENCE].get(service, {}).get(item, {}).get("prices", {}), *self._tables.kinds(service, item)}
        if kind in known:
            return f"no price for {service} {item} {kind} here, nor in {_REFERENCE}"
        close = difflib.get_close_matches(kind, sorted(known), n=3)
        return f"no price for {service} {item} {kind}" + (f"; did you mean {', '.join(close)}?" if close else "")


@functools.cache
def catalogue() -> Catalogue:
    """The prices of `data/`."""
    return Catalogue(json.loads(_FILE.read_text()), tables())


def _price(services: Mapping[str, Any], service: str, item: str, kind: str) -> Price | None:
    entry = services.get(service, {}).get(item)
    if entry is None:
        return None
    usd = entry.get("prices", {}).get(kind) if kind else entry.get("usd")
    return None if usd is None else Price.of(usd, entry["unit"], entry["source"])
