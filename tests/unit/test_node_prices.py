"""What nodes cost, as the dashboard of costs is told it."""

import json
from typing import Any

import pytest

from components.observability.dashboards import cost, node_prices
from tests.support import LOCAL, inventory_of, settings_of
from tests.unit.dashboard_facts import rendered

RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule"


def rules_of(region: str) -> list[dict[str, Any]]:
    """The constants of a region."""
    made = node_prices.price_rules(region)
    assert made
    rules: list[dict[str, Any]] = made["spec"]["groups"][0]["rules"]
    return rules


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_every_instance_type_of_a_stack_has_a_price(stack: str) -> None:
    for region in settings_of(stack).regions:
        wanted = {kind for group in settings_of(stack).eks.node_groups.values() for kind in group.instance_types}
        assert wanted <= {rule["labels"][node_prices.INSTANCE] for rule in rules_of(region.name)}, region.name


def test_prices_are_constants_of_the_regions_own_list() -> None:
    rules = rules_of("us-east-1")
    by_type = {rule["labels"][node_prices.INSTANCE]: rule["expr"] for rule in rules}
    assert by_type["c6i.4xlarge"] == "vector(0.68)"
    assert {rule["record"] for rule in rules} == {node_prices.PRICE}
    assert node_prices.PRICE in json.dumps(rendered(cost.COST))


def test_where_no_price_is_known_there_is_no_rule() -> None:
    assert node_prices.price_rules("eu-central-1") is None
    assert not [one for one in inventory_of(LOCAL).of_type(RULE) if one.inputs["metadata"]["name"] == "node-prices"]
