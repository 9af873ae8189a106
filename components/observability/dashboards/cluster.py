"""The Kubernetes cluster: is everything that should run running, and is there room for more?"""

from components.observability.dashboards.panels import SHARE, Board, Metrics, Row, above, bars, below, lines, stacked, stat, table
from components.observability.dashboards.queries import (
    CLUSTER,
    CONTAINER,
    NAMESPACE,
    allocatable,
    cpu_used,
    memory_used,
    or_zero,
    per_second,
    quantiles,
    rate,
    requested,
    share,
    total,
)

_ALL = f'{CLUSTER},container!=""'
_GROUP = "label_eks_amazonaws_com_nodegroup"
_QUOTA = share(f'kube_resourcequota{{{NAMESPACE},type="used"}}', f'ignoring(type) (kube_resourcequota{{{NAMESPACE},type="hard"}} > 0)')
_ON_SCALER = "on (namespace, horizontalpodautoscaler)"
_AT_MAXIMUM = (
    f"kube_horizontalpodautoscaler_status_current_replicas{{{NAMESPACE}}}"
    f" >= {_ON_SCALER} kube_horizontalpodautoscaler_spec_max_replicas{{{NAMESPACE}}}"
)
_MISSING = f"kube_deployment_spec_replicas{{{NAMESPACE}}} - kube_deployment_status_replicas_available{{{NAMESPACE}}}"
_VOLUMES = share(f"kubelet_volume_stats_used_bytes{{{NAMESPACE}}}", f"kubelet_volume_stats_capacity_bytes{{{NAMESPACE}}}")
_PERIODS = ("container_cpu_cfs_throttled_periods_total", "container_cpu_cfs_periods_total")
_THROTTLED = share(*(rate(metric, CONTAINER, "namespace, container") for metric in _PERIODS))
_RESTARTS = f"sum by (namespace, container) (increase(kube_pod_container_status_restarts_total{{{NAMESPACE}}}[1h]))"
_API_FAILED = share(rate("apiserver_request_total", f'{CLUSTER},code=~"5.."'), rate("apiserver_request_total", CLUSTER))
_OUT_OF_STEP = f'argocd_app_info{{{CLUSTER},sync_status!="Synced"}} or argocd_app_info{{{CLUSTER},health_status!="Healthy"}}'
_READY = f'{CLUSTER},condition="Ready",status="true"'

_NOW = Row(
    "Now",
    (
        stat(
            "Nodes ready",
            "Of all nodes.",
            "percentunit",
            Metrics(share(total("kube_node_status_condition", _READY), f"count(kube_node_info{{{CLUSTER}}})")),
            below(0.9, 1),
        ),
        stat("Nodes", "How many there are.", "short", Metrics(f"count(kube_node_info{{{CLUSTER}}})")),
        stat(
            "Pods pending",
            "Not placed or not started for the moment. Those that stay lack a node, a volume or an image.",
            "short",
            Metrics(or_zero(total("kube_pod_status_phase", f'{NAMESPACE},phase="Pending"'))),
            above(10, 1),
        ),
        stat(
            "Crash loops",
            "Containers that Kubernetes waits to start again: see the runbook of PodCrashLooping.",
            "short",
            Metrics(or_zero(total("kube_pod_container_status_waiting_reason", f'{NAMESPACE},reason="CrashLoopBackOff"'))),
            above(1),
        ),
        stat(
            "Alerts firing",
            "Critical ones and warnings.",
            "short",
            Metrics(or_zero(f'count(ALERTS{{{CLUSTER},alertstate="firing",severity=~"critical|warning"}})')),
            above(5, 1),
        ),
        stat(
            "Targets down",
            "What Prometheus cannot scrape; an alert cannot fire on what is not seen.",
            "short",
            Metrics(or_zero(f"count(up{{{CLUSTER}}} == 0)")),
            above(3, 1),
        ),
    ),
)

