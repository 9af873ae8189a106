"""Nodes and zones, by node-exporter and kube-state-metrics."""

from components.observability.alerting.rule import Alert, Part

_REAL = 'fstype!~"tmpfs|overlay|squashfs|ramfs|iso9660|nsfs",mountpoint!~"/(run|sys|proc|dev)($|/).*"'
_READY = 'kube_node_status_condition{condition="Ready",status="true"}'
_ZONES = "kube_node_labels"
_BY_ZONE = f"{_READY} * on (node) group_left (label_topology_kubernetes_io_zone) {_ZONES}"
_ZONE = "label_topology_kubernetes_io_zone"

NODES = Part(
    "nodes",
    "platform",
    (
        Alert(
            "HighDiskUsage",
            f"node_filesystem_avail_bytes{{{_REAL}}} / node_filesystem_size_bytes < 0.1 and node_filesystem_readonly == 0",
            5,
            "warning",
            "{{ $labels.instance }} has {{ $value | humanizePercentage }} of {{ $labels.mountpoint }} free",
            "Less than 10 % of the file system is free. The kubelet evicts pods below 10 %.",
        ),
        Alert(
            "NodeNotReady",
            f"{_READY} == 0",
            5,
            "critical",
            "Node {{ $labels.node }} is not ready",
            "The kubelet has not reported for 5 minutes; the node's pods are being moved.",
        ),
        Alert(
            "NodePressure",
            'kube_node_status_condition{condition=~"MemoryPressure|DiskPressure|PIDPressure",status="true"} == 1',
            5,
            "warning",
            "Node {{ $labels.node }}: {{ $labels.condition }}",
            "The node runs out of memory, disk or process ids, takes no new pods and evicts others.",
        ),
        Alert(
            "NodeMemoryHigh",
            "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes > 0.95",
            15,
            "warning",
            "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory",
            "Less than 5 % of the node's memory has been available for 15 minutes.",
        ),
        Alert(
            "NodeCpuSaturated",
            'sum by (instance) (node_load5) / count by (instance) (node_cpu_seconds_total{mode="idle"}) > 2',
            15,
            "warning",
            "{{ $labels.instance }} has {{ $value | humanize }} waiting tasks per CPU",
            "The load has been over twice the number of CPUs for 15 minutes.",
        ),
        Alert(
            "NodeClockOff",
            "abs(node_timex_offset_seconds) > 0.25",
            10,
            "warning",
            "The clock of {{ $labels.instance }} is {{ $value | humanizeDuration }} off",
            "CockroachDB stops a node whose clock is 400 ms off; certificates and event times depend on it, too.",
        ),
        Alert(
            "NodeNetworkErrors",
            'sum by (instance, device) (rate(node_network_receive_errs_total{device!~"lo|veth.*|cali.*|eni.*"}[5m])'
            ' + rate(node_network_transmit_errs_total{device!~"lo|veth.*|cali.*|eni.*"}[5m])) > 10',
            15,
            "warning",
            "{{ $labels.device }} of {{ $labels.instance }} has {{ $value | humanize }} errors per second",
            "More than 10 packets per second have been faulty for 15 minutes.",
        ),
        Alert(
            "ZoneDown",
            f"label_replace(sum by ({_ZONE}) ({_BY_ZONE}) == 0, 'zone', '$1', '{_ZONE}', '(.+)')",
            2,
            "critical",
            "No node in zone {{ $labels.zone }} is ready",
            "Every node of the zone has been lost for 2 minutes. Its pods are silenced until it is back.",
        ),
        Alert(
            "NodesCannotBeAdded",
            "increase(cluster_autoscaler_failed_scale_ups_total[15m]) > 0 or increase(karpenter_cloudprovider_errors_total[15m]) > 0",
            15,
            "warning",
            "The cluster cannot get more nodes",
            "The cloud refused nodes in the last 15 minutes: no capacity, a quota, or missing rights.",
            component="cluster-autoscaler",
        ),
        Alert(
            "PodsUnschedulable",
            "sum by (cluster) (cluster_autoscaler_unschedulable_pods_count) > 0",
            20,
            "warning",
            "{{ $value }} pods find no node",
            "Pods have been waiting for a node for 20 minutes although the autoscaler runs.",
            component="cluster-autoscaler",
        ),
    ),
)
