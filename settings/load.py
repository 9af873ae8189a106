"""The events a stack must carry: what the capacity plan turns into sizes."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from settings.lakehouse import DataBucket
from settings.section import Days, Section

Rate = Annotated[float, Field(gt=0, le=1e9)]
"""Events per second."""

Share = Annotated[float, Field(gt=0, le=1)]
"""A part of the whole."""

STORED: dict[DataBucket, Share] = {"raw-events": 0.25, "bronze": 0.25, "processed": 0.2, "silver": 0.2, "gold": 0.01}


class Load(Section):
    """What arrives. Average and peak are two figures: the average fills disks and buckets, the peak needs throughput."""

    average_events_per_second: Rate
    """Over a month, in all regions together; 100 billion events a month are 38 600."""
    peak_events_per_second: Rate
    """The busiest second that must be carried without loss, in all regions together."""
    bytes_per_event: Annotated[int, Field(ge=1, le=1_000_000)] = 512
    """An event as it stands in a stream, on average. Kinesis takes no record above 1 MB at full rate."""
    events_per_request: Annotated[float, Field(ge=1)] = 20
    """Events that clients send in one request. At the scaler's 5 000 requests/s per pod, ten million events/s fit 150 pods
    only from 13.4 events per request."""
    pod_cpus: Annotated[float, Field(gt=0, le=64)] = 4
    """vCPUs that one ingestion or attribution pod requests, until `workloads` has these services; then they say it."""
    pod_memory_gib: Annotated[float, Field(gt=0, le=256)] = 8
    realtime_share: Share = 0.01
    """Events that are written to, and read once from, the table `real-time-events`."""
    session_share: Share = 0.01
    """Events that begin or end a session: one read and one write of `user-sessions`."""
    session_bytes: Annotated[int, Field(ge=1, le=400 * 1024)] = 1024
    """A session's item; DynamoDB takes at most 400 KiB."""
    egress_share: Share = 0.01
    """Event bytes that leave through NAT to third parties, such as conversions sent on to ad networks."""
    stored_share: dict[DataBucket, Share] = Field(default_factory=lambda: dict(STORED))
    """What an event leaves in each bucket, compressed, as a part of its bytes. Measure it once data flows: it decides the storage bill."""
    horizon_days: Days = 730
    """The age of the oldest data for which storage is planned."""
    region_shares: dict[str, Share] = Field(default_factory=dict)
    """What each active region must carry of the load; the dr region takes the primary's part. Left out, they share it equally.
    More than 1 in all means that a region can be lost: the others have room for its events."""

    @field_validator("peak_events_per_second")
    @classmethod
    def _not_below_average(cls, peak: float, info: ValidationInfo) -> float:
        average = info.data.get("average_events_per_second")
        if average is not None and peak < average:
            raise ValueError(f"is less than the average ({average:g}); a peak never is")
        return peak
