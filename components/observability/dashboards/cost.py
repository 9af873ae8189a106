"""What the cluster costs, who causes it, and what is paid for but not used."""

from components.observability.dashboards.node_prices import CAPACITY, INSTANCE, PRICE
from components.observability.dashboards.panels import SHARE, Board, Cloud, Metrics, Row, above, bars, lines, stacked, stat, table
from components.observability.dashboards.queries import ACCEPTED, CLUSTER, allocatable, or_zero, requested, share, total

_HOURS = 730  # a month, as AWS counts
_PER_EVENT = 0.0001
"""What an event may cost."""

_NODES = f"kube_node_labels{{{CLUSTER}}}"
_HOURLY = f"({_NODES} * on ({INSTANCE}) group_left () {PRICE})"
"""Each node's price. Spot nodes count as on demand: their price is the market's."""
_TOTAL = f"sum({_HOURLY})"
_CPU_SHARE = f"({requested('cpu', CLUSTER, 'namespace')} / scalar({allocatable('cpu')}))"
_MEMORY_SHARE = f"({requested('memory', CLUSTER, 'namespace')} / scalar({allocatable('memory')}))"
_SHARE = f"({_CPU_SHARE} + {_MEMORY_SHARE}) / 2"
_EVENTS = f"sum(rate(events_received_total{{{ACCEPTED}}}[1h])) * 3600"
_USED = f'{CLUSTER},container!=""'

_FILLED = share(f"kubelet_volume_stats_used_bytes{{{CLUSTER}}}", f"kubelet_volume_stats_capacity_bytes{{{CLUSTER}}}")

_NOW = Row(
    "Nodes, at list price",
    (
        stat("Per hour", "All nodes, as if on demand.", "currencyUSD", Metrics(_TOTAL), decimals=2),
        stat("Per month", "If it stayed as it is now.", "currencyUSD", Metrics(f"{_TOTAL} * {_HOURS}"), decimals=0),
        stat(
            "Per million events",
            f"Nodes only, by the last hour's events; an event in all may cost ${_PER_EVENT}.",
            "currencyUSD",
            Metrics(f"{_TOTAL} / ({_EVENTS} > 0) * 1e6"),
            above(_PER_EVENT * 1e6),
            decimals=2,
        ),
        stat(
            "On spot",
            "Share of the nodes whose capacity AWS may take back.",
            "percentunit",
            Metrics(or_zero(f'count(kube_node_labels{{{CLUSTER},{CAPACITY}="SPOT"}}) / count({_NODES})')),
        ),
        stat(
            "Not requested",
            "Share of CPU that is paid for and promised to no pod.",
            "percentunit",
            Metrics(f"1 - {share(requested('cpu', CLUSTER), allocatable('cpu'))}"),
            above(0.5, 0.35),
        ),
        stat(
            "Nodes without a price",
            "Their type is not in the list: the sums lack them.",
            "short",
            Metrics(or_zero(f"count({_NODES} unless on ({INSTANCE}) {PRICE})")),
            above(1),
        ),
    ),
)

_WHERE = Row(
    "Where it goes",
    (
        stacked("By instance type", "Per hour.", "currencyUSD", Metrics(f"sum by ({INSTANCE}) ({_HOURLY})", f"{{{{{INSTANCE}}}}}")),
        lines("Nodes by type", "How many there are.", "short", Metrics(f"count by ({INSTANCE}) ({_NODES})", f"{{{{{INSTANCE}}}}}")),
        stacked(
            "By namespace",
            "Per hour: the nodes' price by what pods request, half by CPU and half by memory. The rest of the sum is idle.",
            "currencyUSD",
            Metrics(f"{_SHARE} * scalar({_TOTAL})", "{{namespace}}"),
        ),
        bars(
            "Share by namespace",
            "Of all that nodes can give. Needs no prices.",
            "percentunit",
            Metrics(f"sort_desc({_SHARE})", "{{namespace}}"),
            bounds=SHARE,
        ),
    ),
)

_WASTE = Row(
    "What could be saved",
    (
        bars(
            "CPU requested and not used",
            "In cores, over a day: what the vertical scaler's recommendation would give back.",
            "cores",
            Metrics(
                f"topk(15, {requested('cpu', CLUSTER, 'namespace, container')} - sum by (namespace, container)"
                f" (rate(container_cpu_usage_seconds_total{{{_USED}}}[1d])) > 0)",
                "{{namespace}} {{container}}",
            ),
        ),
        bars(
            "Memory requested and not used",
            "Peak of a day.",
            "bytes",
            Metrics(
                f"topk(15, {requested('memory', CLUSTER, 'namespace, container')} - sum by (namespace, container)"
                f" (max_over_time(container_memory_working_set_bytes{{{_USED}}}[1d])) > 0)",
                "{{namespace}} {{container}}",
            ),
        ),
        bars(
            "Volumes by namespace",
            "Provisioned; gp3 is about $0.08 a GiB and month.",
            "bytes",
            Metrics(total("kube_persistentvolumeclaim_resource_requests_storage_bytes", CLUSTER, "namespace"), "{{namespace}}"),
        ),
        table(
            "Volumes hardly used",
            "Less than a tenth is filled.",
            "percentunit",
            Metrics(f"max by (namespace, persistentvolumeclaim) ({_FILLED}) < 0.1"),
        ),
    ),
)

_BILL = Row(
    "The bill",
    (
        lines(
            "This month so far",
            "The whole account's, as AWS estimates it a few times a day, in USD.",
            "currencyUSD",
            Cloud("AWS/Billing,Currency", "EstimatedCharges", "Maximum", period=21_600, region="us-east-1"),
        ),
        lines(
            "By service",
            "This month so far. Tag and budget reports are Cost Explorer's.",
            "currencyUSD",
            Cloud("AWS/Billing,Currency,ServiceName", "EstimatedCharges", "Maximum", period=21_600, region="us-east-1"),
        ),
        lines(
            "NAT: bytes through",
            "Each GB costs 4.5 cents besides the traffic itself.",
            "bytes",
            Cloud("AWS/NATGateway,NatGatewayId", "BytesOutToDestination", "Sum", period=3_600),
        ),
        lines(
            "Buckets",
            "Bytes by bucket and storage class, once a day.",
            "bytes",
            Cloud("AWS/S3,BucketName,StorageType", "BucketSizeBytes", period=86_400),
        ),
    ),
    aws=True,
)

COST = Board(
    "platform-cost",
    "Cost",
    "Nodes at list price, who causes them, what is idle, and the bill.",
    (_NOW, _WHERE, _WASTE, _BILL),
    ("cost",),
    since="now-7d",
)
