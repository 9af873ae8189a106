"""A resource's properties as rules and estimators read them: of any shape, and in a preview not all known yet."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from inventory.resource import UNKNOWNS


class NotYetKnown(Exception):  # noqa: N818  it is an answer, not an error
    """A rule read a value that only the deployment will tell. Says where it stands, such as `vpcConfig.subnetIds[0]`."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class _Unknown:
    """Stands for a value that is not known yet."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()


class Values:
    """The properties of a resource, or an object inside them. Never raises but NotYetKnown: what is absent or of a wrong type is empty.

    Reading an unknown value ends the rule (or the estimate) for this resource, and is reported; a rule with several things to look at
    does so in `Subject.each`, where each ends by itself.
    """

    def __init__(self, raw: Any, path: str = "") -> None:
        self.raw = _read(raw)
        """Plain values; UNKNOWN where one is not known yet. Reading from it is safe only for what tests for UNKNOWN itself."""
        self.path = path

    def get(self, path: str) -> Any:
        """What stands at `a.b.c`, or None. An object or a list comes as it is; raises if anything on the way or in it is unknown."""
        value, place = self._find(path)
        if unknown := next(_unknown_in(value, place), None):
            raise NotYetKnown(unknown)
        return value

    def at(self, *keys: str) -> Any:
        """A single value under names that may have dots in them, such as `grafana.ini`; None if nothing stands there."""
        value = self.raw
        for key in keys:
            value = _read(value.get(key)) if isinstance(value, dict) else value if value is UNKNOWN else None
        if value is UNKNOWN:
            raise NotYetKnown(".".join(filter(None, (self.path, *keys))))
        return value

    def has(self, path: str) -> bool:
        """Whether something is given there that is not empty. For a value that is not known yet this is not known, either."""
        value, place = self._find(path)
        if value is UNKNOWN:
            raise NotYetKnown(place)
        return value not in (None, "", [], {})

    def text(self, path: str) -> str:
        """A text, or a number or truth value as one; otherwise empty."""
        return _text(self._single(path))

    def flag(self, path: str, default: bool = False) -> bool:
        """A truth value, also written as a text; `default` where none is given."""
        value = self._single(path)
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        return value if isinstance(value, bool) else default

    def number(self, path: str) -> float | None:
        """A number, also written as a text; otherwise None."""
        value = self._single(path)
        if isinstance(value, bool) or value is None:
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            return None

    def inner(self, path: str) -> "Values":
        """An object, also when it is the only one of a list; otherwise an empty one."""
        value, place = self._find(path)
        if value is UNKNOWN:
            raise NotYetKnown(place)
        if isinstance(value, list) and len(value) == 1:
            value, place = value[0], f"{place}[0]"
        return Values(value, place) if isinstance(value, dict) or _read(value) is UNKNOWN else Values({}, place)

    def items(self, path: str) -> "list[Values]":
        """The objects of a list, or the one object given in its place. An object that is not known yet raises when it is read."""
        value, place = self._find(path)
        if value is UNKNOWN:
            raise NotYetKnown(place)
        if isinstance(value, dict):
            return [Values(value, place)]
        elements = value if isinstance(value, list) else []
        return [
            Values(element, f"{place}[{index}]")
            for index, element in enumerate(elements)
            if isinstance(element, dict) or _read(element) is UNKNOWN
        ]

    def texts(self, path: str) -> list[str]:
        """The texts of a list, or the one given in its place. Raises if one is unknown."""
        value = self.get(path)
        elements = value if isinstance(value, list) else [value]
        return [_text(element) for element in elements if _text(element)]

    def count(self, path: str) -> int:
        """How many elements a list has, which may be unknown themselves; the one given in its place counts as one."""
        value = self._single(path)
        if isinstance(value, list):
            return len(value)
        return 0 if value in (None, "") else 1

    def each_text(self, path: str) -> Iterator[str]:
        """The texts of a list one by one, for a rule that looks for a bad one: first the known ones, then raises if one is unknown."""
        value, place = self._find(path)
        elements = value if isinstance(value, list) else [value]
        yield from (_text(element) for element in elements if _text(element))
        if unknown := next(_unknown_in(value, place), None):
            raise NotYetKnown(unknown)

    def keys(self, path: str = "") -> list[str]:
        """The names in an object, of which the values may be unknown."""
        value, place = self._find(path) if path else (self.raw, self.path)
        if value is UNKNOWN:
            raise NotYetKnown(place)
        return [str(key) for key in value] if isinstance(value, dict) else []

    def document(self, path: str) -> "Values":
        """A JSON document, given as a text or as an object; an empty one if it is neither."""
        value, place = self._find(path)
        if value is UNKNOWN:
            raise NotYetKnown(place)
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                value = {}
        return Values(value if isinstance(value, dict | list) else {}, place)

    def _single(self, path: str) -> Any:
        value, place = self._find(path)
        if value is UNKNOWN:
            raise NotYetKnown(place)
        return value

    def _find(self, path: str) -> tuple[Any, str]:
        value, place = self.raw, self.path
        for part in path.split("."):
            if value is UNKNOWN:
                raise NotYetKnown(place)
            if isinstance(value, list) and len(value) == 1:
                value = _read(value[0])
            if value is UNKNOWN:
                raise NotYetKnown(place)
            value = _read(value.get(part)) if isinstance(value, dict) else None
            place = f"{place}.{part}" if place else part
        return value, place


def _read(value: Any) -> Any:
    """A value, where the engine's own words for one that is not known yet are no text."""
    return UNKNOWN if isinstance(value, str) and value in UNKNOWNS else value


def _text(value: Any) -> str:
    value = _read(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else ""


def _unknown_in(value: Any, path: str) -> Iterator[str]:
    if _read(value) is UNKNOWN:
        yield path
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _unknown_in(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unknown_in(inner, f"{path}[{index}]")
