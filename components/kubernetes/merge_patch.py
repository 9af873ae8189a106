"""JSON merge patches (RFC 7386): what turns one manifest into another."""

from collections.abc import Mapping
from typing import Any


def merge_patch(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The least that has to be said: None takes a field away, a list is said whole.

    An object that is gone loses its fields one by one: others may have put something there, such as an annotation.
    """
    patch: dict[str, Any] = {}
    for key in sorted(set(old) - set(new)):
        patch[key] = merge_patch(old[key], {}) if isinstance(old[key], Mapping) else None
    for key, value in new.items():
        before = old.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            if inner := merge_patch(before, value):
                patch[key] = inner
        elif key not in old or _differ(before, value):
            patch[key] = value
    return patch


def _differ(old: Any, new: Any) -> bool:
    """Outputs are compared by identity: whatever is not known yet is made once and put into both."""
    return old is not new and bool(old != new)
