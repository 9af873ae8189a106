"""The rules that a stack deploys, as its inventory has them."""

from collections import defaultdict
from typing import Any

from inventory.resource import Inventory

RULES = "kubernetes:monitoring.coreos.com/v1:PrometheusRule"

Rule = dict[str, Any]


def rule_files(inventory: Inventory, region: str = "") -> dict[str, dict[str, Any]]:
    """What Prometheus reads: each PrometheusRule's name → its groups. `region` begins the logical names of one of several clusters."""
    return {
        one.inputs["metadata"]["name"]: {"groups": one.inputs["spec"]["groups"]}
        for one in inventory.of_type(RULES)
        if one.name.startswith(region)
    }


def alerting_rules(file: dict[str, Any]) -> list[Rule]:
    """The alerts of a file, in order."""
    return [rule for group in file["groups"] for rule in group["rules"] if "alert" in rule]


def alerts(files: dict[str, dict[str, Any]]) -> dict[tuple[str, ...], list[Rule]]:
    """Name and telling labels of each alert → its rule and those that escalate it."""
    found: dict[tuple[str, ...], list[Rule]] = defaultdict(list)
    for file in files.values():
        for rule in alerting_rules(file):
            labels = rule["labels"]
            found[(rule["alert"], labels["component"], labels.get("slo", ""), labels.get("window", ""))].append(rule)
    return dict(found)
