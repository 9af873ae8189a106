"""Each module of the load model against examples reckoned by hand; the arithmetic stands beside them."""

import pytest

from capacity import dynamodb, functions, kafka, kinesis, kubernetes, network, storage
from capacity.limits import limit
from capacity.shape import FunctionShape, KafkaShape, KinesisShape, PodSize, TableShape
from settings.lakehouse import TIERING, DataBucket, Tiering

STREAM = KinesisShape("provisioned", retention_hours=24, shared_consumers=0, fan_out_consumers=0)
MSK = KafkaShape("msk", "kafka.m7g.2xlarge", replication=3, retention_hours=24, consumers=2)


def shared(consumers: int) -> KinesisShape:
    return KinesisShape("provisioned", retention_hours=24, shared_consumers=consumers, fan_out_consumers=0)


def test_small_events_need_shards_by_number() -> None:
    # 10 000/s x 100 B = 1 MB/s: one shard by bytes, ten by records.
    figure = kinesis.shards(10_000, 100, STREAM)
    assert (figure.amount, figure.because.name) == (10, "kinesis.shard_write_records_s")


def test_large_events_need_shards_by_bytes() -> None:
    # 1 000/s x 2 500 B = 2.5 MB/s: three shards by bytes, one by records.
    figure = kinesis.shards(1_000, 2_500, STREAM)
    assert (figure.amount, figure.because.name) == (3, "kinesis.shard_write_mb_s")


def test_consumers_that_share_need_shards_by_reading() -> None:
    # 4 000/s x 1 000 B = 4 MB/s: four shards in; five consumers read 20 MB/s at 2 MB/s a shard: ten.
    figure = kinesis.shards(4_000, 1_000, shared(5))
    assert (figure.amount, figure.because.name) == (10, "kinesis.shard_read_mb_s")


def test_fan_out_consumers_need_no_shards_of_their_own() -> None:
    fan_out = KinesisShape("provisioned", retention_hours=24, shared_consumers=0, fan_out_consumers=20)
    assert kinesis.shards(4_000, 1_000, fan_out).amount == 4


def test_an_on_demand_stream_is_limited_by_its_region() -> None:
    assert kinesis.write_mb_s(1_000_000, 500, "us-east-1").because.value == 10_000
    assert kinesis.write_mb_s(1_000_000, 500, "ap-south-1").because.value == 200
    assert kinesis.write_mb_s(1_000_000, 500, "ap-south-1").amount == 500  # MB/s: 10^6 x 500 / 10^6


def test_an_on_demand_stream_of_small_events_is_limited_by_number() -> None:
    assert kinesis.write_records_s(250_000, "ap-south-1").because.value == 200_000


def test_retention_is_kept_at_the_rate() -> None:
    # 1 000/s x 1 000 B x 24 x 3 600 s = 86.4 GB
    assert kinesis.retained_gb(1_000, 1_000, STREAM).amount == pytest.approx(86.4)


def test_standard_brokers_are_limited_by_their_volume() -> None:
    # 102 400/s x 1 024 B = 100 MiB/s. A m7g.2xlarge could write 312.5 MiB/s, its volume takes 250; three zones, replication 3:
    # 1.5 + 1.5 + 0.5 + 3.0 = 6.5 x ingress; 250 / 6.5 x 0.5 = 19.23 MiB/s; 100 / 19.23 = 5.2 -> six brokers, two in each zone.
    figure = kafka.brokers(102_400, 1_024, MSK, zones=3, topic_partitions=20)
    assert (figure.amount, figure.because.name) == (6, "kafka.volume_mib_s")


def test_many_consumers_make_the_network_the_limit() -> None:
    # 1.5 x 10 consumers + 2.2 + 0.5 + 3.0 = 20.7 x; 469 MiB/s / 20.7 x 0.5 = 11.33 MiB/s; 100 / 11.33 = 8.8 -> nine.
    many = KafkaShape("msk", "kafka.m7g.2xlarge", replication=3, retention_hours=24, consumers=10)
    figure = kafka.brokers(102_400, 1_024, many, zones=3, topic_partitions=20)
    assert (figure.amount, figure.because.name) == (9, "msk_standard.kafka.m7g.2xlarge.network_mib_s")


def test_partitions_can_ask_for_more_brokers_than_bytes_do() -> None:
    # 5 000 partitions x 3 replicas = 15 000, at 2 000 recommended: 7.5 -> nine in threes.
    figure = kafka.brokers(1_000, 1_024, MSK, zones=3, topic_partitions=5_000)
    assert (figure.amount, figure.because.value) == (9, 2_000)


