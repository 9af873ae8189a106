"""Pods, volumes and scaling, by kube-state-metrics and the kubelet."""

from components.observability.alerting.rule import Alert, Part
from components.observability.alerting.rules.promql import on_node, share

_RESTARTS = "increase(kube_pod_container_status_restarts_total[10m])"
_WAITING = 'kube_pod_container_status_waiting_reason{reason=~"ImagePullBackOff|ErrImagePull|InvalidImageName|CreateContainerConfigError"}'
_VOLUME_FREE = "kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes"
_API_TIME = 'apiserver_request_duration_seconds_bucket{subresource!~"log|exec|portforward|attach|proxy",verb!~"WATCH|CONNECT"}'
_HPA = "kube_horizontalpodautoscaler"

KUBERNETES = Part(
    "kubernetes",
    "platform",
    (
        Alert(
            "PodCrashLooping",
            f'{_RESTARTS} > 3 or max_over_time(kube_pod_container_status_waiting_reason{{reason="CrashLoopBackOff"}}[5m]) == 1',
            5,
            "warning",
            "{{ $labels.namespace }}/{{ $labels.pod }} keeps crashing",
            "Container {{ $labels.container }} restarted more than 3 times in 10 minutes, or waits in CrashLoopBackOff.",
        ),
        Alert(
            "PodNotReady",
            on_node('sum by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Unknown"})') + " > 0",
            15,
            "warning",
            "{{ $labels.namespace }}/{{ $labels.pod }} does not start",
            "The pod has been pending for 15 minutes: no node has room for it, or its volume does not come.",
        ),
        Alert(
            "ContainerNotStarting",
            f"sum by (namespace, pod, container) ({_WAITING} == 1) > 0",
            10,
            "warning",
            "{{ $labels.namespace }}/{{ $labels.pod }} lacks its image or configuration",
            "Container {{ $labels.container }} has waited for 10 minutes for an image, a Secret or a ConfigMap.",
        ),
        Alert(
            "ContainerOutOfMemory",
            'sum by (namespace, pod, container) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled"})'
            " * on (namespace, pod, container) increase(kube_pod_container_status_restarts_total[15m]) > 0",
            0,
            "warning",
            "{{ $labels.namespace }}/{{ $labels.pod }} was killed for its memory",
            "Container {{ $labels.container }} went over its memory limit in the last 15 minutes.",
        ),
        Alert(
            "DeploymentReplicasMissing",
            "kube_deployment_spec_replicas - kube_deployment_status_replicas_available > 0",
            15,
            "warning",
            "{{ $labels.namespace }}/{{ $labels.deployment }} lacks {{ $value }} replicas",
            "The Deployment has had fewer available replicas than it asks for, for 15 minutes.",
        ),
        Alert(
            "StatefulSetReplicasMissing",
            "kube_statefulset_replicas - kube_statefulset_status_replicas_ready > 0",
            15,
            "warning",
            "{{ $labels.namespace }}/{{ $labels.statefulset }} lacks {{ $value }} replicas",
            "The StatefulSet has had fewer ready replicas than it asks for, for 15 minutes.",
        ),
        Alert(
            "DaemonSetPodsMissing",
            "kube_daemonset_status_desired_number_scheduled - kube_daemonset_status_number_ready > 0",
            15,
            "warning",
            "{{ $labels.namespace }}/{{ $labels.daemonset }} is missing on {{ $value }} nodes",
            "The DaemonSet's pod has not been ready on these nodes for 15 minutes.",
        ),
        Alert(
            "JobFailed",
            "kube_job_status_failed > 0 and on (namespace, job_name) time() - kube_job_status_start_time < 86400",
            5,
            "warning",
            "Job {{ $labels.namespace }}/{{ $labels.job_name }} failed",
            "The job, started within the last day, has {{ $value }} failed pods.",
        ),
        Alert(
            "HpaAtMax",
            f"{_HPA}_status_current_replicas == {_HPA}_spec_max_replicas and {_HPA}_spec_max_replicas > {_HPA}_spec_min_replicas",
            15,
            "warning",
            "{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} can scale no further",
            "It has run at its maximum of {{ $value }} replicas for 15 minutes; more load will not be taken.",
        ),
        Alert(
            "QuotaNearlyExhausted",
            'kube_resourcequota{type="used"} / ignoring (type) (kube_resourcequota{type="hard"} > 0) > 0.9',
            15,
            "warning",
            "{{ $labels.namespace }} has used {{ $value | humanizePercentage }} of its {{ $labels.resource }}",
            "Quota {{ $labels.resourcequota }} leaves less than 10 %: new pods will be refused.",
        ),
        Alert(
            "VolumeFilling",
            f"{_VOLUME_FREE} < 0.25 and predict_linear(kubelet_volume_stats_available_bytes[6h], 4 * 24 * 3600) < 0",
            60,
            "warning",
            "{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} will be full within four days",
            "{{ $value | humanizePercentage }} of the volume is free, and at the pace of 6 hours none will be left in four days.",
        ),
        Alert(
            "VolumeNearlyFull",
            f"{_VOLUME_FREE} < 0.05",
            5,
            "critical",
            "{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is nearly full",
            "{{ $value | humanizePercentage }} of the volume is free. A full volume stops its database.",
        ),
        Alert(
            "VolumeInodesNearlyGone",
            "kubelet_volume_stats_inodes_free / kubelet_volume_stats_inodes < 0.05",
            15,
            "warning",
            "{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has hardly any inodes left",
            "{{ $value | humanizePercentage }} of the inodes are free; without one no file can be made.",
        ),
        Alert(
            "KubeApiErrors",
            share('apiserver_request_total{code=~"5.."}', "apiserver_request_total", "5m", "cluster") + " > 0.03",
            10,
            "critical",
            "The API server fails {{ $value | humanizePercentage }} of its requests",
            "More than 3 % of the requests to the Kubernetes API were answered with 5xx: operators and scalers stand still.",
        ),
        Alert(
            "KubeApiSlow",
            f"histogram_quantile(0.99, sum by (verb, le) (rate({_API_TIME}[5m]))) > 4",
            10,
            "warning",
            "The API server takes {{ $value | humanizeDuration }} for {{ $labels.verb }}",
            "The 99th percentile of {{ $labels.verb }} requests to the Kubernetes API is over 4 seconds.",
        ),
    ),
)
