"""Traces: one request's way through all services."""

from typing import Annotated

from pydantic import Field

from settings.pod_size import PodSize
from settings.section import Days, Section


class Traces(Section):
    """OpenTelemetry collectors choose which traces Jaeger keeps."""

    days: Days = 7
    """How long OpenSearch keeps them."""
    sampling_percent: Annotated[float, Field(gt=0, le=100)] = 10
    """Of ordinary traces; those with an error and slow ones are kept all."""
    slow_milliseconds: Annotated[int, Field(ge=1, le=600_000)] = 500
    x_ray: bool = False
    """Also to AWS X-Ray, beside the traces of Lambda and API Gateway; on AWS only, billed by the trace."""
    collectors: Annotated[int, Field(ge=1, le=20)] = 2
    """They hold all spans of a trace until they choose, and share the traces out by their ids."""
    collector_size: PodSize = PodSize(cpu=1, memory_gib=2, max_memory_gib=4)
    jaegers: Annotated[int, Field(ge=1, le=10)] = 2
    jaeger_size: PodSize = PodSize(cpu=0.5, memory_gib=1, max_memory_gib=2)
