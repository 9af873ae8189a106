"""The whole platform: its regions, and what spans them."""

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.region import RegionStack, RegionStackArgs
from components.tags import tagging
from settings import Settings

_ORDER = ("primary", "secondary", "dr")


class Platform(Component):
    """Every region of a stack, the primary first, the dr region last."""

    regions: dict[str, RegionStack]

    def __init__(self, stack: str, settings: Settings):
        super().__init__("index", stack, pulumi.ResourceOptions(transformations=[tagging(settings, stack)]))
        self.regions = {}
        ordered = sorted(settings.regions, key=lambda region: _ORDER.index(region.role))
        self._providers = {
            region.name: aws.Provider(
                region.name, region=region.name, allowed_account_ids=[settings.account_id], opts=self.options()
            )
            for region in ordered
        }
        primary: RegionStack | None = None
        for region in ordered:
            placement = Placement(stack, settings, region, "arn:aws:iam::aws:policy/PowerUserAccess")
            self.regions[region.name] = RegionStack(
                region.name, RegionStackArgs(placement, primary), self.options(providers={"aws": self._providers[region.name]})
            )
            primary = primary or self.regions[region.name]
        self.register_outputs({})

    def exports(self) -> dict[str, object]:
        """The outputs of the stack."""
        return {"regions": {name: region.exports() for name, region in self.regions.items()}}
