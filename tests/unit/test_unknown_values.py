"""What only a deployment tells, as the engine writes it to a preview: no reader takes it for a value."""

from collections.abc import Callable
from typing import Any

import pytest

from costing import estimate
from inventory.resource import UNKNOWN as TEXT
from inventory.resource import UNKNOWNS
from inventory.values import NotYetKnown, Values
from tests.costs import inventory, resource

_NUMBER = "3eeb2bf0-c639-47a8-9e75-3b44932eb421"


@pytest.mark.parametrize("unknown", sorted(UNKNOWNS))
@pytest.mark.parametrize(
    ("read", "place"),
    [
        (lambda values: values.text("a.b"), "a.b"),
        (lambda values: values.number("a.b"), "a.b"),
        (lambda values: values.flag("a.b"), "a.b"),
        (lambda values: values.has("a.b"), "a.b"),
        (lambda values: values.count("a.b"), "a.b"),
        (lambda values: values.inner("a.b"), "a.b"),
        (lambda values: values.items("a.b"), "a.b"),
        (lambda values: values.keys("a.b"), "a.b"),
        (lambda values: values.document("a.b"), "a.b"),
        (lambda values: values.text("a.b.c"), "a.b"),
        (lambda values: values.at("a", "b"), "a.b"),
        (lambda values: values.get("a"), "a.b"),
        (lambda values: values.texts("list"), "list[1]"),
        (lambda values: list(values.each_text("list")), "list[1]"),
        (lambda values: values.items("list")[0].text("c"), "list[1]"),
        (lambda values: values.inner("single").text("c"), "single[0]"),
        (lambda values: values.text("single.c"), "single"),
    ],
)
def test_reading_it_raises_with_its_place(read: Callable[[Values], Any], place: str, unknown: str) -> None:
    with pytest.raises(NotYetKnown) as raised:
        read(Values({"a": {"b": unknown}, "list": ["known", unknown], "single": [unknown]}))
    assert raised.value.path == place


def test_known_texts_come_before_it() -> None:
    texts = Values({"list": [TEXT, "known"]}).each_text("list")
    assert next(texts) == "known"


@pytest.mark.parametrize(
    ("type_", "inputs", "place"),
    [
        ("aws:msk/cluster:Cluster", {"numberOfBrokerNodes": _NUMBER, "brokerNodeGroupInfo": {"instanceType": "kafka.m5.large"}}, ""),
        ("aws:ebs/volume:Volume", {"size": _NUMBER, "type": "gp3"}, "size"),
        ("aws:ec2/instance:Instance", {"instanceType": TEXT}, "instanceType"),
    ],
)
def test_what_costs_by_it_is_a_problem_and_not_for_nothing(type_: str, inputs: dict[str, Any], place: str) -> None:
    [problem] = estimate(inventory(resource(type_, inputs, "it"))).problems
    assert problem.endswith(f"{place} is not known yet")
