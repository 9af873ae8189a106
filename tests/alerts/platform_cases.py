"""Services, Kubernetes, nodes and the watchers themselves."""

from tests.alerts.case import Case, Series


def http(service: str, **codes: str) -> Series:
    """Requests per minute of a service, by status code (`_500="+5"`)."""
    return {f'http_requests_total{{namespace="{service}",service="{service}",code="{code[1:]}"}}': rate for code, rate in codes.items()}


def buckets(metric: str, labels: str, **bounds: str) -> Series:
    """A histogram's buckets (`_0_1="+5"` is le="0.1")."""
    return {f'{metric}_bucket{{{labels}le="{bound[1:].replace("_", ".").replace("inf", "+Inf")}"}}': rate for bound, rate in bounds.items()}


API = 'namespace="api",service="api",'
INGESTION = 'namespace="ingestion",service="ingestion"'
ACCEPTED = f'events_received_total{{{INGESTION},result="accepted"}}'
ATTRIBUTION = 'namespace="processing",service="attribution",'
POD = 'namespace="api",pod="api-1"'
DISK = 'instance="10.0.0.1:9100",mountpoint="/",fstype="xfs"'
CLAIM = 'namespace="databases",persistentvolumeclaim="data-0"'
NODE = 'node="a"'


def volume(free: float | str, size: float = 100) -> Series:
    return {f"kubelet_volume_stats_available_bytes{{{CLAIM}}}": free, f"kubelet_volume_stats_capacity_bytes{{{CLAIM}}}": size}


def zone(ready: tuple[int, int]) -> Series:
    """Two nodes of zone a."""
    states: Series = {
        f'kube_node_status_condition{{node="{node}",condition="Ready",status="true"}}': value
        for node, value in zip("ab", ready, strict=True)
    }
    return states | {f'kube_node_labels{{node="{node}",label_topology_kubernetes_io_zone="a"}}': 1 for node in "ab"}


SERVICES = (
    Case("HighErrorRate", http("api", _500="+6", _200="+94"), http("api", _500="+4", _200="+96")),
    Case(
        "HighLatency",
        buckets("http_request_duration_seconds", API, _0_1="+90", _0_5="+100", _inf="+100"),
        buckets("http_request_duration_seconds", API, _0_1="+96", _0_5="+100", _inf="+100"),
    ),
    Case(
        "ServiceDown",
        {f'up{{{API}pod="{pod}"}}': 0 for pod in "ab"},
        {f'up{{{API}pod="a"}}': 0, f'up{{{API}pod="b"}}': 1},
    ),
    Case(
        "NoEventsAccepted",
        {ACCEPTED: 5},
        {ACCEPTED: "+1"},
    ),
    Case(
        "EventsRejected",
        {ACCEPTED: "+94", f'events_rejected_total{{{INGESTION},reason="schema"}}': "+6"},
        {ACCEPTED: "+96", f'events_rejected_total{{{INGESTION},reason="schema"}}': "+4"},
    ),
    Case(
        "EventsLost",
        {f'events_lost_total{{{INGESTION},reason="stream"}}': "+11"},
        {f'events_lost_total{{{INGESTION},reason="stream"}}': "+9"},
    ),
    Case(
        "AttributionSlow",
        buckets("attribution_duration_seconds", ATTRIBUTION, _0_05="+90", _0_1="+100", _inf="+100"),
        buckets("attribution_duration_seconds", ATTRIBUTION, _0_05="+96", _0_1="+100", _inf="+100"),
    ),
    Case(
        "ModelPredictionsFailing",
        {
            'predictions_total{namespace="ml",service="ml",outcome="ok"}': "+9",
            'predictions_total{namespace="ml",service="ml",outcome="error"}': "+1",
        },
        {
            'predictions_total{namespace="ml",service="ml",outcome="ok"}': "+99",
            'predictions_total{namespace="ml",service="ml",outcome="error"}': "+1",
        },
    ),
    Case(
        "ConsumerStale",
        {f'stream_lag_seconds{{{ATTRIBUTION}topic="events"}}': 301},
        {f'stream_lag_seconds{{{ATTRIBUTION}topic="events"}}': 299},
    ),
)

