"""What an estimator writes a resource's lines on."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from costing.catalogue import HOURS, Catalogue
from costing.line import Line
from costing.price import Price, PriceError
from costing.usage import Usage
from inventory.resource import Inventory, Resource
from inventory.values import Values

Tier = tuple[float, str]
"""Up to which quantity in a month an item's price holds, and the item."""


class Around:
    """The stack around a resource, for what its price depends on besides itself: the template of a group, the engine of a cluster."""

    def __init__(self, inventory: Inventory) -> None:
        self.by_urn = {resource.urn: resource for resource in inventory}
        self._by_type: dict[str, list[Resource]] = {}
        for resource in inventory:
            self._by_type.setdefault(resource.type, []).append(resource)

    def of_type(self, *types: str) -> list[Resource]:
        """The resources of these types."""
        return [resource for type_ in types for resource in self._by_type.get(type_, ())]

    def target(self, resource: Resource, property_: str, *types: str) -> Resource | None:
        """The resource of one of these types that a property's value comes from, or names by its id."""
        origins = resource.property_dependencies.get(property_.split(".", maxsplit=1)[0], ())
        for urn in origins:
            if (found := self.by_urn.get(urn)) and found.type in types:
                return found
        value = Values(dict(resource.inputs)).text(property_)
        return next((other for other in self.of_type(*types) if value and value in (other.id, *_names(other))), None)

    def referring(self, resource: Resource, type_: str, property_: str) -> list[Resource]:
        """The resources of a type whose property refers to this one, such as the lifecycle of a bucket."""
        return [other for other in self.of_type(type_) if self.target(other, property_, resource.type) is resource]


def _names(resource: Resource) -> list[str]:
    keys = ("name", "bucket", "identifier", "clusterIdentifier", "arn", "id")
    return [value for key in keys if isinstance(value := resource.inputs.get(key), str)]


class Bill:
    """The lines of one resource."""

    def __init__(self, resource: Resource, component: str, prices: Catalogue, usage: Usage, around: Around) -> None:
        self.resource = resource
        self.values = Values(dict(resource.inputs))
        self.around = around
        self.region = resource.region
        self._component = component
        self._prices = prices
        self._usage = usage
        self.lines: list[Line] = []
        self.assumed: dict[str, float] = {}
        """Quantities that nobody stated, so that the default was taken."""

    def count(self, property_: str) -> int:
        """How many elements a list has, known or not."""
        value = self.resource.inputs.get(property_)
        return len(value) if isinstance(value, list) else 0

    def price(self, service: str, item: str, kind: str = "") -> Price:
        """A price in the resource's region. Raises PriceError if there is none."""
        return self._prices.price(self.region, service, item, kind)

    def add(
        self, text: str, quantity: float | Decimal, service: str, item: str, kind: str = "", by_usage: bool = False, times: float = 1.0
    ) -> None:
        """A line: so many units of an item each month. `text` tells people what it is. Nothing for a quantity of 0.

        `times` is what is paid of the listed price: less for spot capacity.
        """
        if quantity < 0:
            raise PriceError(f"{text}: there can't be {quantity} of it")
        if quantity:
            price = self.price(service, item, kind)
            self.lines.append(
                Line(
                    self.resource.urn,
                    self.resource.type,
                    self.region,
                    self._component,
                    service,
                    text,
                    Decimal(str(quantity)),
                    price.unit,
                    price.usd * Decimal(str(times)),
                    price.source if times == 1.0 else f"{price.source}; × {times:g}",
                    by_usage,
                )
            )

    def hours(self, text: str, count: float, service: str, item: str, kind: str = "", times: float = 1.0) -> None:
        """A line for so many things that run all month and are paid by the hour."""
        self.add(text, Decimal(str(count)) * HOURS, service, item, kind, times=times)

    def tiers(self, text: str, quantity: float, service: str, tiers: Iterable[Tier], kind: str = "", by_usage: bool = True) -> None:
        """The lines of a quantity whose price falls with it: each tier's upper limit, in the price's unit, and its item."""
        below = 0.0
        for until, item in tiers:
            name = f"{text}, over {below:,.0f}" if below else text
            self.add(name, max(min(quantity, until) - below, 0), service, item, kind, by_usage=by_usage)
            below = until

    def spot_factor(self, instance_type: str) -> float:
        """What spot instances of a type usually cost, as a fraction of the on-demand price."""
        return self._prices.spot_factor(self.region, instance_type)

    def usage(self, quantity: str, default: float = 0.0) -> float:
        """A monthly quantity that depends on use: what the stack states, else the default, which is then noted as assumed."""
        stated = self._usage.of(self.resource.urn, self.resource.name, self.resource.type, quantity)
        if stated is None:
            self.assumed[quantity] = self._usage.assumed(self.resource.urn, quantity, default) * self._usage.factor
            return self.assumed[quantity]
        return stated

    def usage_or(self, quantity: str, derived: float) -> float:
        """A quantity that is stated or reckoned from the load, else what follows from others that the estimate's band changed already."""
        found = self.usage(quantity)
        if found or quantity not in self.assumed:
            return found
        self.assumed[quantity] = derived
        return derived

    def rate(self, quantity: str, default: float = 0.0) -> float:
        """What use is like, not how much of it there is: how long one request takes. The same in the low and the high estimate."""
        stated = self._usage.of(self.resource.urn, self.resource.name, self.resource.type, quantity)
        if stated is None or not self._usage.factor:
            self.assumed[quantity] = self._usage.assumed(self.resource.urn, quantity, default)
            return self.assumed[quantity]
        return stated / self._usage.factor


Estimator = Callable[[Bill], None]
