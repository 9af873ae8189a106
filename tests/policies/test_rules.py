"""Every rule lets pass what is right, finds what is wrong, and neither invents nor swallows what is not known yet."""

import dataclasses
from collections.abc import Iterator

import pytest

from policies.rule import Rule
from tests.policies.case import UNKNOWN, Case, Example, Made, example_of, judged
from tests.policies.mutation import all_cases, all_modules, survivors
from tests.policies.packs import PACKS, RULES

CASES = all_cases()


def _examples(kind: str) -> list[object]:
    return [
        pytest.param(RULES[case.rule], example, case.config, id=f"{case.rule}-{number}")
        for case in CASES
        for number, example in enumerate(getattr(case, kind))
    ]


def test_a_name_is_that_of_one_rule() -> None:
    """Stack files name rules without their pack."""
    assert sum(map(len, PACKS.values())) == len(RULES)


def test_every_rule_has_examples_of_both_kinds() -> None:
    assert {case.rule for case in CASES if case.passing and case.failing} == set(RULES)


@pytest.mark.parametrize(("rule", "example", "config"), _examples("passing"))
def test_what_is_right_passes(rule: Rule, example: Made | Example, config: dict[str, object]) -> None:
    found = judged(rule, example, config)
    assert (found.violations, found.not_known, found.errors) == ((), (), ())


@pytest.mark.parametrize(("rule", "example", "config"), _examples("failing"))
def test_what_is_wrong_is_found(rule: Rule, example: Made | Example, config: dict[str, object]) -> None:
    found = judged(rule, example, config)
    assert found.violations
    assert (found.not_known, found.errors) == ((), ())


@pytest.mark.parametrize(("rule", "example", "config"), _examples("passing"))
def test_nothing_is_found_in_what_is_right_but_not_known_yet(rule: Rule, example: Made | Example, config: dict[str, object]) -> None:
    for variant in (example_of(example), *_with_unknowns(example_of(example))):
        found = judged(rule, variant, config, before_create=True)
        assert (found.violations, found.errors) == ((), ()), variant


@pytest.mark.parametrize(("rule", "example", "config"), _examples("failing"))
def test_what_is_wrong_never_passes_for_a_value_that_is_not_known_yet(
    rule: Rule, example: Made | Example, config: dict[str, object]
) -> None:
    for variant in (example_of(example), *_with_unknowns(example_of(example))):
        found = judged(rule, variant, config, before_create=True)
        assert found.violations or found.not_known, variant
        assert not found.errors, variant


def _with_unknowns(example: Example) -> Iterator[Example]:
    """The example with one property after the other not known."""
    for index, resource in enumerate(example):
        for key in resource.properties:
            changed = dataclasses.replace(resource, properties={**resource.properties, key: UNKNOWN})
            yield [*example[:index], changed, *example[index + 1 :]]


@pytest.mark.parametrize("module", all_modules())
def test_no_line_of_a_rule_can_break_unnoticed(module: str) -> None:
    assert list(survivors(module, CASES)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_that_is_switched_off_is_noticed(case: Case) -> None:
    off = dataclasses.replace(RULES[case.rule], check=lambda *_: ())
    assert not any(judged(off, example, case.config).violations for example in case.failing)
    assert all(judged(RULES[case.rule], example, case.config).violations for example in case.failing)
