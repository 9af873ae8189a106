"""Writes the pages that code can tell better than a person: `make docs`.

`docs/components/<area>.md` has every component with its arguments, outputs and the resources it holds in prod;
`docs/settings.md` has every setting of a stack file; `docs/runbooks/README.md` lists the alerts; `docs/policies/<topic>.md` has the
rules of the policy packs, and `docs/compliance.md` says which control is answered by which rule;
`docs/cost.md` says what the stacks cost.
"""

import ast
import importlib
import inspect
import pkgutil
import sys
import textwrap
import types
import typing
from collections import Counter, defaultdict
from collections.abc import Iterator
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

import components
from components.component import Component
from components.observability.alerting import runbooks
from docs import cost_page, policy_pages
from inventory.cache import read_inventory
from inventory.project import Project
from inventory.resource import Inventory, Resource
from settings import ExistingSettings, Settings

ROOT = Path(__file__).parent.parent
HEAD = "<!-- Written by `make docs` from the code; change the code instead. -->\n"


def main(folder: Path) -> None:
    """Write every page below a folder."""
    inventory = read_inventory(Project.read(ROOT), "prod")
    for name, text in pages(inventory).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def pages(inventory: Inventory) -> dict[str, str]:
    """Path below docs/ → text."""
    by_area: defaultdict[str, list[type[Component]]] = defaultdict(list)
    for kind in sorted(_component_classes(), key=lambda kind: (kind.__module__, kind.__name__)):
        by_area[_area(kind)].append(kind)
    held = _held(inventory)
    written = {f"components/{area}.md": _area_page(area, kinds, held) for area, kinds in by_area.items()}
    written |= {"settings.md": _settings_page(), "runbooks/README.md": HEAD + runbooks.index()}
    written["cost.md"] = HEAD + cost_page.page(inventory)
    return written | {name: HEAD + text for name, text in policy_pages.pages(inventory).items()}


def _component_classes() -> Iterator[type[Component]]:
    for module in pkgutil.walk_packages(components.__path__, "components."):
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(kind, Component) and kind is not Component and kind.__module__ == module.name:
                yield kind


def _area(kind: type[Component]) -> str:
    parts = kind.__module__.split(".")
    return parts[1] if len(parts) > 2 else "platform"


def _held(inventory: Inventory) -> dict[str, Counter[str]]:
    """Component class name → types of the resources directly in it (and below their resources), in all of prod."""
    by_urn = {resource.urn: resource for resource in inventory}
    held: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for resource in inventory:
        if resource.type.startswith(("platform:", "pulumi:")):
            continue
        owner: Resource | None = by_urn.get(resource.parent)
        while owner and not owner.type.startswith("platform:"):
            owner = by_urn.get(owner.parent)
        if owner:
            held[owner.type.rpartition(":")[2]][resource.type] += 1
    return held


def _area_page(area: str, kinds: list[type[Component]], held: dict[str, Counter[str]]) -> str:
    parts = [HEAD, f"# {area}\n"]
    for kind in kinds:
        arguments = typing.get_type_hints(kind.__init__).get("args")
        arguments = typing.get_origin(arguments) or arguments  # without what a generic one is filled with
        parts.append(f"## {kind.__name__}\n")
        parts.append(f"`{kind.__module__.replace('.', '/')}.py`\n")
        parts.append(inspect.cleandoc(kind.__doc__ or "") + "\n")
        if arguments:
            parts.append(_table("argument", _fields(arguments)))
        if attributes := [row for row in _fields(kind) if not row[0].startswith("_")]:
            parts.append(_table("output", attributes))
        if types_ := held.get(kind.__name__):
            listed = ", ".join(f"{count} × `{type_}`" for type_, count in sorted(types_.items()))
            parts.append(f"In prod: {listed}.\n")
    return "\n".join(parts)


def _fields(kind: type) -> list[tuple[str, str, str]]:
    """Annotated names of a class body with the docstring below each."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    rows = []
    for statement, following in zip(body.body, [*body.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            text = ""
            if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant) and isinstance(following.value.value, str):
                text = " ".join(following.value.value.split())
            rows.append((statement.target.id, ast.unparse(statement.annotation).strip("'\""), text))
    return rows


def _table(title: str, rows: list[tuple[str, str, str]]) -> str:
    lines = [f"| {title} | type | |", "| --- | --- | --- |"]
    for name, kind, text in rows:
        escaped = kind.replace("|", "\\|")
        lines.append(f"| `{name}` | `{escaped}` | {text} |")
    return "\n".join(lines) + "\n"


def _settings_page() -> str:
    parts = [
        HEAD,
        "# Settings\n",
        "Every key of a stack file `Pulumi.<stack>.yaml`, below `event-platform:`. A key that is not here is an error.\n",
    ]
    for kind in _sections(ExistingSettings, _sections(Settings, [])):
        parts.append(f"## {kind.__name__}\n")
        parts.append(inspect.cleandoc(kind.__doc__ or "") + "\n")
        parts += ["| key | type | default | |", "| --- | --- | --- | --- |"]
        for name, field in kind.model_fields.items():
            text = " ".join((field.description or "").split())
            parts.append(f"| `{name}` | {_type_name(field.annotation)} | {_default(field)} | {text} |")
        parts.append("")
    return "\n".join(parts)


def _sections(kind: type[BaseModel], seen: list[type[BaseModel]]) -> list[type[BaseModel]]:
    if kind in seen:
        return seen
    seen.append(kind)
    for field in kind.model_fields.values():
        for inner in _models_in(field.annotation):
            _sections(inner, seen)
    return seen


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _models_in(inner)


def _type_name(annotation: Any) -> str:
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return " \\| ".join(f"`{value}`" for value in inner)
    if origin is typing.Annotated:
        return _type_name(inner[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join("nothing" if part is type(None) else _type_name(part) for part in inner)
    if origin is tuple:
        return f"list of {_type_name(inner[0])}"
    if origin is dict:
        return f"{_type_name(inner[0])} → {_type_name(inner[1])}"
    if annotation is IPv4Network:
        return "CIDR block"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return {str: "text", int: "number", bool: "true or false"}.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _default(field: Any) -> str:
    if field.is_required():
        return "required"
    if field.default is PydanticUndefined:
        return "see code" if field.default_factory() else "none"
    if isinstance(field.default, BaseModel):
        return "its defaults"
    return (
        "none" if field.default in ((), None) else f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
