"""Properties put right: what rules use for it, and how one is applied.

A remediation works on the properties as they travel: a secret and a value that is not known yet are single values there, which
`is_open` tells from plain ones. It leaves them as they are.
"""

from collections.abc import Mapping
from typing import Any

from inventory.values import UNKNOWN
from policies.rule import Remediation, Rule
from policies.subject import Subject
from policies.verdict import RULE_FAILED, judge, place_of
from policies.wire import SIGNATURE, UNKNOWNS


def remediated(rule: Rule, subject: Subject, properties: dict[str, Any], config: Mapping[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """The properties put right, if the rule finds something wrong that it can put right; and the place where the rule itself failed."""
    if rule.remediation is None:
        return None, ""
    verdict = judge(rule, subject, None, config)
    if verdict.excluded or not verdict.violations:
        return None, ""
    try:
        return rule.remediation(properties, rule.settings(config)), ""
    except Exception as fault:  # whatever it is, it is reported as the rule's
        return None, RULE_FAILED + place_of(fault)


def is_open(value: Any) -> bool:
    """Whether a value may be changed, or something put into it: it is neither secret nor unknown."""
    if isinstance(value, dict):
        return SIGNATURE not in value
    return value is not UNKNOWN and not (isinstance(value, str) and value in UNKNOWNS)


def setting(path: str, value: Any) -> Remediation:
    """A remediation that sets the value at `a.b.c`."""
    *way, last = path.split(".")

    def remediate(properties: dict[str, Any], _: Mapping[str, Any]) -> dict[str, Any] | None:
        place: Any = properties
        for part in way:
            if place.get(part) is None:
                place[part] = {}
            place = place[part]
            if isinstance(place, list) and len(place) == 1:
                place = place[0]
            if not isinstance(place, dict) or not is_open(place):
                return None
        if not is_open(place.get(last)):
            return None
        place[last] = value
        return properties

    return remediate


def together(*remediations: Remediation) -> Remediation:
    """One remediation after the other."""

    def remediate(properties: dict[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
        for one in remediations:
            properties = one(properties, settings) or properties
        return properties

    return remediate


def configured(path: str, name: str) -> Remediation:
    """A remediation that sets the value at `a.b.c` to one of the rule's settings."""
    return lambda properties, settings: setting(path, settings[name])(properties, settings)


def including(path: str, *texts: str) -> Remediation:
    """A remediation that adds what is missing to a list of texts."""

    def remediate(properties: dict[str, Any], _: Mapping[str, Any]) -> dict[str, Any] | None:
        given = properties.get(path) or []
        if not isinstance(given, list) or not all(is_open(text) for text in given):
            return None
        return {**properties, path: [*given, *(text for text in texts if text not in given)]}

    return remediate


def completing(path: str, keys: str, values: str) -> Remediation:
    """A remediation that adds the missing keys of an object. The settings `keys` and `values` name them and their values."""

    def remediate(properties: dict[str, Any], settings: Mapping[str, Any]) -> dict[str, Any] | None:
        given = properties.get(path) or {}
        if not isinstance(given, dict) or not is_open(given):
            return None
        missing = {key: settings[values][key] for key in settings[keys] if key not in given and key in settings[values]}
        return {**properties, path: {**given, **missing}} if missing else None

    return remediate


def each(path: str, remediation: Remediation) -> Remediation:
    """A remediation of every object of a list."""

    def remediate(properties: dict[str, Any], settings: Mapping[str, Any]) -> dict[str, Any] | None:
        given = properties.get(path)
        if not isinstance(given, list):
            return None
        return {**properties, path: [remediation(one, settings) or one if isinstance(one, dict) and is_open(one) else one for one in given]}

    return remediate
