"""Managed Streaming for Apache Kafka: clusters, Connect and Replicator."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from inventory.values import Values

CLUSTER, SERVERLESS, TOPIC = "aws:msk/cluster:Cluster", "aws:msk/serverlessCluster:ServerlessCluster", "aws:msk/topic:Topic"
free(
    "part of the cluster",
    "aws:msk/clusterPolicy:ClusterPolicy",
    "aws:msk/configuration:Configuration",
    "aws:msk/scramSecretAssociation:ScramSecretAssociation",
    "aws:msk/singleScramSecretAssociation:SingleScramSecretAssociation",
    TOPIC,
)
free(
    "the connectors that use it are paid",
    "aws:mskconnect/customPlugin:CustomPlugin",
    "aws:mskconnect/workerConfiguration:WorkerConfiguration",
)


@estimates(CLUSTER)
def cluster(bill: Bill) -> None:
    """Usage: `in_gb` written and `storage_gb` held by Express brokers; `tiered_gb` in tiered storage.

    `metrics` are those of more than default monitoring.
    """
    values = bill.values
    brokers = values.number("numberOfBrokerNodes") or 0
    nodes = values.inner("brokerNodeGroupInfo")
    kind = nodes.text("instanceType")
    if kind.startswith("express."):
        bill.hours(f"brokers {kind}", brokers, "msk", "express_broker", kind)
        bill.add("data written", bill.usage("in_gb"), "msk", "express_data_in", by_usage=True)
        bill.add("storage", bill.usage("storage_gb"), "msk", "storage", by_usage=True)
    else:
        bill.hours(f"brokers {kind}", brokers, "msk", "standard_broker", kind)
        disk = nodes.inner("storageInfo.ebsStorageInfo")
        bill.add("storage", brokers * (disk.number("volumeSize") or 0), "msk", "storage")
        if disk.flag("provisionedThroughput.enabled"):
            throughput = brokers * (disk.number("provisionedThroughput.volumeThroughput") or 0)
            bill.add("storage throughput", throughput, "msk", "provisioned_storage_throughput")
        if values.text("storageMode") == "TIERED":
            bill.add("tiered storage", bill.usage("tiered_gb"), "msk", "tiered_storage", by_usage=True)
    if values.text("enhancedMonitoring") not in ("", "DEFAULT"):
        bill.add("metrics beyond the default ones", bill.usage("metrics"), "cloudwatch", "custom_metric_first_10k", by_usage=True)


@estimates(SERVERLESS)
def serverless_cluster(bill: Bill) -> None:
    """Usage: `in_gb` written, `out_gb` read, `storage_gb` held, `partitions` (those of its topics in the stack unless said)."""
    topics = bill.around.referring(bill.resource, TOPIC, "clusterArn")
    partitions = bill.rate("partitions", sum(Values(dict(topic.inputs)).number("partitionCount") or 1 for topic in topics))
    bill.hours("cluster", 1, "msk", "serverless_cluster_hour")
    bill.add("partitions", partitions * HOURS, "msk", "serverless_partition_hour", by_usage=True)
    bill.add("data written", bill.usage("in_gb"), "msk", "serverless_data_in", by_usage=True)
    bill.add("data read", bill.usage("out_gb"), "msk", "serverless_data_out", by_usage=True)
    bill.add("storage", bill.usage("storage_gb"), "msk", "storage", by_usage=True)


@estimates("aws:msk/replicator:Replicator")
def replicator(bill: Bill) -> None:
    """Usage: `in_gb` replicated. What leaves the source's region is paid as transfer besides."""
    bill.hours("replicator", 1, "msk", "replicator_hour")
    bill.add("data replicated", bill.usage("in_gb"), "msk", "replicator_data", by_usage=True)


@estimates("aws:msk/vpcConnection:VpcConnection")
def vpc_connection(bill: Bill) -> None:
    """Usage: `data_gb` through it."""
    bill.hours("private connection", 1, "msk", "private_connectivity_hour")
    bill.add("data", bill.usage("data_gb"), "msk", "private_connectivity_data", by_usage=True)


@estimates("aws:mskconnect/connector:Connector")
def connector(bill: Bill) -> None:
    """Usage: `workers` on average where it scales (the fewest unless said)."""
    fixed, scaled = bill.values.inner("capacity.provisionedCapacity"), bill.values.inner("capacity.autoscaling")
    if scaled.has("maxWorkerCount"):
        workers = bill.rate("workers", scaled.number("minWorkerCount") or 1)
        bill.add("units of workers", workers * (scaled.number("mcuCount") or 1) * HOURS, "msk", "connect_mcu_hour", by_usage=True)
    else:
        bill.hours("units of workers", (fixed.number("workerCount") or 1) * (fixed.number("mcuCount") or 1), "msk", "connect_mcu_hour")
