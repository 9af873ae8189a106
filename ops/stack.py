"""A stack's outputs, as the engine has them or from a file."""

import json
import subprocess
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ops.errors import OpsError
from ops.outputs import Outputs

_SECONDS = 120


def outputs_of(stack: str, project: Path = Path(), file: Path | None = None) -> Outputs:
    """What the stack says of itself. Raises OpsError that names every output that is missing or wrong."""
    text, source = (_written(file), str(file)) if file else (_asked(stack, project), f"stack {stack}")
    try:
        found: Any = json.loads(text)
    except ValueError as error:
        raise OpsError(f"{source}: outputs are not JSON ({error}); write them with `pulumi stack output --json --stack {stack}`") from None
    try:
        return Outputs.model_validate(found)
    except ValidationError as error:
        problems = "\n".join(f"  {'.'.join(map(str, one['loc'])) or 'outputs'}: {one['msg'].lower()}" for one in error.errors())
        raise OpsError(f"{source}: outputs are not as ops needs them; run `pulumi up`, which writes them:\n{problems}") from None


def _written(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise OpsError(f"{file} cannot be read: {reason}") from None


def _asked(stack: str, project: Path) -> str:
    command = ["pulumi", "stack", "output", "--json", "--non-interactive", "--stack", stack]
    try:
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except FileNotFoundError:
        raise OpsError("the pulumi CLI is not on the PATH; install it, or give the outputs with --outputs FILE") from None
    except subprocess.TimeoutExpired:
        raise OpsError(f"pulumi gave no answer in {_SECONDS} s: does its backend answer? Or give the outputs with --outputs FILE") from None
    if done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip()
        raise OpsError(f"`{' '.join(command)}` failed: {said}. Without the backend, give the outputs with --outputs FILE")
    return done.stdout
