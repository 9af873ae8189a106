"""JSON Schema draft 2020-12, as much of it as `schemas/event.json` uses.

A schema with any other keyword is refused when it is compiled: a rule is enforced or it is an error, never ignored.
Why this is not a library: docs/decisions/lambda-validation.md.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
"""A JSON Schema as read from its file."""


@dataclass(frozen=True)
class Violation:
    """The first rule that a value breaks. It names the schema's parts only, so that it can be logged whatever the value holds."""

    keyword: str
    path: str
    """Where in the schema, as in `/properties/*`; empty for the whole value."""


Check = Callable[[Any], Violation | None]


class SchemaError(ValueError):
    """A schema that this module cannot enforce."""


def compile_schema(schema: Schema, path: str = "") -> Check:
    """What judges a value by the schema."""
    if unknown := schema.keys() - _KEYWORDS.keys() - _ANNOTATIONS:
        raise SchemaError(f"{path or 'the schema'} has {', '.join(sorted(unknown))}, which is not enforced here")
    checks = tuple(compile_keyword(schema, path) for keyword, compile_keyword in _KEYWORDS.items() if keyword in schema)

    def check(value: Any) -> Violation | None:
        for judge in checks:
            if violation := judge(value):
                return violation
        return None

    return check


_ANNOTATIONS = frozenset(("$schema", "$id", "title", "description", "format"))
_TYPES: dict[str, type] = {"string": str, "object": dict}


def _type(schema: Schema, path: str) -> Check:
    if schema["type"] not in _TYPES:
        raise SchemaError(f"{path or 'the schema'} has type {schema['type']}, which is not known here")
    expected, violation = _TYPES[schema["type"]], Violation("type", path)
    return lambda value: None if isinstance(value, expected) else violation


def _pattern(schema: Schema, path: str) -> Check:
    # In ECMA-262, and so in JSON Schema, `$` is the end; in Python it is also the place before a last newline.
    matches, violation = re.compile(re.sub(r"\$$", r"\\Z", schema["pattern"])).search, Violation("pattern", path)
    return lambda value: violation if isinstance(value, str) and not matches(value) else None


def _max_length(schema: Schema, path: str) -> Check:
    limit, violation = schema["maxLength"], Violation("maxLength", path)
    return lambda value: violation if isinstance(value, str) and len(value) > limit else None


def _required(schema: Schema, path: str) -> Check:
    names, violation = frozenset(schema["required"]), Violation("required", path)
    return lambda value: violation if isinstance(value, dict) and not names <= value.keys() else None


def _max_properties(schema: Schema, path: str) -> Check:
    limit, violation = schema["maxProperties"], Violation("maxProperties", path)
    return lambda value: violation if isinstance(value, dict) and len(value) > limit else None


def _property_names(schema: Schema, path: str) -> Check:
    judge, violation = compile_schema(schema["propertyNames"], path), Violation("propertyNames", path)
    return lambda value: violation if isinstance(value, dict) and any(judge(name) for name in value) else None


def _properties(schema: Schema, path: str) -> Check:
    judges = {name: compile_schema(part, f"{path}/{name}") for name, part in schema["properties"].items()}

    def check(value: Any) -> Violation | None:
        if isinstance(value, dict):
            for name, judge in judges.items():
                if name in value and (violation := judge(value[name])):
                    return violation
        return None

    return check


def _additional_properties(schema: Schema, path: str) -> Check:
    known = schema.get("properties", {}).keys()
    rule = schema["additionalProperties"]
    if rule is False:
        violation = Violation("additionalProperties", path)
        return lambda value: violation if isinstance(value, dict) and not value.keys() <= known else None
    judge = compile_schema(rule, f"{path}/*")

    def check(value: Any) -> Violation | None:
        if isinstance(value, dict):
            for name, part in value.items():
                if name not in known and (violation := judge(part)):
                    return violation
        return None

    return check


_KEYWORDS: dict[str, Callable[[Schema, str], Check]] = {
    "type": _type,
    "pattern": _pattern,
    "maxLength": _max_length,
    "required": _required,
    "properties": _properties,
    "maxProperties": _max_properties,
    "propertyNames": _property_names,
    "additionalProperties": _additional_properties,
}
