"""Settings from a stack file or from the running engine, by one road."""

import difflib
import json
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as File
from typing import Any

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from settings import checks
from settings.model import Settings
from settings.problems import Path, Problem, SettingsError, Source
from settings.regions import Region

PROJECT = "event-platform"
_SECRET = "[secret]"


def from_stack_file(folder: File, stack: str) -> Settings:
    """Read `Pulumi.<stack>.yaml` without the engine. Raises SettingsError with every mistake."""
    file = folder / f"Pulumi.{stack}.yaml"
    if not file.is_file():
        known = sorted(path.name.split(".")[1] for path in folder.glob("Pulumi.*.yaml"))
        raise SettingsError(Source(file.name), [Problem((), f'no stack "{stack}" here; there are {", ".join(known) or "none"}')])
    return _validate(engine_config(file), locate(file))


def from_engine(folder: File, stack: str, config: Mapping[str, str]) -> Settings:
    """Read what the engine hands to the program; the stack file beside it only lends line numbers."""
    file = folder / f"Pulumi.{stack}.yaml"
    return _validate(config, locate(file) if file.is_file() else Source(file.name))


def engine_config(file: File) -> dict[str, str]:
    """A stack file's configuration in the engine's own form: key → text, with JSON for lists and objects."""
    document = _document(file)
    config = document.get("config") or {}
    if not isinstance(config, dict):
        raise SettingsError(locate(file), [Problem((), "config must hold keys and values")])
    return {key if ":" in key else f"{PROJECT}:{key}": _text(value) for key, value in config.items()}


def locate(file: File) -> Source:
    """The line of every key of a stack file. Raises SettingsError for a key that stands twice."""
    node = yaml.compose(file.read_text(), Loader=yaml.SafeLoader)
    lines: dict[Path, int] = {}
    twice: list[Problem] = []
    for path, line in _keys(node, ()):
        settings_path = _settings_path(path)
        if settings_path in lines and settings_path:
            twice.append(Problem(settings_path, f"stands twice, first on line {lines[settings_path]}; the first one would be ignored"))
        lines[settings_path] = line
    source = Source(file.name, lines)
    if twice:
        raise SettingsError(source, twice)
    return source


def _document(file: File) -> dict[str, Any]:
    try:
        document = yaml.safe_load(file.read_text()) or {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise SettingsError(Source(file.name, {(): line}), [Problem((), f"is not YAML: {error.problem or error.context}")]) from None
    except yaml.YAMLError as error:
        raise SettingsError(Source(file.name), [Problem((), f"is not YAML: {error}")]) from None
    if not isinstance(document, dict):
        raise SettingsError(Source(file.name), [Problem((), "must hold a config: block")])
    return document


def _keys(node: yaml.Node | None, path: Path) -> Iterator[tuple[Path, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, str(key.value))
            yield inner, key.start_mark.line + 1
            yield from _keys(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), item.start_mark.line + 1
            yield from _keys(item, (*path, index))


def _settings_path(path: Path) -> Path:
    """`("config", "event-platform:regions", 0)` → `("regions", 0)`; other keys of the file keep their whole path."""
    if len(path) > 1 and path[0] == "config":
        key = str(path[1])
        if key.startswith(f"{PROJECT}:") or ":" not in key:
            return (key.removeprefix(f"{PROJECT}:"), *path[2:])
    return () if path == ("config",) else path


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict) and set(value) == {"secure"}:
        return _SECRET
    if isinstance(value, dict | list):
        return json.dumps(value, default=str)
    return "" if value is None else str(value)


def _value(text: str) -> Any:
    """The engine hands over lists and objects as JSON, everything else as text."""
    if text[:1] in ("[", "{") and text != _SECRET:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _validate(config: Mapping[str, str], source: Source) -> Settings:
    given = {key.removeprefix(f"{PROJECT}:"): _value(text) for key, text in config.items() if key.startswith(f"{PROJECT}:")}
    found = list(checks.problems(_valid_parts(given)))
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        found += [_problem(details) for details in error.errors()]
    if found:
        raise SettingsError(source, found)
    return settings.read_from(source)


def _valid_parts(given: Mapping[str, Any]) -> checks.Valid:
    raw = given.get("regions")
    items = raw if isinstance(raw, list) else []
    regions = {i: region for i, item in enumerate(items) if (region := _parsed(Region, item)) is not None}
    sections = {
        name: part
        for name, field in Settings.model_fields.items()
        if name in given and (part := _parsed(field.annotation, given[name])) is not None
    }
    return checks.Valid(regions, len(regions) == len(items), sections)


def _parsed(kind: Any, value: Any) -> Any:
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return None


def _problem(details: ErrorDetails) -> Problem:
    path = tuple(part for part in details["loc"] if part != "[key]")
    value = details["input"]
    shown = None if isinstance(value, dict | list) or details["type"] == "missing" else value
    match details["type"]:
        case "extra_forbidden":
            allowed = sorted(_fields_at(path[:-1]))
            near = difflib.get_close_matches(str(path[-1]), allowed, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            return Problem(path, f"is no setting; {hint}allowed here: {', '.join(allowed)}")
        case "missing":
            return Problem(path, "is missing and has no default")
        case _:
            message = details["msg"].removeprefix("Value error, ")
            return Problem(path, message[0].lower() + message[1:], shown)


def _fields_at(path: Path) -> Iterable[str]:
    """The settings allowed in the block at a path."""
    kind: Any = Settings
    for part in path:
        kind = _inner(kind, part)
    kind = next((k for k in _alternatives(kind) if isinstance(k, type) and issubclass(k, BaseModel)), None)
    return kind.model_fields if kind else ()


def _inner(kind: Any, part: str | int) -> Any:
    for candidate in _alternatives(kind):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel) and part in candidate.model_fields:
            return candidate.model_fields[str(part)].annotation
        arguments = typing.get_args(candidate)
        if arguments and isinstance(part, int):
            return arguments[0]
        if len(arguments) == 2:
            return arguments[1]
    return None


def _alternatives(kind: Any) -> tuple[Any, ...]:
    if typing.get_origin(kind) is typing.Annotated:
        return _alternatives(typing.get_args(kind)[0])
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return tuple(inner for k in typing.get_args(kind) for inner in _alternatives(k))
    return (kind,)