KUBERNETES = (
    Case(
        "PodCrashLooping",
        {f'kube_pod_container_status_restarts_total{{{POD},container="api"}}': "+1"},
        {f'kube_pod_container_status_restarts_total{{{POD},container="api"}}': 7},
    ),
    Case(
        "PodNotReady",
        {f'kube_pod_status_phase{{{POD},phase="Pending"}}': 1, f'kube_pod_info{{{POD},node="a"}}': 1},
        {f'kube_pod_status_phase{{{POD},phase="Pending"}}': 0, f'kube_pod_info{{{POD},node="a"}}': 1},
    ),
    Case(
        "ContainerNotStarting",
        {f'kube_pod_container_status_waiting_reason{{{POD},container="api",reason="ImagePullBackOff"}}': 1},
        {f'kube_pod_container_status_waiting_reason{{{POD},container="api",reason="ContainerCreating"}}': 1},
    ),
    Case(
        "ContainerOutOfMemory",
        {
            f'kube_pod_container_status_last_terminated_reason{{{POD},container="api",reason="OOMKilled"}}': 1,
            f'kube_pod_container_status_restarts_total{{{POD},container="api"}}': "+1",
        },
        {
            f'kube_pod_container_status_last_terminated_reason{{{POD},container="api",reason="OOMKilled"}}': 1,
            f'kube_pod_container_status_restarts_total{{{POD},container="api"}}': 3,
        },
    ),
    Case(
        "DeploymentReplicasMissing",
        {
            'kube_deployment_spec_replicas{namespace="api",deployment="api"}': 3,
            'kube_deployment_status_replicas_available{namespace="api",deployment="api"}': 2,
        },
        {
            'kube_deployment_spec_replicas{namespace="api",deployment="api"}': 3,
            'kube_deployment_status_replicas_available{namespace="api",deployment="api"}': 3,
        },
    ),
    Case(
        "StatefulSetReplicasMissing",
        {
            'kube_statefulset_replicas{namespace="databases",statefulset="s"}': 3,
            'kube_statefulset_status_replicas_ready{namespace="databases",statefulset="s"}': 2,
        },
        {
            'kube_statefulset_replicas{namespace="databases",statefulset="s"}': 3,
            'kube_statefulset_status_replicas_ready{namespace="databases",statefulset="s"}': 3,
        },
    ),
    Case(
        "DaemonSetPodsMissing",
        {
            'kube_daemonset_status_desired_number_scheduled{namespace="monitoring",daemonset="alloy"}': 3,
            'kube_daemonset_status_number_ready{namespace="monitoring",daemonset="alloy"}': 2,
        },
        {
            'kube_daemonset_status_desired_number_scheduled{namespace="monitoring",daemonset="alloy"}': 3,
            'kube_daemonset_status_number_ready{namespace="monitoring",daemonset="alloy"}': 3,
        },
    ),
    Case(
        "JobFailed",
        {'kube_job_status_failed{namespace="ml",job_name="train"}': 1, 'kube_job_status_start_time{namespace="ml",job_name="train"}': 60},
        {
            'kube_job_status_failed{namespace="ml",job_name="train"}': 1,
            'kube_job_status_start_time{namespace="ml",job_name="train"}': -90000,
        },
    ),
    Case(
        "HpaAtMax",
        {
            f'kube_horizontalpodautoscaler_{what}{{namespace="api",horizontalpodautoscaler="api"}}': value
            for what, value in (("status_current_replicas", 9), ("spec_max_replicas", 9), ("spec_min_replicas", 3))
        },
        {
            f'kube_horizontalpodautoscaler_{what}{{namespace="api",horizontalpodautoscaler="api"}}': value
            for what, value in (("status_current_replicas", 8), ("spec_max_replicas", 9), ("spec_min_replicas", 3))
        },
    ),
    Case(
        "QuotaNearlyExhausted",
        {
            f'kube_resourcequota{{namespace="api",resourcequota="api",resource="pods",type="{kind}"}}': value
            for kind, value in (("used", 19), ("hard", 20))
        },
        {
            f'kube_resourcequota{{namespace="api",resourcequota="api",resource="pods",type="{kind}"}}': value
            for kind, value in (("used", 17), ("hard", 20))
        },
    ),
    Case("VolumeFilling", volume("24-0.01x600"), volume(24), lead=120),
    Case("VolumeNearlyFull", volume(4), volume(6)),
    Case(
        "VolumeInodesNearlyGone",
        {f"kubelet_volume_stats_inodes_free{{{CLAIM}}}": 4, f"kubelet_volume_stats_inodes{{{CLAIM}}}": 100},
        {f"kubelet_volume_stats_inodes_free{{{CLAIM}}}": 6, f"kubelet_volume_stats_inodes{{{CLAIM}}}": 100},
    ),
    Case(
        "KubeApiErrors",
        {'apiserver_request_total{code="200"}': "+95", 'apiserver_request_total{code="500"}': "+5"},
        {'apiserver_request_total{code="200"}': "+98", 'apiserver_request_total{code="500"}': "+2"},
    ),
    Case(
        "KubeApiSlow",
        buckets("apiserver_request_duration_seconds", 'verb="GET",', _4="+90", _8="+100", _inf="+100"),
        buckets("apiserver_request_duration_seconds", 'verb="GET",', _4="+100", _8="+100", _inf="+100"),
    ),
)

