"""What tests of costing share: resources without a program, and what they cost."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from costing import Estimate, Usage, estimate
from inventory.resource import Inventory, Resource


def resource(
    type_: str,
    inputs: Mapping[str, Any] | None = None,
    name: str = "it",
    region: str = "us-east-1",
    refers: Mapping[str, Resource] | None = None,
    parent: Resource | None = None,
    provider: str = "",
) -> Resource:
    """A resource; `refers` says which property's value comes from which other one."""
    outer = f"{parent.qualified_type}$" if parent else ""
    return Resource(
        urn=f"urn:pulumi:test::test::{outer}{type_}::{name}",
        type=type_,
        name=name,
        parent=parent.urn if parent else "",
        region=region,
        custom=not type_.startswith("eks:"),
        inputs=inputs or {},
        provider=provider,
        property_dependencies={property_: (other.urn,) for property_, other in (refers or {}).items()},
    )


def inventory(*resources: Resource) -> Inventory:
    """A stack of these."""
    return Inventory("test", "test", tuple(sorted(resources, key=lambda one: one.urn)))


def cost(*resources: Resource, usage: Mapping[str, float] | None = None) -> Estimate:
    """What these cost, each with the usage stated that its estimator asks for."""
    return estimate(inventory(*resources), Usage({"*": usage or {}}))


def problem_of(*resources: Resource, usage: Mapping[str, float] | None = None) -> str:
    """The one reason why they can't be priced."""
    (found,) = cost(*resources, usage=usage).problems
    return found


@dataclass(frozen=True)
class Case:
    """A configuration, and its price worked out by hand from published prices."""

    name: str
    resources: Sequence[Resource]
    arithmetic: str
    """As one writes it: `730 h × $0.504 + 100 GB × $0.115`."""
    usage: Mapping[str, float] = field(default_factory=dict)

    @property
    def expected(self) -> float:
        """What the arithmetic comes to."""
        return worked_out(self.arithmetic)

    def check(self) -> None:
        """Fails unless the estimate is within 1 %."""
        found = cost(*self.resources, usage=self.usage)
        assert not found.problems, found.problems
        total = float(found.total)
        assert abs(total - self.expected) <= max(0.01 * abs(self.expected), 0.01), f"{total} is not {self.arithmetic} = {self.expected}"


def worked_out(arithmetic: str) -> float:
    """The result of an arithmetic expression with units in it."""
    numbers = re.sub(r"\$|[A-Za-z%][A-Za-z/%-]*", "", arithmetic.replace("×", "*").replace(",", ""))
    assert re.fullmatch(r"[\d.()+*/\s-]+", numbers), numbers
    return float(eval(numbers, {"__builtins__": {}}))  # noqa: S307  the line above lets nothing but arithmetic through