def test_express_brokers_are_limited_by_what_aws_states() -> None:
    # 100 MiB/s in; an express.m7g.large sustains 15.625 x 0.75 = 11.72 in: 8.5 -> nine; out 15.625 x 2.5 = 39.06: 200 / 39.06 = 5.1 -> six.
    express = KafkaShape("msk", "express.m7g.large", replication=3, retention_hours=24, consumers=2)
    assert kafka.brokers(102_400, 1_024, express, zones=3, topic_partitions=20).amount == 9


def test_strimzi_brokers_are_limited_by_a_gp3_volume_until_throughput_is_provisioned() -> None:
    # 125 / 6.5 x 0.5 = 9.6 MiB/s: 10.4 -> twelve. With 500 MiB/s on the volume: 38.5 MiB/s: 2.6 -> three.
    slow = KafkaShape("strimzi", "r6i.4xlarge", replication=3, retention_hours=24, consumers=2)
    quick = KafkaShape("strimzi", "r6i.4xlarge", replication=3, retention_hours=24, consumers=2, volume_mib_s=500)
    assert kafka.brokers(102_400, 1_024, slow, zones=3, topic_partitions=20).amount == 12
    assert kafka.brokers(102_400, 1_024, quick, zones=3, topic_partitions=20).amount == 3


def test_an_unknown_broker_is_refused_with_the_known_ones() -> None:
    odd = KafkaShape("msk", "kafka.z9.large", replication=3, retention_hours=24, consumers=2)
    with pytest.raises(LookupError, match=r"kafka\.z9\.large is not in msk_standard.*kafka\.m5\.large"):
        kafka.brokers(1, 1, odd, zones=3, topic_partitions=1)


def test_partitions_follow_the_largest_of_three_reasons() -> None:
    # 10 000/s x 1 000 B = 10 MB/s: two by 5 MB/s in; five consumers read 50 MB/s: five by 10 MB/s out; 12 pods read in one group.
    assert kafka.partitions(10_000, 1_000, consumers=1, largest_group=1).amount == 2
    assert kafka.partitions(10_000, 1_000, consumers=5, largest_group=1).amount == 5
    assert kafka.partitions(10_000, 1_000, consumers=5, largest_group=12).amount == 12


def test_disks_keep_all_replicas_below_the_alarm() -> None:
    # 1 048 576/s x 1 024 B = 1 GiB/s; a day of it is 86 400 GiB, three replicas 259 200, at 85 %: 304 941 GiB.
    assert kafka.storage_gib(1_048_576, 1_024, MSK).amount == pytest.approx(259_200 / 0.85)


def test_write_units_count_started_kibibytes() -> None:
    # 10 000/s x 0.5 = 5 000 writes of 1 025 bytes: two units each.
    table = TableShape("events", share=0.5, item_bytes=1_025)
    assert dynamodb.writes(10_000, table).amount == 10_000
    assert dynamodb.busy_keys(10_000, table).amount == 10  # 10 000 units, 1 000 a partition


def test_read_units_are_halved_by_eventual_consistency() -> None:
    # 5 000 reads of 4 097 bytes: two units of 4 KiB, halved: one each.
    assert dynamodb.reads(10_000, TableShape("events", share=0.5, item_bytes=4_097)).amount == 5_000


def test_lambda_runs_rate_times_duration_over_batch() -> None:
    function = FunctionShape("validator", batch=500, seconds=0.5)
    assert functions.concurrency(10_000, 512, function).amount == 10


def test_large_events_cut_a_batch_short() -> None:
    # 6 MB / (100 000 B x 4/3) = 45 records instead of 500: 10 000 x 0.5 / 45 = 111.1
    figure = functions.concurrency(10_000, 100_000, FunctionShape("validator", batch=500, seconds=0.5))
    assert (figure.amount, figure.because.name) == (112, "lambda.payload_mb")


def test_a_node_keeps_what_eks_reserves() -> None:
    # 16 CPUs: 60 + 10 + 10 + 12 x 2.5 = 110 m reserved, 500 m for agents: 15.39.
    # 32 GiB: 255 + 11 x 110 + 100 = 1 565 MiB reserved, 1 GiB for agents.
    node = kubernetes.allocatable("c6i.4xlarge")
    assert node.cpu == pytest.approx(15.39)
    assert node.memory_gib == pytest.approx(32 - 1565 / 1024 - 1)
    assert (node.pods, node.fits(PodSize(4, 8))) == (110, 3)


