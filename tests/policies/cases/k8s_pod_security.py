"""Pods keep to the Pod Security Standards."""

from collections.abc import Mapping
from typing import Any

from tests.policies.case import Case, Made, made

POD = "kubernetes:core/v1:Pod"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
CRON_JOB = "kubernetes:batch/v1:CronJob"
GOOD: Mapping[str, Any] = {"name": "api", "image": "api:1.0.0"}


def pod(**spec: Any) -> Made:
    """A pod, with a container if the spec has none."""
    return made(POD, spec={"containers": [GOOD], **spec})


def deployment(**spec: Any) -> Made:
    """A deployment of such a pod."""
    return made(DEPLOYMENT, spec={"template": {"spec": {"containers": [GOOD], **spec}}})


def with_container(**settings: Any) -> Made:
    """A pod whose container has settings."""
    return pod(containers=[{**GOOD, **settings}])


def secured(**security: Any) -> Made:
    """A pod whose container has a security context."""
    return with_container(securityContext=security)


def annotated(**annotations: str) -> Made:
    """A deployment whose pods have AppArmor's annotations, by container."""
    prefixed = {f"container.apparmor.security.beta.kubernetes.io/{name}": value for name, value in annotations.items()}
    return made(DEPLOYMENT, spec={"template": {"metadata": {"annotations": prefixed}, "spec": {"containers": [GOOD]}}})


CASES = [
    Case(
        "k8s-pod-host-namespaces",
        passing=[pod(), pod(hostNetwork=False), deployment()],
        failing=[pod(hostNetwork=True), deployment(hostPID=True), pod(hostIPC="true")],
    ),
    Case(
        "k8s-pod-host-path",
        passing=[pod(), pod(volumes=[{"name": "tmp", "emptyDir": {}}])],
        failing=[
            pod(volumes=[{"name": "docker", "hostPath": {"path": "/var/run/docker.sock"}}]),
            made(
                CRON_JOB,
                spec={"jobTemplate": {"spec": {"template": {"spec": {"volumes": [{"name": "a", "hostPath": {"path": "/"}}]}}}}},
            ),
            made(
                "kubernetes:clickhouse.altinity.com/v1:ClickHouseInstallation",
                spec={"templates": {"podTemplates": [{"spec": {"volumes": [{"name": "a", "hostPath": {"path": "/"}}]}}]}},
            ),
        ],
    ),
    Case(
        "k8s-pod-volume-types",
        passing=[
            pod(volumes=[{"name": "tmp", "emptyDir": {}}, {"name": "all", "projected": {}}]),
            pod(volumes=[{"name": "docker", "hostPath": {"path": "/"}}]),
        ],
        failing=[pod(volumes=[{"name": "share", "nfs": {"server": "10.0.0.1", "path": "/"}}])],
    ),
    Case(
        "k8s-pod-sysctls",
        passing=[pod(), pod(securityContext={"sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]})],
        failing=[pod(securityContext={"sysctls": [{"name": "kernel.msgmax", "value": "65536"}]})],
    ),
    Case(
        "k8s-pod-host-ports",
        passing=[with_container(ports=[{"containerPort": 80}]), with_container(ports=[{"containerPort": 80, "hostPort": 0}])],
        failing=[with_container(ports=[{"containerPort": 80, "hostPort": 80}])],
    ),
    Case(
        "k8s-pod-seccomp",
        passing=[
            pod(securityContext={"seccompProfile": {"type": "RuntimeDefault"}}),
            secured(seccompProfile={"type": "Localhost", "localhostProfile": "api.json"}),
            pod(os={"name": "windows"}),
        ],
        failing=[
            pod(),
            pod(
                securityContext={"seccompProfile": {"type": "RuntimeDefault"}},
                initContainers=[{"name": "i", "securityContext": {"seccompProfile": {"type": "Unconfined"}}}],
            ),
        ],
    ),
    Case(
        "k8s-pod-non-root",
        passing=[deployment(securityContext={"runAsNonRoot": True}), secured(runAsNonRoot=True)],
        failing=[
            deployment(),
            pod(securityContext={"runAsNonRoot": True}, containers=[{"name": "a", "securityContext": {"runAsNonRoot": False}}]),
            pod(containers=[], ephemeralContainers=[{"name": "debug"}]),
        ],
    ),
    Case(
        "k8s-pod-root-user",
        passing=[pod(), secured(runAsUser=1000, runAsGroup=1000), pod(securityContext={"runAsUser": 1000})],
        failing=[secured(runAsUser=0), pod(securityContext={"runAsUser": 0}), secured(runAsUser=1000, runAsGroup=0)],
    ),
    Case(
        "k8s-pod-selinux",
        passing=[pod(), secured(seLinuxOptions={"type": "container_t", "level": "s0:c1"})],
        failing=[
            secured(seLinuxOptions={"type": "spc_t"}),
            pod(securityContext={"seLinuxOptions": {"user": "system_u"}}),
            secured(seLinuxOptions={"role": "system_r"}),
        ],
    ),
    Case(
        "k8s-pod-unconfined",
        passing=[
            pod(),
            secured(seccompProfile={"type": "RuntimeDefault"}, appArmorProfile={"type": "RuntimeDefault"}),
            annotated(api="runtime/default"),
            made(DEPLOYMENT, metadata={"annotations": {"note": "unconfined"}}),
        ],
        failing=[
            secured(seccompProfile={"type": "Unconfined"}),
            pod(securityContext={"appArmorProfile": {"type": "Unconfined"}}),
            annotated(api="unconfined"),
        ],
    ),
    Case(
        "k8s-pod-windows-host-process",
        passing=[pod(), secured(windowsOptions={"hostProcess": False})],
        failing=[secured(windowsOptions={"hostProcess": True}), pod(securityContext={"windowsOptions": {"hostProcess": True}})],
    ),
    Case(
        "k8s-pod-probe-host",
        passing=[with_container(livenessProbe={"httpGet": {"path": "/", "port": 80}}), with_container(lifecycle={"preStop": {}})],
        failing=[
            with_container(livenessProbe={"httpGet": {"host": "169.254.169.254", "port": 80}}),
            with_container(lifecycle={"preStop": {"tcpSocket": {"host": "10.0.0.1", "port": 80}}}),
        ],
    ),
]
