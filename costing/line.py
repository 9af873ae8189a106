"""One line of an estimate."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """What one resource costs each month for one thing."""

    urn: str
    resource_type: str
    region: str
    component: str
    """Name of the outermost component below the region that it belongs to; empty outside any."""
    service: str
    """As in the catalogue: `rds_postgresql`, `kinesis`, `data_transfer`."""
    item: str
    """What is paid for, for people: `instance db.r6g.2xlarge`, `storage gp3`."""
    quantity: Decimal
    """Per month, in `unit`s."""
    unit: str
    unit_price: Decimal
    source: str
    """Of the price."""
    by_usage: bool = False
    """Depends on what is done with the resource, not on its being there."""

    @property
    def monthly(self) -> Decimal:
        """USD each month, to the cent."""
        return (self.quantity * self.unit_price).quantize(_CENT, ROUND_HALF_UP)

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return {
            "urn": self.urn,
            "resource_type": self.resource_type,
            "region": self.region,
            "component": self.component,
            "service": self.service,
            "item": self.item,
            "quantity": float(round(self.quantity, 4)),
            "unit": self.unit,
            "unit_price": float(self.unit_price),
            "monthly": float(self.monthly),
        }
