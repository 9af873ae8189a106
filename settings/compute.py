"""What runs beside the cluster: containers on Fargate, Lambda functions, Spark, and the images that they start from."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.network import Domain
from settings.section import Count, GiB, InstanceType, LogDays, PositiveCount, Section, matches

RepositoryName = Annotated[str, matches(r"[a-z][a-z0-9-]{1,62}", "2 to 63 small letters, digits or -, with a letter first")]
Image = Annotated[
    str, matches(r"(?!latest$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|sha256:[0-9a-f]{64}", "a tag such as 1.4.0, other than latest, or sha256:…")
]
ZoneId = Annotated[str, matches(r"Z[A-Z0-9]{8,31}", "a Route 53 zone's id, such as Z0123456789ABCDEFGHIJ")]
EmrRelease = Annotated[str, matches(r"emr-7\.\d+\.\d+", "a release of EMR 7, such as emr-7.13.0")]

REPOSITORIES = ("api", "attribution", "campaign-manager", "data-ingestion-api", "ingestion", "ml", "stream-processor", "web")


class Ecr(Section):
    """Images of our own services, pushed to the primary region and copied by AWS to all others."""

    repositories: Annotated[tuple[RepositoryName, ...], Field(max_length=100)] = REPOSITORIES
    """One per service."""
    keep_images: PositiveCount = 50
    """Images kept of each service; older ones are deleted, so this is how far back a rollback can go."""


class Tasks(Section):
    """How many containers a service has."""

    min: PositiveCount
    """The fewest that autoscaling leaves."""
    desired: PositiveCount
    """At creation; autoscaling owns the number afterwards."""
    max: PositiveCount

    @model_validator(mode="after")
    def _in_order(self) -> "Tasks":
        if not self.min <= self.desired <= self.max:
            raise ValueError(f"min ({self.min}), desired ({self.desired}) and max ({self.max}) must not fall in this order")
        return self


class FargateService(Section):
    """A container that runs without a cluster of machines."""

    image: Image | None = None
    """The tag or digest in the service's repository. Repositories come with the first deployment, so that one goes without: the
    service is there and starts no task."""
    cpu: Literal[256, 512, 1024, 2048, 4096, 8192, 16384]
    """1024 are one vCPU."""
    memory_mib: Annotated[int, Field(ge=512, le=122_880)]
    """Fargate offers certain sizes for each cpu."""
    tasks: Tasks
    """In regions where events are worked on."""
    standby: Count = 0
    """Tasks in the region that stands by, of the primary and the `dr` region, until a failover raises the minimum to that of `tasks`."""


class PublicZone(Section):
    """A public zone of Route 53 that exists already. ACM issues certificates for names in it, and renews them."""

    id: ZoneId
    domain: Domain
    """Such as `example.com`."""


class Ecs(Section):
    """Two services on ECS Fargate, in every region."""

    zone: PublicZone
    """Where the ingestion API's certificate is proven. The load balancer serves HTTPS or nothing."""
    spot: bool = False
    """Fargate Spot: about a third of the price, and two minutes' notice."""
    deployment: Literal[
        "ECSAllAtOnce",
        "ECSCanary10Percent5Minutes",
        "ECSCanary10Percent15Minutes",
        "ECSLinear10PercentEvery1Minutes",
        "ECSLinear10PercentEvery3Minutes",
    ] = "ECSCanary10Percent5Minutes"
    """How CodeDeploy moves the ingestion API's traffic to a new version."""
    keep_old_minutes: Annotated[int, Field(ge=0, le=2880)] = 60
    """How long the old version keeps running after that, with a rollback a matter of seconds."""
    requests_per_task: PositiveCount = 60_000
    """Requests in a minute that one task of the ingestion API is meant for; above, there will be more tasks."""
    data_ingestion_api: FargateService
    """Takes events over HTTP and writes them to the stream `raw-events`."""
    stream_processor: FargateService
    """Works on the stream `validated-events`."""
    log_days: LogDays = 30


class FunctionSize(Section):
    """What a Lambda function may use."""

    memory_mb: Annotated[int, Field(ge=128, le=10_240)]
    """CPU grows with it: 1769 MB are one vCPU."""
    timeout_seconds: Annotated[int, Field(ge=30, le=900)]
    """The functions begin no call in the last 25 seconds, so less would leave them no time to work."""
    reserved: PositiveCount
    """Executions at once, kept for this function and the most that it gets."""


class Functions(Section):
    """The functions that read `raw-events`, in every region."""

    event_validator: FunctionSize = FunctionSize(memory_mb=512, timeout_seconds=60, reserved=100)
    real_time_aggregator: FunctionSize = FunctionSize(memory_mb=1024, timeout_seconds=300, reserved=50)
    deployment: Literal[
        "LambdaAllAtOnce",
        "LambdaCanary10Percent5Minutes",
        "LambdaCanary10Percent10Minutes",
        "LambdaCanary10Percent15Minutes",
        "LambdaLinear10PercentEvery1Minute",
        "LambdaLinear10PercentEvery2Minutes",
    ] = "LambdaCanary10Percent5Minutes"
    """How CodeDeploy moves the alias `live` to a new version."""
    log_days: LogDays = 30


class EmrCluster(Section):
    """EMR on EC2: one primary node, core nodes with HDFS, task nodes on Spot."""

    certificates_key: Annotated[str, matches(r"emr/[\w./-]+\.zip", "a key below emr/ of a zip file")]
    """The PEM files that nodes encrypt their traffic with, in the bucket `artifacts`, such as `emr/certificates-2026.zip`."""
    master_type: InstanceType = "m5.xlarge"
    core_type: InstanceType = "m5.2xlarge"
    core_min: PositiveCount = 3
    core_max: PositiveCount = 10
    task_type: InstanceType = "m5.xlarge"
    task_spot: Count = 5
    """Task nodes to start with, and the most there are."""
    disk_gib: GiB = 200
    """Volume of each node, for HDFS and shuffles."""
    idle_minutes: Annotated[int, Field(ge=1, le=10_080)] | None = None
    """Ends the cluster after this long without a job; the next deployment makes a new one."""

    @model_validator(mode="after")
    def _grows(self) -> "EmrCluster":
        if self.core_max < self.core_min:
            raise ValueError(f"core_max ({self.core_max}) is less than core_min ({self.core_min})")
        return self


class EmrServerless(Section):
    """EMR Serverless: workers come and go with the jobs."""

    max_vcpus: Annotated[int, Field(ge=4, le=4000)] = 64
    """Of all jobs together. Memory is bounded at eight times as many GB."""
    warm_executors: Count = 0
    """Executors of 4 vCPU and 16 GB, and one driver, that a started application keeps ready and that are billed while it runs."""
    idle_minutes: Annotated[int, Field(ge=1, le=10_080)] = 15
    """The application stops after this long without a job."""


class Emr(Section):
    """Spark for the batch layer, in the primary region only."""

    kind: Literal["cluster", "serverless", "none"] = "none"
    release: EmrRelease = "emr-7.13.0"
    """https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-release-7x.html"""
    cluster: EmrCluster | None = None
    """With `kind: cluster`, and only with it."""
    serverless: EmrServerless | None = None
    """With `kind: serverless`, and only with it."""
    log_days: LogDays = 30


class Compute(Section):
    """What runs beside the cluster."""

    ecr: Ecr = Ecr()
    ecs: Ecs | None = None
    """Without it the region's only containers are those of EKS."""
    functions: Functions = Functions()
    emr: Emr = Emr()
