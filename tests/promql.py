"""What a query asks for, as a real parser reads it."""

from typing import Any

import promql_parser


def filled(expr: str) -> str:
    """A query as Grafana sends it."""
    return expr.replace("$__rate_interval", "5m").replace("$__range", "6h").replace("$cluster", ".*").replace("$namespace", ".*")


def metrics_in(expr: str) -> set[str]:
    """The metrics that a query asks for, as a real parser sees them."""
    return {selector.name for selector in selectors(promql_parser.parse(filled(expr)))}


def selectors(node: Any) -> list[Any]:
    if isinstance(node, promql_parser.VectorSelector):
        return [node]
    if isinstance(node, promql_parser.MatrixSelector):
        return [node.vector_selector]
    inner = [getattr(node, part, None) for part in ("expr", "lhs", "rhs", "param")]
    inner += list(getattr(node, "args", None) or [])
    return [found for part in inner if part is not None for found in selectors(part)]
