"""The packs answer for every resource type of pulumi_aws and for any properties: no rule fails, whatever it is given."""

import ast
import functools
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_BOOLEAN_VALUE, UNKNOWN_NUMBER_VALUE, UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE

from policies.server import Analyzer
from policies.verdict import RULE_FAILED
from tests.policies.packs import RULES
from tests.policies.sdk import aws_types, nested_classes
from tests.support import ROOT

UNKNOWNS = (UNKNOWN_STRING_VALUE, UNKNOWN_BOOLEAN_VALUE, UNKNOWN_NUMBER_VALUE, UNKNOWN_ARRAY_VALUE, UNKNOWN_OBJECT_VALUE)
ODD: list[Any] = [None, True, False, "", "true", "*", "0.0.0.0/0", "::/0", "nonsense", "1.2.3", 0, -1, 7.5, 1e300]
ODD += [[], {}, [None], [[]], ["a", 7, {}], {"": None}, "{", "[[[[", '{"Statement": {"Effect": "Allow"}}']
ODD += ['{"Statement": [7, null, {"Effect": 1, "Action": {}, "Principal": [{}], "Condition": "x"}]}']
ANALYZER = Analyzer("robust", list(RULES.values()), "")
JUDGED = sorted({type_ for rule in RULES.values() for type_ in rule.types if not type_.endswith("*")})


def _failed(type_: str, properties: Mapping[str, Any]) -> list[str]:
    return _failed_in([(type_, "one", properties)])


def _failed_in(stack: list[tuple[str, str, Mapping[str, Any]]]) -> list[str]:
    """The rules that fail over resources of which each refers to the next by whatever property it has."""
    resources = []
    for index, (type_, name, properties) in enumerate(stack):
        message = analyzer_pb2.AnalyzerResource(type=type_, name=name, urn=f"urn:pulumi:a::b::{type_}::{name}")
        message.properties.update(dict(properties))
        target = stack[(index + 1) % len(stack)]
        for key in properties:
            message.propertyDependencies[key].urns.append(f"urn:pulumi:a::b::{target[0]}::{target[1]}")
        resources.append(message)
    responses = [ANALYZER.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=resources), None)]
    responses += [
        ANALYZER.Analyze(analyzer_pb2.AnalyzeRequest(type=one.type, name=one.name, urn=one.urn, properties=one.properties), None)
        for one in resources
    ]
    return [
        f"{diagnostic.policyName}: {diagnostic.message}"
        for response in responses
        for diagnostic in response.diagnostics
        if diagnostic.message.startswith(RULE_FAILED)
    ]


@functools.cache
def _words() -> list[str]:
    """Every name that the rules look for: what makes odd values reach deep into them."""
    words: set[str] = set()
    for file in (ROOT / "policies").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 60 and " " not in node.value:
                words.update(node.value.split("."))
    return sorted(words)


def _values() -> st.SearchStrategy[Any]:
    leaf = st.sampled_from([*ODD, *UNKNOWNS]) | st.sampled_from(_words())
    return st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_words()), inner, max_size=6), max_leaves=12
    )


def _shaped(type_: str, depth: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """Properties of the right names, with values of right and wrong shape."""
    known = aws_types().get(type_)
    if known is None:
        return st.dictionaries(st.sampled_from(_words()), _values(), max_size=8)
    return _class(tuple(known.items()), depth)


@functools.cache
def _class(properties: tuple[tuple[str, str], ...], depth: int) -> st.SearchStrategy[dict[str, Any]]:
    def value(nested: str) -> st.SearchStrategy[Any]:
        if not nested or depth == 0:
            return _values()
        module, _, name = nested.partition(".")
        inner = _class(tuple(nested_classes(module).get(name, {}).items()), depth - 1)
        return inner | st.lists(inner, max_size=2) | _values()

    return st.fixed_dictionaries({}, optional={key: value(nested) for key, nested in properties})


@pytest.mark.parametrize("odd", [*ODD, *UNKNOWNS], ids=repr)
def test_every_type_with_every_property_of_one_odd_value(odd: Any) -> None:
    failed = [message for type_, properties in aws_types().items() for message in _failed(type_, dict.fromkeys(properties, odd))]
    assert failed == []


def test_every_type_with_no_property_at_all() -> None:
    assert [message for type_ in [*aws_types(), *JUDGED] for message in _failed(type_, {})] == []


@pytest.mark.parametrize("type_", JUDGED)
def test_a_judged_type_with_any_properties(type_: str) -> None:
    @settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(_shaped(type_))
    def holds(properties: dict[str, Any]) -> None:
        assert _failed(type_, properties) == []

    holds()


def _stack(types: list[str]) -> st.SearchStrategy[list[tuple[str, dict[str, Any]]]]:
    return st.tuples(*(_shaped(type_, 1) for type_ in types)).map(lambda properties: list(zip(types, properties, strict=True)))


@settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(st.sampled_from(JUDGED), min_size=2, max_size=6).flatmap(_stack))
def test_any_resources_side_by_side(stack: list[tuple[str, dict[str, Any]]]) -> None:
    assert _failed_in([(type_, f"r{number}", properties) for number, (type_, properties) in enumerate(stack)]) == []
