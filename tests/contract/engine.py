"""Runs a project in the real engine under the policy packs, on stand-in providers."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.policies.packs import PACKS
from tests.support import ROOT

TOOL = ROOT.parent / "shared" / "tools" / "enginecheck" / "enginecheck.py"
RUN = ROOT / "tests" / "contract" / "enginecheck_run.py"
_SECONDS = 900
"""A pack that does not start would have the engine wait for ever."""


def missing() -> str:
    """What a run lacks on this machine; empty if nothing."""
    if not TOOL.exists():
        return "enginecheck"
    return "" if shutil.which("pulumi") and shutil.which("pulumi-language-python") else "the pulumi CLI"


@dataclass(frozen=True)
class Said:
    """What a policy says of a resource."""

    policy: str
    urn: str
    level: str


@dataclass(frozen=True)
class Outcome:
    """What the engine did and what the packs told it."""

    exit_code: int
    diagnostics: tuple[str, ...]
    messages: tuple[tuple[Said, str], ...]

    def said(self, beginning: str = "") -> set[Said]:
        """What begins with a text."""
        return {said for said, message in self.messages if message.startswith(beginning)}

    @property
    def stopping(self) -> set[str]:
        """The policies that stop the deployment."""
        return {said.policy for said, _ in self.messages if said.level == "mandatory"}


def run(
    project: Path,
    stack: str,
    *configs: Path,
    root: Path = ROOT,
    step: str = "preview",
    backend: Path | None = None,
) -> Outcome:
    """One step of a stack under both packs, whose configurations come in the packs' order. The packs are those of `root`."""
    packs = [part for pack in PACKS for part in ("--policy-pack", str(root / "policies" / pack))]
    configured = [part for config in configs for part in ("--policy-pack-config", str(config))]
    kept = ["--backend", str(backend)] if backend else []
    [result] = steps(project, stack, root, "--steps", step, *packs, *configured, *kept)
    return Outcome(
        result["exit_code"],
        tuple(one["message"] for one in result["diagnostics"]),
        tuple((Said(one["policy"], one["urn"], one["level"]), one["message"]) for one in result["policy"]),
    )


def steps(project: Path, stack: str, root: Path, *more: str) -> Any:
    """What enginecheck tells of each step."""
    command = [sys.executable, str(RUN), str(TOOL), "--project", str(project), "--root", str(root), "--stack", stack, "--json"]
    return json.loads(_output([*command, *more]))["steps"]


def configs(folder: Path, policies: Mapping[str, Mapping[str, Any]], names: Mapping[str, Sequence[str]]) -> list[Path]:
    """A configuration for each pack, of the policies that it has: an engine refuses others."""
    folder.mkdir(exist_ok=True)
    files = []
    for pack in PACKS:
        file = folder / f"{pack}.json"
        file.write_text(json.dumps({name: dict(values) for name, values in policies.items() if name in names[pack]}))
        files.append(file)
    return files


def _output(command: list[str]) -> str:
    """What a command writes. Whatever it has started ends with it."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        output, errors = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert output, errors
    return output
