"""Customer managed keys: only with these does the platform say who decrypts, and can it take that back."""

import re
from collections.abc import Iterator, Mapping

from inventory.values import NotYetKnown, Values
from policies.rule import Rule, Severity, Topic, stack_rule
from policies.subject import Stack, Subject

_AWS_MANAGED = "alias/aws/"
"""In the alias of every key that AWS manages in an account."""


def has_customer_key(subject: Subject, values: Values, path: str) -> bool:
    """Whether a key that is not AWS's own is named there. What comes from another resource is not known yet, but given.

    `values` are the subject's properties or an object inside them. Where values come from is known for a whole stack only.
    """
    try:
        key = values.text(path)
    except NotYetKnown as unknown:
        place = f"{values.path}.{path}" if values.path else path
        if unknown.path == place and subject.property_dependencies.get(re.split(r"[.\[]", place)[0]):
            return True
        raise
    return bool(key) and _AWS_MANAGED not in key


def customer_key_rule(
    name: str,
    *,
    description: str,
    remedy: str,
    controls: tuple[str, ...],
    keys: Mapping[str, str],
    when: Mapping[str, str] | None = None,
    severity: Severity = Severity.MEDIUM,
) -> Rule:
    """A rule that a type's property names a customer managed key; `when` says by which flag a type turns on what it encrypts."""
    needed = when or {}

    def check(subject: Subject, _: Stack) -> Iterator[str]:
        switch = needed.get(subject.type)
        if switch and not subject.values.flag(switch):
            return
        if not has_customer_key(subject, subject.values, keys[subject.type]):
            yield f"{keys[subject.type]} names no customer managed key"

    made = stack_rule(
        name, topic=Topic.ENCRYPTION, severity=severity, description=description, remedy=remedy, controls=controls, types=tuple(keys)
    )
    return made(check)
