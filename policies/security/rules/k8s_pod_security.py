"""Pods keep to the Pod Security Standards: what they share with the node, and as whom they run. Containers' part has its own module."""

from collections.abc import Iterator

from inventory.values import Values
from policies.manifests import entry
from policies.pods import PODS, WHOLE_PODS, Container, Pod, PodCheck, each_container, each_pod
from policies.rule import Severity, Topic, resource_rule
from policies.security.pod_rules import container_rule, context_rule, each_context
from policies.subject import Check, Subject

_SYSCTLS = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_syncookies",
    }
)
"""Those that stay inside the pod, as the level `baseline` has them."""
_VOLUMES = frozenset(
    (
        "name",
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "hostPath",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    )
)
"""What a volume may say: its name, and the types of the level `restricted`. hostPath has a rule of its own."""
_SELINUX_TYPES = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
_APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"


@resource_rule(
    "k8s-pod-host-namespaces",
    topic=Topic.K8S,
    severity=Severity.CRITICAL,
    description="Pods have a network, process ids and IPC of their own, not the node's.",
    remedy="Leave out hostNetwork, hostPID and hostIPC.",
    controls=("PSS baseline", "CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19"),
    types=PODS,
)
def pod_host_namespaces(subject: Subject) -> Iterator[str]:
    yield from each_pod(subject, *(_not_shared(name) for name in ("hostNetwork", "hostPID", "hostIPC")))


def _not_shared(name: str) -> PodCheck:
    def check(pod: Pod) -> Iterator[str]:
        if pod.spec.flag(name):
            yield f"{pod.spec.path}.{name} is true"

    return check


@resource_rule(
    "k8s-pod-host-path",
    topic=Topic.K8S,
    severity=Severity.CRITICAL,
    description="Pods mount nothing of the node's own file system.",
    remedy="Use a PersistentVolumeClaim, an emptyDir or a ConfigMap in the place of the hostPath volume.",
    controls=("PSS baseline", "CKV_K8S_27"),
    types=PODS,
)
def pod_host_path(subject: Subject) -> Iterator[str]:
    yield from each_pod(subject, lambda pod: subject.each(pod.spec.items("volumes"), _host_path))


def _host_path(volume: Values) -> Iterator[str]:
    if volume.has("hostPath"):
        yield f"{volume.path} mounts the node's {volume.text('hostPath.path')}"


@resource_rule(
    "k8s-pod-volume-types",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="Pods mount storage by claims and CSI drivers only, not by naming a server or a disk.",
    remedy="Describe the storage as a PersistentVolume and mount it by a persistentVolumeClaim.",
    controls=("PSS restricted",),
    types=PODS,
)
def pod_volume_types(subject: Subject) -> Iterator[str]:
    yield from each_pod(subject, lambda pod: subject.each(pod.spec.items("volumes"), _volume_type))


def _volume_type(volume: Values) -> Iterator[str]:
    for kind in volume.keys(""):
        if kind not in _VOLUMES:
            yield f"{volume.path} is of type {kind}"


@resource_rule(
    "k8s-pod-sysctls",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="Pods change only those kernel parameters that stay inside the pod.",
    remedy="Leave out the unsafe sysctl, or set it on the node.",
    controls=("PSS baseline",),
    types=PODS,
)
def pod_sysctls(subject: Subject) -> Iterator[str]:
    yield from each_pod(subject, lambda pod: subject.each(pod.spec.items("securityContext.sysctls"), _sysctl))


def _sysctl(sysctl: Values) -> Iterator[str]:
    if sysctl.text("name") not in _SYSCTLS:
        yield f"{sysctl.path} sets {sysctl.text('name')}"


@resource_rule(
    "k8s-pod-host-ports",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="Containers take no port of the node.",
    remedy="Leave out hostPort and put a Service in front of the pods.",
    controls=("PSS baseline", "CKV_K8S_26"),
    types=PODS,
)
def pod_host_ports(subject: Subject) -> Iterator[str]:
    yield from each_container(subject, lambda container: subject.each(container.values.items("ports"), _host_port))


def _host_port(port: Values) -> Iterator[str]:
    if port.number("hostPort"):
        yield f"{port.path} takes the node's port {port.text('hostPort')}"


