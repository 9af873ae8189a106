"""Two estimates side by side, and one stack with less and with more use."""

from dataclasses import replace
from decimal import Decimal

import pytest

from costing import Usage, estimate
from costing.bands import bands
from costing.compare import compare, lines_of_report
from costing.usage import UsageError
from tests.costs import cost, inventory, resource

NAT = "aws:ec2/natGateway:NatGateway"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
gateway = resource(NAT, {}, "out")
other = resource(NAT, {}, "other")
attachment = resource("aws:ec2transitgateway/vpcAttachment:VpcAttachment", {}, "attached")


def test_added_removed_and_changed() -> None:
    before = cost(gateway, other, usage={"data_gb": 100})
    after = cost(gateway, attachment, usage={"data_gb": 1100})
    found = compare(before.lines, after.lines)
    (added,), (removed,), (changed,) = found.added, found.removed, found.changed
    assert added.name == f"test::{attachment.type}::attached"
    assert added.difference == added.after == Decimal("58.50")  # 730 × 0.05 + 1100 × 0.02
    assert (removed.name, removed.difference) == (f"test::{NAT}::other", Decimal("-37.35"))  # 730 × 0.045 + 100 × 0.045
    assert changed.difference == Decimal("45.00")  # 1000 × 0.045
    assert [change.name for change in found.resources] == [added.name, changed.name, removed.name]
    assert found.total.difference == after.total - before.total == Decimal("66.15")


def test_items_of_a_resource_say_what_changed() -> None:
    found = compare(cost(gateway, usage={"data_gb": 100}).lines, cost(gateway, usage={"data_gb": 200}).lines)
    (changed,) = found.resources
    assert [(item.name, item.kind, item.difference) for item in changed.items] == [("data processed", "changed", Decimal("4.50"))]
    assert changed.growth == pytest.approx(4.5 / 37.35)


def test_parts_add_up() -> None:
    found = compare(cost(gateway, usage={"data_gb": 5}).lines, cost(other, attachment, usage={"data_gb": 7}).lines)
    for changes in (found.resources, found.services, found.components, found.regions):
        assert sum(change.difference for change in changes) == found.total.difference


def test_the_same_is_no_change() -> None:
    lines = cost(gateway, other).lines
    found = compare(lines, lines)
    assert not found.resources
    assert not found.services
    assert not found.total.difference


def test_stacks_of_a_program_compare() -> None:
    prod = [replace(line, urn=line.urn.replace("urn:pulumi:test::", "urn:pulumi:prod::")) for line in cost(gateway).lines]
    assert not compare(cost(gateway).lines, prod).resources


def test_with_an_earlier_report() -> None:
    before = cost(gateway, attachment, usage={"data_gb": 33.33333})
    assert not compare(lines_of_report(before.as_json()), before.lines).resources
    after = cost(gateway, usage={"data_gb": 66.66666})
    assert compare(lines_of_report(before.as_json()), after.lines).total == compare(before.lines, after.lines).total


def test_json() -> None:
    record = compare(cost(gateway).lines, cost(gateway, other).lines).as_json()
    assert record["total"] == {"name": "total", "change": "changed", "before": 32.85, "after": 65.7, "difference": 32.85}
    assert [one["change"] for one in record["resources"]] == ["added"]
    assert [one["name"] for one in record["regions"]] == ["us-east-1"]


def test_bands() -> None:
    found = bands(inventory(gateway), Usage({"*": {"data_gb": 1000}}))
    assert found.low.total == Decimal("55.35")  # 730 × 0.045 + 500 × 0.045
    assert found.expected.total == Decimal("77.85")  # 730 × 0.045 + 1000 × 0.045
    assert found.high.total == Decimal("122.85")  # 730 × 0.045 + 2000 × 0.045
    assert found.by_usage == Decimal("45.00")
    assert found.by(lambda line: line.item) == {
        "data processed": (Decimal("22.50"), Decimal("45.00"), Decimal("90.00")),
        "gateway": (Decimal("32.85"),) * 3,
    }
    assert found.as_json() == {"low": 55.35, "expected": 77.85, "high": 122.85, "by_usage": 45.0}


def test_the_expected_band_is_the_estimate() -> None:
    usage = Usage({"*": {"data_gb": 1000}})
    assert bands(inventory(gateway), usage).expected == estimate(inventory(gateway), usage)


@pytest.mark.parametrize(("low", "high"), [(1.5, 2), (0.5, 0.9), (-0.5, 2)])
def test_bands_are_around_what_is_expected(low: float, high: float) -> None:
    with pytest.raises(UsageError, match="have to be around 1"):
        bands(inventory(gateway), low=low, high=high)
