"""What rules and their examples name exists: a misspelt type would be a rule that never runs."""

from collections.abc import Mapping
from typing import Any

from tests.policies.case import Ref, Unknown, example_of
from tests.policies.mutation import all_cases
from tests.policies.packs import RULES
from tests.policies.sdk import aws_types, not_in_sdk


def test_every_type_that_a_rule_judges_exists() -> None:
    judged = {type_ for rule in RULES.values() for type_ in rule.types if type_.startswith("aws:") and not type_.endswith("*")}
    assert sorted(judged - set(aws_types())) == []


def test_examples_are_made_of_properties_that_exist() -> None:
    wrong = [
        f"{case.rule}: {name}"
        for case in all_cases()
        for example in (*case.passing, *case.failing)
        for resource in example_of(example)
        for name in not_in_sdk(resource.type, _plain(resource.properties))
    ]
    assert wrong == []


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, Ref | Unknown) else value
