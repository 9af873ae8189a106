"""Pod Security's level `restricted`, as its documentation states it: https://kubernetes.io/docs/concepts/security/pod-security-standards/"""

from collections.abc import Iterator, Mapping
from typing import Any

_VOLUMES = {
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret", "image",
}  # fmt: skip
_HOST = ("hostNetwork", "hostPID", "hostIPC")


def breaches(pod: Mapping[str, Any]) -> list[str]:
    """What of a pod's spec is not `restricted`."""
    found = [name for name in _HOST if pod.get(name)]
    for volume in pod.get("volumes", []):
        found += [f"volume {volume['name']} is {kind}" for kind in volume if kind != "name" and kind not in _VOLUMES]
    for container in containers(pod):
        found += [f"{container['name']}: {what}" for what in _of_container(container, pod.get("securityContext") or {})]
    return found


def containers(pod: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All that a pod starts."""
    return [*pod.get("initContainers", []), *pod["containers"]]


def _of_container(container: Mapping[str, Any], pod: Mapping[str, Any]) -> Iterator[str]:
    own = container.get("securityContext") or {}
    both = {**pod, **own}
    if own.get("privileged"):
        yield "privileged"
    if own.get("allowPrivilegeEscalation") is not False:
        yield "may escalate privileges"
    if both.get("runAsNonRoot") is not True or both.get("runAsUser") == 0:
        yield "may run as root"
    if (both.get("seccompProfile") or {}).get("type") not in ("RuntimeDefault", "Localhost"):
        yield "has no seccomp profile"
    capabilities = own.get("capabilities") or {}
    if "ALL" not in capabilities.get("drop", []) or set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"}:
        yield "keeps capabilities"
    if any(port.get("hostPort") for port in container.get("ports", [])):
        yield "takes a port of the host"
