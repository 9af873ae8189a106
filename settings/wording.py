"""Says what pydantic found in the words of a stack file."""

import re
import types
import typing
from collections.abc import Iterator, Mapping
from ipaddress import AddressValueError
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from settings.problems import Path, Problem, did_you_mean

_PHRASES = {
    "int_from_float": "must be a whole number",
    "float_type": "must be a number, without quotes",
    "finite_number": "must be a finite number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "tuple_type": "must be a list",
    "too_short": "needs entries: at least {min_length}",
    "too_long": "may have at most {max_length} entries; there are {actual_length}",
}
"""Error type → what is allowed; in braces what pydantic tells about the limit."""


def problems_of(error: ValidationError, model: type[BaseModel]) -> Iterator[Problem]:
    """Each validation error as a problem: what is allowed there, and the value if it is a single one."""
    for details in error.errors():
        if details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]:
            continue  # pydantic counts only the valid entries; the others are reported themselves
        yield _problem(details, model)


def _problem(details: ErrorDetails, model: type[BaseModel]) -> Problem:
    path = tuple(part for part in details["loc"] if part != "[key]")
    value = details["input"]
    match details["type"]:
        case "extra_forbidden":
            allowed = sorted(_fields_at(model, path[:-1]))
            return Problem(path, f"is no setting{did_you_mean(str(path[-1]), allowed)}; allowed here: {', '.join(allowed)}", _shown(value))
        case "missing":
            field = _fields_at(model, path[:-1])[str(path[-1])]
            return Problem(path, f"is missing and has no default. {_wanted(field)}")
        case _:
            empty = "is empty; " if value in (None, "", []) else ""
            return Problem(path, empty + _allowed(details, path, model), _shown(value))


def _shown(value: Any) -> Any:
    return None if isinstance(value, dict | list) else value


def _allowed(details: ErrorDetails, path: Path, model: type[BaseModel]) -> str:
    """What may stand there."""
    limits: Mapping[str, Any] = details.get("ctx", {})
    value = details["input"]
    match details["type"]:
        case "string_type":
            return "must be text" + ("; put it in quotes" if isinstance(value, bool | int | float) else "")
        case "int_type":
            return "must be a whole number" + (", without quotes" if isinstance(value, str) else "")
        case "bool_type":
            return "must be true or false" + (", without quotes" if value in ("true", "false") else "")
        case "literal_error":
            return _one_of(limits["expected"], str(value))
        case "model_type" | "dict_type":
            fields = ", ".join(sorted(_fields_at(model, path)))
            return f"must be a block of keys and values{f': {fields}' if fields else ''}"
        case "value_error" if isinstance(limits["error"], AddressValueError):
            return "must be an IPv4 address, such as 192.0.2.53"
        case known if known in _PHRASES:
            return _PHRASES[known].format(**limits)
        case _:
            message = details["msg"].removeprefix("Value error, ")
            return message[0].lower() + message[1:]


def _one_of(expected: str, value: str) -> str:
    """Pydantic's `'a', 'b' or 'c'` (numbers without quotes) as a list."""
    words = re.findall(r"'([^']*)'", expected)
    listed = words or re.findall(r"\d+", expected)
    return f"must be {'one of ' if len(listed) > 1 else ''}{', '.join(listed)}{did_you_mean(value, words)}"


def _wanted(field: FieldInfo) -> str:
    """What to give for a setting that is missing."""
    if typing.get_origin(field.annotation) is typing.Literal:
        return f"Give one of {', '.join(map(str, typing.get_args(field.annotation)))}"
    for kind, what in ((field.annotation, "a block"), (_inner(field.annotation, 0), "a list of blocks")):
        if model := _model(kind):
            return f"Give {what} with {', '.join(name for name, inner in model.model_fields.items() if inner.is_required())}"
    return f"What it is: {field.description}" if field.description else "Give a value"


def _fields_at(root: type[BaseModel], path: Path) -> Mapping[str, FieldInfo]:
    """The settings of the block at a path; none if no model stands there."""
    kind: Any = root
    for part in path:
        kind = _inner(kind, part)
    model = _model(kind)
    return model.model_fields if model else {}


def _inner(kind: Any, part: str | int) -> Any:
    """The kind of value below a key or position."""
    if model := _model(kind):
        field = model.model_fields.get(str(part))
        return field.annotation if field else None
    arguments = typing.get_args(_bare(kind))
    if not arguments:
        return None
    return arguments[0] if isinstance(part, int) else arguments[-1]


def _model(kind: Any) -> type[BaseModel] | None:
    bare = _bare(kind)
    return bare if isinstance(bare, type) and issubclass(bare, BaseModel) else None


def _bare(kind: Any) -> Any:
    """A type without its constraints, and without `None` where it is optional."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _bare(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return _bare(next(inner for inner in arguments if inner is not type(None)))
    return kind
