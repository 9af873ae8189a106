"""One region of the platform, in the order in which a packet and then an event meets its parts."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.placement import Placement
from components.security.keys import Keys, KeysArgs


@dataclass(frozen=True)
class RegionStackArgs:
    """What one region needs."""

    placement: Placement
    primary: "RegionStack | None"
    """The primary region, whose keys are replicated here; None for the primary region itself."""


class RegionStack(Component):
    """Everything inside one region."""

    placement: Placement
    keys: Keys

    def __init__(self, name: str, args: RegionStackArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("index", name, opts)
        self.placement = args.placement
        label = args.placement.label
        self.keys = Keys(label("keys"), KeysArgs(args.placement, args.primary.keys if args.primary else None), self.options())
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of this region, for `ops` and for other stacks."""
        return {"role": self.placement.region.role, "key_arns": self.keys.arns}
