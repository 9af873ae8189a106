"""What `ops` knows of a stack: its outputs, as `pulumi stack output --json` prints them.

The program writes them; a test holds both together.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Output(BaseModel):
    """Part of the outputs; what it does not name is for others."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class Size(_Output):
    """How many of a thing."""

    min: int
    desired: int
    max: int


class Sizes(_Output):
    """How many while the region works, and while it stands by."""

    active: Size
    standby: Size


class ClusterObject(_Output):
    """A Kubernetes object that a failover changes: what of it differs, as JSON merge patches (RFC 7386)."""

    api_version: str
    kind: str
    namespace: str
    name: str
    active: Mapping[str, Any]
    standby: Mapping[str, Any]


class Postgres(_Output):
    """The region's PostgreSQL instance."""

    identifier: str
    instance_class: str
    subnet_group: str
    parameter_group: str
    security_group_ids: list[str]
    kms_key_arn: str
    backup_days: int
    tags: dict[str, str] = Field(default_factory=dict)
    """What it has while the region works, and not while it is a copy: AWS Backup finds it by them."""


class CacheGroup(_Output):
    """The region's replication group of ElastiCache."""

    id: str
    global_id: str | None = None
    """Of the Global Datastore that it is part of."""


class Takeover(_Output):
    """What changes when the region's part changes: everything that `Placement.is_active` decides, and what AWS has to be told beside it."""

    node_groups: dict[str, Sizes] = Field(default_factory=dict)
    """Node group of EKS → sizes."""
    services: dict[str, Sizes] = Field(default_factory=dict)
    """Service of ECS → tasks."""
    event_sources: dict[str, str] = Field(default_factory=dict)
    """Function → UUID of the mapping by which it reads a stream."""
    flink: str | None = None
    """The application's name, if it has code to run."""
    objects: list[ClusterObject] = Field(default_factory=list)
    postgres: Postgres | None = None
    cache: CacheGroup | None = None


class FunctionDeployment(_Output):
    """A Lambda function whose alias CodeDeploy or `ops canary` moves."""

    application: str
    group: str
    function: str
    alias: str
    version: str
    """The newest that was deployed."""


class ServiceDeployment(_Output):
    """A service on ECS that CodeDeploy moves traffic of."""

    application: str
    group: str
    app_spec: str
    """What is to be deployed, as CodeDeploy reads it."""


class IngestionApi(_Output):
    """The ingestion API."""

    deployment: ServiceDeployment


class Ecs(_Output):
    """The region's containers on Fargate."""

    ingestion: IngestionApi = Field(alias="data-ingestion-api")


class RegionOutputs(_Output):
    """One region."""

    role: str
    alerts_topic_arn: str
    secret_arns: dict[str, str] = Field(default_factory=dict)
    """Secret → its ARN in this region."""
    cluster_name: str
    cluster_endpoint: str
    cluster_certificate: str
    """The API server's authority, in base64."""
    ecs_cluster: str | None = None
    buckets: dict[str, str] = Field(default_factory=dict)
    """Purpose → name."""
    copies: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Buckets here with the copies of other regions' data: source region → purpose → name."""
    streams: dict[str, str] = Field(default_factory=dict)
    """Name → ARN."""
    tables: dict[str, str] = Field(default_factory=dict)
    backup_vault: str
    health_urls: dict[str, str] = Field(default_factory=dict)
    """What answers 200 while the region serves: name → https URL."""
    subnet_ids: dict[str, list[str]] = Field(default_factory=dict)
    """Tier → subnets."""
    functions: dict[str, FunctionDeployment] = Field(default_factory=dict)
    ecs: Ecs | None = None
    takeover: Takeover | None = None
    """Of the primary and the dr region, if there is one."""


class Switch(_Output):
    """What moves public names between the primary and the dr region: a metric in the dr region that Route 53's health check follows.

    A metric, because Route 53's records can be changed through us-east-1 only, and that may be the region that is lost.
    """

    region: str
    namespace: str
    metric: str
    dimensions: dict[str, str]
    health_check_id: str
    """Healthy while names lead to the primary region."""


class Operations(_Output):
    """Where operations keep their journal and their lock: a DynamoDB table in the dr region, which outlives the primary."""

    table: str
    region: str


class Outputs(_Output):
    """The stack."""

    active_region: str
    primary_region: str
    dr_region: str | None = None
    operations: Operations
    switch: Switch | None = None
    """None without an edge or a dr region."""
    hosts: list[str] = Field(default_factory=list)
    """Public names that lead to load balancers."""
    regions: dict[str, RegionOutputs]

    def other(self, region: str) -> str | None:
        """The region that takes turns with one of the two, whose backups' copies the stores inside its cluster may read."""
        pair = (self.primary_region, self.dr_region)
        return next((each for each in pair if each != region), None) if region in pair else None
