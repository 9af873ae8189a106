"""What one region carries, in plain numbers: what default quantities of use are reckoned from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from costing.catalogue import HOURS
from costing.usage import UsageError

SECONDS = HOURS * 3600
_GB = 1024**3
_SHARES = (
    *("realtime_share", "session_share", "egress_share", "rejected_share", "log_share", "flow_log_share", "traced_share"),
    "http_api_share",
)
_REPLICAS = 3


@dataclass(frozen=True)
class RegionLoad:
    """The average of a month. Shares are parts of the events, or of their bytes."""

    events_per_second: float
    bytes_per_event: float = 512
    events_per_request: float = 20
    """That clients send at once."""
    response_bytes: float = 200
    """Of the answer to such a request, with its headers."""
    fan_out: int = 2
    """Consumers that read every event with enhanced fan-out."""
    readers: int = 1
    """Consumers that read every event from the stream in the ordinary way; and consumer groups of Kafka."""
    batch: float = 500
    """Events that a function gets at once, on average."""
    kafka: Literal["none", "managed", "own"] = "none"
    """Managed Kafka copies between zones for nothing, brokers of one's own do not."""
    kafka_days: float = 7
    zones: int = 3
    copied_to: int = 0
    """Other regions that get a copy of all streams and of the lake."""
    realtime_share: float = 0.01
    session_share: float = 0.01
    session_bytes: float = 1024
    egress_share: float = 0.01
    """That leave to third parties."""
    rejected_share: float = 0.001
    stored_share: Mapping[str, float] = field(
        default_factory=lambda: {"raw-events": 0.25, "bronze": 0.25, "processed": 0.2, "silver": 0.2, "gold": 0.01}
    )
    """Bucket → what an event leaves there."""
    kept_days: float = 730
    """Of the lake."""
    object_mb: float = 128
    queries_per_day: float = 200
    gb_per_query: float = 20
    log_share: float = 0.005
    """Bytes that are logged, as a part of the events' bytes."""
    flow_log_share: float = 0.005
    traced_share: float = 0.001
    """Of the clients' requests."""
    page_views: float = 1_000_000
    """Of the web pages and their API in a month."""
    page_mb: float = 1.5
    api_calls_per_view: float = 10
    cached_share: float = 0.8
    """Of the pages' bytes and requests, that the edge answers by itself."""
    edge: bool = False
    """Whether a public load balancer takes requests in, beside the one of the ingestion API."""
    http_api_share: float = 0
    """Of the requests with events, those that come through API Gateway to the ingestion API."""
    vcpus: float = 0
    """Of all machines, for what watches them."""
    database_vcpus: float = 0
    clusters: int = 1

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, int | float) and value < 0:
                raise UsageError(f"the region's load: {name} = {value} is negative")
        for name in _SHARES:
            if getattr(self, name) > 1:
                raise UsageError(f"the region's load: {name} = {getattr(self, name)} is more than all")

    @property
    def events(self) -> float:
        """In a month."""
        return self.events_per_second * SECONDS

    @property
    def gb(self) -> float:
        """Of events in a month."""
        return self.events * self.bytes_per_event / _GB

    @property
    def requests(self) -> float:
        """That bring them."""
        return self.events / self.events_per_request if self.events_per_request else 0

    @property
    def response_gb(self) -> float:
        """Of the answers to these, which leave to the internet."""
        return self.requests * self.response_bytes / _GB

    @property
    def log_gb(self) -> float:
        """Of logs in a month, without those of the clusters' control planes."""
        return self.gb * self.log_share

    @property
    def lake_gb(self) -> float:
        """Added to all buckets of the lake in a month."""
        return self.gb * sum(self.stored_share.values())

    @property
    def nat_gb(self) -> float:
        """Through NAT gateways: what goes to third parties. S3, DynamoDB and AWS's other services have endpoints."""
        return self.gb * self.egress_share

    @property
    def cross_zone_gb(self) -> float:
        """Between zones, each GB once: from the balancer to pods, on to the partition's leader, and from there to its followers."""
        away = (self.zones - 1) / self.zones if self.zones else 0
        hops = away + (away if self.kafka != "none" else 0) + (min(_REPLICAS, self.zones) - 1 if self.kafka == "own" else 0)
        return self.gb * max(hops, 0)

    @property
    def inter_region_gb(self) -> float:
        """Of events that Kafka copies to other regions. The lake's copies are paid with its buckets."""
        return self.gb * self.copied_to if self.kafka != "none" else 0

    @property
    def edge_gb(self) -> float:
        """From the edge to viewers."""
        return self.page_views * self.page_mb / 1024

    @property
    def edge_requests(self) -> float:
        """Of viewers, pages and API calls together."""
        return self.page_views * (1 + self.api_calls_per_view)
