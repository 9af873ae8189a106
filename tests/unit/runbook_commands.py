"""Whether a command that a runbook tells people to run exists, with the options it is given."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import typer
from botocore import xform_name

from ops.__main__ import app as ops
from preflight.__main__ import app as preflight
from tests.support import ROOT

_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:python -m|make|aws) [^`]+)`")
_TYPERS = {"ops": ops, "preflight": preflight}
_EVERYWHERE = {"cli-input-json", "no-cli-pager", "output", "profile", "query", "region"}
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # of the click that typer brings, of which it shows little
_FILES = {"cp", "ls", "mv", "rm", "sync"}
"""What `aws s3` has of its own, beside the operations of S3, which are called `s3api`."""
_TARGETS = re.compile(r"^([a-z-]+):", re.MULTILINE)


def commands(page: Path) -> list[str]:
    """Every command of a page, one a line, without comments."""
    text = page.read_text()
    lines = "".join(_BLOCK.findall(text)).replace("\\\n", " ").splitlines()
    return [line for line in (*lines, *_INLINE.findall(text)) if line.strip() and not line.startswith("#")]


def mistakes(command: str) -> list[str]:
    """What of a command does not exist. Programs that are none of ours nor AWS's are not known here."""
    match shlex.split(command, comments=True):
        case ["python", "-m", module, *words]:
            return list(_ours(module, words))
        case ["make", target, *_]:
            return [] if target in _TARGETS.findall((ROOT / "Makefile").read_text()) else [f"make has no target {target}"]
        case ["aws", service, operation, *words]:
            return list(_aws(service, operation, words))
        case _:
            return []


def _ours(module: str, words: list[str]) -> Iterator[str]:
    if module not in _TYPERS:
        yield f"there is no module {module}"
        return
    command = typer.main.get_command(_TYPERS[module])
    context = typer.Context(command, info_name=module)
    while isinstance(command, typer.core.TyperGroup) and words:
        found = command.get_command(context, words[0])
        if found is None:
            yield f"{context.command_path} has no command {words[0]}"
            return
        context, command, words = typer.Context(found, parent=context, info_name=words[0]), found, words[1:]
    try:
        command.parse_args(context, list(words))
    except _UsageError as error:
        yield f"{context.command_path}: {error}"


def _aws(service: str, operation: str, words: list[str]) -> Iterator[str]:
    if service == "s3":
        if operation not in _FILES:
            yield f"aws s3 has no command {operation}"
        return
    session = botocore.session.get_session()
    known = {"s3api": "s3"}.get(service, service)
    if known not in session.get_available_services():
        yield f"aws has no service {service}"
        return
    model = session.get_service_model(known)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in names:
        yield f"aws {service} has no operation {operation}"
        return
    shape = model.operation_model(names[operation]).input_shape
    members = shape.members if shape else {}
    options = {xform_name(name, "-") for name in members} | _EVERYWHERE
    options |= {f"no-{xform_name(name, '-')}" for name, member in members.items() if member.type_name == "boolean"}
    for word in words:
        if word.startswith("--") and word[2:].partition("=")[0] not in options:
            yield f"aws {service} {operation} has no option {word}"