def test_a_pod_that_fits_no_node_is_an_error_with_both_sizes() -> None:
    with pytest.raises(ValueError, match=r"a pod of 4 CPU and 8 GiB fits no t3\.medium, which has 1\.43 CPU"):
        kubernetes.nodes(10, "t3.medium", PodSize(4, 8), PodSize(4, 8), 20)


def test_between_reference_loads_the_power_law_is_followed() -> None:
    # From 20 at 10^5 to 50 at 10^6 the exponent is log10(2.5) = 0.398; at 10^5.5 it is 20 x 10^0.199 = 31.6 -> 32.
    assert kubernetes.ingestion_pods(10**5.5, PodSize(4, 8), 20).amount == 32


def test_outside_the_reference_loads_the_nearest_rate_per_pod_holds() -> None:
    assert kubernetes.ingestion_pods(5_000, PodSize(4, 8), 20).amount == 3  # 5 000 / 1 667
    assert kubernetes.ingestion_pods(20_000_000, PodSize(4, 8), 20).amount == 300  # 20 000 000 / 66 667


def test_a_pod_of_half_the_cpu_carries_half() -> None:
    assert kubernetes.attribution_pods(100_000, PodSize(2, 4)).amount == 30


def test_mixed_nodes_count_by_the_pods_they_hold() -> None:
    # A c6i.8xlarge (31.35 CPUs) holds seven pods of 4 CPU, a c6i.4xlarge three: 20 + 30 x 7/3 = 90.
    assert kubernetes.equivalent_nodes({"c6i.4xlarge": 20, "c6i.8xlarge": 30}, "c6i.4xlarge", PodSize(4, 8)) == pytest.approx(90)


def test_pod_addresses_are_planned_for_a_lost_zone() -> None:
    # 110 pods take seven /28, one is kept warm: eight; 31 nodes in the two zones left are 16 in one: 128 blocks.
    assert network.pod_prefixes(31, "c6i.4xlarge", 3).amount == 128


def test_writes_to_kinesis_pass_nat_where_no_endpoint_takes_them() -> None:
    # 125 000/s x 1 000 B x 8 = 1 Gbit/s; 1 % of it leaves anyway.
    assert network.nat_gbps(125_000, 1_000, 0.01, kinesis_through_nat=False).amount == pytest.approx(0.01)
    assert network.nat_gbps(125_000, 1_000, 0.01, kinesis_through_nat=True).amount == pytest.approx(1.01)


def test_an_event_crosses_zones_to_pods_leaders_and_followers() -> None:
    # 1 GB/s x (2/3 to pods + 2/3 to leaders + 2 to followers) = 3.33 GB/s; without Kafka only 2/3.
    assert network.between_zones_gb_s(1_000_000, 1_000, MSK, 3).amount == pytest.approx(10 / 3)
    assert network.between_zones_gb_s(1_000_000, 1_000, None, 3).amount == pytest.approx(2 / 3)


def test_data_lies_in_each_class_for_the_days_between_the_steps() -> None:
    assert storage.days_in(TIERING["bronze"], 730) == {"standard": 30, "infrequent_access": 60, "glacier": 275, "deep_archive": 365}
    assert storage.days_in(TIERING["bronze"], 60) == {"standard": 30, "infrequent_access": 30}
    assert storage.days_in(TIERING["gold"], 730) == {"intelligent": 730}
    assert storage.days_in(Tiering(expire=10), 730) == {"standard": 10}


def test_a_storage_class_holds_its_days_of_every_bucket() -> None:
    # 1 000/s x 1 000 B x 86 400 s = 86.4 GB a day; bronze keeps 0.5 of it 30 days in Standard: 1 296 GB.
    stored: dict[DataBucket, float] = {"bronze": 0.5}
    tiers: dict[DataBucket, Tiering] = {"bronze": TIERING["bronze"]}
    assert storage.held_gb(1_000, 1_000, stored, tiers, 730, "standard").amount == pytest.approx(1_296)
    assert storage.added_gb_month(1_000, 1_000, stored).amount == pytest.approx(1_296)  # a month is 30 days


def test_a_limit_reads_as_a_person_says_it() -> None:
    assert str(limit("kinesis.shard_write_records_s")) == "1 000 records/s in per shard"
