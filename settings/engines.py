"""Engines that work on the stores: Prefect's flows, Spark and Flink jobs."""

from typing import Annotated, Literal

from pydantic import Field

from settings.pod_size import PodSize
from settings.section import GiB, Section, matches

ImageReference = Annotated[
    str, matches(r"[a-z0-9][\w./-]*(:\d+/[\w./-]+)?:[\w.-]+", "an image with its tag, such as stream-processor:1.4.0")
]
Replicas = Annotated[int, Field(ge=1, le=10)]


class Prefect(Section):
    """A server that plans flows, and workers that run each as a Kubernetes job in namespace `processing`.

    The server is one: its state is in SQLite on a volume, which Velero backs up. While it restarts, flows that run go on.
    """

    server_size: PodSize = PodSize(cpu=0.5, memory_gib=1)
    workers: Replicas = 1
    worker_size: PodSize = PodSize(cpu=0.1, memory_gib=0.5, max_memory_gib=1)
    work_pool: Annotated[str, matches(r"[a-z][a-z0-9-]{0,40}", "small letters, digits or -, with a letter first")] = "lakehouse"
    storage_gib: GiB = 10
    """The server's volume."""


class Spark(Section):
    """The Spark operator, for SparkApplications in namespace `processing`. On AWS, EMR is there as well."""

    replicas: Replicas = 1
    """Of controller and webhook, of which one leads."""
    size: PodSize = PodSize(cpu=0.1, memory_gib=0.5, max_memory_gib=1)
    """Each submission starts a Java process in the controller's pod."""


class StreamProcessor(Section):
    """The Flink job that turns events into sessions and conversions."""

    image: ImageReference
    """Holds the job's jar at /opt/flink/usrlib/stream-processor.jar, on an image of Flink with its S3 plugin."""
    version: Literal["v1_20", "v2_2"] = "v1_20"
    """Of Flink, which the image holds; the job is built for it."""
    parallelism: Annotated[int, Field(ge=1, le=256)] = 1
    checkpoint_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    """How much is processed again after a failure, at most."""
    job_manager: PodSize = PodSize(cpu=0.5, memory_gib=1)
    task_manager: PodSize = PodSize(cpu=0.5, memory_gib=1.5)
    """One for each two tasks."""


class Flink(Section):
    """The Flink operator, for FlinkDeployments in namespace `processing`."""

    size: PodSize = PodSize(cpu=0.1, memory_gib=0.75)
    stream_processor: StreamProcessor | None = None
    """None where Managed Service for Apache Flink runs it (`streaming.flink`), or nobody."""


class Engines(Section):
    """One that is left out does not exist."""

    prefect: Prefect | None = None
    spark: Spark | None = None
    flink: Flink | None = None
