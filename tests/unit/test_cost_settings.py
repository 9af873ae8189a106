"""A stack's settings in costing's words: load, use and commitments."""

from pathlib import Path

import pytest

from costing import estimate
from inventory.resource import Inventory
from preflight.cost.costs import Band, costs_of
from preflight.cost.loads import loads_of, share_of, used_by_load
from preflight.cost.usage import usage_of, used_by_urn
from settings import Settings, SettingsError, from_aws_stack_file
from tests.costs import inventory, resource
from tests.support import settings_of
from tests.unit.stack_files import changed, line_of, mistakes

KEY = "  event-platform:load:\n"
STREAM = resource("aws:kinesis/stream:Stream", {"streamModeDetails": {"streamMode": "ON_DEMAND"}}, "us-east-1-raw-events")


def prod_with(folder: Path, usage: str) -> Settings:
    """Prod's settings with a usage block."""
    (folder / "Pulumi.prod.yaml").write_text(changed((KEY, f"  event-platform:usage:\n{usage}{KEY}")))
    return from_aws_stack_file(folder, "prod")


def of(inventory_: Inventory, settings: Settings) -> float:
    """The expected total."""
    return float(costs_of(inventory_, settings).of(Band.expected).total)


def test_the_regions_carry_the_whole_average_and_the_standby_none() -> None:
    settings = settings_of("prod")
    loads = loads_of(settings, inventory())
    assert sum(load.events_per_second for load in loads.values()) == pytest.approx(settings.load.average_events_per_second)
    assert loads["us-east-1"].events_per_second == pytest.approx(19_300)
    assert settings.dr and loads[settings.dr.name].events_per_second == 0


def test_room_for_a_lost_region_is_not_paid_as_events() -> None:
    settings = settings_of("prod")
    roomy = settings.load.model_copy(update={"region_shares": {"us-east-1": 1.0, "eu-west-1": 0.7, "ap-south-1": 0.3}})
    settings = settings.model_copy(update={"load": roomy})
    assert [share_of(settings, region) for region in settings.regions if region.role != "dr"] == pytest.approx([0.5, 0.35, 0.15])


def test_copies_in_the_standby_region_hold_what_their_sources_do() -> None:
    settings = settings_of("prod")
    source = resource("aws:s3/bucket:Bucket", {}, "eu-west-1-bronze", "eu-west-1")
    copy = resource("aws:s3/bucket:Bucket", {}, "us-west-2-bronze-euw1", "us-west-2")
    used = used_by_load(settings, inventory(source, copy))
    assert used[copy.urn]["storage_gb"] == used[source.urn]["storage_gb"] > 0
    assert not used[copy.urn].get("put_requests")


def test_replicas_of_a_table_are_written_by_all_regions() -> None:
    settings = settings_of("prod")
    replica = resource("aws:dynamodb/tableReplica:TableReplica", {}, "ap-south-1-real-time-events", "ap-south-1")
    used = used_by_load(settings, inventory(replica))[replica.urn]
    events = settings.load.average_events_per_second * 730 * 3600 * settings.load.realtime_share
    assert used["write_requests"] == pytest.approx(events)
    assert used["read_requests"] == pytest.approx(events * 0.15 / 2)


def test_what_a_stack_states_counts_before_what_its_load_makes(tmp_path: Path) -> None:
    settings = prod_with(tmp_path, "    by_resource: { '*-raw-events': { in_gb: 1000, records: 1000000 } }\n")
    usage = usage_of(settings, inventory(STREAM))
    assert usage.of(STREAM.urn, STREAM.name, STREAM.type, "in_gb") == 1000
    assert of(inventory(STREAM), settings) < of(inventory(STREAM), settings_of("prod"))


def test_usage_by_type_is_for_all_of_it(tmp_path: Path) -> None:
    settings = prod_with(tmp_path, "    by_type: { 'aws:kinesis/stream:Stream': { in_gb: 0, records: 0, out_gb: 0 } }\n")
    bare = of(inventory(STREAM), settings)
    assert bare == pytest.approx(730 * 0.04, abs=0.01)  # 730 h × $0.04 for a stream on demand


