"""What the plan must know of a region beside its load: which services carry the events, and how they are set.

Neutral on purpose: the plan reads these records, so it can be reckoned for settings that exist nowhere yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from settings.lakehouse import TIERING, DataBucket, Tiering


@dataclass(frozen=True)
class KinesisShape:
    """The event stream."""

    mode: Literal["on_demand", "provisioned"]
    retention_hours: int
    shared_consumers: int
    """Readers by GetRecords: they share each shard's 2 MB/s."""
    fan_out_consumers: int
    """Readers with enhanced fan-out: each has 2 MB/s of each shard."""


@dataclass(frozen=True)
class KafkaShape:
    """The Kafka cluster."""

    kind: Literal["msk", "strimzi"]
    instance_type: str
    """An MSK broker (`kafka.…`, `express.…`), or the EC2 type that a Strimzi broker has to itself."""
    replication: int
    retention_hours: int
    consumers: int
    """Consumer groups that read everything."""
    volume_mib_s: float | None = None
    """Throughput provisioned on a broker's volumes; None leaves MSK's or gp3's own."""


@dataclass(frozen=True)
class PodSize:
    """What one pod requests."""

    cpu: float
    memory_gib: float


@dataclass(frozen=True)
class TableShape:
    """A DynamoDB table that events reach."""

    name: str
    share: float
    """Events that write to it, and read from it, once each."""
    item_bytes: int


@dataclass(frozen=True)
class FunctionShape:
    """A Lambda function that reads the event stream."""

    name: str
    batch: int
    """Records in an invocation at most."""
    seconds: float
    """How long a full batch takes; measured, never guessed, before it is relied on."""


REFERENCE_POD = PodSize(cpu=4, memory_gib=8)
"""The pod of the reference loads: what an ingestion pod requests in prod."""


@dataclass(frozen=True)
class Shape:
    """One region."""

    region: str
    zones: int
    node_type: str
    """The nodes of the pods that touch every event."""
    kinesis: KinesisShape | None
    kafka: KafkaShape | None
    kinesis_endpoint: bool
    """Whether writes to Kinesis leave by an interface endpoint; else they pass NAT."""
    ingestion: PodSize = REFERENCE_POD
    attribution: PodSize = REFERENCE_POD
    validator: FunctionShape = FunctionShape("event-validator", batch=1000, seconds=0.25)
    aggregator: FunctionShape = FunctionShape("real-time-aggregator", batch=1000, seconds=0.1)
    tiering: Mapping[DataBucket, Tiering] | None = None

    @property
    def tiers(self) -> Mapping[DataBucket, Tiering]:
        """When objects of each bucket become cheaper."""
        return TIERING if self.tiering is None else self.tiering
