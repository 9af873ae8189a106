"""Where AWS has what belongs to no region: CloudFront's certificates and firewalls, the metrics of CloudFront and Route 53."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pulumi

from components.component import Component
from components.observability.alerts import Alerts, AlertsArgs
from components.placement import Placement
from components.security.keys import Keys, KeysArgs

GLOBAL_REGION = "us-east-1"
"""https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html"""


class Watched(Protocol):
    """A region of the stack, as far as alarms need it."""

    placement: Placement
    keys: Keys
    alerts: Alerts


@dataclass(frozen=True)
class GlobalRegionArgs:
    """What it needs."""

    primary: Placement
    regions: Mapping[str, Watched]
    """The stack's, by name."""


class GlobalRegion(Component):
    """The stack's own region there; without one, a key for logs and topics for alarms, which reach topics of their own region only."""

    placement: Placement
    logs_key_arn: pulumi.Output[str]
    alerts: Alerts
    is_extra: bool
    """No region of the stack is there."""

    def __init__(self, name: str, args: GlobalRegionArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        here = args.regions.get(GLOBAL_REGION)
        self.is_extra = here is None
        if here:
            self.placement, self.alerts, self.logs_key_arn = here.placement, here.alerts, here.keys.arns["logs"]
        else:
            primary = args.primary
            region = primary.region.model_copy(update={"name": GLOBAL_REGION, "role": "secondary"})
            self.placement = Placement(primary.stack, primary.settings, region, primary.permissions_boundary)
            keys = Keys(self.placement.label("keys"), KeysArgs(self.placement, None, ("logs",)), self.options())
            self.alerts = Alerts(self.placement.label("alerts"), AlertsArgs(self.placement, keys), self.options())
            self.logs_key_arn = keys.arns["logs"]
        self.register_outputs({})
