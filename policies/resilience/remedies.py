"""Remediations that rules of the pack share."""

from collections.abc import Mapping
from typing import Any

from policies.rule import Remediation


def turn_on(path: str) -> Remediation:
    """Sets the flag at `a.b` where it is absent or false. What is unknown, or of another shape, stays as it is."""
    *outer, flag = path.split(".")

    def remediate(properties: dict[str, Any], _config: Mapping[str, Any]) -> dict[str, Any] | None:
        return _with_flag(properties, outer, flag)

    return remediate


def _with_flag(values: dict[str, Any], outer: list[str], flag: str) -> dict[str, Any] | None:
    if not outer:
        return {**values, flag: True} if values.get(flag) in (None, False) else None
    inner = values.get(outer[0])
    if not isinstance(inner, dict | None):
        return None
    changed = _with_flag(inner or {}, outer[1:], flag)
    return None if changed is None else {**values, outer[0]: changed}
