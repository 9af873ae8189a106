"""The zone of all public names."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from settings.edge import EdgeZone


@dataclass(frozen=True)
class PublicZoneArgs:
    """What the zone needs."""

    settings: EdgeZone
    protect: bool


class PublicZone(Component):
    """A zone that exists already, or one made here, which answers once its parent domain delegates to its name servers."""

    id: pulumi.Input[str]
    name_servers: pulumi.Output[list[str]] | None
    """To delegate to; None where the zone exists already."""

    def __init__(self, name: str, args: PublicZoneArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self.name_servers = None
        if args.settings.id:
            self.id = args.settings.id
        else:
            zone = aws.route53.Zone(
                name,
                name=args.settings.domain,
                comment="Public names of the platform",
                opts=self.options(protect=args.protect, retain_on_delete=args.protect),
            )
            self.id, self.name_servers = zone.zone_id, zone.name_servers
        self.register_outputs({"id": self.id})
