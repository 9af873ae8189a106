"""A rule as the policy that CrossGuard lists, configures and remediates with."""

import copy
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationPolicy,
)
from pulumi_policy import Severity as PolicySeverity

from policies import exclusions
from policies.rule import Rule, Severity


def policy_of(rule: Rule) -> Policy:
    """The policy of a rule: topic and controls as tags, the remedy as its steps. `policies.server` does the judging."""
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
        return StackValidationPolicy(validate=_judged_elsewhere, **facts)
    return ResourceValidationPolicy(validate=_judged_elsewhere, remediate=_remediate(rule) if rule.remediation else None, **facts)


def _judged_elsewhere(*_: Any) -> None:
    raise NotImplementedError("serve the rules with policies.server.serve")


def _remediate(rule: Rule) -> Any:
    def remediate(args: ResourceValidationArgs) -> dict[str, Any] | None:
        repair = rule.remediation
        if repair is None or args.resource_type not in rule.types:
            return None
        return repair(copy.copy(args.props["__target"]), args.get_config())

    return remediate
