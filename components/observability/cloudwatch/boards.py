"""What the dashboards of a region show, by the names of its own resources."""

from collections.abc import Sequence

from components.compute.ecs.ingestion_api import NAME as API
from components.observability.cloudwatch.widgets import CloudBoard, Graph, LogTable, Search, Series
from components.region import RegionStack
from components.streaming.streams import LATE_MS

NAMESPACE = "Custom/DataPipeline"
"""Where the handlers put their metrics."""
_DAY = 86_400


def region_boards(region: RegionStack) -> tuple[CloudBoard, ...]:
    """EKS, S3, Kinesis, Lambda, and the pipeline as a whole."""
    return eks(region), s3(region), kinesis(region), lambdas(region), pipeline(region)


def eks(region: RegionStack) -> CloudBoard:
    """The control plane by its own metrics, nodes by EC2's: both are there without an agent."""
    cluster = region.eks.cluster_name

    def plane(metric: str, statistic: str = "Sum", label: str = "") -> Series:
        return Series("AWS/EKS", metric, {"ClusterName": cluster}, statistic, label)

    return CloudBoard(
        "EKS",
        "The control plane and the nodes; what runs on them is in Grafana.",
        (
            Graph("Requests to the API server", "requests", [plane("apiserver_request_total")]),
            Graph(
                "Requests that failed",
                "requests",
                [plane("apiserver_request_total_5XX", label="5xx"), plane("apiserver_request_total_429", label="throttled")],
            ),
            Graph("Latency of reads, p99", "seconds", [plane("apiserver_request_duration_seconds_GET_P99", "Maximum")], limit=1),
            Graph("Pods that find no node", "pods", [plane("scheduler_pending_pods_UNSCHEDULABLE", "Maximum")]),
            Graph("Size of the store", "bytes", [plane("apiserver_storage_size_bytes", "Maximum")], limit=8 * 1024**3),
            Graph("CPU of the nodes", "percent", [Search("AWS/EC2,AutoScalingGroupName", "CPUUtilization", terms="eks")], limit=90),
            LogTable(
                "Who is refused by the API server",
                f"/aws/eks/{cluster}/cluster",
                "filter @logStream like /kube-apiserver-audit/ and responseStatus.code = 403"
                " | stats count(*) as refused by user.username, verb, objectRef.resource | sort refused desc | limit 20",
            ),
        ),
    )


def s3(region: RegionStack) -> CloudBoard:
    """Sizes come once a day."""
    names = {purpose: bucket.bucket_name for purpose, bucket in region.lakehouse.buckets.items()}

    def stored(metric: str, kind: str) -> list[Series]:
        return [Series("AWS/S3", metric, {"BucketName": name, "StorageType": kind}, label=purpose) for purpose, name in names.items()]

    replicas = " OR ".join(f'"{name}"' for name in names.values())
    return CloudBoard(
        "S3",
        "The lakehouse's buckets. S3 counts bytes and objects once a day.",
        (
            Graph("Standard", "bytes", stored("BucketSizeBytes", "StandardStorage"), period=_DAY, stacked=True),
            Graph("Infrequent access", "bytes", stored("BucketSizeBytes", "StandardIAStorage"), period=_DAY, stacked=True),
            Graph("Glacier", "bytes", stored("BucketSizeBytes", "GlacierStorage"), period=_DAY, stacked=True),
            Graph("Objects", "objects", stored("NumberOfObjects", "AllStorageTypes"), period=_DAY, stacked=True),
            Graph(
                "Replication: waits",
                "operations",
                [
                    Search(
                        "AWS/S3,DestinationBucket,RuleId,SourceBucket",
                        "OperationsPendingReplication",
                        "Maximum",
                        f"SourceBucket=({replicas})",
                    )
                ],
            ),
            Graph(
                "Replication: behind",
                "seconds",
                [Search("AWS/S3,DestinationBucket,RuleId,SourceBucket", "ReplicationLatency", "Maximum", f"SourceBucket=({replicas})")],
                limit=900,
            ),
        ),
    )


