"""Containers get no more of the node than they need."""

from typing import Any

from tests.policies.case import Case, Made
from tests.policies.cases.k8s_pod_security import GOOD, deployment, pod, secured, with_container

RESOURCES: dict[str, Any] = {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "64Mi"}}
PORTS: dict[str, Any] = {"ports": [{"containerPort": 80}]}
PROBES: dict[str, Any] = {"readinessProbe": {"httpGet": {"port": 80}}, "livenessProbe": {"httpGet": {"port": 80}}}


def init(**settings: Any) -> Made:
    """A pod with an init container."""
    return pod(containers=[{**GOOD, "resources": RESOURCES, **PROBES}], initContainers=[{"name": "init", **settings}])


def env(name: str, value: str) -> Made:
    """A pod with a variable."""
    return with_container(env=[{"name": name, "value": value}])


CASES = [
    Case(
        "k8s-container-privileged",
        passing=[pod(), secured(privileged=False)],
        failing=[secured(privileged=True), init(securityContext={"privileged": True})],
    ),
    Case(
        "k8s-container-capabilities-added",
        passing=[pod(), secured(capabilities={"add": ["NET_BIND_SERVICE", "CAP_CHOWN"]})],
        failing=[secured(capabilities={"add": ["SYS_ADMIN"]}), secured(capabilities={"add": ["CHOWN", "CAP_NET_RAW"]})],
    ),
    Case(
        "k8s-container-capabilities-dropped",
        passing=[
            secured(capabilities={"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}),
            secured(capabilities={"drop": ["ALL"], "add": ["SYS_ADMIN"]}),
            pod(os={"name": "windows"}),
        ],
        failing=[pod(), secured(capabilities={"drop": ["NET_RAW"]}), secured(capabilities={"drop": ["ALL"], "add": ["CHOWN"]})],
    ),
    Case(
        "k8s-container-privilege-escalation",
        passing=[secured(allowPrivilegeEscalation=False), pod(os={"name": "windows"})],
        failing=[deployment(), secured(allowPrivilegeEscalation=True)],
    ),
    Case(
        "k8s-container-proc-mount",
        passing=[pod(), secured(procMount="Default")],
        failing=[secured(procMount="Unmasked")],
    ),
    Case(
        "k8s-container-read-only-root",
        passing=[secured(readOnlyRootFilesystem=True)],
        failing=[pod(), secured(readOnlyRootFilesystem=False)],
    ),
    Case(
        "k8s-container-resources",
        passing=[
            with_container(resources=RESOURCES),
            with_container(resources={"limits": {"cpu": "1", "memory": "64Mi"}}),
            pod(resources=RESOURCES),
            init(resources=RESOURCES),
            pod(containers=[], ephemeralContainers=[{"name": "debug"}]),
        ],
        failing=[
            pod(),
            with_container(resources={"requests": RESOURCES["requests"]}),
            with_container(resources={"requests": {"memory": "64Mi"}, "limits": {"memory": "64Mi"}}),
            init(),
        ],
    ),
    Case(
        "k8s-container-probes",
        passing=[with_container(**PORTS, **PROBES), pod(restartPolicy="Never", containers=[{**GOOD, **PORTS}]), pod(), init(**PORTS)],
        failing=[with_container(**PORTS), with_container(**PORTS, readinessProbe=PROBES["readinessProbe"])],
    ),
    Case(
        "k8s-container-env-secrets",
        passing=[
            env("DB_HOST", "db"),
            env("DB_PASSWORD_FILE", "/etc/password"),
            env("DB_PASSWORD", "$(OTHER)"),
            with_container(env=[{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}]),
            with_container(env=[{"value": "x"}]),
        ],
        failing=[
            env("DB_PASSWORD", "hunter2"),
            env("DATABASE_URL", "postgres://api:hunter2@db:5432/api"),
            env("clientSecret", "hunter2"),
            env("NOTE", "AKIAABCDEFGHIJKLMNOP"),
        ],
    ),
    Case(
        "k8s-pod-service-account-token",
        passing=[
            pod(automountServiceAccountToken=False),
            pod(serviceAccountName="api"),
            pod(serviceAccount="api"),
            pod(serviceAccountName="default", automountServiceAccountToken=False),
        ],
        failing=[pod(), pod(serviceAccountName="default"), deployment(automountServiceAccountToken=True)],
    ),
]
