"""Our own pods as services of a Compose file."""

from collections.abc import Iterator, Mapping
from typing import Any

from inventory.resource import Inventory, Resource
from preflight.compose.environment import environment

KINDS = ("Deployment", "StatefulSet", "Rollout")

PUBLISHED = {"web": 8080, "ingestion": 8081, "api": 8082}
"""Service → the port of the laptop that leads to it."""

Service = dict[str, Any]


def kind_of(resource: Resource) -> str:
    """`Deployment` of `kubernetes:apps/v1:Deployment`."""
    return resource.type.rpartition(":")[2]


def own_services(inventory: Inventory) -> Iterator[tuple[str, Service]]:
    """Every Deployment, StatefulSet and Rollout of ours, one container each."""
    config_maps = _config_maps(inventory)
    for resource in inventory:
        if resource.type.startswith("kubernetes:") and kind_of(resource) in KINDS:
            metadata, pod = resource.inputs["metadata"], resource.inputs["spec"]["template"]
            container = pod["spec"]["containers"][0]
            names = aliases(inventory, metadata["namespace"], pod["metadata"].get("labels", {}))
            service = _service(metadata["name"], container, config_maps, names)
            yield metadata["name"], service | _mounts(metadata["name"], resource.inputs["spec"], container)


def _config_maps(inventory: Inventory) -> dict[str, dict[str, str]]:
    found = inventory.of_type("kubernetes:core/v1:ConfigMap")
    return {resource.inputs["metadata"]["name"]: dict(resource.inputs.get("data", {})) for resource in found}


def aliases(inventory: Inventory, namespace: str, labels: Mapping[str, str]) -> list[str]:
    """The cluster's names of the Services in front of a pod: with them, no address has to change."""
    names = set()
    for service in inventory.of_type("kubernetes:core/v1:Service"):
        metadata, selector = service.inputs["metadata"], service.inputs["spec"].get("selector") or {}
        if metadata["namespace"] == namespace and selector and selector.items() <= labels.items():
            names.add(f"{metadata['name']}.{namespace}.svc")
    return sorted(names)


def _service(name: str, container: Mapping[str, Any], config_maps: Mapping[str, Mapping[str, str]], names: list[str]) -> Service:
    service: Service = {
        "image": container["image"],
        "environment": environment(container, config_maps),
        "networks": {"default": {"aliases": names}},
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "restart": "unless-stopped",
    }
    if command := container.get("command"):
        service["entrypoint"] = list(command)
    if arguments := container.get("args"):
        service["command"] = list(arguments)
    if memory := container.get("resources", {}).get("limits", {}).get("memory"):
        service["mem_limit"] = memory.lower().removesuffix("i") + ("b" if memory.endswith("i") else "")
    ports = [port["containerPort"] for port in container.get("ports", []) if port.get("name") in ("http", "https")]
    if name in PUBLISHED and ports:
        service["ports"] = [f"127.0.0.1:{PUBLISHED[name]}:{ports[0]}"]
    return service


def _mounts(name: str, spec: Mapping[str, Any], container: Mapping[str, Any]) -> Service:
    """Where a container may write: what is kept is a volume, what is not is memory. Certificates are left out with TLS."""
    kept = {claim["metadata"]["name"] for claim in spec.get("volumeClaimTemplates", [])}
    kept |= {volume["name"] for volume in spec["template"]["spec"].get("volumes", []) if "persistentVolumeClaim" in volume}
    scratch = {volume["name"] for volume in spec["template"]["spec"].get("volumes", []) if "emptyDir" in volume}
    mounts = container.get("volumeMounts", [])
    return {
        "volumes": [f"{name}:{mount['mountPath']}" for mount in mounts if mount["name"] in kept],
        "tmpfs": [mount["mountPath"] for mount in mounts if mount["name"] in scratch],
    }
