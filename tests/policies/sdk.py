"""What pulumi_aws knows: its resource types and their properties, read from its sources without importing 1 700 modules."""

import functools
import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_TOKEN = re.compile(r"super\(\w+, __self__\)\.__init__\(\s*'(aws:[^']+)'")
_ARGS = re.compile(r"^class (\w+Args):\n(.*?)(?=^class |\Z)", re.M | re.S)
_PROPERTY = re.compile(
    r"@pulumi\.getter(?:\(name=\"(\w+)\"\))?\n"
    r"(?:    @_utilities\.deprecated\((?s:.*?)\)\n)?"  # still there, and still judged
    r"    def (\w+)\(self\) -> ([^\n]+):\n"
)
_NESTED = re.compile(r"'(?:_?(\w+)\.)?(\w+Args)'")

Properties = Mapping[str, str]
"""Camel-case name → name of the nested class, or nothing."""


def _folder() -> Path:
    spec = importlib.util.find_spec("pulumi_aws")
    assert spec and spec.origin
    return Path(spec.origin).parent


def _properties(body: str, module: str) -> Properties:
    found = {}
    for camel, snake, annotation in _PROPERTY.findall(body):
        nested = _NESTED.search(annotation)
        found[camel or snake] = f"{nested[1] or module}.{nested[2]}" if nested else ""
    return found


@functools.cache
def nested_classes(module: str) -> Mapping[str, Properties]:
    """The nested argument classes of a module of the SDK."""
    file = _folder() / module / "_inputs.py"
    return {name: _properties(body, module) for name, body in _ARGS.findall(file.read_text())} if file.exists() else {}


@functools.cache
def aws_types() -> Mapping[str, Properties]:
    """Every resource type of the SDK with its inputs."""
    found = {}
    for file in sorted(_folder().glob("*/*.py")):
        text = file.read_text()
        if token := _TOKEN.search(text):
            classes = dict(_ARGS.findall(text))
            args = next((name for name in classes if not name.startswith("_")), "")
            found[token[1]] = _properties(classes.get(args, ""), file.parent.name)
    return found


_UNTIL_VERSION_6 = {"aws:redshift/cluster:Cluster": {"logging": ""}}
"""Properties that the SDK has no more, and that programs on older ones still have."""


def not_in_sdk(type_: str, properties: Mapping[str, Any]) -> Iterator[str]:
    """The properties of an example that the SDK does not have; only of AWS's types."""
    if type_.startswith("aws:"):
        yield from _unknown({**aws_types()[type_], **_UNTIL_VERSION_6.get(type_, {})}, properties, type_)


def _unknown(known: Properties, given: Mapping[str, Any], path: str) -> Iterator[str]:
    for key, value in given.items():
        if key == "id":
            continue
        if key not in known:
            yield f"{path}.{key}"
        elif known[key]:
            module, _, name = known[key].partition(".")
            inner = nested_classes(module).get(name)
            for element in value if isinstance(value, list | tuple) else [value]:
                if inner is not None and isinstance(element, Mapping):
                    yield from _unknown(inner, element, f"{path}.{key}")