def kinesis(region: RegionStack) -> CloudBoard:
    """Streams, their consumers, and Firehose behind them."""
    streams = [stream.name for stream in region.streaming.streams.values()]

    def each(metric: str, statistic: str) -> list[Series]:
        return [Series("AWS/Kinesis", metric, {"StreamName": name}, statistic, name) for name in streams]

    fan_out = [
        Series(
            "AWS/Kinesis",
            "SubscribeToShardEvent.MillisBehindLatest",
            {"StreamName": stream.name, "ConsumerName": reader},
            "Maximum",
            reader,
        )
        for stream in region.streaming.streams.values()
        for reader in stream.consumers
    ]
    return CloudBoard(
        "Kinesis",
        "Events on their way. The line is where the alarm StreamProcessingLagHigh begins.",
        (
            Graph("Records in", "records", each("IncomingRecords", "Sum")),
            Graph("Bytes in", "bytes", each("IncomingBytes", "Sum")),
            Graph("Writes refused", "records", each("WriteProvisionedThroughputExceeded", "Sum")),
            Graph("Age of what is read", "ms", each("GetRecords.IteratorAgeMilliseconds", "Maximum"), limit=LATE_MS),
            Graph("Reads refused", "records", each("ReadProvisionedThroughputExceeded", "Sum")),
            *([Graph("Consumers behind", "ms", fan_out, limit=LATE_MS)] if fan_out else []),
            Graph(
                "Firehose: age of what waits",
                "seconds",
                [Search("AWS/Firehose,DeliveryStreamName", "DeliveryToS3.DataFreshness", "Maximum", region.placement.physical())],
                limit=900,
            ),
        ),
    )


def lambdas(region: RegionStack) -> CloudBoard:
    """The functions that read the raw events."""
    names = _functions(region)

    def each(metric: str, statistic: str) -> list[Series]:
        return [Series("AWS/Lambda", metric, {"FunctionName": name}, statistic, name) for name in names]

    return CloudBoard(
        "Lambda",
        "The functions that read the raw events.",
        (
            Graph("Calls", "calls", each("Invocations", "Sum")),
            Graph("Errors", "calls", each("Errors", "Sum")),
            Graph("Duration, p99", "ms", each("Duration", "p99")),
            Graph("At once", "calls", each("ConcurrentExecutions", "Maximum")),
            Graph("Throttled", "calls", each("Throttles", "Sum")),
            Graph("Age of what is read", "ms", each("IteratorAge", "Maximum"), limit=LATE_MS),
            *(
                LogTable(
                    f"Errors of {name}",
                    f"/aws/lambda/{name}",
                    'filter level = "ERROR" | stats count(*) as errors by operation, code, error | sort errors desc | limit 20',
                )
                for name in names
            ),
        ),
    )


def pipeline(region: RegionStack) -> CloudBoard:
    """What the handlers count themselves, and the API before them."""
    functions = [function.plain_name for function in (region.functions.validator, region.functions.aggregator)]

    def each(*metrics: str) -> list[Series]:
        return [
            Series(NAMESPACE, metric, {"function": function}, "Sum", f"{function} {metric.lower()}")
            for metric in metrics
            for function in functions
        ]

    lag = [Series(NAMESPACE, "Lag", {"function": function}, "Maximum", function) for function in functions]
    return CloudBoard(
        "DataPipeline",
        "From a client's request to the stored event. Rejected records beyond a hundred in a minute are the alarm DataLossDetected.",
        (
            *_api(region),
            Graph("Accepted", "records", each("Accepted")),
            Graph("Rejected", "records", each("Rejected"), limit=100),
            Graph("Tried again, and failed", "records", each("Retried", "Failed")),
            Graph("Lag", "ms", lag, limit=LATE_MS),
        ),
    )


def _api(region: RegionStack) -> Sequence[Graph]:
    """Nothing where the API runs in the cluster only."""
    if region.ecs is None:
        return ()
    balancer = {"LoadBalancer": region.ecs.api.load_balancer.balancer.arn_suffix}
    service = {"ClusterName": region.ecs.cluster.name, "ServiceName": API}
    return (
        Graph("Requests", "requests", [Series("AWS/ApplicationELB", "RequestCount", balancer, "Sum")]),
        Graph(
            "Requests that failed",
            "requests",
            [Series("AWS/ApplicationELB", f"HTTPCode_{by}_5XX_Count", balancer, "Sum", by.lower()) for by in ("Target", "ELB")],
        ),
        Graph("Latency, p95", "seconds", [Series("AWS/ApplicationELB", "TargetResponseTime", balancer, "p95")], limit=0.1),
        Graph("Tasks", "tasks", [Series("ECS/ContainerInsights", "RunningTaskCount", service, "Minimum")]),
    )


def _functions(region: RegionStack) -> list[str]:
    return [region.functions.validator.name, region.functions.aggregator.name]
