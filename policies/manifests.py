"""Kubernetes objects as Pulumi registers them: type tokens, names and namespaces."""

from inventory.values import Values
from policies.subject import Subject


def tokens(kind: str, *versions: str) -> tuple[str, ...]:
    """The types of a kind, in each version it is or was served in (`core/v1`, `rbac.authorization.k8s.io/v1`)."""
    return tuple(f"kubernetes:{version}:{kind}" for version in versions)


def name_of(subject: Subject) -> str:
    """The object's own name; empty where Pulumi makes one up."""
    return subject.values.text("metadata.name")


def namespace_of(subject: Subject) -> str:
    """The namespace it lands in: its own, or else its provider's, which is `default` where none is named."""
    by_provider = Values(dict(subject.provider), "provider").text("namespace")
    return subject.values.text("metadata.namespace") or by_provider or "default"


def entry(values: Values, place: str, name: str) -> str:
    """The text under a name with dots in it, such as an annotation's or a label's; empty if there is none."""
    value = values.inner(place).at(name)
    return value if isinstance(value, str) else ""


def annotation(subject: Subject, name: str) -> str:
    """One of an object's annotations; empty if it has none of that name."""
    return entry(subject.values, "metadata.annotations", name)


def is_inside(subject: Subject, namespace: Subject) -> bool:
    """Whether an object is in a namespace of the stack. Raises NotYetKnown if that can't be told."""
    if subject.provider_urn != namespace.provider_urn:
        return False  # another cluster
    if namespace.urn in subject.property_dependencies.get("metadata", ()):
        return True
    return namespace_of(subject) == name_of(namespace)
