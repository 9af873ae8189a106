"""Redshift costs what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.costs import Case, cost, problem_of, resource

CLUSTER = "aws:redshift/cluster:Cluster"
WORKGROUP = "aws:redshiftserverless/workgroup:Workgroup"

CASES = (
    Case("RA3", [resource(CLUSTER, {"nodeType": "ra3.4xlarge", "numberOfNodes": 6})], "4380 h × $3.26"),
    Case(
        "managed storage",
        [resource(CLUSTER, {"nodeType": "ra3.16xlarge"})],
        "730 h × $13.04 + 321 GB × $0.024",
        {"storage_gb": 321},
    ),
    Case("dense compute has its own disks", [resource(CLUSTER, {"nodeType": "dc2.large", "numberOfNodes": 4})], "2920 h × $0.25"),
    Case(
        "two zones are paid twice",
        [resource(CLUSTER, {"nodeType": "ra3.4xlarge", "numberOfNodes": 2, "multiAz": True})],
        "730 h × 4 × $3.26",
    ),
    Case(
        "concurrency scaling by the second, and Spectrum",
        [resource(CLUSTER, {"nodeType": "ra3.4xlarge", "numberOfNodes": 2})],
        "730 h × 2 × $3.26 + 7200 / 3600 × 2 × $3.26 + 0.5 TB × $5",
        {"concurrency_seconds": 7200, "scanned_tb": 0.5},
    ),
    Case(
        "snapshots in three steps",
        [resource("aws:redshift/clusterSnapshot:ClusterSnapshot")],
        "$1177.60 + (512000 - 51200) GB × $0.022 + 48800 GB × $0.021",
        {"storage_gb": 560_800},
    ),
    Case(
        "copies of snapshots",
        [resource("aws:redshift/snapshotCopy:SnapshotCopy", {"destinationRegion": "us-west-2"})],
        "100 GB × $0.02 + 1000 GB × $0.023",
        {"copied_gb": 100, "storage_gb": 1000},
    ),
    Case("serverless by its base", [resource(WORKGROUP, {"baseCapacity": 8})], "100 h × 8 × $0.375", {"active_hours": 100}),
    Case("serverless has a base of 128", [resource(WORKGROUP)], "10 h × 128 × $0.375 + 50 × $0.375", {"active_hours": 10, "rpu_hours": 50}),
    Case(
        "storage of serverless",
        [resource("aws:redshiftserverless/namespace:Namespace")],
        "1000 GB × $0.024 + 100 GB × $0.023",
        {"storage_gb": 1000, "backup_storage_gb": 100},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(nodes=st.integers(1, 60), stored=st.integers(0, 2_000_000))
@settings(max_examples=30, deadline=None)
def test_more_never_costs_less(nodes: int, stored: int) -> None:
    def total(times: int) -> float:
        usage = {"storage_gb": stored * times, "backup_storage_gb": stored * times}
        return float(cost(resource(CLUSTER, {"nodeType": "ra3.xlplus", "numberOfNodes": nodes * times}), usage=usage).total)

    assert total(1) <= total(2)


@pytest.mark.parametrize(
    ("inputs", "says"),
    [({"nodeType": "ra4.large"}, "no price for redshift node ra4.large; did you mean"), ({}, "no node type is given")],
)
def test_what_has_no_price_is_named(inputs: dict[str, object], says: str) -> None:
    problem = problem_of(resource(CLUSTER, inputs, "warehouse"))
    assert problem.startswith(f"warehouse ({CLUSTER}): ")
    assert says in problem
