"""Series of kube-state-metrics that many cases need."""

from tests.alerts.case import Series


def gone(namespace: str, pod: str) -> Series:
    """The pod is there and not ready."""
    return _pod(namespace, pod, 0)


def ready(namespace: str, pod: str) -> Series:
    """The pod is ready."""
    return _pod(namespace, pod, 1)


def backup(cronjob: str, hours: float) -> Series:
    """A CronJob whose last success is so many hours before the beginning of time."""
    of = f'{{namespace="databases",cronjob="{cronjob}"}}'
    return {
        f"kube_cronjob_status_last_successful_time{of}": -hours * 3600,
        f"kube_cronjob_created{of}": -1e6,
        f"kube_cronjob_spec_suspend{of}": 0,
    }


def _pod(namespace: str, pod: str, state: int) -> Series:
    of = f'namespace="{namespace}",pod="{pod}"'
    return {f'kube_pod_status_ready{{{of},condition="true"}}': state, f'kube_pod_info{{{of},node="a"}}': 1}
