"""The settings of one stack: everything that differs between environments, and nothing else."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr

from settings.backup import Backup
from settings.compute import Compute
from settings.data_services import DataServices
from settings.databases import Databases
from settings.delivery import Delivery
from settings.edge import Edge
from settings.eks import Eks
from settings.governance import Governance
from settings.kubernetes import Kubernetes
from settings.lakehouse import Lakehouse
from settings.load import Load
from settings.mesh import Gateway, Mesh
from settings.network import Network
from settings.observability import Observability
from settings.policies import Policies
from settings.problems import Source
from settings.quotas import RaisedQuotas
from settings.recovery import Recovery
from settings.regions import Region
from settings.section import AccountId, Section, matches
from settings.security import Security
from settings.streaming import TOPICS, Streaming, Topic, TopicName
from settings.usage import Usage
from settings.workloads import Workloads

TagValue = Annotated[str, matches(r"[A-Za-z0-9 _.:/=+@-]{1,256}", "1 to 256 letters, digits, spaces or _.:/=+@-")]


class Tags(Section):
    """Tags on every resource, beside project, stack and region."""

    owner: TagValue
    """The team that answers for the stack."""
    cost_center: TagValue
    """Where the bill goes."""
    data_classification: Literal["public", "internal", "confidential", "restricted"] = "confidential"


class ClusterSettings(Section):
    """What every stack says: what it is, and what runs inside its clusters."""

    environment: Literal["local", "dev", "staging", "prod"]
    """`prod` on AWS may not be without a `dr` region."""
    protect: bool
    """Stateful resources can be neither deleted nor replaced by a deployment, and stay if taken out of the program."""
    tags: Tags
    kubernetes: Kubernetes = Kubernetes()
    data_services: DataServices = DataServices()
    observability: Observability = Observability()
    workloads: Workloads = Workloads()
    mesh: Mesh = Mesh()
    gateway: Gateway = Gateway()
    delivery: Delivery = Delivery()
    policies: Policies = Policies()

    _source: Source = PrivateAttr(default=Source("settings"))

    @property
    def source(self) -> Source:
        """The file these settings were read from; names the line of a problem found later."""
        return self._source

    def read_from(self, source: Source) -> Self:
        """Remember the file."""
        self._source = source
        return self


class ExistingSettings(ClusterSettings):
    """The stack file of one Kubernetes cluster that is there already (`kubernetes.mode: existing`): no AWS resource at all."""

    topics: dict[TopicName, Topic] = Field(default_factory=lambda: dict(TOPICS))
    """Kafka's topics, as `streaming.topics` on AWS."""


class Settings(ClusterSettings):
    """The stack file of a platform on AWS (`kubernetes.mode: eks`)."""

    account_id: AccountId
    """The AWS account. Providers refuse any other, and ARNs are literals that policies can judge before anything exists."""
    regions: Annotated[tuple[Region, ...], Field(min_length=1, max_length=8)]
    active_region: str | None = None
    """Where the primary's work is done: the primary region itself (or None), or the dr region since `ops failover` moved it there."""
    load: Load
    network: Network
    security: Security
    eks: Eks
    compute: Compute
    lakehouse: Lakehouse
    streaming: Streaming
    databases: Databases
    backup: Backup
    recovery: Recovery = Recovery()
    governance: Governance | None = None
    """Budgets and cost anomalies; without it nobody is told what the stack spends."""
    edge: Edge | None = None
    """What stands between the internet and the regions; without it nothing is reached from outside but what `exposure` says."""
    quotas: RaisedQuotas = Field(default_factory=dict)
    """AWS quotas that were raised for the account, by code: one number for all regions, or numbers by region."""
    usage: Usage = Usage()

    @property
    def primary(self) -> Region:
        """The one region with role `primary`."""
        return next(region for region in self.regions if region.role == "primary")

    @property
    def dr(self) -> Region | None:
        """The region that holds replicas, if the stack has one."""
        return next((region for region in self.regions if region.role == "dr"), None)

    @property
    def standby(self) -> Region | None:
        """Of the primary and the dr region, the one that waits; None without a dr region."""
        if self.dr is None:
            return None
        return self.primary if self.active_region == self.dr.name else self.dr


def model_of(values: Mapping[str, Any]) -> type[Settings] | type[ExistingSettings]:
    """The model that a stack file's values are meant for."""
    kubernetes = values.get("kubernetes")
    return ExistingSettings if isinstance(kubernetes, dict) and kubernetes.get("mode") == "existing" else Settings