_ROOM = Row(
    "Room",
    (
        lines(
            "CPU",
            "Requested and used, of what nodes can give. Requests at the top bring new nodes; use far below them wastes money.",
            "percentunit",
            Metrics(share(requested("cpu", CLUSTER), allocatable("cpu")), "requested"),
            Metrics(share(cpu_used(_ALL), allocatable("cpu")), "used"),
            steps=above(0.95, 0.85),
            bounds=SHARE,
        ),
        lines(
            "Memory",
            "Requested and used, of what nodes can give.",
            "percentunit",
            Metrics(share(requested("memory", CLUSTER), allocatable("memory")), "requested"),
            Metrics(share(memory_used(_ALL), allocatable("memory")), "used"),
            steps=above(0.95, 0.85),
            bounds=SHARE,
        ),
        stacked("CPU by namespace", "Used.", "cores", Metrics(cpu_used(CONTAINER, "namespace"), "{{namespace}}")),
        stacked("Memory by namespace", "Used.", "bytes", Metrics(memory_used(CONTAINER, "namespace"), "{{namespace}}")),
        lines(
            "Nodes by group",
            "Added and removed by the autoscaler.",
            "short",
            Metrics(f"count by ({_GROUP}) (kube_node_labels{{{CLUSTER}}})", f"{{{{{_GROUP}}}}}"),
        ),
        bars(
            "Quotas",
            "Used part of each namespace's quota; at 100 % new pods are refused.",
            "percentunit",
            Metrics(f"max by (namespace, resource) ({_QUOTA})", "{{namespace}} {{resource}}"),
            above(0.95, 0.8),
            bounds=SHARE,
        ),
    ),
)

_WORKLOADS = Row(
    "Workloads",
    (
        stacked(
            "Pods by phase",
            "Running is what should be there.",
            "short",
            Metrics(f"sum by (phase) (kube_pod_status_phase{{{NAMESPACE}}})", "{{phase}}"),
        ),
        lines(
            "Restarts",
            "In the last hour, of containers that had any.",
            "short",
            Metrics(f"{_RESTARTS} > 0", "{{namespace}} {{container}}"),
            steps=above(3),
        ),
        table(
            "Scalers at their maximum",
            "They can do no more: raise the maximum, or find what is slow.",
            "short",
            Metrics(f"max by (namespace, horizontalpodautoscaler) ({_AT_MAXIMUM})"),
        ),
        table("Deployments short of pods", "How many are missing.", "short", Metrics(f"max by (namespace, deployment) ({_MISSING}) > 0")),
        bars(
            "Volumes",
            "Used part of each volume. HighDiskUsage fires at 90 %.",
            "percentunit",
            Metrics(f"topk(15, max by (namespace, persistentvolumeclaim) ({_VOLUMES}))", "{{namespace}} {{persistentvolumeclaim}}"),
            above(0.9, 0.8),
            bounds=SHARE,
        ),
        lines(
            "CPU throttled",
            "The share of periods in which a container was held back by its limit.",
            "percentunit",
            Metrics(f"topk(10, {_THROTTLED})", "{{namespace}} {{container}}"),
            steps=above(0.25),
            bounds=SHARE,
        ),
    ),
)

_CONTROL = Row(
    "Control plane and delivery",
    (
        lines("API server: requests failed", "5xx among all answers.", "percentunit", Metrics(_API_FAILED, "failed"), steps=above(0.01)),
        lines(
            "API server: latency",
            "p99 of calls that do not stay open.",
            "s",
            *quantiles("apiserver_request_duration_seconds", f'{CLUSTER},verb!~"WATCH|CONNECT"', 0.99, by="verb"),
            steps=above(1),
        ),
        lines(
            "DNS",
            "Answers of CoreDNS by code; SERVFAIL is ours or the VPC resolver's.",
            "reqps",
            per_second("coredns_dns_responses_total", CLUSTER, "rcode"),
        ),
        table(
            "Applications out of step",
            "What Argo CD shows as other than synced and healthy.",
            "short",
            Metrics(f"max by (name, sync_status, health_status) ({_OUT_OF_STEP})"),
        ),
        table(
            "Rollouts",
            "Phase of each Rollout; `Paused` waits for a person or an analysis.",
            "short",
            Metrics(f"max by (namespace, name, phase) (rollout_info{{{CLUSTER}}})"),
        ),
        lines(
            "Errors of KEDA",
            "Scalers that cannot read their source leave the replicas as they are.",
            "short",
            Metrics(
                f"sum by (scaledObject) (increase(keda_scaler_detail_errors_total{{{CLUSTER}}}[$__rate_interval]))", "{{scaledObject}}"
            ),
            steps=above(1),
        ),
    ),
)

CLUSTERS = Board(
    "platform-cluster",
    "Cluster",
    "Kubernetes: nodes, room, workloads, control plane and delivery.",
    (_NOW, _ROOM, _WORKLOADS, _CONTROL),
    ("infrastructure",),
    ".+",
)
