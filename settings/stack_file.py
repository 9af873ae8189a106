"""A stack file read as the engine reads it, with the line of every key.

PyYAML by itself follows YAML 1.1, where `on` is true and `60:30` a number, takes the last of two equal keys, and does not
read `1e3` as a number. The engine does none of this, so the scalars are resolved here by its rules.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

import yaml

from settings.naming import PROJECT
from settings.problems import Path, Problem, SettingsError, Source, did_you_mean

SECRET = "[secret]"
"""Stands for a value that only the engine can decrypt."""

_TOP_LEVEL = ("config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider")
_TAG = "tag:yaml.org,2002:"
_MAX_INTEGER = 2**64  # beyond it the engine calculates in floats


class _Loader(yaml.SafeLoader):
    """The engine's reading of plain scalars (YAML 1.2, with the octal numbers of 1.1)."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  replaces PyYAML's own


for _kind, _form in {
    "bool": r"true|True|TRUE|false|False|FALSE",
    "null": r"~|null|Null|NULL|",
    "int": r"[-+]?([0-9][0-9_]*|0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+)",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
    "timestamp": r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?",
}.items():
    _Loader.add_implicit_resolver(_TAG + _kind, re.compile(f"^(?:{_form})$"), None)


@dataclass(frozen=True)
class StackFile:
    """What a stack file holds: `config` by full key (`event-platform:regions`), and what is wrong with the file itself."""

    config: dict[str, Any]
    source: Source
    problems: tuple[Problem, ...]


def read(file: File) -> StackFile:
    """Read a stack file. Raises SettingsError if it is not YAML or holds no configuration at all."""
    root = _compose(file)
    reader = _Reader()
    document = reader.value(root, ()) if root else None
    source = Source(file.name, reader.lines | {(): reader.lines.get(("config",), 1)})
    if not isinstance(document, dict):
        raise SettingsError(source, [Problem((), "must hold a config: block with the stack's settings")])
    problems = list(reader.problems)
    for key in document:
        if key not in _TOP_LEVEL:
            problems.append(Problem((key,), f"means nothing to a stack file{did_you_mean(key, _TOP_LEVEL)}; settings stand below config:"))
    config = document.get("config")
    if not isinstance(config, dict):
        raise SettingsError(source, [*problems, Problem(("config",), "must hold the stack's settings, as keys and values")])
    return StackFile({key if ":" in key else f"{PROJECT}:{key}": value for key, value in config.items()}, source, tuple(problems))


def _compose(file: File) -> yaml.Node | None:
    content = b""
    try:
        content = file.read_bytes()
        return yaml.compose(content.decode(), Loader=_Loader)
    except OSError as error:
        line, message = None, f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        line, message = content[: error.start].count(b"\n") + 1, f"is not UTF-8: byte 0x{content[error.start]:02x}"
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, message = mark.line + 1 if mark else None, f"is not YAML: {_plain(error)}"
    except yaml.reader.ReaderError as error:
        line, message = (
            content.decode()[: error.position].count("\n") + 1,
            f"is not YAML: character U+{_code(error.character):04X} is not allowed",
        )
    except RecursionError:
        line, message = None, "is nested too deeply"
    raise SettingsError(Source(file.name, {(): line} if line else {}), [Problem((), message)])


def _code(character: int | str) -> int:
    return character if isinstance(character, int) else ord(character)


def _plain(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "cannot be understood"
    if r"'\t'" in problem:
        return "a tab stands here; indent with spaces"
    if problem.startswith("expected <block end>"):
        problem = "does not fit in with what stands above; look at the indentation, dashes and quotes"
    begin = error.context_mark.line + 1 if error.context_mark else None
    return problem + (f" (in what begins on line {begin})" if begin else "")


class _Reader:
    """Turns nodes into values, and keeps the line of each path and what is wrong with the file."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._open: list[yaml.Node] = []

    def value(self, node: yaml.Node, path: Path) -> Any:
        """The value of a node; `path` is where it stands in the file."""
        self.lines.setdefault(_settings_path(path), node.start_mark.line + 1)
        if node in self._open:
            self._wrong(path, "is an anchor that contains itself")
            return None
        self._open.append(node)
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
            return self._scalar(node, path)
        finally:
            self._open.pop()

    def _mapping(self, node: yaml.MappingNode, path: Path) -> Any:
        own: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        first: dict[Path, int] = {}
        for key, inner in node.value:
            if not isinstance(key, yaml.ScalarNode):
                place = (*path, "?")
                self.lines[_settings_path(place)] = key.start_mark.line + 1
                self._wrong(place, "is a list or block where a key must stand")
            elif key.value == "<<" and not key.style:
                merged |= self._merged(inner, path)
            else:
                name = _encodable(str(key.value))
                place = (*path, name)
                where, line = _settings_path(place), key.start_mark.line + 1
                if where in first:
                    self._wrong(place, f"stands twice, first on line {first[where]}; one of them must go")
                first.setdefault(where, line)
                self.lines[where] = line
                own[name] = self.value(inner, place)
        if set(own) == {"secure"}:
            if _is_setting(path):
                self._wrong(path, "is encrypted, but no setting is a secret; passwords and tokens belong in Secrets Manager")
            return SECRET
        return merged | own

    def _merged(self, node: yaml.Node, path: Path) -> dict[str, Any]:
        """What `<<` brings in; of several mappings the first wins."""
        merged: dict[str, Any] = {}
        for part in reversed(node.value if isinstance(node, yaml.SequenceNode) else [node]):
            value = self.value(part, path)
            if isinstance(value, dict):
                merged |= value
            else:
                self._wrong(path, "merges (<<) something that is not a block of keys")
        return merged

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        text = str(node.value)
        match node.tag.removeprefix(_TAG):
            case "str":
                return _encodable(text)
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int" | "float":
                return self._number(text, path)
            case "timestamp":
                return self._wrong(path, "looks like a date to the engine; put it in quotes", text)
            case _:
                return self._wrong(path, f"has the YAML tag {node.tag}; a stack file holds plain values only", text)

    def _number(self, text: str, path: Path) -> Any:
        if re.match(r"[-+]?0[0-9xXoObB_]", text):
            return self._wrong(path, "is a number in another base to YAML; put it in quotes, or leave out the zero it begins with", text)
        if text.lower().endswith(("nan", "inf")):
            return self._wrong(path, "is no finite number", text)
        digits = text.replace("_", "")
        try:
            number = float(digits)
        except ValueError:
            return self._wrong(path, "is no number", text)
        if not math.isfinite(number):
            return text  # the engine, too, takes 1e400 for text
        if not number.is_integer() or abs(number) >= _MAX_INTEGER:
            return number
        return int(digits) if digits.lstrip("+-").isdigit() else int(number)

    def _wrong(self, path: Path, message: str, value: Any = None) -> None:
        self.problems.append(Problem(_settings_path(path), message, value))


def _encodable(text: str) -> str:
    """Text with half a character (a lone surrogate) replaced, as the engine does."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_setting(path: Path) -> bool:
    return len(path) > 1 and path[0] == "config" and (str(path[1]).startswith(f"{PROJECT}:") or ":" not in str(path[1]))


def _settings_path(path: Path) -> Path:
    """`("config", "event-platform:regions", 0)` → `("regions", 0)`; other keys of the file keep their whole path."""
    if _is_setting(path):
        return (str(path[1]).removeprefix(f"{PROJECT}:"), *path[2:])
    return path
