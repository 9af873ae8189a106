"""What objects name is there: every Secret, ConfigMap and ServiceAccount that they are told of stands in their namespace."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from components.kubernetes.names import CA_SECRET
from inventory.resource import Resource
from tests.cluster import RELEASE, in_clusters, namespace_of
from tests.pod_security import containers
from tests.support import CLUSTER_STACKS

pytestmark = pytest.mark.parametrize("stack", CLUSTER_STACKS)

OF_CHARTS = {"cockroachdb-root"}
"""Secrets that a chart makes, by a certificate of its own."""
_NAMED = ("existingSecret", "existingConfigSecret", "extraSecretRef", "secretName")
_REFERRED = ("ca", "cert", "keySecret", "passwordSecret", "passwordSecretRef", "secret", "secretKeyRef", "secretRef")

Place = tuple[str, str, str]
"""Kind, namespace and name."""


def made_by(resource: Resource) -> Iterator[Place]:
    """What comes to be with an object: itself, and the Secrets that its operator makes."""
    kind, name, namespace = resource.type.rpartition(":")[2], resource.inputs.get("metadata", {}).get("name"), namespace_of(resource)
    spec = resource.inputs.get("spec", {})
    if kind in ("Secret", "ConfigMap", "ServiceAccount"):
        yield kind, namespace, name
    elif kind == "ExternalSecret":
        yield "Secret", namespace, spec["target"]["name"]
    elif kind == "Certificate":
        yield "Secret", namespace, spec["secretName"]
    elif kind == "Cluster":  # CloudNativePG's own authority, by which its servers are known
        yield "Secret", namespace, f"{name}-ca"
    elif kind == "Namespace":
        yield "Secret", name, CA_SECRET  # cert-manager's trust bundle, in every namespace of ours
        yield "ServiceAccount", name, "default"


def asked_for(pod: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Kind and name of what a pod does not start without."""
    yield "ServiceAccount", pod.get("serviceAccountName", "default")
    for volume in pod.get("volumes", []):
        for source in (volume, *volume.get("projected", {}).get("sources", [])):
            if secret := source.get("secret"):
                yield "Secret", secret.get("secretName") or secret["name"]
            if config := source.get("configMap"):
                yield "ConfigMap", config["name"]
    for container in containers(pod):
        for one in container.get("envFrom", []):
            for key, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
                if key in one:
                    yield kind, one[key]["name"]
        for one in container.get("env", []):
            for key, kind in (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")):
                reference = one.get("valueFrom", {}).get(key)
                if reference and not reference.get("optional"):
                    yield kind, reference["name"]


def secrets_of(value: Any, namespace: str) -> Iterator[tuple[str, str]]:
    """Namespace and name of each Secret that values or an operator's kind name."""
    if isinstance(value, dict):
        namespace = value.get("namespaceOverride", namespace)
        for key, inner in value.items():
            if key in _NAMED and isinstance(inner, str):
                yield namespace, inner
            elif key in _REFERRED and isinstance(inner, dict) and "name" in inner and not inner.get("optional"):
                yield namespace, inner["name"]
            yield from secrets_of(inner, namespace)
    elif isinstance(value, list):
        for inner in value:
            yield from secrets_of(inner, namespace)


def all_pods(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every pod's spec inside an object, an operator's kinds included: whatever has containers."""
    if isinstance(value, dict):
        containers = value.get("containers")
        if isinstance(containers, list) and all(isinstance(one, dict) for one in containers):
            yield value
        for inner in value.values():
            yield from all_pods(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from all_pods(inner)


def test_what_pods_name_stands_in_their_namespace(stack: str) -> None:
    objects = in_clusters(stack)
    there = {(one.provider, place) for one in objects for place in made_by(one)}
    missing = {
        f"{one.name}: {kind} {namespace_of(one)}/{name}"
        for one in objects
        if one.type != RELEASE and namespace_of(one)
        for pod in all_pods(one.inputs)
        for kind, name in asked_for(pod)
        if name not in OF_CHARTS and (one.provider, (kind, namespace_of(one), name)) not in there
    }
    assert missing == set()


def test_secrets_that_values_and_operators_kinds_name_stand_in_their_namespace(stack: str) -> None:
    objects = in_clusters(stack)
    there = {(one.provider, place) for one in objects for place in made_by(one)}
    missing = {
        f"{one.name}: {namespace}/{name}"
        for one in objects
        if namespace_of(one) and not one.type.endswith((":Certificate", ":ExternalSecret"))
        for namespace, name in secrets_of(one.inputs.get("values" if one.type == RELEASE else "spec", {}), namespace_of(one))
        if name not in OF_CHARTS and (one.provider, ("Secret", namespace, name)) not in there
    }
    assert missing == set()
