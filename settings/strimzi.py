"""Kafka on the cluster's own nodes, by the Strimzi operator."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.pod_size import MemoryGiB, PodSize
from settings.section import GiB, Section, matches

KafkaRelease = Annotated[str, matches(r"4\.\d\.\d", "a version that the operator runs, such as 4.3.1")]
KafkaService = Literal["ingestion", "attribution", "api", "ml", "campaign-manager", "stream-processor", "schema-registry"]
"""Who has a Kafka user; MirrorMaker has one, too, where topics are replicated."""
MibPerSecond = Annotated[int, Field(ge=1, le=10_000)]


class KafkaNodes(Section):
    """Nodes of one kind."""

    replicas: Annotated[int, Field(ge=1, le=60)]
    size: PodSize
    heap_gib: MemoryGiB
    """Java's share of the memory. What is left is page cache, from which consumers that keep up are served."""
    storage_gib: GiB
    """The volume of each. It is kept when a node goes, and can grow."""

    @model_validator(mode="after")
    def _leaves_page_cache(self) -> "KafkaNodes":
        if self.heap_gib * 4 > self.size.memory_gib * 3:
            raise ValueError(f"heap_gib ({self.heap_gib:g}) is more than three quarters of memory_gib ({self.size.memory_gib:g})")
        return self


class Quota(Section):
    """What one service may move through each broker; beyond it, Kafka slows that service down and no other."""

    produce_mib_s: MibPerSecond | None = None
    consume_mib_s: MibPerSecond | None = None


class Kafka(Section):
    """One cluster in each active region. Clients come by TLS and a password (SCRAM-SHA-512), and may do what their ACLs say."""

    version: KafkaRelease = "4.3.1"
    """Among those of the operator's release: 4.2.0 to 4.3.1."""
    operators: Annotated[int, Field(ge=1, le=3)] = 2
    """Pods of the operator, of which one leads. Kafka goes on without, but nobody mends it."""
    brokers: KafkaNodes = KafkaNodes(
        replicas=6, size=PodSize(cpu=4, max_cpu=8, memory_gib=16, max_memory_gib=32), heap_gib=12, storage_gib=1024
    )
    controllers: KafkaNodes | None = KafkaNodes(
        replicas=3, size=PodSize(cpu=1, max_cpu=2, memory_gib=4, max_memory_gib=8), heap_gib=2, storage_gib=100
    )
    """Nodes that keep the metadata (KRaft) and nothing else. With null, brokers do both, which is for small clusters."""
    replication: Annotated[int, Field(ge=1, le=5)] = 3
    """How many brokers hold a record."""
    min_in_sync: Annotated[int, Field(ge=1, le=4)] = 2
    """How many must have a record before it is acknowledged."""
    rebalance: bool = True
    """Cruise Control: spreads partitions over brokers that come, and off those that go."""
    quotas: dict[KafkaService, Quota] = Field(default_factory=dict)
    """A service without one takes what it gets."""
    replicate: bool = False
    """Copies topics and the positions of consumer groups to the `dr` region (MirrorMaker 2). Brokers get load balancers inside the
    network for it, one each."""

    @model_validator(mode="after")
    def _replicas_have_brokers(self) -> "Kafka":
        brokers = self.brokers.replicas
        if self.replication > brokers:
            raise ValueError(f"replication ({self.replication}) is more than brokers.replicas ({brokers}); a broker holds one copy")
        if self.min_in_sync > self.replication:
            raise ValueError(f"min_in_sync ({self.min_in_sync}) is more than replication ({self.replication}), so nothing could be written")
        if self.min_in_sync == self.replication > 1:
            raise ValueError(f"min_in_sync ({self.min_in_sync}) is all of replication, so a restart stops writers; give one less")
        if self.controllers and self.controllers.replicas % 2 == 0:
            raise ValueError(f"controllers.replicas ({self.controllers.replicas}) is even; a majority wants an odd number, such as 3")
        if self.rebalance and brokers == 1:
            raise ValueError("rebalance needs a second broker to move partitions to; set it to false")
        return self
