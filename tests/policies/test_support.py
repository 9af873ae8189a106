"""A version is in support until its last day, and its figures have sources."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from policies.support import Support, support_of
from policies.today import AS_OF

DATA = json.loads((Path(__file__).parents[2] / "data" / "support.json").read_text())


@pytest.mark.parametrize(
    ("day", "is_over", "within_90"),
    [("2026-12-02", False, True), ("2026-12-03", True, False), ("2026-09-03", False, True), ("2026-09-02", False, False)],
)
def test_support_lasts_until_its_last_day(monkeypatch: pytest.MonkeyPatch, day: str, is_over: bool, within_90: bool) -> None:
    monkeypatch.setenv(AS_OF, day)
    support = support_of("eks", "1.34")
    assert support.last_day == date(2026, 12, 2)
    assert (support.is_over, support.ends_within(90)) == (is_over, within_90)


def test_the_most_exact_version_listed_counts() -> None:
    assert support_of("aurora-mysql", "3.08.1").last_day == date(2026, 8, 31)
    assert support_of("aurora-mysql", "3.99").last_day == support_of("aurora-mysql", "3").last_day
    assert support_of("postgres", "16.4").last_day == date(2029, 2, 28)


def test_what_is_older_than_all_listed_is_over_and_what_is_newer_is_not() -> None:
    assert support_of("emr", "5.36.0").is_over
    assert support_of("eks", "1.20").is_over
    assert support_of("postgres", "9.5").is_over
    for product, version in (("eks", "1.99"), ("lambda", "python9"), ("valkey", "1.0"), ("oracle-ee", "19"), ("postgres", ""), ("eks", "")):
        assert support_of(product, version) == Support(), (product, version)


def test_it_says_in_words_how_long_it_lasts() -> None:
    assert str(support_of("mysql", "5.7.44")) == "standard support until 2024-02-29"
    assert str(support_of("mysql", "5.1")) == "older than all that is listed"
    assert str(support_of("valkey", "8.0")) == "no end announced"


@pytest.mark.parametrize("product", DATA["products"])
def test_every_product_has_its_source_and_days(product: str) -> None:
    facts = DATA["products"][product]
    assert facts["source"]
    assert re.match(r"https://docs\.aws\.amazon\.com/", facts["official"])
    assert facts["ends"]
    assert all(end is None or date.fromisoformat(end) for end in facts["ends"].values())
    assert date.fromisoformat(DATA["as_of"]) <= date.today()
