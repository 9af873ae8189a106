"""PromQL that several panels ask for."""

from components.observability.dashboards.panels import Metrics

CLUSTER = 'cluster=~"$cluster"'
"""Selects the clusters that were picked. Series of a Prometheus with one cluster have no such label, which `.*` matches, too."""
NAMESPACE = f'{CLUSTER},namespace=~"$namespace"'
ACCEPTED = f'{CLUSTER},result="accepted"'
"""Of `events_received_total`: those that clients were told are safe."""
CONTAINER = f'{NAMESPACE},container!=""'
"""Those of the picked namespaces; without a name it is a whole pod's sum."""


def rate(metric: str, selector: str, by: str = "") -> str:
    """How fast a counter grows, per second."""
    return f"{_sum(by)} (rate({metric}{{{selector}}}[$__rate_interval]))"


def per_second(metric: str, selector: str, by: str = "") -> Metrics:
    """The same as a line for each value of the labels."""
    return Metrics(rate(metric, selector, by), _legend(by))


def total(metric: str, selector: str, by: str = "") -> str:
    """A gauge's sum."""
    return f"{_sum(by)} ({metric}{{{selector}}})"


def share(part: str, whole: str) -> str:
    """One divided by the other; both sum by the same labels."""
    return f"{part} / {whole}"


def or_zero(expr: str) -> str:
    """Zero instead of no data, where nothing of the kind has happened yet."""
    return f"({expr}) or vector(0)"


def quantile(of: float, metric: str, selector: str, window: str = "$__rate_interval", by: str = "") -> str:
    """A quantile of a histogram."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({of}, sum by ({labels}) (rate({metric}_bucket{{{selector}}}[{window}])))"


def quantiles(metric: str, selector: str, *of: float, by: str = "") -> tuple[Metrics, ...]:
    """Quantiles over time."""
    return tuple(Metrics(quantile(one, metric, selector, by=by), f"{_legend(by)} p{one * 100:g}".strip()) for one in of)


def cpu_used(selector: str, by: str = "") -> str:
    """Cores that containers use."""
    return rate("container_cpu_usage_seconds_total", selector, by)


def memory_used(selector: str, by: str = "") -> str:
    """Bytes that the kernel cannot take back from containers."""
    return total("container_memory_working_set_bytes", selector, by)


def requested(resource: str, selector: str, by: str = "") -> str:
    """What pods are promised."""
    return total("kube_pod_container_resource_requests", f'{selector},resource="{resource}"', by)


def limit(resource: str, selector: str, by: str = "") -> str:
    """The most that containers get."""
    return total("kube_pod_container_resource_limits", f'{selector},resource="{resource}"', by)


def allocatable(resource: str) -> str:
    """What nodes can give."""
    return total("kube_node_status_allocatable", f'{CLUSTER},resource="{resource}"')


def scaler(which: str, selector: str = NAMESPACE, by: str = "") -> str:
    """Replicas of horizontal scalers: `status_current`, `status_desired` or `spec_max`."""
    return total(f"kube_horizontalpodautoscaler_{which}_replicas", selector, by)


def _sum(by: str) -> str:
    return f"sum by ({by})" if by else "sum"


def _legend(by: str) -> str:
    return " ".join(f"{{{{{label}}}}}" for label in by.split(", ")) if by else ""
