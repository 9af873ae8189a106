"""The settings of one stack: everything that differs between environments, and nothing else."""

from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from settings.backup import Backup
from settings.compute import Compute
from settings.databases import Databases
from settings.eks import Eks
from settings.lakehouse import Lakehouse
from settings.load import Load
from settings.network import Network
from settings.problems import Source
from settings.regions import Region
from settings.section import AccountId, Section, matches
from settings.security import Security
from settings.streaming import Streaming

TagValue = Annotated[str, matches(r"[A-Za-z0-9 _.:/=+@-]{1,256}", "1 to 256 letters, digits, spaces or _.:/=+@-")]


class Tags(Section):
    """Tags on every resource, beside project, stack and region."""

    owner: TagValue
    """The team that answers for the stack."""
    cost_center: TagValue
    """Where the bill goes."""
    data_classification: Literal["public", "internal", "confidential", "restricted"] = "confidential"


class Settings(Section):
    """A whole stack file, validated."""

    account_id: AccountId
    """The AWS account. Providers refuse any other, and ARNs are literals that policies can judge before anything exists."""
    environment: Literal["dev", "staging", "prod"]
    """`prod` may not be without a `dr` region."""
    protect: bool
    """Stateful resources can be neither deleted nor replaced by a deployment, and stay if taken out of the program."""
    tags: Tags
    regions: Annotated[tuple[Region, ...], Field(min_length=1, max_length=8)]
    load: Load
    network: Network
    security: Security
    eks: Eks
    compute: Compute
    lakehouse: Lakehouse
    streaming: Streaming
    databases: Databases
    backup: Backup

    _source: Source = PrivateAttr(default=Source("settings"))

    @property
    def source(self) -> Source:
        """The file these settings were read from; names the line of a problem found later."""
        return self._source

    def read_from(self, source: Source) -> "Settings":
        """Remember the file."""
        self._source = source
        return self

    @property
    def primary(self) -> Region:
        """The one region with role `primary`."""
        return next(region for region in self.regions if region.role == "primary")

    @property
    def dr(self) -> Region | None:
        """The region that holds replicas, if the stack has one."""
        return next((region for region in self.regions if region.role == "dr"), None)
