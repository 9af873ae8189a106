"""The settings as they were given, of which any part may be wrong while the others are judged all the same."""

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from settings.problems import Path


@dataclass(frozen=True)
class Valid:
    """A stack's settings before all are known to be right. Rules ask for the parts that are, so that one mistake hides no other."""

    stack: str
    values: Mapping[str, Any]

    def get(self, kind: Any, *path: str | int) -> Any:
        """The setting at a path as a `kind`, or None if it is not given or not valid in itself."""
        value = self.raw(*path)
        try:
            return None if value is None else _adapter(kind).validate_json(json.dumps(value), strict=True)
        except ValidationError:
            return None

    def raw(self, *path: str | int) -> Any:
        """What stands at a path, or None."""
        value: Any = self.values
        for part in path:
            if isinstance(value, dict):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def each(self, kind: Any, *path: str | int) -> Iterator[tuple[Path, Any]]:
        """The valid entries of a list or of a block of names, with the path of each."""
        for inner in self.below(*path):
            if (entry := self.get(kind, *inner)) is not None:
                yield inner, entry

    def below(self, *path: str | int) -> tuple[Path, ...]:
        """The paths of all entries of a list or of a block of names, right or wrong."""
        value = self.raw(*path)
        if isinstance(value, list):
            return tuple((*path, index) for index in range(len(value)))
        return tuple((*path, name) for name in value) if isinstance(value, dict) else ()

    def leaves(self, *path: str | int) -> Iterator[tuple[Path, Any]]:
        """Every single value below a path, right or wrong."""
        for inner in self.below(*path):
            value = self.raw(*inner)
            if isinstance(value, dict | list):
                yield from self.leaves(*inner)
            else:
                yield inner, value


@functools.cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
