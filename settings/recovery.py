"""How much may be lost and how long it may take when a region is, and how that is rehearsed."""

from typing import Annotated, Literal

from pydantic import Field

from settings.cron import Cron
from settings.section import LogDays, Section

TierName = Literal["ingest", "analytics", "reporting"]

StoreName = Literal[
    "kinesis", "kafka", "flink", "dynamodb", "raw", "lake", "postgres", "cache", "warehouse", "search",
    "clickhouse", "cockroachdb", "redis", "timescale", "neo4j", "files", "registry", "secrets", "keys", "cluster", "volumes", "metrics",
]  # fmt: skip
"""`raw` is raw events and bronze, `lake` silver and gold, `kafka` MSK or Strimzi, `files` EFS, `cluster` the objects in Kubernetes,
`volumes` those of Grafana, GlitchTip and Prefect, `metrics` Prometheus and Loki."""

TIERS: dict[StoreName, TierName | Literal["none"]] = {
    "kinesis": "ingest",
    "kafka": "ingest",
    "flink": "ingest",
    "dynamodb": "ingest",
    "secrets": "ingest",
    "keys": "ingest",
    "cluster": "ingest",
    "raw": "analytics",
    "lake": "analytics",
    "postgres": "analytics",
    "cache": "analytics",
    "cockroachdb": "analytics",
    "redis": "analytics",
    "timescale": "analytics",
    "registry": "analytics",
    "warehouse": "reporting",
    "clickhouse": "reporting",
    "neo4j": "reporting",
    "files": "reporting",
    "volumes": "none",
    "metrics": "none",
    "search": "none",
}
"""The tier of each store, unless the stack file says another."""

NOT_RECOVERED: dict[StoreName, str] = {
    "metrics": "what a region observed of itself; the dr region has a Prometheus and a Loki of its own, which go on",
    "search": "a region's own traces and logs; the dr region's domain fills itself",
    "volumes": "Grafana's dashboards come from the program; of GlitchTip and Prefect only the past is lost",
    "warehouse": "is loaded again from the gold layer, whose copy is in the dr region",
    "clickhouse": "is filled again from the silver layer, whose copy is in the dr region",
    "neo4j": "is built again from the silver layer, whose copy is in the dr region",
}
"""The stores whose tier may be `none`, and why nobody misses what is lost with their region."""

Minutes = Annotated[float, Field(ge=0, le=10_080)]
Percent = Annotated[float, Field(ge=0, le=100)]


class Tier(Section):
    """What a tier promises, both in minutes."""

    rpo_minutes: Annotated[float, Field(gt=0, le=525_600)]
    """How old the newest data may be that is left."""
    rto_minutes: Annotated[float, Field(gt=0, le=525_600)]
    """How long nobody can work."""


class Tiers(Section):
    """The three tiers."""

    ingest: Tier = Tier(rpo_minutes=5, rto_minutes=15)
    """Taking events in, and the stream."""
    analytics: Tier = Tier(rpo_minutes=60, rto_minutes=120)
    """Batch, queries, and what the api answers from."""
    reporting: Tier = Tier(rpo_minutes=1440, rto_minutes=240)


class Lag(Section):
    """When replication between regions is late: the alarms call by it, and so it is what can be lost before anybody knows."""

    seconds: Annotated[int, Field(ge=10, le=86_400)] = 120
    minutes: Annotated[int, Field(ge=1, le=60)] = 2
    """Minutes in a row."""


MIRROR_LAG = Lag()
"""The same of MirrorMaker, whose alert is one for all stacks."""


class Assumptions(Section):
    """Where nobody promises a figure: what is reckoned with until a drill has measured it. Put the measured figures here."""

    detect_minutes: Minutes = 2
    """Until an alarm says that the region is lost: two data points of a minute."""
    decide_minutes: Minutes = 5
    """Until somebody has answered the page and said yes."""
    nodes_minutes: Minutes = 4
    """Until nodes that `ops failover` asks for run the services' pods."""
    switch_minutes: Minutes = 2
    """From the switch's metric to Route 53's answers: the health check reads the metric each minute."""
    event_sources_minutes: Minutes = 1
    """Until Lambda reads streams again."""
    flink_minutes: Minutes = 5
    """Until the Flink application runs."""
    promotion_minutes: Minutes = 20
    """Until PostgreSQL's replica takes writes; AWS says `several minutes or longer`."""
    proxy_minutes: Minutes = 10
    """Until RDS Proxy has found what is promoted, and connects to it."""
    deploy_minutes: Minutes = 20
    """Until `pulumi up` has completed a `dr` region that was a pilot light; none where the region is `complete`."""
    operator_minutes: Minutes = 5
    """Until an operator has made a store's pods and volumes."""
    tables_minutes: Minutes = 45
    """Until the Iceberg tables of silver and gold are registered with the paths of their copies."""
    warehouse_minutes: Minutes = 60
    """Until Redshift answers from a snapshot; it fetches rows after that."""
    snapshot_copy_minutes: Minutes = 120
    """Until Redshift has copied a snapshot to the dr region."""
    backup_copy_minutes: Minutes = 120
    """Until AWS Backup has made and copied a backup of EFS, and the same to restore it."""
    secrets_minutes: Minutes = 1
    """Until Secrets Manager has copied a new value."""
    topic_seconds: Annotated[float, Field(ge=0, le=3600)] = 30
    """Until an event that came into the stream is in Kafka, too: the objective `stream-lag`."""
    filled_percent: Percent = 70
    """How full the volumes of stores are when they must be copied or restored."""
    changed_percent: Percent = 10
    """What of a store's data changes in a day."""


class Experiments(Section):
    """AWS FIS: faults that are switched on for a while in each region. Nothing begins by itself but what `drills` says."""

    minutes: Annotated[int, Field(ge=2, le=60)] = 10
    """How long a fault lasts."""
    zone: Annotated[int, Field(ge=1, le=6)] = 1
    """Which of the region's zones is taken away."""
    nodes_percent: Annotated[int, Field(ge=1, le=50)] = 30
    """How many of a node group's nodes are ended at once."""
    log_days: LogDays = 90


class Drills(Section):
    """The calendar, in UTC. A drill that is left out is not held."""

    monthly: Cron | None = "cron(0 9 ? * 3#1 *)"
    """A component: an experiment."""
    quarterly: Cron | None = "cron(0 9 ? 2,5,8,11 3#2 *)"
    """A region: `ops failover` and back."""
    annual: Cron | None = "cron(0 9 ? 10 3#3 *)"
    """Everything: a region from its backups, and who is called."""
    automatic: bool = False
    """The monthly one starts its experiments by itself; otherwise people are told to."""


class Recovery(Section):
    """Objectives by tier, held against what the settings can do (`preflight recovery`). They bind a stack with a dr region."""

    action: Literal["refuse", "report"] = "refuse"
    """`refuse` takes no settings with which an objective cannot be met; `report` leaves it to `preflight recovery`."""
    tiers: Tiers = Tiers()
    stores: dict[StoreName, TierName | Literal["none"]] = Field(default_factory=dict)
    """Another tier than a store has by itself; `none` recovers nothing of it."""
    lag: Lag = Lag()
    assumptions: Assumptions = Assumptions()
    experiments: Experiments | None = None
    drills: Drills | None = None

    def tier_of(self, store: StoreName) -> TierName | Literal["none"]:
        """The tier that a store is in."""
        return self.stores.get(store, TIERS[store])
