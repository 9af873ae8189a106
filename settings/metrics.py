"""Metrics: Prometheus, who is told of them (Alertmanager), and where people look at them (Grafana)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.pod_size import PodSize
from settings.section import Days, GiB, Section

_GB = 10**9
_GIB = 2**30
_HEADROOM = 1.05
"""The write-ahead log and a compaction's new block stand beside what `retention_size_gb` counts."""


class Metrics(Section):
    """kube-prometheus-stack."""

    replicas: Annotated[int, Field(ge=1, le=4)] = 2
    """Each scrapes everything, so that one may be away. The dr region has one."""
    retention_days: Days = 30
    retention_size_gb: Annotated[int, Field(ge=1, le=16_000)] = 500
    """The oldest data goes first once there is more than this."""
    volume_gib: GiB = 500
    """Of each replica; a full volume stops Prometheus for good."""
    size: PodSize = PodSize(cpu=4, max_cpu=8, memory_gib=16, max_memory_gib=32)
    """About 3 KiB of memory for each active series."""
    scrape_seconds: Annotated[int, Field(ge=5, le=120)] = 30
    """Five minutes without data are an absent metric, so at most two."""
    long_term: Literal["none", "amp", "thanos"] = "none"
    """Beyond `retention_days`, on AWS only. `amp`: remote write to Amazon's managed Prometheus. `thanos`: a sidecar uploads blocks."""
    long_term_days: Days = 400
    """How long `thanos` keeps blocks in their bucket; AMP keeps 150 days."""
    alertmanagers: Annotated[int, Field(ge=1, le=5)] = 3
    """They tell each other what was sent; three survive a node and a deployment at one time."""
    alertmanager_gib: GiB = 10
    """Silences and what was sent."""
    grafana_gib: GiB = 20
    """What people make in Grafana itself; dashboards and datasources are code."""

    @model_validator(mode="after")
    def _fits_its_volume(self) -> "Metrics":
        if self.retention_size_gb * _GB * _HEADROOM > self.volume_gib * _GIB:
            most = int(self.volume_gib * _GIB / _GB / _HEADROOM)
            raise ValueError(
                f"retention_size_gb ({self.retention_size_gb}) leaves no room for the write-ahead log in volume_gib ({self.volume_gib}); "
                f"at most {most}"
            )
        return self
