"""The inventory of a stack, from the cache if neither program nor settings changed since.

The program runs in a process of its own: Pulumi keeps one runtime per process, and its memory goes with it.
"""

import hashlib
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from inventory.program import ProgramError
from inventory.project import Project
from inventory.resource import Inventory, Resource

_ROOT = Path(__file__).parent.parent
_NOT_PROGRAM = {"tests", "docs", "benchmarks", "preflight", "costing", "quotas", "policies", "ops", "node_modules"}
_SDKS = ("pulumi", "pulumi-aws", "pulumi-eks", "pulumi-kubernetes", "pulumi-random", "pydantic")


def read_inventory(project: Project, stack: str, use_cache: bool = True, kept_in: Path | None = None) -> Inventory:
    """The stack's resources as the program registers them offline. `kept_in` is another folder for a stack of the same name.

    Raises ProgramError if the program fails; settings are checked by the caller first, for a better message.
    """
    cache = kept_in or project.program / ".cache" / "inventory"
    file = cache / f"{stack}-{_digest(project, stack)}.json"
    if use_cache and file.exists():
        return load(file)
    cache.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=cache, suffix=".part")
    os.close(handle)
    fresh = Path(name)
    try:
        run(project, stack, fresh)
        inventory = load(fresh)
        for old in cache.glob(f"{stack}-*.json"):
            old.unlink(missing_ok=True)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return inventory


def run(project: Project, stack: str, out: Path) -> None:
    """Run the program and save what it registers, past the cache. Raises ProgramError."""
    command = [sys.executable, "-m", "inventory", "--project", str(project.folder), "--stack", stack, "--out", str(out)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "AWS_"))}
    environment |= {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", "")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ProgramError(done.stderr.strip() or f"the program ended with status {done.returncode}")


def save(inventory: Inventory, file: Path) -> None:
    """Write an inventory whole, for another process to load."""
    content = {**vars(inventory), "resources": [vars(resource) for resource in inventory.resources]}
    file.write_text(json.dumps(content, separators=(",", ":")))


def load(file: Path) -> Inventory:
    """Read an inventory that `save` wrote."""
    content = json.loads(file.read_text())
    resources = tuple(_resource(record) for record in content["resources"])
    return Inventory(content["project"], content["stack"], resources, content["outputs"])


def _resource(record: dict[str, Any]) -> Resource:
    for key in ("depends_on", "ignore_changes", "aliases", "secret_inputs"):
        record[key] = tuple(record[key])  # JSON has lists for tuples
    record["property_dependencies"] = {key: tuple(urns) for key, urns in record["property_dependencies"].items()}
    return Resource(**record)


def _digest(project: Project, stack: str) -> str:
    """Changes with anything the program reads: its sources and data, the settings, the SDKs."""
    digest = hashlib.sha256(f"{project.name} {stack} {sys.version}".encode())
    for package in _SDKS:
        digest.update(f"{package} {importlib.metadata.version(package)}".encode())
    for file in _sources(project, stack):
        digest.update(f"{file.name} {file.stat().st_size}".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _sources(project: Project, stack: str) -> Iterator[Path]:
    yield from sorted(_files(project.program))
    for file in (project.folder / "Pulumi.yaml", project.stack_file(stack)):
        if file.exists():
            yield file


def _files(folder: Path) -> Iterable[Path]:
    yield from folder.glob("*.py")
    for inner in folder.iterdir():
        if inner.is_dir() and inner.name not in _NOT_PROGRAM and not inner.name.startswith("."):
            yield from (file for file in inner.rglob("*") if file.suffix in {".py", ".json", ".yaml"} and "__pycache__" not in file.parts)
