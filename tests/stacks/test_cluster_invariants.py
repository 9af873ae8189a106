"""What holds for every object in every cluster, whatever it is."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.kubernetes.names import APPLICATIONS, OUT_OF_MESH
from inventory.resource import SECRET
from tests.cluster import NAMESPACE, POLICY, RELEASE, SECRET_OBJECT, in_clusters, namespace_of, pod_specs
from tests.pod_security import breaches, containers
from tests.support import CLUSTER_STACKS, ROOT, any_settings_of, inventory_of

pytestmark = pytest.mark.parametrize("stack", CLUSTER_STACKS)

CHARTS = json.loads((Path(ROOT) / "data" / "charts.json").read_text())["charts"]
FIXED = re.compile(r"^.+(:[^/:]+|@sha256:[0-9a-f]{64})$")
TELLTALE = re.compile(r"(password|passwd|secret_?access_?key|api_?key|private_?key|token)(?!_?file|_?path)", re.IGNORECASE)
_RUNNING = (":Deployment", ":StatefulSet", ":DaemonSet", ":Rollout", ":FlinkDeployment")
LEVEL = "pod-security.kubernetes.io/enforce"


def settings(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value inside another, with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from settings(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from settings(inner, f"{path}[{place}]")
    else:
        yield path.lstrip("."), value


def levels(stack: str) -> dict[tuple[str, str], str]:
    """The Pod Security level of each cluster's namespaces."""
    namespaces = [one for one in in_clusters(stack) if one.type == NAMESPACE]
    return {(one.provider, one.inputs["metadata"]["name"]): one.inputs["metadata"]["labels"][LEVEL] for one in namespaces}


def test_pods_are_restricted_or_their_namespace_is_an_exception(stack: str) -> None:
    known = levels(stack)
    wrong = [
        f"{one.urn}: {', '.join(found)}"
        for one in in_clusters(stack)
        for pod in pod_specs(one)
        if known[one.provider, namespace_of(one)] == "restricted" and (found := breaches(pod))
    ]
    assert wrong == []


def test_a_namespace_is_an_exception_only_where_the_settings_say_why(stack: str) -> None:
    exceptions = any_settings_of(stack).kubernetes.exceptions
    for (_, name), level in levels(stack).items():
        assert level == (exceptions[name].level if name in exceptions else "restricted"), name


def test_every_exception_of_the_stack_file_is_for_a_namespace_that_there_is(stack: str) -> None:
    assert set(any_settings_of(stack).kubernetes.pod_security) <= {name for _, name in levels(stack)}


def test_every_namespace_lets_nobody_in_by_itself_and_applications_nobody_out(stack: str) -> None:
    denials = {(one.provider, namespace_of(one)): one for one in in_clusters(stack) if one.type == POLICY and "default-deny" in one.name}
    assert denials.keys() == levels(stack).keys()
    for (_, namespace), policy in denials.items():
        spec = policy.inputs["spec"]
        assert spec["podSelector"] == {}
        assert "ingress" not in spec and "egress" not in spec
        assert spec["policyTypes"] == (["Ingress", "Egress"] if namespace in APPLICATIONS else ["Ingress"]), namespace


def test_every_container_has_requests_and_a_memory_limit(stack: str) -> None:
    wrong = [
        f"{one.urn}: {container['name']}"
        for one in in_clusters(stack)
        for pod in pod_specs(one)
        for container in containers(pod)
        if not {"cpu", "memory"} <= container.get("resources", {}).get("requests", {}).keys()
        or "memory" not in container["resources"].get("limits", {})
    ]
    assert wrong == []


def test_who_may_call_a_pod_in_the_mesh_is_said(stack: str) -> None:
    """An application namespace admits nobody: pods without a policy of their own would answer no call, not even each other's."""
    everything = in_clusters(stack)
    allowed = [
        (one.provider, namespace_of(one), one.inputs["spec"]["selector"]["matchLabels"])
        for one in everything
        if one.type.endswith(":AuthorizationPolicy") and "selector" in one.inputs["spec"]
    ]
    for one in everything:
        spec = one.inputs.get("spec") or {}
        template = spec.get("podTemplate") or spec.get("template") if one.type.endswith(_RUNNING) else None
        if not template or namespace_of(one) not in APPLICATIONS:
            continue
        labels = template.get("metadata", {}).get("labels", {})
        said = any((one.provider, namespace_of(one)) == (p, n) and pods.items() <= labels.items() for p, n, pods in allowed)
        assert said or OUT_OF_MESH.items() <= labels.items(), one.urn


def test_nothing_runs_what_is_latest(stack: str) -> None:
    wrong = []
    for one in in_clusters(stack):
        wrong += [f"{one.urn}: {value}" for path, value in settings(one.inputs) if path.endswith("tag") and str(value) == "latest"]
        wrong += [
            f"{one.urn}: {container['image']}"
            for pod in pod_specs(one)
            for container in containers(pod)
            if not FIXED.match(container["image"]) or container["image"].endswith(":latest")
        ]
    assert wrong == []


def test_every_chart_is_pinned_and_installed_whole_or_not_at_all(stack: str) -> None:
    for one in (one for one in in_clusters(stack) if one.type == RELEASE):
        versions = {pin["version"] for pin in CHARTS.values() if one.inputs["chart"] in (pin["repository"], pin.get("chart"))}
        versions |= {CHARTS[one.inputs["chart"]]["version"]} if one.inputs["chart"] in CHARTS else set()
        assert one.inputs["version"] in versions, one.urn
        assert one.inputs["atomic"] is True, one.urn
        assert one.inputs["timeout"], one.urn


NOTHING_SECRET = {
    "alertmanager-config": "names files with secrets, holds none, and must be seen in a review; Alertmanager takes it from a Secret only",
    "thanos-object-store": "says which bucket; Thanos takes it from a Secret only",
}
"""Secrets of ours in which nothing is secret, and why they are Secrets."""


def test_secrets_are_known_to_be_secret(stack: str) -> None:
    for one in (one for one in in_clusters(stack) if one.type == SECRET_OBJECT):
        for part in ("data", "stringData"):
            content = one.inputs.get(part)
            known = {} if content in (None, SECRET) else {key: value for key, value in content.items() if key != "username"}
            assert one.inputs["metadata"]["name"] in NOTHING_SECRET or set(known.values()) <= {SECRET}, one.urn


def test_no_password_stands_in_values_or_manifests(stack: str) -> None:
    wrong = [
        f"{one.urn}: {path}"
        for one in in_clusters(stack)
        if one.type != SECRET_OBJECT
        for path, value in settings(one.inputs)
        if TELLTALE.search(path.rpartition(".")[2]) and isinstance(value, str) and len(value) > 15 and re.fullmatch(r"[\w+/=-]+", value)
    ]
    assert wrong == []


def test_no_generated_password_shows_up_in_a_cluster(stack: str) -> None:
    # The recording engine makes passwords up from the URN, 32 hex digits long.
    made = [one.urn for one in inventory_of(stack) if one.type.startswith("random:index/randomPassword")]
    passwords = {hashlib.sha256(urn.encode()).hexdigest()[:32] for urn in made}
    assert passwords
    for one in in_clusters(stack):
        text = json.dumps(one.inputs)
        assert not any(password in text for password in passwords), one.urn
