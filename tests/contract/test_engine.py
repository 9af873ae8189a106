"""The real Pulumi engine previews, deploys, refreshes and destroys each stack on stand-in providers."""

import shutil
import subprocess
import sys

import pytest

from tests.support import ALL_STACKS, ROOT, folder_of

TOOL = ROOT.parent / "shared" / "tools" / "enginecheck" / "enginecheck.py"

RUN = ROOT / "tests" / "contract" / "enginecheck_run.py"


def missing() -> str:
    """What the check lacks on this machine; empty if nothing."""
    if not TOOL.exists():
        return "enginecheck"
    return "" if shutil.which("pulumi") and shutil.which("pulumi-language-python") else "the pulumi CLI"


@pytest.mark.skipif(bool(missing()), reason=f"needs {missing()}")
@pytest.mark.parametrize("stack", ALL_STACKS)
def test_the_engine_deploys_and_destroys_without_a_trace(stack: str) -> None:
    command = [sys.executable, str(RUN), str(TOOL), "--project", str(folder_of(stack)), "--root", str(ROOT), "--stack", stack]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "default aws provider" not in done.stdout
