"""Where a component stands (project, stack, account, region) and what things are called there."""

from dataclasses import dataclass, replace
from typing import Any

import pulumi

from settings import PROJECT, Settings
from settings.naming import bucket_name
from settings.regions import Region


@dataclass(frozen=True)
class Placement:
    """One region of one stack. Every name here is known before anything is deployed, so that policies can judge it."""

    stack: str
    settings: Settings
    region: Region
    permissions_boundary: pulumi.Input[str]
    """ARN of the policy that caps every role the platform creates."""

    @property
    def account_id(self) -> str:
        """The AWS account."""
        return self.settings.account_id

    @property
    def is_primary(self) -> bool:
        """Whether this region also holds what the stack needs once, such as the trail and the deploy roles."""
        return self.region.role == "primary"

    @property
    def watches_cost(self) -> bool:
        """Whether budgets of the whole stack tell this region's topics."""
        return self.is_primary and self.settings.governance is not None

    @property
    def has_web(self) -> bool:
        """Whether the web application's files are in this region."""
        edge = self.settings.edge
        return self.region.role != "secondary" and edge is not None and edge.web is not None

    @property
    def is_active(self) -> bool:
        """Whether events are worked on here. The region that stands by has its consumers, but switched off."""
        return self.region != self.settings.standby

    @property
    def takes_turns(self) -> bool:
        """Whether a failover gives this region the other part: the primary and the dr region, where there are both."""
        return self.settings.dr is not None and self.region.role in ("primary", "dr")

    @property
    def other(self) -> "Placement | None":
        """The region that it takes turns with."""
        regions = (self.settings.primary, self.settings.dr) if self.takes_turns else ()
        return next((replace(self, region=each) for each in regions if each and each != self.region), None)

    def label(self, *words: str) -> str:
        """A logical name: region first, so that no two regions share one."""
        return "-".join((self.region.name, *words))

    def physical(self, *words: str) -> str:
        """A name inside the region, such as a cluster's: `event-platform-prod-eks`."""
        return "-".join((PROJECT, self.stack, *words))

    def bucket(self, purpose: str) -> str:
        """A bucket name, unique in all of AWS: its suffix is drawn from account, stack and region. At most 63 characters."""
        return bucket_name(self.account_id, self.stack, self.region.name, purpose)

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region."""
        return f"arn:aws:{service}:{self.region.name}:{self.account_id}:{resource}"

    def stateful(self, **more: Any) -> dict[str, Any]:
        """Options that keep data from a careless deployment where the stack asks for it."""
        return {"protect": self.settings.protect, "retain_on_delete": self.settings.protect} | more
