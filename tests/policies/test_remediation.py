"""A rule that can put a resource right does so as far as a stack lets it, and touches nothing else."""

import copy
import dataclasses
from typing import Any

import pytest
from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import ResourceValidationPolicy
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE

from policies.policy import policy_of
from policies.rule import Rule
from policies.server import Analyzer
from policies.verdict import RULE_FAILED
from policies.wire import SIGNATURE
from tests.policies.case import Made, example_of, judged, made, message
from tests.policies.mutation import all_cases
from tests.policies.packs import RULES

SECRET = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": "hunter2"}
BESIDE = {
    "secret": SECRET,
    "notKnown": UNKNOWN_STRING_VALUE,
    "inside": {"secret": SECRET, "notKnown": UNKNOWN_OBJECT_VALUE, "list": [SECRET, UNKNOWN_STRING_VALUE, 1.0]},
}
"""Properties that no rule knows."""


def _examples(kind: str) -> list[object]:
    """The examples of a single resource, of every rule that can put it right."""
    return [
        pytest.param(RULES[case.rule], example_of(example)[0], dict(case.config), id=f"{case.rule}-{number}")
        for case in all_cases()
        for number, example in enumerate(getattr(case, kind))
        if RULES[case.rule].remediation and len(example_of(example)) == 1
    ]


FAILING = _examples("failing")


def _remediated(rule: Rule, resource: Made, config: dict[str, Any], level: int | None = analyzer_pb2.REMEDIATE) -> Any:
    """What the analyzer answers; with no level, as a pack comes."""
    analyzer = Analyzer("test", [rule], "")
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    if level is not None:
        request.policyConfig[rule.name].enforcementLevel = level
        request.policyConfig[rule.name].properties.update(config)
    analyzer.Configure(request, None)
    sent = message(resource, before_create=True)
    return analyzer.Remediate(
        analyzer_pb2.AnalyzeRequest(type=sent.type, urn=sent.urn, name=sent.name, properties=sent.properties, provider=sent.provider), None
    )


def _repaired(rule: Rule, resource: Made, config: dict[str, Any]) -> dict[str, Any] | None:
    remediations = _remediated(rule, resource, config).remediations
    assert [one.diagnostic for one in remediations if one.diagnostic] == []
    return json_format.MessageToDict(remediations[0].properties) if remediations else None


@pytest.mark.parametrize(("rule", "resource", "config"), FAILING)
def test_what_is_wrong_is_put_right(rule: Rule, resource: Made, config: dict[str, Any]) -> None:
    resource = dataclasses.replace(resource, properties={**resource.properties, **BESIDE})
    before = copy.deepcopy(resource)
    repaired = _repaired(rule, resource, config)
    assert repaired is not None
    right = dataclasses.replace(resource, properties=repaired)
    assert judged(rule, right, config).violations == ()
    assert resource == before
    assert {key: repaired[key] for key in BESIDE} == BESIDE
    assert set(resource.properties) <= set(repaired)
    assert _repaired(rule, right, config) is None


@pytest.mark.parametrize(("rule", "resource", "config"), FAILING)
def test_nothing_is_changed_unless_a_stack_asks_for_it(rule: Rule, resource: Made, config: dict[str, Any]) -> None:
    for level in (None, analyzer_pb2.ADVISORY, analyzer_pb2.MANDATORY, analyzer_pb2.DISABLED):
        assert not _remediated(rule, resource, config, level).remediations


@pytest.mark.parametrize(("rule", "resource", "config"), _examples("passing"))
def test_what_is_right_is_left_alone(rule: Rule, resource: Made, config: dict[str, Any]) -> None:
    assert _repaired(rule, resource, config) is None


@pytest.mark.parametrize(("rule", "resource", "config"), FAILING)
def test_what_is_excluded_stays_as_it_is(rule: Rule, resource: Made, config: dict[str, Any]) -> None:
    exclusion = {"resources": [resource.name], "reason": "it is to stay so", "until": "9999-12-31"}
    assert not _remediated(rule, resource, {**config, "exclusions": [exclusion]}).remediations


@pytest.mark.parametrize(("rule", "resource", "config"), FAILING)
@pytest.mark.parametrize("value", [SECRET, UNKNOWN_STRING_VALUE, UNKNOWN_ARRAY_VALUE, UNKNOWN_OBJECT_VALUE, None, "odd", 7.0, []])
def test_a_value_of_any_kind_is_met_calmly(rule: Rule, resource: Made, config: dict[str, Any], value: Any) -> None:
    """Whatever stands where a rule writes; what is secret or not known yet is still there afterwards."""
    for key in {*resource.properties, *(_repaired(rule, resource, config) or {})}:
        repaired = _repaired(rule, dataclasses.replace(resource, properties={**resource.properties, key: value}), config)
        if repaired is not None and value in (SECRET, UNKNOWN_STRING_VALUE, UNKNOWN_ARRAY_VALUE, UNKNOWN_OBJECT_VALUE):
            assert repaired[key] == value


def test_one_goes_on_with_what_the_one_before_made() -> None:
    rules = [RULES["lambda-traced"], RULES["tags-required"]]
    analyzer = Analyzer("test", rules, "")
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for rule in rules:
        request.policyConfig[rule.name].enforcementLevel = analyzer_pb2.REMEDIATE
    values = {"project": "events", "stack": "prod", "owner": "platform-team"}
    request.policyConfig["tags-required"].properties.update({"values": values})
    analyzer.Configure(request, None)
    answer = analyzer.Remediate(analyzer_pb2.AnalyzeRequest(type="aws:lambda/function:Function"), None)
    assert [one.policyName for one in answer.remediations] == ["lambda-traced", "tags-required"]
    last = json_format.MessageToDict(answer.remediations[-1].properties)
    assert last == {"tracingConfig": {"mode": "Active"}, "tags": values}


def test_a_rule_that_fails_is_reported_and_changes_nothing() -> None:
    def fails(_properties: object, _settings: object) -> dict[str, Any]:
        raise ValueError("hunter2")

    rule = dataclasses.replace(RULES["lambda-traced"], remediation=fails)
    [answer] = _remediated(rule, made("aws:lambda/function:Function"), {}).remediations
    assert answer.diagnostic.startswith(RULE_FAILED)
    assert "hunter2" not in answer.diagnostic
    assert not answer.properties.fields


def test_older_names_of_a_type_are_put_right_too() -> None:
    rule = dataclasses.replace(RULES["lambda-traced"], types=("aws:lb/loadBalancer:LoadBalancer",))
    assert _repaired(rule, made("aws:alb/loadBalancer:LoadBalancer"), {}) is not None


def test_only_rules_that_can_are_offered_for_it() -> None:
    policies = [policy_of(rule) for rule in RULES.values()]
    offered = {policy.name for policy in policies if isinstance(policy, ResourceValidationPolicy) and policy.has_remediation()}
    assert offered == {rule.name for rule in RULES.values() if rule.remediation}
