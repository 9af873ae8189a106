"""What must hold for every load: more never needs less, nothing is zero, the peak needs at least the average's."""

import dataclasses
import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from capacity.compare import REMEDIES, Provisioned, saturations
from capacity.limits import LimitName, limit
from capacity.need import CapacityPlan, Demand, Resource
from capacity.plan import demand_in, plan_region
from capacity.shape import KafkaShape, KinesisShape, Shape
from capacity.text import as_json, as_text, headline
from settings.load import Load
from settings.regions import Region

MSK_TYPES = ("kafka.m5.large", "kafka.m7g.2xlarge", "kafka.m7g.16xlarge", "express.m7g.large", "express.m7g.16xlarge")

relaxed = settings(deadline=None)
"""A busy machine is no failure."""

rates = st.floats(min_value=0.01, max_value=1e6)
factors = st.floats(min_value=1, max_value=1000)


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    kinesis = st.builds(
        KinesisShape, st.sampled_from(["on_demand", "provisioned"]), st.integers(24, 8760), st.integers(0, 5), st.integers(0, 20)
    )
    kind = draw(st.sampled_from(["msk", "strimzi"]))
    broker = st.sampled_from(MSK_TYPES if kind == "msk" else ("r6i.4xlarge", "c6i.8xlarge"))
    kafka = st.builds(KafkaShape, st.just(kind), broker, st.integers(1, 3), st.integers(1, 720), st.integers(1, 10))
    return Shape(
        region=draw(st.sampled_from(["us-east-1", "ap-south-1"])),
        zones=draw(st.integers(2, 6)),
        node_type=draw(st.sampled_from(["c6i.4xlarge", "m5.2xlarge"])),
        kinesis=draw(st.none() | kinesis),
        kafka=draw(st.none() | kafka),
        kinesis_endpoint=draw(st.booleans()),
    )


def planned(average: float, peak: float, shape: Shape, bytes_per_event: int = 512) -> CapacityPlan:
    load = Load(average_events_per_second=average, peak_events_per_second=peak, bytes_per_event=bytes_per_event)
    return plan_region(load, shape, Demand(average, peak))


def not_less(more: CapacityPlan, less: CapacityPlan) -> None:
    for big, small in zip(more.needs, less.needs, strict=True):
        assert big.resource == small.resource
        assert big.needed.amount >= small.needed.amount * (1 - 1e-9), big.resource


@relaxed
@given(rates, factors, shapes())
def test_more_events_never_need_less(rate: float, factor: float, shape: Shape) -> None:
    not_less(planned(rate * factor, rate * factor, shape), planned(rate, rate, shape))


@relaxed
@given(rates, st.integers(1, 400_000), st.integers(0, 400_000), shapes())
def test_larger_events_never_need_less(rate: float, size: int, added: int, shape: Shape) -> None:
    not_less(planned(rate, rate, shape, size + added), planned(rate, rate, shape, size))


@relaxed
@given(rates, shapes(), st.integers(0, 1000), st.integers(0, 2))
def test_longer_retention_more_replicas_and_more_consumers_never_need_less(rate: float, shape: Shape, hours: int, more: int) -> None:
    kinesis, kafka = shape.kinesis, shape.kafka
    larger = dataclasses.replace(
        shape,
        kinesis=kinesis
        and dataclasses.replace(kinesis, retention_hours=kinesis.retention_hours + hours, shared_consumers=kinesis.shared_consumers + more),
        kafka=kafka
        and dataclasses.replace(
            kafka, retention_hours=kafka.retention_hours + hours, replication=kafka.replication + more, consumers=kafka.consumers + more
        ),
    )
    not_less(planned(rate, rate, larger), planned(rate, rate, shape))


@relaxed
@given(rates, factors, shapes())
def test_the_peak_needs_at_least_what_the_average_needs_and_nothing_is_zero(rate: float, factor: float, shape: Shape) -> None:
    for need in planned(rate, rate * factor, shape).needs:
        assert need.peak.amount >= need.average.amount > 0, need.resource
        assert need.needed == (need.peak if need.basis == "peak" else need.average)


@relaxed
@given(rates, shapes())
def test_what_is_counted_comes_in_whole_things_and_every_number_has_its_reason(rate: float, shape: Shape) -> None:
    counted = {"shards", "brokers", "partitions", "executions", "write units", "read units", "keys", "pods", "nodes", "/28 blocks"}
    for need in planned(rate, rate, shape).needs:
        figure = need.needed
        assert (figure.amount == int(figure.amount)) or need.unit not in counted, need.resource
        assert figure.arithmetic and figure.because.unit and figure.because.source and figure.because.value > 0


@relaxed
@given(rates, shapes(), st.integers(1, 500))
def test_a_resource_is_full_exactly_where_one_more_event_is_too_many(rate: float, shape: Shape, pods: int) -> None:
    for each in saturations(planned(rate, rate, shape), Provisioned(ingestion_pods=pods, nat_gbps=0.5, nodes=50)):
        if 0 < each.full_at < 1e11:
            assert each.need.at(each.full_at).amount <= each.available.value < each.need.at(each.full_at + 1).amount, each.need.resource


