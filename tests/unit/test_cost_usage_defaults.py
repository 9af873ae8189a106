"""What a region carries becomes quantities that estimators ask for."""

import inspect
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costing import Usage, estimate
from costing.bands import bands
from costing.estimators import estimator_of, why_free
from costing.region_load import RegionLoad
from costing.usage import UsageError
from costing.usage_defaults import Default, default_usage, defaults
from tests.costs import inventory, resource
from tests.support import inventory_of

LOAD = RegionLoad(1000, bytes_per_event=1024, kafka="own", copied_to=2, vcpus=100)
EVENTS = 1000 * 730 * 3600
GB = EVENTS * 1024 / 1024**3


def _rule(type_: str, name: str = "*", load: RegionLoad = LOAD) -> Default:
    (found,) = [rule for rule in defaults(load) if rule.type == type_ and rule.name == name]
    return found


def test_what_crosses_borders() -> None:
    assert _rule("aws:ec2/natGateway:NatGateway").quantities == {"data_gb": pytest.approx(GB * 0.01)}
    assert _rule("aws:ec2/vpc:Vpc").quantities == {
        "internet_out_gb": pytest.approx(GB * 0.01 + EVENTS / 20 * 200 / 1024**3),
        "cross_az_gb": pytest.approx(GB * (2 / 3 + 2 / 3 + 2)),
        "inter_region_gb": pytest.approx(GB * 2),
    }
    edge = _rule("aws:cloudfront/distribution:Distribution").quantities
    assert edge["out_gb"] == pytest.approx(1_000_000 * 1.5 / 1024)
    assert edge["requests"] == 11_000_000
    assert _rule("aws:cloudwatch/logGroup:LogGroup").quantities["in_gb"] == pytest.approx(GB * 0.005)


def test_managed_kafka_copies_between_zones_for_nothing() -> None:
    managed = RegionLoad(1000, bytes_per_event=1024, kafka="managed")
    without = RegionLoad(1000, bytes_per_event=1024)
    assert managed.cross_zone_gb == pytest.approx(GB * 4 / 3)
    assert without.cross_zone_gb == pytest.approx(GB * 2 / 3)
    assert without.inter_region_gb == 0
    assert RegionLoad(1000, zones=1, kafka="own").cross_zone_gb == 0


def test_the_lake_grows_to_what_is_kept() -> None:
    bronze = _rule("aws:s3/bucket:Bucket", "bronze").quantities
    assert bronze["storage_gb"] == pytest.approx(GB * 0.25 * 24)
    assert bronze["put_requests"] == pytest.approx(GB * 0.25 * 1024 / 128)
    assert _rule("aws:dynamodb/table:Table", "user-sessions").quantities["write_requests"] == pytest.approx(EVENTS * 0.01)
    assert _rule("aws:lambda/function:Function", "event-validator").quantities == {"requests": EVENTS / 500, "duration_ms": 250}


@pytest.mark.parametrize("rule", defaults(LOAD), ids=lambda rule: f"{rule.type}-{rule.name}")
def test_estimators_ask_for_what_is_given(rule: Default) -> None:
    estimator = estimator_of(rule.type)
    if estimator is None:
        assert not why_free(rule.type)
        return
    source = inspect.getsource(sys.modules[estimator.__module__])
    assert all(f'"{quantity}"' in source for quantity in rule.quantities), f"{rule.type} asks for other quantities"


def test_what_matches_shares_equally() -> None:
    queues = [resource("aws:sqs/queue:Queue", {}, f"us-east-1-{name}") for name in ("a", "b", "c")]
    elsewhere = resource("aws:sqs/queue:Queue", {}, "eu-west-1-a", "eu-west-1")
    found = default_usage(inventory(*queues, elsewhere), {"us-east-1": LOAD})
    assert set(found) == {queue.urn for queue in queues}
    assert sum(quantities["requests"] for quantities in found.values()) == pytest.approx(EVENTS * 0.001 * 3)
    consumers = [resource("aws:kinesis/streamConsumer:StreamConsumer", {}, name) for name in ("a", "b")]
    assert [one["out_gb"] for one in default_usage(inventory(*consumers), {"us-east-1": LOAD}).values()] == [GB, GB]


def test_a_rule_by_name_comes_first() -> None:
    streams = [resource("aws:kinesis/stream:Stream", {}, f"us-east-1-{name}") for name in ("raw-events", "validated-events")]
    found = default_usage(inventory(*streams), {"us-east-1": LOAD})
    assert [quantities.get("out_gb", 0) for _, quantities in sorted(found.items())] == [pytest.approx(GB), 0]


def test_a_stack_is_priced_with_them() -> None:
    stack = inventory_of("staging")
    found = default_usage(stack, dict.fromkeys({one.region for one in stack if one.region}, LOAD))
    priced = bands(stack, Usage(by_load=found))
    assert priced.low.total < priced.expected.total < priced.high.total
    assert priced.by_usage > 1000


def test_what_is_stated_counts_before_it() -> None:
    queue = resource("aws:sqs/queue:Queue")
    by_load = {queue.urn: {"requests": 1_000_000.0}}
    reckoned = estimate(inventory(queue), Usage(by_load=by_load))
    assert float(reckoned.total) == 0.40
    assert reckoned.assumed == {queue.urn: {"requests": 1_000_000}}
    stated = estimate(inventory(queue), Usage(by_type={queue.type: {"requests": 3_000_000}}, by_load=by_load))
    assert float(stated.total) == 1.20
    assert not stated.assumed
    with pytest.raises(UsageError, match="is negative"):
        Usage(by_load={queue.urn: {"requests": -1}})


@given(st.floats(0, 1e7), st.floats(1, 1e6))
def test_more_events_are_never_less_use(rate: float, size: float) -> None:
    small, large = RegionLoad(rate, size, kafka="own"), RegionLoad(2 * rate, size, kafka="own")
    for one, two in zip(defaults(small), defaults(large), strict=True):
        assert all(one.quantities[quantity] <= two.quantities[quantity] for quantity in one.quantities)


def test_loads_that_cannot_be() -> None:
    with pytest.raises(UsageError, match="events_per_second = -1 is negative"):
        RegionLoad(-1)
    with pytest.raises(UsageError, match=r"egress_share = 2 is more than all"):
        RegionLoad(1, egress_share=2)
