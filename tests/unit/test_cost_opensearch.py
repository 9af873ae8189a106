"""OpenSearch costs what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.costs import Case, cost, problem_of, resource

DOMAIN = "aws:opensearch/domain:Domain"
COLLECTION = "aws:opensearch/serverlessCollection:ServerlessCollection"

_CLUSTER = {"instanceType": "c4.2xlarge.search", "instanceCount": 3}
_ONE = {"instanceType": "c4.2xlarge.search", "instanceCount": 1}


def _volumes(kind: str, size: int, **more: int) -> dict[str, object]:
    return {"ebsEnabled": True, "volumeType": kind, "volumeSize": size, **more}


CASES = (
    Case(
        "data nodes, masters, warm nodes",
        [
            resource(
                DOMAIN,
                {
                    "clusterConfig": _CLUSTER
                    | {"dedicatedMasterEnabled": True, "dedicatedMasterType": "c4.8xlarge.search", "dedicatedMasterCount": 1}
                    | {"warmEnabled": True, "warmType": "ultrawarm1.medium.search", "warmCount": 2},
                    "ebsOptions": _volumes("gp2", 400),
                },
            )
        ],
        "730 h × (3 × $0.587 + $2.347 + 2 × $0.238) + 3 × 400 GB × $0.135 + 5000 GB × $0.024",
        {"warm_storage_gb": 5000},
    ),
    Case(
        "an Elasticsearch domain is the same",
        [resource("aws:elasticsearch/domain:Domain", {"clusterConfig": {"instanceType": "c4.2xlarge.elasticsearch", "instanceCount": 3}})],
        "730 h × 3 × $0.587",
    ),
    Case("one m4.large by default", [resource(DOMAIN)], "730 h × $0.151"),
    Case(
        "io1",
        [resource(DOMAIN, {"clusterConfig": _CLUSTER, "ebsOptions": _volumes("io1", 1000, iops=10)})],
        "730 h × 3 × $0.587 + 3 × (1000 GB × $0.169 + 10 × $0.088)",
    ),
    Case(
        "magnetic",
        [resource(DOMAIN, {"clusterConfig": _CLUSTER, "ebsOptions": _volumes("standard", 123)})],
        "730 h × 3 × $0.587 + 3 × 123 GB × $0.067",
    ),
    Case(
        "gp3 throughput of a small volume",
        [resource(DOMAIN, {"clusterConfig": _ONE, "ebsOptions": _volumes("gp3", 150, throughput=200)})],
        "730 h × $0.587 + 150 GB × $0.122 + 75 MiB/s × $0.064",
    ),
    Case(
        "gp3 throughput that a larger volume has",
        [resource(DOMAIN, {"clusterConfig": _ONE, "ebsOptions": _volumes("gp3", 180, throughput=250)})],
        "730 h × $0.587 + 180 GB × $0.122",
    ),
    Case(
        "gp3 throughput of a volume over 3 TiB",
        [resource(DOMAIN, {"clusterConfig": _ONE, "ebsOptions": _volumes("gp3", 4000, throughput=700)})],
        "730 h × $0.587 + 4000 GB × $0.122 + 200 MiB/s × $0.064",
    ),
    Case(
        "gp3 IOPS over 3000",
        [resource(DOMAIN, {"clusterConfig": _CLUSTER, "ebsOptions": _volumes("gp3", 500, iops=5000)})],
        "730 h × 3 × $0.587 + 3 × (500 GB × $0.122 + 2000 × $0.008)",
    ),
    Case("no volumes unless enabled", [resource(DOMAIN, {"clusterConfig": _ONE, "ebsOptions": {"volumeSize": 100}})], "730 h × $0.587"),
    Case("collections keep two OCUs", [resource(COLLECTION)], "730 h × 2 × $0.24 + 50 GB × $0.024", {"storage_gb": 50}),
    Case(
        "collections of a region share them",
        [resource(COLLECTION, {"standbyReplicas": "DISABLED"}, name) for name in ("first", "second")],
        "730 h × 1 × $0.24",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(count=st.integers(1, 80), size=st.integers(10, 6000))
@settings(max_examples=30, deadline=None)
def test_more_never_costs_less(count: int, size: int) -> None:
    def total(times: int) -> float:
        cluster = {"instanceType": "r6g.large.search", "instanceCount": count * times}
        return float(cost(resource(DOMAIN, {"clusterConfig": cluster, "ebsOptions": _volumes("gp3", size * times)})).total)

    assert total(1) <= total(2)


def test_what_has_no_price_is_named() -> None:
    problem = problem_of(resource(DOMAIN, {"clusterConfig": {"instanceType": "r6g.tiny.search"}}, "logs"))
    assert problem.startswith(f"logs ({DOMAIN}): no price for opensearch instance r6g.tiny.search; did you mean")
