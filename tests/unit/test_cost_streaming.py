"""Streams, Kafka, delivery and Flink cost what the price list says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.costs import Case, cost, problem_of, resource

STREAM = "aws:kinesis/stream:Stream"
CONSUMER = "aws:kinesis/streamConsumer:StreamConsumer"
DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
FLINK = "aws:kinesisanalyticsv2/application:Application"
KAFKA = "aws:msk/cluster:Cluster"
SERVERLESS = "aws:msk/serverlessCluster:ServerlessCluster"
TOPIC = "aws:msk/topic:Topic"
CONNECTOR = "aws:mskconnect/connector:Connector"

ON_DEMAND = {"streamModeDetails": {"streamMode": "ON_DEMAND"}}
_PROVISIONED = resource(STREAM, {"shardCount": 4, "retentionPeriod": 24}, "stream")
_FREE_STREAM = resource(STREAM, ON_DEMAND, "stream")
_CLUSTER = resource(SERVERLESS, {}, "cluster")


def _kafka(kind: str, brokers: int, size: int = 0, **more: object) -> dict[str, object]:
    nodes: dict[str, object] = {"instanceType": kind}
    if size:
        nodes["storageInfo"] = {"ebsStorageInfo": {"volumeSize": size, **more}}
    return {"numberOfBrokerNodes": brokers, "brokerNodeGroupInfo": nodes}


def _flink(parallelism: int, each: int) -> dict[str, object]:
    return {
        "runtimeEnvironment": "FLINK-1_20",
        "applicationConfiguration": {
            "flinkApplicationConfiguration": {
                "parallelismConfiguration": {"configurationType": "CUSTOM", "parallelism": parallelism, "parallelismPerKpu": each}
            }
        },
    }


CASES = (
    Case("shards", [_PROVISIONED], "4 × 730 h × $0.015"),
    Case(
        "records of up to 25 KB are a payload unit",
        [_PROVISIONED],
        "4 × 730 h × $0.015 + 1000 × $0.014",
        {"records": 1_000_000_000, "in_gb": 2_000},
    ),
    Case(
        "larger ones several",
        [_PROVISIONED],
        "4 × 730 h × $0.015 + 2 × 1000 × $0.014",
        {"records": 1_000_000_000, "in_gb": 30 * 1_000_000_000 / 1024 / 1024},
    ),
    Case("kept for three days", [resource(STREAM, {"shardCount": 2, "retentionPeriod": 72})], "2 × 730 h × ($0.015 + $0.020)"),
    Case(
        "kept for thirty days",
        [resource(STREAM, {"shardCount": 2, "retentionPeriod": 720})],
        "2 × 730 h × ($0.015 + $0.020) + 7300 GB × 1024 × 1024 / 25 KB / 1000000 × $0.014 + 7300 GB / 730 h × (720 - 168) h × $0.023",
        {"in_gb": 7300},
    ),
    Case(
        "metrics of shards",
        [resource(STREAM, {"shardCount": 3, "shardLevelMetrics": ["IncomingBytes", "OutgoingBytes"]})],
        "3 × 730 h × $0.015 + 3 × 2 × $0.30",
    ),
    Case(
        "on demand: each record as a whole KB",
        [_FREE_STREAM],
        "730 h × $0.04 + 1000000000 × 1 KB / 1024 / 1024 × $0.08 + 900 GB × $0.04",
        {"records": 1_000_000_000, "in_gb": 400, "out_gb": 900},
    ),
    Case(
        "on demand, kept for seven days",
        [resource(STREAM, {**ON_DEMAND, "retentionPeriod": 168})],
        "730 h × $0.04 + 730 GB × $0.08 + 730 GB / 730 h × (168 - 24) h × $0.10",
        {"in_gb": 730},
    ),
    Case(
        "in Mumbai",
        [resource(STREAM, ON_DEMAND, region="ap-south-1")],
        "730 h × $0.0517 + 1000 GB × $0.1023",
        {"in_gb": 1000},
    ),
    Case(
        "enhanced fan-out of shards",
        [_PROVISIONED, resource(CONSUMER, {}, refers={"streamArn": _PROVISIONED})],
        "4 × 730 h × $0.015 + 4 × 730 h × $0.015 + 500 GB × $0.013",
        {"out_gb": 500},
    ),
    Case(
        "enhanced fan-out on demand",
        [resource(STREAM, ON_DEMAND, "stream", "us-east-1"), resource(CONSUMER, {}, refers={"streamArn": _FREE_STREAM})],
        "730 h × $0.04 + 500 GB × $0.04 + 500 GB × $0.05",
        {"out_gb": 500},
    ),
    Case(
        "video",
        [resource("aws:kinesis/videoStream:VideoStream", {"dataRetentionInHours": 168})],
        "300 GB × $0.0085 + 100 GB × $0.0085 + 300 GB / 730 h × 168 h × $0.023",
        {"in_gb": 300, "out_gb": 100},
    ),
    Case(
        "Firehose takes each record as whole 5 KB",
        [resource(DELIVERY, {"destination": "extended_s3", "extendedS3Configuration": {}})],
        "1000000000 × 5 KB / 1024 / 1024 × $0.029",
        {"records": 1_000_000_000, "in_gb": 700},
    ),
    Case(
        "what it partitions counts as it is",
        [
            resource(
                DELIVERY,
                {
                    "extendedS3Configuration": {
                        "dataFormatConversionConfiguration": {"enabled": True},
                        "dynamicPartitioningConfiguration": {"enabled": True},
                    }
                },
            )
        ],
        "1000000000 × 5 KB / 1024 / 1024 × ($0.029 + $0.018) + 640 GB × $0.02 + 640 × 16 / 1000 × $0.005",
        {"records": 1_000_000_000, "in_gb": 640},
    ),
    Case(
        "as AWS's calculator reckons it, with everything",
        [
            resource(
                DELIVERY,
                {
                    "extendedS3Configuration": {
                        "dataFormatConversionConfiguration": {"schemaConfiguration": {}},
                        "dynamicPartitioningConfiguration": {"enabled": True},
                    },
                    "opensearchConfiguration": {"vpcConfig": {"subnetIds": ["a", "b", "c"]}},
                },
            )
        ],
        "125312.81 GB × ($0.029 + $0.018 + $0.02 + $0.01) + 2005 × $0.005 + 70 h × $0.07 + 3 × 730 h × $0.01",
        {"records": 26_280_000_000, "in_gb": 125_312.81, "jq_hours": 70},
    ),
    Case(
        "for Iceberg tables records count as they are",
        [resource(DELIVERY, {"destination": "iceberg", "icebergConfiguration": {"appendOnly": True}})],
        "1000 GB × $0.075",
        {"records": 1_000_000_000, "in_gb": 1000},
    ),
    Case(
        "from 500 TB on it is cheaper",
        [resource(DELIVERY, {"extendedS3Configuration": {}})],
        "512000 GB × $0.029 + 88000 GB × $0.025",
        {"in_gb": 600_000},
    ),
    Case("Flink runs one unit for itself", [resource(FLINK, _flink(8, 2))], "(4 + 1) × 730 h × $0.11 + 4 × 50 GB × $0.10"),
    Case(
        "Flink with snapshots",
        [resource(FLINK, _flink(4, 1))],
        "(6 + 1) × 730 h × $0.11 + 6 × 50 GB × $0.10 + 30 GB × $0.023",
        {"kpus": 6, "backup_gb": 30},
    ),
    Case(
        "Flink and Firehose in London",
        [resource(FLINK, _flink(10, 1), region="eu-west-2"), resource(DELIVERY, {"extendedS3Configuration": {}}, region="eu-west-2")],
        "(10 + 1) × 730 h × $0.127 + 10 × 50 GB × $0.116 + 100 GB × $0.035",
        {"in_gb": 100},
    ),
    Case("standard brokers", [resource(KAFKA, _kafka("kafka.m5.large", 3, 1000))], "3 × 730 h × $0.21 + 3 × 1000 GB × $0.10"),
    Case("brokers in Ireland", [resource(KAFKA, _kafka("kafka.m7g.xlarge", 3), region="eu-west-1")], "3 × 730 h × $0.4548"),
    Case(
        "brokers in Mumbai",
        [resource(KAFKA, _kafka("kafka.m7g.xlarge", 6, 1000), region="ap-south-1")],
        "6 × 730 h × $0.2916 + 6 × 1000 GB × $0.114",
    ),
    Case(
        "storage throughput",
        [resource(KAFKA, _kafka("kafka.m5.4xlarge", 3, 2000, provisionedThroughput={"enabled": True, "volumeThroughput": 500}))],
        "3 × 730 h × $1.68 + 3 × 2000 GB × $0.10 + 3 × 500 × $0.08",
    ),
    Case(
        "tiered storage",
        [resource(KAFKA, {**_kafka("kafka.m7g.large", 3, 100), "storageMode": "TIERED"})],
        "3 × 730 h × $0.204 + 300 GB × $0.10 + 5000 GB × $0.06",
        {"tiered_gb": 5000},
    ),
    Case(
        "Express brokers",
        [resource(KAFKA, _kafka("express.m7g.large", 3))],
        "3 × 730 h × $0.408 + 10000 GB × $0.01 + 2000 GB × $0.10",
        {"in_gb": 10_000, "storage_gb": 2000},
    ),
    Case(
        "serverless with its topics",
        [
            _CLUSTER,
            resource(TOPIC, {"partitionCount": 12}, "a", refers={"clusterArn": _CLUSTER}),
            resource(TOPIC, {"partitionCount": 8}, "b", refers={"clusterArn": _CLUSTER}),
        ],
        "730 h × $0.75 + 20 × 730 h × $0.0015 + 100 GB × $0.10 + 200 GB × $0.05",
        {"in_gb": 100, "out_gb": 200},
    ),
    Case("Replicator", [resource("aws:msk/replicator:Replicator")], "730 h × $0.30 + 1000 GB × $0.08", {"in_gb": 1000}),
    Case("private connection", [resource("aws:msk/vpcConnection:VpcConnection")], "730 h × $0.0225 + 1000 GB × $0.006", {"data_gb": 1000}),
    Case(
        "Connect",
        [resource(CONNECTOR, {"capacity": {"provisionedCapacity": {"mcuCount": 2, "workerCount": 3}}})],
        "2 × 3 × 730 h × $0.11",
    ),
    Case(
        "Connect that scales",
        [resource(CONNECTOR, {"capacity": {"autoscaling": {"mcuCount": 1, "minWorkerCount": 1, "maxWorkerCount": 4}}})],
        "2.5 × 730 h × $0.11",
        {"workers": 2.5},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(st.integers(1, 500), st.integers(1, 8760), st.floats(0, 1e6))
def test_twice_the_shards_or_data_never_cost_less(shards: int, hours: int, gb: float) -> None:
    def total(shards: int, gb: float) -> float:
        stream = resource(STREAM, {"shardCount": shards, "retentionPeriod": hours})
        return float(cost(stream, usage={"in_gb": gb}).total)

    assert total(2 * shards, gb) >= total(shards, gb)
    assert total(shards, 2 * gb) >= total(shards, gb)


@given(st.integers(1, 100), st.integers(1, 16_000), st.floats(0, 1e7))
def test_twice_the_brokers_disks_or_data_never_cost_less(brokers: int, size: int, gb: float) -> None:
    def total(brokers: int, size: int) -> float:
        return float(
            cost(resource(KAFKA, {**_kafka("kafka.m7g.large", brokers, size), "storageMode": "TIERED"}), usage={"tiered_gb": gb}).total
        )

    assert total(brokers, size) <= total(2 * brokers, size)
    assert total(brokers, size) <= total(brokers, 2 * size)
    delivery = resource(DELIVERY, {"extendedS3Configuration": {"dynamicPartitioningConfiguration": {"enabled": True}}})
    assert cost(delivery, usage={"in_gb": gb}).total <= cost(delivery, usage={"in_gb": 2 * gb}).total


def test_what_has_no_price_is_named() -> None:
    reason = problem_of(resource(KAFKA, _kafka("kafka.m7g.lrge", 3), "events"))
    assert reason.startswith(
        "events (aws:msk/cluster:Cluster): no price for msk standard_broker kafka.m7g.lrge; did you mean kafka.m7g.large"
    )
    assert "no prices for the region xx-east-1" in problem_of(resource(STREAM, {}, "events", region="xx-east-1"))
    assert "events" in problem_of(resource(DELIVERY, {"mskSourceConfiguration": {"topicName": "t"}}, "events"))
    assert "not in the stack" in problem_of(resource(CONSUMER, {"streamArn": "arn:elsewhere"}, "events"))
