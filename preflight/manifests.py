"""What a stack puts into one cluster, as plain YAML: Kubernetes objects, and the values of Helm releases.

For review, and for tools that read manifests. Secret values are masked, so the files are not for applying where a Secret is.
"""

import json
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from inventory.resource import Inventory, Resource

INDEX = "index.json"
"""Tells which stack and region a folder was written from; a folder without it is not written over."""

_RELEASE = "kubernetes:helm.sh/v3:Release"
_KUBERNETES = "kubernetes:"


class ManifestsError(Exception):
    """What was asked for cannot be written; the message says what to ask for instead."""


@dataclass(frozen=True)
class Cluster:
    """What goes into one cluster."""

    region: str
    """Empty for a cluster that is in no AWS region."""
    objects: tuple[Resource, ...]
    releases: tuple[Resource, ...]


def clusters(inventory: Inventory) -> list[Cluster]:
    """Every cluster of a stack: one for each Kubernetes provider."""
    by_provider: dict[str, list[Resource]] = {}
    for resource in inventory:
        if resource.custom and resource.type.startswith(_KUBERNETES):
            by_provider.setdefault(resource.provider, []).append(resource)
    found = []
    for resources in by_provider.values():
        releases = tuple(resource for resource in resources if resource.type == _RELEASE)
        objects = tuple(resource for resource in resources if resource.type != _RELEASE)
        found.append(Cluster(resources[0].region, objects, releases))
    return sorted(found, key=lambda cluster: cluster.region)


def choose(inventory: Inventory, region: str | None) -> Cluster:
    """The cluster of a region, or the only one. Raises ManifestsError if there is none, or no telling which."""
    found = clusters(inventory)
    regions = [cluster.region for cluster in found]
    if region is None and len(found) == 1:
        return found[0]
    if region is None:
        raise ManifestsError(
            f"{inventory.stack} has {len(found)} clusters; name one with --region: {', '.join(regions) or 'there is none'}"
        )
    for cluster in found:
        if cluster.region == region:
            return cluster
    known = ", ".join(filter(None, regions))
    there = f"there are: {known}" if known else "its cluster is in no region, so leave --region out"
    raise ManifestsError(f'{inventory.stack} has no cluster in "{region}"; {there}')


def write(inventory: Inventory, cluster: Cluster, folder: Path) -> int:
    """Write a cluster's files into a folder, whole or not at all, and return how many there are.

    Raises ManifestsError where the folder holds something that this command did not write.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / INDEX).exists()):
        raise ManifestsError(f"{folder} holds something else; name a new folder with --out")
    files = dict(_files(cluster))
    index = {"project": inventory.project, "stack": inventory.stack, "region": cluster.region, "files": sorted(files)}
    files[INDEX] = json.dumps(index, indent=1) + "\n"
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        for name, text in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_text(text)
        fresh.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        fresh.replace(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return len(files) - 1


def _files(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Path below the folder → content."""
    for resource in cluster.objects:
        metadata = resource.inputs["metadata"]
        place = f"namespaces/{metadata['namespace']}" if metadata.get("namespace") else "cluster"
        group = resource.inputs["apiVersion"].rpartition("/")[0].partition(".")[0]
        kind = ".".join(filter(None, (resource.inputs["kind"].lower(), group)))
        yield f"{place}/{kind}.{metadata['name']}.yaml", f"# {resource.source}\n{as_yaml(resource.inputs)}"
    for release in cluster.releases:
        yield f"helm/{release.inputs['namespace']}.{release.inputs['name']}.yaml", _release(release)


def _release(release: Resource) -> str:
    """A release's values, below the command that would install it."""
    inputs = release.inputs
    repository = inputs.get("repositoryOpts", {}).get("repo")
    command = ["helm", "upgrade", "--install", inputs["name"], inputs["chart"], *(["--repo", repository] if repository else [])]
    command += ["--version", inputs["version"], "--namespace", inputs["namespace"], "--atomic", "--values", "THIS-FILE"]
    return f"# {release.source}\n# {shlex.join(command)}\n{as_yaml(inputs.get('values', {}))}"


class _Dumper(yaml.SafeDumper):
    """Text of several lines stays readable."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def as_yaml(content: Mapping[str, Any]) -> str:
    """A YAML document, its keys in the order given."""
    return yaml.dump(dict(content), Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True)
