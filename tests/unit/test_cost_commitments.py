"""Commitments are negative lines, by published discounts."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costing import Line, estimate
from costing.catalogue import catalogue
from costing.commitments import Commitment, CommitmentError, Commitments, savings, with_commitments
from tests.costs import inventory, resource

NODES = resource(
    "aws:eks/nodeGroup:NodeGroup", {"instanceTypes": ["m5.xlarge"], "scalingConfig": {"desiredSize": 10}}, "workers", region="us-west-2"
)
LISTED = 10 * 730 * 0.192
"""What the nodes cost on demand; their disks are 20 $."""
DATABASE = Line(
    "urn::db", "aws:rds/instance:Instance", "us-east-1", "", "rds_postgresql", "instance", Decimal(730), "hour", Decimal(1), "it"
)


def total(commitments: Commitments) -> float:
    return float(with_commitments(estimate(inventory(NODES)), commitments).total)


def saved(line: Line, commitments: Commitments) -> float:
    return -float(sum(one.monthly for one in savings([line], commitments, catalogue())))


def test_a_savings_plan_covers_its_share_of_the_baseline() -> None:
    plan = Commitments(savings_plan=Commitment(0.6, "1y_no_upfront"))
    assert total(plan) == pytest.approx(LISTED * (1 - 0.6 * 0.274) + 20, rel=1e-4)


def test_a_plan_for_one_family_saves_more() -> None:
    plan = Commitments(savings_plan=Commitment(0.6, "3y_all_upfront"), savings_plan_kind="ec2_instance")
    assert total(plan) == pytest.approx(LISTED * (1 - 0.6 * 0.618) + 20, rel=1e-4)


def test_a_plan_covers_what_spot_leaves() -> None:
    factor = catalogue().spot_factor("us-west-2", "m5.xlarge")
    both = Commitments(spot={"work*": 0.5}, savings_plan=Commitment(1, "1y_no_upfront"))
    assert total(both) == pytest.approx(LISTED * (0.5 * factor + 0.5 * (1 - 0.274)) + 20, rel=1e-4)


def test_spot_is_only_for_whom_it_is_meant() -> None:
    assert total(Commitments(spot={"other*": 1})) == pytest.approx(LISTED + 20)


@pytest.mark.parametrize(
    ("service", "line_service", "unit", "term", "discount"),
    [
        ("rds", "rds_postgresql", "hour", "1y_no_upfront", 0.36),
        ("elasticache", "elasticache", "hour", "3y_all_upfront", 0.549),
        ("opensearch", "opensearch", "hour", "1y_all_upfront", 0.35),
        ("redshift", "redshift", "hour", "1y_no_upfront", 0.3),
        ("dynamodb", "dynamodb", "WCU-hour", "1y", 0.539),
    ],
)
def test_reservations(service: str, line_service: str, unit: str, term: str, discount: float) -> None:
    line = Line("urn::db", "it", "us-east-1", "", line_service, "instance", Decimal(730), unit, Decimal(1), "it")
    assert saved(line, Commitments(reservations={service: Commitment(1, term)})) == pytest.approx(730 * discount, abs=0.01)


def test_storage_and_use_are_not_reserved() -> None:
    reserved = Commitments(reservations={"rds": Commitment(1)})
    storage = Line("urn::db", "it", "us-east-1", "", "rds_postgresql", "storage", Decimal(100), "GB-month", Decimal("0.115"), "it")
    use = Line("urn::db", "it", "us-east-1", "", "rds_postgresql", "instance", Decimal(730), "hour", Decimal(1), "it", by_usage=True)
    assert saved(storage, reserved) == saved(use, reserved) == 0


def test_fargate_has_a_known_discount_for_three_years_only() -> None:
    line = Line("urn::s", "it", "us-east-1", "", "fargate", "tasks: vCPU", Decimal(730), "vCPU-hour", Decimal("0.04048"), "it")
    assert saved(line, Commitments(savings_plan=Commitment(1, "3y_no_upfront"))) == pytest.approx(730 * 0.04048 * 0.45, abs=0.01)
    assert saved(line, Commitments(savings_plan=Commitment(1, "1y_no_upfront"))) == 0


def test_each_saving_is_a_line_that_says_of_what() -> None:
    lines = with_commitments(estimate(inventory(NODES)), Commitments(savings_plan=Commitment(0.6))).lines
    (saving,) = [line for line in lines if line.monthly < 0]
    assert saving.item == "savings plan: instances m5.xlarge"
    assert saving.service == "ec2"
    assert "ec2-instances-info" in saving.source


@given(share=st.floats(0, 1), spot=st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_commitments_never_cost_and_never_save_all(share: float, spot: float) -> None:
    found = total(Commitments(spot={"*": spot}, savings_plan=Commitment(share)))
    assert 0 < found <= LISTED + 20.01


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Commitment(1.5), "a share of 1.5 is not between 0 and 1"),
        (lambda: Commitments(spot={"*": -1}), "a share of -1 is not"),
        (lambda: Commitments(reservations={"msk": Commitment(1)}), "nothing can be reserved of msk; there are rds"),
        (lambda: Commitments(savings_plan_kind="any"), "no savings plan is called any"),
        (lambda: total(Commitments(savings_plan=Commitment(1, "2y"))), "AWS does not offer .* for 2y; it does for 1y_no_upfront"),
        (lambda: saved(DATABASE, Commitments(reservations={"rds": Commitment(1, "3y_no_upfront")})), "for 3y_no_upfront"),
    ],
)
def test_commitments_that_cannot_be(make: object, says: str) -> None:
    assert callable(make)
    with pytest.raises(CommitmentError, match=says):
        make()
