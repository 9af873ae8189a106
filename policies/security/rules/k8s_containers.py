"""Containers get no more of the node than they need, say how much they take, and when they are ready."""

from collections.abc import Iterator

from inventory.values import Values
from policies.pods import BASELINE_CAPABILITIES, PODS, WHOLE_PODS, Container, Pod, each_container, each_linux_container, each_pod
from policies.rule import Severity, Topic, resource_rule
from policies.security.literals import is_written_secret
from policies.security.pod_rules import container_rule
from policies.subject import Subject


@container_rule(
    "k8s-container-privileged",
    severity=Severity.CRITICAL,
    description="No container is privileged: it would be root on the node.",
    remedy="Leave out securityContext.privileged, and add the one capability that is needed.",
    controls=("PSS baseline", "CKV_K8S_16"),
    types=PODS,
)
def container_privileged(container: Container) -> Iterator[str]:
    if container.values.flag("securityContext.privileged"):
        yield f"{container.called}: privileged is true"


@container_rule(
    "k8s-container-capabilities-added",
    severity=Severity.HIGH,
    description="Containers add no capability that reaches beyond themselves.",
    remedy="Leave it out of securityContext.capabilities.add; NET_BIND_SERVICE is enough for low ports.",
    controls=("PSS baseline", "CKV_K8S_25", "CKV_K8S_39"),
    types=PODS,
)
def container_capabilities_added(container: Container) -> Iterator[str]:
    for capability in container.values.each_text("securityContext.capabilities.add"):
        if capability.removeprefix("CAP_") not in BASELINE_CAPABILITIES:
            yield f"{container.called} adds {capability}"


@resource_rule(
    "k8s-container-capabilities-dropped",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="Containers drop all capabilities, and take back NET_BIND_SERVICE at most.",
    remedy="Set securityContext.capabilities to {'drop': ['ALL']}.",
    controls=("PSS restricted", "CKV_K8S_28", "CKV_K8S_37"),
    types=WHOLE_PODS,
)
def container_capabilities_dropped(subject: Subject) -> Iterator[str]:
    yield from each_linux_container(subject, _drops_all, _takes_back)


def _drops_all(container: Container) -> Iterator[str]:
    if "ALL" not in container.values.texts("securityContext.capabilities.drop"):
        yield f"{container.called} does not drop ALL capabilities"


def _takes_back(container: Container) -> Iterator[str]:
    for capability in container.values.each_text("securityContext.capabilities.add"):
        if capability in BASELINE_CAPABILITIES - {"NET_BIND_SERVICE"}:
            yield f"{container.called} takes {capability} back"


@container_rule(
    "k8s-container-privilege-escalation",
    severity=Severity.HIGH,
    description="No process in a container gains more rights than its parent has, as by a setuid program.",
    remedy="Set securityContext.allowPrivilegeEscalation=False; the default is true.",
    controls=("PSS restricted", "CKV_K8S_20"),
    types=WHOLE_PODS,
    linux_only=True,
)
def container_privilege_escalation(container: Container) -> Iterator[str]:
    if container.values.flag("securityContext.allowPrivilegeEscalation", default=True):
        yield f"{container.called}: allowPrivilegeEscalation is not false"


@container_rule(
    "k8s-container-proc-mount",
    severity=Severity.HIGH,
    description="Containers see /proc masked as the runtime does it.",
    remedy="Leave out securityContext.procMount.",
    controls=("PSS baseline",),
    types=PODS,
)
def container_proc_mount(container: Container) -> Iterator[str]:
    if container.values.text("securityContext.procMount") not in ("", "Default"):
        yield f"{container.called}: procMount is {container.values.text('securityContext.procMount')}"


@container_rule(
    "k8s-container-read-only-root",
    severity=Severity.MEDIUM,
    description="Containers can't change the files of their image.",
    remedy="Set securityContext.readOnlyRootFilesystem=True and mount an emptyDir where the program writes.",
    controls=("CKV_K8S_22",),
    types=WHOLE_PODS,
    linux_only=True,
)
def container_read_only_root(container: Container) -> Iterator[str]:
    if not container.values.flag("securityContext.readOnlyRootFilesystem"):
        yield f"{container.called}: readOnlyRootFilesystem is not true"


@container_rule(
    "k8s-container-resources",
    severity=Severity.MEDIUM,
    description="Containers ask for CPU and memory, and have a limit of memory, so that none starves its neighbours.",
    remedy="Set resources.requests.cpu, resources.requests.memory and resources.limits.memory.",
    controls=("CKV_K8S_10", "CKV_K8S_12", "CKV_K8S_13", "kyverno require-pod-requests-limits"),
    types=WHOLE_PODS,
    roles=("containers", "initContainers"),
)
def container_resources(container: Container) -> Iterator[str]:
    if not _says(container, "limits.memory"):
        yield f"{container.called}: no limits.memory"
    for resource in ("cpu", "memory"):
        if not _says(container, f"requests.{resource}") and not _says(container, f"limits.{resource}"):
            yield f"{container.called}: no requests.{resource}"


def _says(container: Container, amount: str) -> bool:
    """For itself, or for the pod as a whole."""
    return container.values.has(f"resources.{amount}") or container.pod.spec.has(f"resources.{amount}")


@container_rule(
    "k8s-container-probes",
    severity=Severity.MEDIUM,
    description="Containers with ports say when they are ready, and are started anew when they hang.",
    remedy="Add a readinessProbe and a livenessProbe.",
    controls=("CKV_K8S_8", "CKV_K8S_9", "kyverno require-pod-probes"),
    types=WHOLE_PODS,
    roles=("containers",),
)
def container_probes(container: Container) -> Iterator[str]:
    if container.pod.ends or not container.values.has("ports"):
        return
    for probe in ("readinessProbe", "livenessProbe"):
        if not container.values.has(probe):
            yield f"{container.called}: no {probe}"


@resource_rule(
    "k8s-container-env-secrets",
    topic=Topic.K8S,
    severity=Severity.CRITICAL,
    description="No secret stands in a container's environment in the clear, where whoever may read the pod reads it.",
    remedy="Put it into a Secret (from Secrets Manager by an ExternalSecret) and refer to it with valueFrom.secretKeyRef.",
    controls=("platform",),
    types=PODS,
)
def container_env_secrets(subject: Subject) -> Iterator[str]:
    yield from each_container(subject, lambda container: subject.each(container.values.items("env"), _env_secret))


def _env_secret(variable: Values) -> Iterator[str]:
    if variable.has("name") and is_written_secret(variable.text("name"), variable.text("value")):
        yield f"{variable.path}: {variable.text('name')} holds its value in the clear"


@resource_rule(
    "k8s-pod-service-account-token",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="Pods of the default service account, which call no API server, get no token for it.",
    remedy="Set automountServiceAccountToken=False, or give the pod a service account of its own.",
    controls=("CKV_K8S_38", "CKV_K8S_41"),
    types=WHOLE_PODS,
)
def pod_service_account_token(subject: Subject) -> Iterator[str]:
    yield from each_pod(subject, _default_token)


def _default_token(pod: Pod) -> Iterator[str]:
    account = pod.spec.text("serviceAccountName") or pod.spec.text("serviceAccount") or "default"
    if account == "default" and pod.spec.flag("automountServiceAccountToken", default=True):
        yield f"{pod.spec.path} gets the default service account's token"
