"""What a node costs, as a metric: list prices by instance type, so that PromQL can multiply."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from components.kubernetes.names import MONITORING

PRICE = "node_price_usd_per_hour"
INSTANCE = "label_node_kubernetes_io_instance_type"
"""The label of `kube_node_labels` that says what a node is; kube-state-metrics shows it where its settings allow it."""
CAPACITY = "label_eks_amazonaws_com_capacity_type"


@functools.cache
def _prices() -> Mapping[str, Mapping[str, float]]:
    prices: Mapping[str, Mapping[str, float]] = json.loads((Path(__file__).parents[3] / "data" / "node-prices.json").read_text())["regions"]
    return prices


def price_rules(region: str) -> dict[str, Any] | None:
    """A PrometheusRule with a constant for each instance type of a region; None where no price is known."""
    prices = _prices().get(region)
    if prices is None:
        return None
    rules = [{"record": PRICE, "expr": f"vector({price})", "labels": {INSTANCE: instance}} for instance, price in sorted(prices.items())]
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "node-prices", "namespace": MONITORING},
        "spec": {"groups": [{"name": "node-prices", "interval": "5m", "rules": rules}]},
    }
