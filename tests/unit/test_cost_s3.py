"""S3 costs what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costing.lifecycles import Lifecycle
from inventory.resource import Resource
from tests.costs import Case, cost, problem_of, resource

BUCKET = "aws:s3/bucket:Bucket"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"

_PLAIN = resource(BUCKET, {"bucket": "plain"}, "plain")
_TIERS = [
    {"days": 30, "storageClass": "STANDARD_IA"},
    {"days": 90, "storageClass": "GLACIER"},
    {"days": 365, "storageClass": "DEEP_ARCHIVE"},
]


def _rule(**content: object) -> dict[str, object]:
    return {"id": "rule", "status": "Enabled", "filter": {"prefix": ""}, **content}


def _with(*rules: dict[str, object]) -> list[Resource]:
    return [_PLAIN, resource(LIFECYCLE, {"rules": list(rules)}, refers={"bucket": _PLAIN})]


_THERE = resource(BUCKET, {"bucket": "there"}, "there", "us-west-2")
_HERE = resource(BUCKET, {"bucket": "here"}, "here")


def _replicated(to: str, **destination: object) -> list[Resource]:
    rule = {"status": "Enabled", "destination": {"bucket": f"arn:aws:s3:::{to}", **destination}}
    off = {"status": "Disabled", "destination": {"bucket": "arn:aws:s3:::elsewhere"}}
    return [_THERE, _HERE, resource(REPLICATION, {"rules": [rule, off]})]


_COPIED = {"replicated_gb": 100, "replicated_objects": 10_000}

CASES = (
    Case(
        "a bucket and its requests",
        [_PLAIN],
        "10000 GB × $0.023 + 10 × $0.005 + 10 × $0.0004 + 5 GB × $0.09",
        {"storage_gb": 10_000, "put_requests": 10_000, "get_requests": 10_000, "out_gb": 5},
    ),
    Case(
        "much storage is cheaper",
        [_PLAIN],
        "51200 GB × $0.023 + (512000 - 51200) GB × $0.022 + 88000 GB × $0.021",
        {"storage_gb": 600_000},
    ),
    Case("much that leaves is cheaper", [_PLAIN], "10240 GB × $0.09 + 9760 GB × $0.085", {"out_gb": 20_000}),
    Case(
        "colder as it gets older, for two years",
        _with(_rule(transitions=_TIERS)),
        "7300 × (30 × $0.023 + 60 × $0.0125 + 275 × $0.0036 + 365 × $0.00099) / 730 + 100 × ($0.005 + $0.01 + $0.03 + $0.05)",
        {"storage_gb": 7300, "put_requests": 100_000},
    ),
    Case(
        "deleted before it gets cold",
        _with(_rule(transitions=_TIERS), _rule(expiration={"days": 60})),
        "1000 × (30 × $0.023 + 30 × $0.0125) / 60",
        {"storage_gb": 1000},
    ),
    Case(
        "kept for longer by what is stated",
        _with(_rule(transitions=_TIERS)),
        "3650 × (30 × $0.023 + 60 × $0.0125 + 275 × $0.0036 + 3285 × $0.00099) / 3650",
        {"storage_gb": 3650, "kept_days": 3650},
    ),
    Case(
        "rules that are off, or for a part, change nothing",
        _with(_rule(status="Disabled", transitions=_TIERS), _rule(filter={"prefix": "logs/"}, transitions=_TIERS)),
        "1000 GB × $0.023",
        {"storage_gb": 1000},
    ),
    Case(
        "rules of the bucket itself",
        [resource(BUCKET, {"lifecycleRules": [{"enabled": True, "transitions": [{"days": 365, "storageClass": "ONEZONE_IA"}]}]})],
        "1000 GB × ($0.023 + $0.01) / 2",
        {"storage_gb": 1000},
    ),
    Case(
        "resources under their former names",
        [
            former := resource("aws:s3/bucketV2:BucketV2", {"bucket": "former"}, "former"),
            resource(
                "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
                {"rules": [_rule(transitions=[{"days": 365, "storageClass": "GLACIER"}])]},
                refers={"bucket": former},
            ),
        ],
        "1000 GB × ($0.023 + $0.0036) / 2",
        {"storage_gb": 1000},
    ),
    Case(
        "Intelligent-Tiering from the first day",
        _with(_rule(transitions=[{"days": 0, "storageClass": "INTELLIGENT_TIERING"}])),
        "1000 GB × (0.25 × $0.023 + 0.75 × $0.0125) + 20 × $0.0025",
        {"storage_gb": 1000, "objects": 20_000, "infrequent_share": 0.75},
    ),
    Case(
        "what is read back from the archive",
        _with(_rule(transitions=[{"days": 0, "storageClass": "GLACIER"}])),
        "1000 GB × $0.0036 + 50 GB × $0.01",
        {"storage_gb": 1000, "retrieved_gb": 50},
    ),
    Case("instant retrieval", _with(_rule(transitions=[{"days": 0, "storageClass": "GLACIER_IR"}])), "1000 × $0.004", {"storage_gb": 1000}),
    Case("replication to another region", _replicated("there"), "100 GB × $0.02 + 10 × $0.005", _COPIED),
    Case("replication within the region", _replicated("here"), "10 × $0.005", _COPIED),
    Case(
        "replication with a promised time",
        _replicated("there", replicationTime={"status": "Enabled"}),
        "100 GB × $0.02 + 10 × $0.005 + 100 GB × $0.015",
        _COPIED,
    ),
    Case(
        "an inventory each week",
        [resource("aws:s3/inventory:Inventory", {"schedule": {"frequency": "Weekly"}})],
        "4.345 × 1000 × $0.0025",
        {"objects": 1_000_000_000},
    ),
    Case("analytics", [resource("aws:s3/analyticsConfiguration:AnalyticsConfiguration")], "10 × $0.10", {"objects": 10_000_000}),
    Case("Express One Zone", [resource("aws:s3/directoryBucket:DirectoryBucket")], "100 GB × $0.11", {"storage_gb": 100}),
    Case(
        "S3 Tables, as AWS's own example has it",
        [resource("aws:s3tables/table:Table")],
        "$28.54",
        {"storage_gb": 1024, "put_requests": 30_090, "get_requests": 500_000, "objects": 10_486}
        | {"compacted_objects": 30_000, "compacted_gb": 146.48},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(stored=st.integers(0, 1_000_000), puts=st.integers(0, 10_000_000), days=st.lists(st.integers(0, 1000), max_size=3))
@settings(max_examples=40, deadline=None)
def test_more_never_costs_less(stored: int, puts: int, days: list[int]) -> None:
    classes = ("STANDARD_IA", "GLACIER", "DEEP_ARCHIVE")
    rules = _with(_rule(transitions=[{"days": day, "storageClass": class_} for day, class_ in zip(sorted(days), classes, strict=False)]))

    def total(times: int) -> float:
        return float(cost(*rules, usage={"storage_gb": stored * times, "put_requests": puts * times}).total)

    assert total(1) <= total(2)


@given(days=st.lists(st.floats(0, 2000), max_size=4), expires=st.none() | st.floats(1, 3000), kept=st.floats(1, 5000))
def test_the_classes_share_everything(days: list[float], expires: float | None, kept: float) -> None:
    classes = ("STANDARD_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
    shares = Lifecycle(tuple(zip(sorted(days), classes, strict=False)), expires).shares(kept)
    assert sum(shares.values()) == pytest.approx(1)


def test_a_region_without_prices_is_named() -> None:
    problem = problem_of(resource(BUCKET, {}, "data", "xx-nowhere-9"), usage={"storage_gb": 1})
    assert problem.startswith(f"data ({BUCKET}): no prices for the region xx-nowhere-9")
