"""The rules that Kyverno applies to pods, as CEL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_CONTAINERS = "object.spec.containers + object.spec.?initContainers.orValue([])"
_TAGGED = "^.+(:[^/:]+|@sha256:[0-9a-f]{64})$"


@dataclass(frozen=True)
class Rule:
    """One thing that is asked of a pod."""

    name: str
    expression: str
    """True for a pod that is right; `variables.containers` are all that it starts with."""
    message: str
    """What is wrong with it, and what would be right."""
    everywhere: bool = False
    """Also asked, but never insisted on, where charts put their pods."""

    def spec(self, namespaces: tuple[str, Sequence[str]], enforced: bool) -> dict[str, Any]:
        """The ValidatingPolicy, for namespaces that are `In` or `NotIn` a list."""
        operator, names = namespaces
        return {
            "validationActions": ["Deny"] if enforced else ["Audit"],
            # A rule that reports must not be in anybody's way while Kyverno is away.
            "failurePolicy": "Fail" if enforced else "Ignore",
            "evaluation": {"background": {"enabled": True}},
            "matchConstraints": {
                "resourceRules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["pods"]}],
                "namespaceSelector": {
                    "matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": operator, "values": list(names)}]
                },
            },
            "variables": [{"name": "containers", "expression": _CONTAINERS}],
            "validations": [{"expression": self.expression, "message": self.message}],
        }


def rules(registries: Sequence[str]) -> list[Rule]:
    """All of them; the one about registries only where some are named."""
    found = [
        Rule(
            "fixed-image-tags",
            f"variables.containers.all(c, c.image.matches('{_TAGGED}') && !c.image.endsWith(':latest'))",
            "An image has no tag or the tag latest, so that nobody knows what will run; give it a version or a digest.",
            everywhere=True,
        ),
        Rule(
            "requests-and-memory-limits",
            "variables.containers.all(c, has(c.resources) && has(c.resources.requests) && 'cpu' in c.resources.requests"
            " && 'memory' in c.resources.requests && has(c.resources.limits) && 'memory' in c.resources.limits)",
            "A container lacks a request for CPU or memory, or a limit of memory; without them it takes what others need.",
            everywhere=True,
        ),
        Rule(
            "labels",
            "has(object.metadata.labels) && 'app.kubernetes.io/name' in object.metadata.labels"
            " && 'app.kubernetes.io/part-of' in object.metadata.labels",
            "The labels app.kubernetes.io/name and app.kubernetes.io/part-of are missing; dashboards and costs are grouped by them.",
        ),
        Rule(
            "own-service-accounts",
            "object.spec.?automountServiceAccountToken.orValue(true) == false"
            " || object.spec.?serviceAccountName.orValue('default') != 'default'",
            "The pod gets the token of the service account `default`; give it an account of its own or no token.",
        ),
    ]
    if registries:
        allowed = " || ".join(f"c.image.startsWith('{registry}')" for registry in registries)
        message = f"An image comes from elsewhere than {', '.join(registries)}."
        found.append(Rule("registries", f"variables.containers.all(c, {allowed})", message))
    return found
