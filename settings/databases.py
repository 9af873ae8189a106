"""The stores that AWS runs."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.section import Days, GiB, LogDays, PositiveCount, Section, matches

RecoveryDays = Annotated[int, Field(ge=1, le=35)]
"""How far back AWS can restore to any second; 35 days are its limit."""
CapacityUnits = Annotated[int, Field(ge=1, le=40_000)]
"""Reads or writes of a table per second; 40 000 are AWS's quota for one table."""
DbClass = Annotated[str, matches(r"db\.[a-z][a-z0-9]*\.[a-z0-9]+", "an RDS instance class, such as db.r6g.2xlarge")]
CacheType = Annotated[str, matches(r"cache\.[a-z][a-z0-9]*\.[a-z0-9]+", "an ElastiCache node type, such as cache.r6g.large")]
WarehouseType = Annotated[str, matches(r"ra3\.(large|xlplus|4xlarge|16xlarge)", "a Redshift RA3 node type, such as ra3.4xlarge")]
SearchType = Annotated[str, matches(r"[a-z][a-z0-9]*\.[a-z0-9]+\.search", "an OpenSearch instance type, such as r6g.large.search")]


class Capacity(Section):
    """Between how many units a provisioned table scales."""

    min: CapacityUnits
    max: CapacityUnits

    @model_validator(mode="after")
    def _grows(self) -> "Capacity":
        if self.max < self.min:
            raise ValueError(f"max ({self.max}) is less than min ({self.min})")
        return self


class Dynamodb(Section):
    """The tables `real-time-events` (on demand) and `user-sessions` (provisioned, scaled), in all regions of the stack."""

    recovery_days: RecoveryDays = 35
    session_reads: Capacity
    session_writes: Capacity
    """Every write is repeated in each other region, at the same price."""


class Postgres(Section):
    """One RDS PostgreSQL instance, in the primary region: campaigns and accounts have one truth."""

    version: Annotated[str, matches(r"1[4-8]", 'a major version of PostgreSQL, such as "17"')] = "17"
    """AWS takes care of the minor one, in the maintenance window."""
    instance_class: DbClass
    multi_az: bool = True
    """A second instance in another zone takes over within a minute or two."""
    storage_gib: Annotated[int, Field(ge=20, le=65536)]
    """The gp3 volume at creation; it grows by itself and never shrinks."""
    max_storage_gib: Annotated[int, Field(ge=22, le=65536)]
    backup_days: RecoveryDays
    insights: Literal["standard", "advanced"] = "standard"
    """CloudWatch Database Insights: `standard` keeps 7 days of query statistics, `advanced` 15 months, billed by vCPU."""
    proxy: bool = True
    """RDS Proxy, here and in the `dr` region: clients come by IAM and share connections; a failover costs them seconds."""
    replica_class: DbClass | None = None
    """A read replica of this class in every other region: near reads for `secondary`, a promotion candidate in `dr`. None makes none."""

    @model_validator(mode="after")
    def _grows(self) -> "Postgres":
        if self.max_storage_gib * 10 < self.storage_gib * 11:
            raise ValueError(
                f"max_storage_gib ({self.max_storage_gib}) must exceed storage_gib ({self.storage_gib}) by 10 % for RDS to grow it"
            )
        return self


class Cache(Section):
    """One ElastiCache for Valkey replication group per region."""

    version: Annotated[str, matches(r"\d\.\d", 'a version of Valkey, such as "8.0"')] = "8.0"
    node_type: CacheType
    nodes: Annotated[int, Field(ge=1, le=6)]
    """A primary and its replicas, in zones of their own. From two on, a replica takes over by itself."""
    snapshot_days: Annotated[int, Field(ge=0, le=35)] = 7
    replicate: bool = False
    """Global Datastore: the `dr` region's cache is a replica of the primary region's."""


class WarehouseCluster(Section):
    """Redshift with nodes of its own."""

    node_type: WarehouseType
    nodes: Annotated[int, Field(ge=2, le=128)]


class WarehouseServerless(Section):
    """Redshift Serverless, billed by the second of use."""

    base_rpus: Annotated[int, Field(ge=8, le=1024)]
    """What a query gets at least; a unit has 16 GB of memory. AWS takes multiples of 8."""
    max_rpus: Annotated[int, Field(ge=8, le=1024)]
    """The most that AWS scales to, and so the most that an hour can cost."""

    @model_validator(mode="after")
    def _grows(self) -> "WarehouseServerless":
        if self.max_rpus < self.base_rpus:
            raise ValueError(f"max_rpus ({self.max_rpus}) is less than base_rpus ({self.base_rpus})")
        return self


class Warehouse(Section):
    """Redshift, in the primary region only: a `cluster` or `serverless`."""

    cluster: WarehouseCluster | None = None
    serverless: WarehouseServerless | None = None
    snapshot_hours: Annotated[int, Field(ge=1, le=24)] = 8
    """How often a cluster is snapshotted, and the snapshot copied to the `dr` region: AWS's own interval unless given."""
    snapshot_days: RecoveryDays = 7
    """How long a cluster's automated snapshots are kept, here and in the `dr` region. Serverless has recovery points of one day."""
    monthly_snapshot_days: Days = 365
    """How long the snapshot of the first of each month is kept."""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "Warehouse":
        if (self.cluster is None) == (self.serverless is None):
            raise ValueError("give exactly one of cluster and serverless")
        return self


class Search(Section):
    """One OpenSearch domain per region, for its traces and application logs, which no other region has."""

    version: Annotated[str, matches(r"OpenSearch_\d\.\d{1,2}", "a version that AWS offers, such as OpenSearch_2.19")] = "OpenSearch_2.19"
    instance_type: SearchType
    nodes: PositiveCount
    """Data nodes; a multiple of `zones`."""
    zones: Literal[1, 2, 3] = 3
    masters: Literal[0, 3, 5] = 0
    """Dedicated master nodes, which keep the cluster's state when data nodes are overloaded."""
    master_type: SearchType = "m6g.large.search"
    storage_gib: GiB
    """A data node's encrypted gp3 volume."""


class Databases(Section):
    """The stores that AWS runs. One that is left out does not exist."""

    dynamodb: Dynamodb
    postgres: Postgres | None = None
    cache: Cache | None = None
    warehouse: Warehouse | None = None
    search: Search | None = None
    rotation_days: Annotated[int, Field(ge=1, le=1000)] = 30
    """How often a store gets a new password."""
    log_days: LogDays = 30
    """How long CloudWatch keeps the stores' logs."""
