"""PromQL that several parts need."""

from settings.schedules import late_after, longest_gap

DAILY = "0 2 * * *"
"""For a store that a stack does not have."""


def none_ready(namespace: str, pods: str) -> str:
    """Pods of these names exist, and none of them is ready."""
    return f'sum by (namespace) (kube_pod_status_ready{{condition="true",namespace="{namespace}",pod=~"{pods}"}}) == 0'


def not_ready(namespace: str, pods: str) -> str:
    """Each pod of these names that is not ready."""
    ready = f'kube_pod_status_ready{{condition="true",namespace="{namespace}",pod=~"{pods}"}}'
    return f"{on_node(ready)} == 0"


def on_node(pods: str) -> str:
    """A series of pods, each with the label `node`: an alert about the node silences those about its pods."""
    return f"{pods} * on (namespace, pod) group_left (node) max by (namespace, pod, node) (kube_pod_info)"


def overdue(namespace: str, cronjobs: str, schedule: str) -> str:
    """CronJobs of these names whose last success, or creation if there was none, is longer ago than their schedule explains. Suspended
    ones are left out."""
    of = f'{{namespace="{namespace}",cronjob=~"{cronjobs}"}}'
    last = f"(kube_cronjob_status_last_successful_time{of} or kube_cronjob_created{of})"
    return f"(time() - {last}) > {_allowed(schedule)} unless on (namespace, cronjob) kube_cronjob_spec_suspend{of} == 1"


def too_old(timestamp: str, schedule: str) -> str:
    """What a store says of its last good backup is longer ago than the schedule explains; its pods that know of none say 0."""
    return f"(time() - max by (namespace) ({timestamp} > 0)) > {_allowed(schedule)}"


def _allowed(schedule: str) -> str:
    """Seconds."""
    return f"{late_after(longest_gap(schedule)) * 60:.0f}"


def share(part: str, whole: str, window: str, by: str) -> str:
    """How much of the counter `whole` is `part`, over a window, for each combination of labels."""
    return f"sum by ({by}) (rate({part}[{window}])) / sum by ({by}) (rate({whole}[{window}]))"
