"""A rule: what it demands, of which resources, and how one sees that it is broken."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType
from typing import Any

from policies.subject import Stack, Subject


class Topic(StrEnum):
    """What a rule is about; each policy carries it as a tag."""

    ENCRYPTION = "encryption"
    NETWORK = "network"
    IAM = "iam"
    LOGGING = "logging"
    BACKUP = "backup"
    AVAILABILITY = "availability"
    K8S = "k8s"
    TAGGING = "tagging"
    COST = "cost"


class Severity(StrEnum):
    """How bad a violation is. `low` is advisory unless a stack says otherwise, the others are mandatory."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


ResourceCheck = Callable[[Subject], Iterable[str]]
StackCheck = Callable[[Subject, Stack], Iterable[str]]
Remediation = Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any] | None]
"""Properties and settings → the properties put right, or None if nothing is to do. See `policies.remediation`."""


@dataclass(frozen=True)
class Rule:
    """One policy of a pack. Made by the decorators below."""

    name: str
    topic: Topic
    severity: Severity
    description: str
    """What must hold, as a sentence."""
    remedy: str
    """What to change."""
    controls: tuple[str, ...]
    """Ids of the controls it answers, such as `FSBP RDS.3`, `CIS AWS 2.3.1`, `CKV_AWS_16`, `PSS restricted`."""
    types: tuple[str, ...]
    """Resource types it judges; `aws:*` for every one of a package."""
    check: Callable[..., Iterable[str]]
    """Yields a message for each thing wrong with a resource. Names places and limits, never a secret."""
    needs_stack: bool
    """It looks at other resources, too, so it is judged once the whole stack is there."""
    config: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What a stack can set: name → JSON schema with a default."""
    remediation: Remediation | None = None

    def settings(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """What a stack has set, and the defaults for the rest."""
        return {key: schema["default"] for key, schema in self.config.items() if "default" in schema} | dict(config)


def resource_rule(
    name: str,
    *,
    topic: Topic,
    severity: Severity,
    description: str,
    remedy: str,
    controls: tuple[str, ...],
    types: tuple[str, ...],
    config: Mapping[str, Mapping[str, Any]] | None = None,
    remediation: Remediation | None = None,
) -> Callable[[ResourceCheck], Rule]:
    """A rule on a resource's own properties, which stops it before it is made."""

    def made(check: ResourceCheck) -> Rule:
        return Rule(name, topic, severity, description, remedy, controls, types, check, False, config or {}, remediation)

    return made


def stack_rule(
    name: str,
    *,
    topic: Topic,
    severity: Severity,
    description: str,
    remedy: str,
    controls: tuple[str, ...],
    types: tuple[str, ...],
    config: Mapping[str, Mapping[str, Any]] | None = None,
) -> Callable[[StackCheck], Rule]:
    """A rule on a resource together with those around it."""

    def made(check: StackCheck) -> Rule:
        return Rule(name, topic, severity, description, remedy, controls, types, check, True, config or {})

    return made


def rules_in(package: ModuleType) -> tuple[Rule, ...]:
    """Every rule of a package's modules, by name."""
    modules = [importlib.import_module(module.name) for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    found = {value.name: value for module in modules for value in vars(module).values() if isinstance(value, Rule)}
    return tuple(found[name] for name in sorted(found))