@container_rule(
    "k8s-pod-seccomp",
    severity=Severity.MEDIUM,
    description="Containers run under a seccomp profile; without one every system call is theirs.",
    remedy="Set securityContext.seccompProfile to {'type': 'RuntimeDefault'} on the pod.",
    controls=("PSS restricted", "CKV_K8S_31"),
    types=WHOLE_PODS,
    linux_only=True,
)
def pod_seccomp(container: Container) -> Iterator[str]:
    if container.inherited("seccompProfile.type") not in ("RuntimeDefault", "Localhost"):
        yield f"{container.called}: seccompProfile.type is neither RuntimeDefault nor Localhost"


@container_rule(
    "k8s-pod-non-root",
    severity=Severity.HIGH,
    description="Containers run as a user other than root, and the kubelet holds them to it.",
    remedy="Set securityContext.runAsNonRoot=True on the pod, and runAsUser where the image names its user by name.",
    controls=("PSS restricted", "CKV_K8S_23"),
    types=WHOLE_PODS,
)
def pod_non_root(container: Container) -> Iterator[str]:
    if container.inherited("runAsNonRoot") is not True:
        yield f"{container.called}: runAsNonRoot is not true"


@context_rule(
    "k8s-pod-root-user",
    severity=Severity.HIGH,
    description="Nothing asks to run as user or group 0.",
    remedy="Set runAsUser and runAsGroup to another number.",
    controls=("PSS restricted", "CKV_K8S_23"),
)
def pod_root_user(values: Values, place: str) -> Iterator[str]:
    for setting in ("runAsUser", "runAsGroup"):
        if values.number(f"securityContext.{setting}") == 0:
            yield f"{place}: {setting} is 0"


@context_rule(
    "k8s-pod-selinux",
    severity=Severity.HIGH,
    description="SELinux options keep a container's type, and give no user or role.",
    remedy="Leave out seLinuxOptions, or set a level only.",
    controls=("PSS baseline",),
)
def pod_selinux(values: Values, place: str) -> Iterator[str]:
    options = values.inner("securityContext.seLinuxOptions")
    if options.text("type") not in _SELINUX_TYPES:
        yield f"{place}: seLinuxOptions.type is {options.text('type')}"
    for setting in ("user", "role"):
        if options.has(setting):
            yield f"{place}: seLinuxOptions.{setting} is set"


@resource_rule(
    "k8s-pod-unconfined",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="Nothing switches off the profiles of AppArmor and seccomp.",
    remedy="Use RuntimeDefault, or a profile of the node (Localhost).",
    controls=("PSS baseline",),
    types=PODS,
)
def pod_unconfined(subject: Subject) -> Iterator[str]:
    yield from each_context(subject, _unconfined)
    yield from subject.separately(_annotations("metadata.annotations"), _annotations("spec.template.metadata.annotations"))


def _unconfined(values: Values, place: str) -> Iterator[str]:
    for profile in ("seccompProfile", "appArmorProfile"):
        if values.text(f"securityContext.{profile}.type") == "Unconfined":
            yield f"{place}: {profile}.type is Unconfined"


def _annotations(place: str) -> Check:
    def check(values: Values) -> Iterator[str]:
        for annotation in values.keys(place):
            if annotation.startswith(_APPARMOR_ANNOTATION) and entry(values, place, annotation) == "unconfined":
                yield f"{place}: {annotation} is unconfined"

    return check


@context_rule(
    "k8s-pod-windows-host-process",
    severity=Severity.CRITICAL,
    description="Windows containers are no processes of the node.",
    remedy="Leave out windowsOptions.hostProcess.",
    controls=("PSS baseline",),
)
def pod_windows_host_process(values: Values, place: str) -> Iterator[str]:
    if values.flag("securityContext.windowsOptions.hostProcess"):
        yield f"{place}: windowsOptions.hostProcess is true"


@container_rule(
    "k8s-pod-probe-host",
    severity=Severity.MEDIUM,
    description="Probes and lifecycle hooks call the pod itself; with a host of their own they make the kubelet call others.",
    remedy="Leave out host in httpGet and tcpSocket.",
    controls=("PSS baseline",),
    types=PODS,
)
def pod_probe_host(container: Container) -> Iterator[str]:
    for hook in ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"):
        for action in ("httpGet", "tcpSocket"):
            if container.values.text(f"{hook}.{action}.host") not in ("", "127.0.0.1", "::1", "localhost"):
                yield f"{container.called}: {hook}.{action}.host is set"
