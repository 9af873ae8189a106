"""How strictly the policy packs judge a stack, and what it takes out of them."""

import functools
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, Field, TypeAdapter

from settings.section import Section, matches

RuleName = Annotated[str, matches(r"[a-z0-9]+(-[a-z0-9]+)*", "a rule's name, such as rds-storage-encrypted")]
"""As `preflight policies --list` shows it."""

Level = Literal["advisory", "mandatory", "remediate", "disabled"]
"""`remediate` puts the resource right where the rule can, and is mandatory where it can't."""


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("must be a day, such as 2027-03-31, in quotes") from None


class Exclusion(Section):
    """Resources that rules do not count for."""

    rules: Annotated[tuple[RuleName, ...], Field(min_length=1)]
    resources: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
    """Names or URNs; `*` stands for any characters."""
    reason: Annotated[str, Field(min_length=10, max_length=500)]
    """Why the violation is accepted, for the next person and for an auditor."""
    until: Annotated[str, AfterValidator(_day)]
    """The last day it holds; then somebody has to decide anew."""


class Policies(Section):
    """What the policy packs are told, offline and by `pulumi preview --policy-pack-config`."""

    levels: dict[RuleName, Level] = Field(default_factory=dict)
    """By rule, or by topic (`encryption`, `network`, `iam`, `logging`, `backup`, `availability`, `k8s`, `tagging`, `cost`); a rule's
    own wins. What is not named keeps the rule's own level."""
    parameters: dict[RuleName, dict[str, Any]] = Field(default_factory=dict)
    """By rule: what its configuration schema lets a stack set, such as the tags that are required."""
    exclusions: tuple[Exclusion, ...] = ()
    """Beside those of `settings/accepted.yaml`, which the platform's own design asks for in every stack."""


@functools.cache
def accepted() -> tuple[Exclusion, ...]:
    """What the platform's design takes out of rules in every stack, whatever its settings are."""
    content = yaml.safe_load((Path(__file__).parent / "accepted.yaml").read_text())
    return TypeAdapter(tuple[Exclusion, ...]).validate_python(content)
