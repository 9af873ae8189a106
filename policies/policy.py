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
        return StackValidationPolicy(validate=_judged_by_our_server, **facts)
    return ResourceValidationPolicy(validate=_judged_by_our_server, remediate=_judged_by_our_server if rule.remediation else None, **facts)


def _judged_by_our_server(*_: Any) -> None:
    """pulumi_policy demands a function of every policy, which its own server would call. `policies.server` calls the rule's check."""
    raise RuntimeError("this policy is judged by policies.server.serve only")
