"""What tests of the stores share: objects and releases of a stack, by kind and name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from inventory.resource import Resource
from settings import SettingsError, from_stack_file
from tests import cluster
from tests.support import ROOT, inventory_of

NAMESPACE = "databases"
NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
CRON_JOB = "kubernetes:batch/v1:CronJob"
JOB = "kubernetes:batch/v1:Job"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"


def place_of(stack: str) -> str:
    return "local" if stack == "local" else cluster.PRIMARY


def resource(stack: str, type_: str, name: str, place: str | None = None) -> Resource:
    """The one object of a kind and name in a cluster."""
    wanted = f"{place or place_of(stack)}-{NAMESPACE}-{name}"
    (found,) = [one for one in inventory_of(stack).of_type(type_) if one.name == wanted]
    return found


def spec(stack: str, type_: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = resource(stack, type_, name).inputs["spec"]
    return found


def values(stack: str, release: str) -> dict[str, Any]:
    wanted: dict[str, Any] = cluster.values(stack, release, place_of(stack))
    return wanted


def pod_of(cron_job: dict[str, Any]) -> dict[str, Any]:
    pod: dict[str, Any] = cron_job["jobTemplate"]["spec"]["template"]["spec"]
    return pod


def containers(pod: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from pod.get("initContainers", [])
    yield from pod["containers"]


def environment(container: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one.get("value", one.get("valueFrom")) for one in container["env"]}


def namespaces_let_in(stack: str, policy: str) -> set[str]:
    """Which other namespaces reach the pods of a network policy."""
    rules = spec(stack, NETWORK_POLICY, policy)["ingress"]
    peers = [peer for rule in rules for peer in rule["from"] if "namespaceSelector" in peer]
    return {peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] for peer in peers}


def is_restricted(container: dict[str, Any]) -> bool:
    security = container["securityContext"]
    return (
        security["allowPrivilegeEscalation"] is False
        and security["capabilities"] == {"drop": ["ALL"]}
        and security["runAsNonRoot"] is True
        and set(container["resources"]) == {"requests", "limits"}
    )


def no_keys(value: Any) -> bool:
    """Whether nothing in it is, or points to, an access key."""
    return "ACCESS_KEY" not in json.dumps(value, default=str)


def problems_of(tmp_path: Path, stack: str, change: dict[str, dict[str, Any]], **more: Any) -> str:
    """What the settings say to a stack file with changed stores; empty if they take it."""
    raw = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())
    services = raw["config"]["event-platform:data_services"]
    for store, keys in change.items():
        services[store] = services.get(store, {}) | keys
    raw["config"] |= {f"event-platform:{key}": value for key, value in more.items()}
    (tmp_path / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
    (tmp_path / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump(raw))
    try:
        from_stack_file(tmp_path, stack)
    except SettingsError as error:
        return str(error)
    return ""