def test_usage_of_nothing_is_noted_with_its_line(tmp_path: Path) -> None:
    settings = prod_with(
        tmp_path,
        "    by_resource:\n      nobody: { requests: 1 }\n      us-east-1-raw-events: { in_bg: 1 }\n"
        "    by_type: { 'aws:sqs/queue:Queue': { requests: 1 } }\n    commitments: { spot: { nodes-x: 0.5 } }\n",
    )
    text = (tmp_path / "Pulumi.prod.yaml").read_text()
    notes = costs_of(inventory(STREAM), settings).notes
    assert [note.split(": ")[0] for note in notes] == [
        f"Pulumi.prod.yaml:{line_of(text, marker)}" for marker in ("nobody:", "in_bg", "aws:sqs", "nodes-x")
    ]
    assert "did you mean in_gb?" in notes[1]


def test_commitments_are_lines_of_their_own(tmp_path: Path) -> None:
    database = resource("aws:rds/instance:Instance", {"instanceClass": "db.m6g.large", "engine": "postgres", "allocatedStorage": 20})
    settings = prod_with(tmp_path, "    commitments: { reservations: { rds: { share: 1, term: 1y_no_upfront } } }\n")
    saved = [line for line in costs_of(inventory(database), settings).of(Band.expected).lines if line.monthly < 0]
    [instance] = [line for line in estimate(inventory(database)).lines if line.item.startswith("instance")]
    assert [float(line.monthly) for line in saved] == [pytest.approx(-0.36 * float(instance.monthly), abs=0.01)]


def test_a_term_that_aws_does_not_offer_is_refused_with_its_line(tmp_path: Path) -> None:
    node = resource("aws:elasticache/cluster:Cluster", {"engine": "redis", "nodeType": "cache.m6g.large", "numCacheNodes": 1})
    settings = prod_with(
        tmp_path, "    commitments:\n      reservations:\n        elasticache:\n          { share: 1, term: 1y_all_upfront }\n"
    )
    with pytest.raises(SettingsError) as caught:
        costs_of(inventory(node), settings)
    line = line_of((tmp_path / "Pulumi.prod.yaml").read_text(), "1y_all_upfront")
    assert f"Pulumi.prod.yaml:{line}  usage.commitments.reservations.elasticache.term" in str(caught.value)
    assert "1y_partial_upfront" in str(caught.value)


@pytest.mark.parametrize(
    ("block", "marker", "shown", "says"),
    [
        ("    by_resource: { x: { requests: -1 } }\n", "requests: -1", "usage.by_resource.x.requests = -1", "must be at least 0"),
        ("    by_resource: { x: { Requests: 1 } }\n", "Requests: 1", "usage.by_resource.x.Requests", "must be a quantity's name"),
        ("    by_type: { bucket: { storage_gb: 1 } }\n", "bucket: {", "usage.by_type.bucket", "must be a resource type"),
        ("    page_vews: 1\n", "page_vews", "usage.page_vews = 1", "did you mean page_views?"),
        ("    commitments: { savings_plan: { share: 1.5 } }\n", "share: 1.5", "savings_plan.share = 1.5", "must be at most 1"),
        ("    commitments: { reservations: { msk: { share: 1 } } }\n", "msk: { share", "usage.commitments.reservations.msk", "redshift"),
    ],
)
def test_wrong_usage_is_refused_with_its_line(tmp_path: Path, block: str, marker: str, shown: str, says: str) -> None:
    text = changed((KEY, f"  event-platform:usage:\n{block}{KEY}"))
    error = str(mistakes(tmp_path, text))
    assert f"Pulumi.prod.yaml:{line_of(text, marker)}  " in error
    assert shown in error and says in error


def test_what_a_stack_states_of_a_resource_counts_before_its_type_and_its_load(tmp_path: Path) -> None:
    settings = prod_with(
        tmp_path,
        "    by_type: { aws:kinesis/stream:Stream: { in_gb: 2, records: 3 } }\n"
        "    by_resource: { us-east-1-raw-events: { in_gb: 5 }, '*-raw-events': { in_gb: 7, out_gb: 11 } }\n",
    )
    used = used_by_urn(settings, inventory(STREAM))[STREAM.urn]
    assert {name: used[name] for name in ("in_gb", "records", "out_gb")} == {"in_gb": 5, "records": 3, "out_gb": 11}
    assert used_by_load(settings, inventory(STREAM))[STREAM.urn]["in_gb"] > 5
