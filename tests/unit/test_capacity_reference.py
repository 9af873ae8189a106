"""The four reference loads come out of the plan as the table has them, written down by hand."""

import pytest

from capacity import kubernetes
from capacity.need import Demand, Resource
from capacity.plan import plan_region
from capacity.shape import REFERENCE_POD, KafkaShape, KinesisShape, Shape
from settings.load import Load

PODS_AND_NODES: tuple[Resource, ...] = ("ingestion_pods", "attribution_pods", "nodes")
REFERENCE_TABLE = {
    10_000: (6, 4, 6),
    100_000: (20, 15, 15),
    1_000_000: (50, 40, 35),
    10_000_000: (150, 120, 100),
}

# The rest of the plan for the same loads, reckoned by hand for 512-byte events:
#   MB/s         rate x 512 / 10^6
#   shards       in by number 10 / 100 / 1 000 / 10 000 are more than by MB (5.12 / 51.2 / ...)
#   partitions   the largest of MB/s x 3 consumers / 10 (1.5 -> 2, 15.4 -> 16, 154, 1 536) and the attribution pods (4, 15, 40, 120)
#   brokers      MiB/s = rate x 512 / 2^20 = 4.88, 48.8, 488, 4 883; a kafka.m7g.4xlarge writes to its 250 MiB/s volume
#                6.5 x its ingress, half used: 19.23 MiB/s; so 0.25, 2.5, 25.4, 253.9, in threes: 3, 3, 27, 255
#   validator    rate x 0.25 s / 1 000 records: 2.5, 25, 250, 2 500
#   write units  1 % of the events, one unit each
#   NAT Gbps     MB/s x 8 / 1 000 x 1 % to third parties
RESOURCES: tuple[Resource, ...] = (
    "kinesis_shards", "kafka_partitions", "kafka_brokers", "validator_concurrency", "realtime_writes", "nat_gbps",
)  # fmt: skip
REST = {
    10_000: (10, 4, 3, 3, 100, 0.0004096),
    100_000: (100, 16, 3, 25, 1_000, 0.004096),
    1_000_000: (1_000, 154, 27, 250, 10_000, 0.04096),
    10_000_000: (10_000, 1_536, 255, 2_500, 100_000, 0.4096),
}

SHAPE = Shape(
    region="us-east-1",
    zones=3,
    node_type="c6i.4xlarge",
    kinesis=KinesisShape("provisioned", retention_hours=24, shared_consumers=1, fan_out_consumers=2),
    kafka=KafkaShape("msk", "kafka.m7g.4xlarge", replication=3, retention_hours=168, consumers=3),
    kinesis_endpoint=True,
)


@pytest.mark.parametrize("events", REFERENCE_TABLE)
def test_a_reference_load_needs_the_pods_and_nodes_of_the_table(events: int) -> None:
    plan = plan_region(Load(average_events_per_second=events, peak_events_per_second=events), SHAPE, Demand(events, events))
    found = tuple(plan.need(resource).needed.amount for resource in PODS_AND_NODES)
    assert found == REFERENCE_TABLE[events]


@pytest.mark.parametrize("events", REST)
def test_a_reference_load_needs_the_streams_that_were_reckoned_by_hand(events: int) -> None:
    plan = plan_region(Load(average_events_per_second=events, peak_events_per_second=events), SHAPE, Demand(events, events))
    assert tuple(plan.need(resource).needed.amount for resource in RESOURCES) == pytest.approx(REST[events])


def test_the_table_in_the_code_is_the_table_of_the_specification() -> None:
    assert {row.events: (row.ingestion, row.attribution, row.nodes) for row in kubernetes.REFERENCES} == REFERENCE_TABLE


def test_the_reference_loads_leave_two_three_five_and_ten_nodes_to_everything_else() -> None:
    # A c6i.4xlarge holds three pods of 4 CPU: 10/3 -> 4, 35/3 -> 12, 90/3 = 30, 270/3 = 90; the table has 6, 15, 35, 100.
    hot = [kubernetes.nodes(row.events, "c6i.4xlarge", REFERENCE_POD, REFERENCE_POD, 20).arithmetic for row in kubernetes.REFERENCES]
    assert [text.rsplit(": ", 1)[1] for text in hot] == [
        "4 nodes; + 2 for everything else",
        "12 nodes; + 3 for everything else",
        "30 nodes; + 5 for everything else",
        "90 nodes; + 10 for everything else",
    ]


def test_at_ten_million_events_the_table_holds_only_where_clients_send_more_than_thirteen_events_at_once() -> None:
    # 150 pods x 5 000 requests/s = 750 000 requests/s; 10 000 000 / 750 000 = 13.3 events in each.
    assert kubernetes.ingestion_pods(10_000_000, REFERENCE_POD, 13.4).amount == 150
    assert kubernetes.ingestion_pods(10_000_000, REFERENCE_POD, 10).amount == 200
    assert kubernetes.ingestion_pods(10_000_000, REFERENCE_POD, 1).amount == 2000


def test_average_and_peak_are_two_columns() -> None:
    # 100 billion events in 30 days are 38 580 a second; the peak is ten million.
    load = Load(average_events_per_second=38_600, peak_events_per_second=10_000_000)
    plan = plan_region(load, SHAPE, Demand(load.average_events_per_second, load.peak_events_per_second))
    pods, kept = plan.need("ingestion_pods"), plan.need("kafka_storage_gib")
    assert (pods.average.amount, pods.peak.amount, pods.needed) == (13, 150, pods.peak)  # 6 x 3.86^0.523 = 12.2
    assert kept.needed == kept.average
    assert kept.needed.amount == pytest.approx(38_600 * 512 * 168 * 3600 * 3 / 2**30 / 0.85)
