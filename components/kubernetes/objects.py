"""One Kubernetes object, written as its manifest: with the API's own names, so that it reads as the API's documentation does."""

from collections.abc import Mapping
from typing import Any

import pulumi

Manifest = Mapping[str, Any]
"""`apiVersion`, `kind`, `metadata` and what the kind holds besides; values may be outputs."""


def token(manifest: Manifest) -> str:
    """The Pulumi type of an object: `kubernetes:core/v1:Service`, the same as the SDK's class of that kind has."""
    version = manifest["apiVersion"]
    return f"kubernetes:{version if '/' in version else f'core/{version}'}:{manifest['kind']}"


def logical_name(place: str, manifest: Manifest) -> str:
    """What Pulumi calls an object: no two of a cluster share kind, namespace and name."""
    metadata = manifest["metadata"]
    return "-".join(filter(None, (place, metadata.get("namespace", ""), metadata["name"])))


def make(name: str, manifest: Manifest, opts: pulumi.ResourceOptions) -> pulumi.CustomResource:
    """Register an object with the engine, without the SDK's classes: those of the native kinds alone are 80 MB and 2 s to import."""
    return pulumi.CustomResource(token(manifest), name, dict(manifest), opts)