NODES = (
    Case(
        "HighDiskUsage",
        {
            f"node_filesystem_avail_bytes{{{DISK}}}": 9,
            f"node_filesystem_size_bytes{{{DISK}}}": 100,
            f"node_filesystem_readonly{{{DISK}}}": 0,
        },
        {
            f"node_filesystem_avail_bytes{{{DISK}}}": 11,
            f"node_filesystem_size_bytes{{{DISK}}}": 100,
            f"node_filesystem_readonly{{{DISK}}}": 0,
        },
    ),
    Case(
        "NodeNotReady",
        {f'kube_node_status_condition{{{NODE},condition="Ready",status="true"}}': 0},
        {f'kube_node_status_condition{{{NODE},condition="Ready",status="true"}}': 1},
    ),
    Case(
        "NodePressure",
        {f'kube_node_status_condition{{{NODE},condition="DiskPressure",status="true"}}': 1},
        {f'kube_node_status_condition{{{NODE},condition="DiskPressure",status="true"}}': 0},
    ),
    Case(
        "NodeMemoryHigh",
        {'node_memory_MemAvailable_bytes{instance="a"}': 4, 'node_memory_MemTotal_bytes{instance="a"}': 100},
        {'node_memory_MemAvailable_bytes{instance="a"}': 6, 'node_memory_MemTotal_bytes{instance="a"}': 100},
    ),
    Case(
        "NodeCpuSaturated",
        {'node_load5{instance="a"}': 5, **{f'node_cpu_seconds_total{{instance="a",mode="idle",cpu="{cpu}"}}': "+1" for cpu in "01"}},
        {'node_load5{instance="a"}': 3, **{f'node_cpu_seconds_total{{instance="a",mode="idle",cpu="{cpu}"}}': "+1" for cpu in "01"}},
    ),
    Case("NodeClockOff", {'node_timex_offset_seconds{instance="a"}': -0.3}, {'node_timex_offset_seconds{instance="a"}': 0.2}),
    Case(
        "NodeNetworkErrors",
        {f'node_network_{way}_errs_total{{instance="a",device="eth0"}}': "+400" for way in ("receive", "transmit")},
        {f'node_network_{way}_errs_total{{instance="a",device="eth0"}}': "+200" for way in ("receive", "transmit")},
    ),
    Case("ZoneDown", zone((0, 0)), zone((0, 1))),
    Case(
        "NodesCannotBeAdded",
        {'cluster_autoscaler_failed_scale_ups_total{reason="cloudProviderError"}': "+1"},
        {'cluster_autoscaler_failed_scale_ups_total{reason="cloudProviderError"}': 4, "karpenter_cloudprovider_errors_total": 1},
    ),
    Case("PodsUnschedulable", {"cluster_autoscaler_unschedulable_pods_count": 2}, {"cluster_autoscaler_unschedulable_pods_count": 0}),
)