@relaxed
@given(rates, shapes(), st.integers(1, 500))
def test_too_small_is_what_has_less_than_the_planned_load(rate: float, shape: Shape, pods: int) -> None:
    found = saturations(planned(rate, rate, shape), Provisioned(ingestion_pods=pods, attribution_pods=pods))
    assert [each.headroom for each in found] == sorted(each.headroom for each in found)
    for each in found:
        assert each.is_short == (each.full_at + 1 <= rate or each.need.at(rate).amount > each.available.value)


SHAPE = Shape("us-east-1", 3, "c6i.4xlarge", KinesisShape("on_demand", 24, 1, 2), KafkaShape("msk", "kafka.m7g.2xlarge", 3, 168, 3), True)


def test_what_breaks_first_is_named_with_its_rate_its_limit_and_a_remedy() -> None:
    # Eight pods: 6 x (r / 10 000)^0.523 = 8 at r = 17 335. The stream takes 10 000 MB/s. So the pods break first, at 0.87 of the peak.
    plan = planned(1_000, 20_000, SHAPE)
    found = saturations(plan, Provisioned(ingestion_pods=8, session_writes=1_000))
    first = found[0]
    assert (first.need.resource, first.is_short, first.available.value) == ("ingestion_pods", True, 8)
    assert first.full_at == pytest.approx(17_335, abs=1)
    assert headline(found).startswith("Breaks first: Ingestion pods in us-east-1, 8 pods (settings), at 17 33")
    assert first.remedy == "needs 9 pods: a higher maximum in workloads.services.ingestion"  # 6 x 2^0.523 = 8.6
    assert "1 too small for the load:" in as_text([plan], found)


def test_aws_may_be_the_tighter_limit() -> None:
    # 30 000 write units are settled, AWS gives 40 000: the settings count. With 50 000 settled, AWS counts.
    for settled, counted in ((30_000, "settings"), (50_000, limit("dynamodb.table_wcu").source)):
        found = saturations(planned(1_000, 20_000, SHAPE), Provisioned(session_writes=settled))
        assert next(each for each in found if each.need.resource == "session_writes").available.source == counted


def test_what_nobody_limits_cannot_break() -> None:
    bounded = {each.need.resource for each in saturations(planned(1, 1, SHAPE), Provisioned())}
    assert bounded == {
        "kinesis_write_mb_s", "kinesis_write_records_s", "kinesis_read_mb_s", "kafka_brokers", "account_concurrency",
        "realtime_writes", "realtime_reads", "session_writes", "session_reads",
    }  # fmt: skip


def test_whatever_can_break_has_a_remedy_and_a_line_in_the_plan() -> None:
    provided = {field.name for field in dataclasses.fields(Provisioned)}
    assert provided <= set(REMEDIES) <= set(get_args(Resource))


def test_the_report_is_the_same_twice_and_reads_as_json() -> None:
    plan = planned(38_600, 1_000_000, SHAPE)
    found = saturations(plan, Provisioned(ingestion_pods=50))
    assert json.dumps(as_json([plan], found)) == json.dumps(as_json([plan], found))


def region(name: str, role: str, second: int) -> Region:
    return Region.model_validate({"name": name, "role": role, "cidr": f"10.{second}.0.0/16", "pod_cidr": f"100.{64 + second}.0.0/16"})


REGIONS = (region("us-east-1", "primary", 0), region("eu-west-1", "secondary", 1), region("us-west-2", "dr", 2))


def test_active_regions_share_the_load_and_the_dr_region_stands_in_for_the_primary() -> None:
    load = Load(average_events_per_second=100, peak_events_per_second=1_000)
    assert [demand_in(load, each, REGIONS) for each in REGIONS] == [Demand(50, 500, 0.5)] * 3
    uneven = Load(average_events_per_second=100, peak_events_per_second=1_000, region_shares={"us-east-1": 0.75, "eu-west-1": 0.25})
    assert [demand_in(uneven, each, REGIONS).peak for each in REGIONS] == [750, 250, 750]


def test_a_global_table_takes_the_writes_of_every_region() -> None:
    load = Load(average_events_per_second=1_000, peak_events_per_second=1_000_000)
    plan = plan_region(load, SHAPE, demand_in(load, REGIONS[0], REGIONS))
    assert plan.need("realtime_writes").needed.amount == 10_000  # 1 % of the stack's million, though the region has half of it
    assert plan.need("session_writes").needed.amount == 5_000


def test_a_peak_below_the_average_is_refused() -> None:
    with pytest.raises(ValidationError, match="is less than the average"):
        Load(average_events_per_second=100, peak_events_per_second=99)


def test_the_data_has_exactly_the_limits_that_the_code_reads_each_with_source_and_date() -> None:
    data = json.loads((Path(__file__).parents[2] / "data" / "throughput.json").read_text())
    assert set(data["limits"]) == set(get_args(LimitName))
    for entry in [*data["limits"].values(), data["msk_standard"], data["msk_express"], data["instances"]]:
        assert entry["source"] and entry["date"]
    assert all(entry["unit"] for entry in data["limits"].values())
