"""What `ops scale` allows."""

import pytest

from ops.scale import bounds
from ops.scale.bounds import Bounds, BoundsError
from ops.scale.scalable import region_of
from settings import Settings
from settings.regions import Region
from tests.support import settings_of


@pytest.fixture(scope="module")
def prod() -> Settings:
    found = settings_of("prod")
    assert isinstance(found, Settings)
    return found


def region(settings: Settings, name: str) -> Region:
    return region_of(settings, name)


def test_a_service_keeps_between_its_tasks_and_may_be_small_where_it_stands_by(prod: Settings) -> None:
    assert bounds.ecs_service(prod, region(prod, "us-east-1"), "stream-processor") == Bounds("compute.ecs.stream_processor.tasks", 2, 10)
    standby = bounds.ecs_service(prod, region(prod, "us-west-2"), "data-ingestion-api")
    assert (standby.least, standby.most) == (1, 20)


def test_node_groups_have_a_pilot_light_s_bounds_only_while_the_region_stands_by(prod: Settings) -> None:
    dr = region(prod, "us-west-2")
    assert bounds.node_group(prod, dr, "general") == Bounds("regions[us-west-2].node_groups.general", 2, 20)
    assert bounds.node_group(prod, region(prod, "us-east-1"), "general") == Bounds("eks.node_groups.general", 3, 20)
    moved = prod.model_copy(update={"active_region": "us-west-2"})
    assert bounds.node_group(moved, dr, "general") == Bounds("eks.node_groups.general", 3, 20)


def test_pods_keep_between_their_scaler_s_bounds(prod: Settings) -> None:
    assert bounds.workload(prod, region(prod, "us-east-1"), "api") == Bounds("workloads.services.api.hpa", 4, 30)
    assert bounds.workload(prod, region(prod, "us-east-1"), "ml") == Bounds("workloads.services.ml.keda", 3, 50)


@pytest.mark.parametrize(("wanted", "limit"), [(1, "at least 2"), (11, "at most 10")])
def test_a_number_outside_is_refused_with_key_and_limit(prod: Settings, wanted: int, limit: str) -> None:
    found = bounds.ecs_service(prod, region(prod, "us-east-1"), "stream-processor")
    found.check(2)
    found.check(10)
    with pytest.raises(BoundsError, match=f"compute.ecs.stream_processor.tasks says {limit}"):
        found.check(wanted)


def test_what_is_not_there_is_named_with_what_is(prod: Settings) -> None:
    with pytest.raises(BoundsError, match="did you mean general"):
        bounds.node_group(prod, region(prod, "us-east-1"), "generals")
    with pytest.raises(BoundsError, match="on_demand"):
        bounds.stream(prod, "raw-events")
    with pytest.raises(BoundsError, match="raw-events, validated-events"):
        bounds.stream(prod, "events")


def test_shards_of_a_provisioned_stream_are_bounded(prod: Settings) -> None:
    kinesis = prod.streaming.kinesis
    stream = kinesis.streams["raw-events"].model_copy(update={"shards": 2, "max_shards": 8})
    provisioned = kinesis.model_copy(update={"mode": "provisioned", "streams": {"raw-events": stream}})
    changed = prod.model_copy(update={"streaming": prod.streaming.model_copy(update={"kinesis": provisioned})})
    found = bounds.stream(changed, "raw-events")
    assert (found.least, found.most) == (2, 8)
