"""A rule as the policy that CrossGuard lists, configures and remediates with."""

from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    ResourceValidationPolicy,
    StackValidationPolicy,
)
from pulumi_policy import Severity as PolicySeverity

from policies import exclusions
from policies.rule import Rule, Severity


def policy_of(rule: Rule) -> Policy:
    """The policy of a rule: topic and controls as tags, the remedy as its steps. `policies.server` judges and remediates."""
    config = {"exclusions": dict(exclusions.SCHEMA)} | {key: dict(value) for key, value in rule.config.items()}
    facts: dict[str, Any] = {
        "name": rule.name,
        "description": rule.description,
        "enforcement_level": EnforcementLevel.ADVISORY if rule.severity is Severity.LOW else EnforcementLevel.MANDATORY,
        "config_schema": PolicyConfigSchema(config),
        "severity": PolicySeverity(rule.severity.value),
        "tags": [rule.topic.value, *rule.controls],
        "remediation_steps": rule.remedy,
    }
    if rule.needs_stack:
        return StackValidationPolicy(validate=_done_elsewhere, **facts)
    return ResourceValidationPolicy(validate=_done_elsewhere, remediate=_done_elsewhere if rule.remediation else None, **facts)


def _done_elsewhere(*_: Any) -> None:
    raise NotImplementedError("serve the rules with policies.server.serve")
