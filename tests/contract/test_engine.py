"""The real Pulumi engine previews, deploys, refreshes and destroys each stack on stand-in providers."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.engine import RUN, TOOL, missing
from tests.support import CLUSTER_STACKS, ROOT, any_settings_of, folder_of

IGNORED = shutil.ignore_patterns(".git", ".venv", ".cache", "__pycache__", ".*_cache", ".hypothesis")


@pytest.mark.skipif(bool(missing()), reason=f"needs {missing()}")
@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_the_engine_deploys_and_destroys_without_a_trace(stack: str, tmp_path: Path) -> None:
    """A protected stack is tried unprotected: that `destroy` stops at a protected resource is what protection is for."""
    root = ROOT
    if any_settings_of(stack).protect:
        root = tmp_path / "platform"
        shutil.copytree(ROOT, root, ignore=IGNORED)
        file = root / folder_of(stack).relative_to(ROOT) / f"Pulumi.{stack}.yaml"
        file.write_text(file.read_text().replace("event-platform:protect: true", "event-platform:protect: false"))
    project = root / folder_of(stack).relative_to(ROOT)
    command = [sys.executable, str(RUN), str(TOOL), "--project", str(project), "--root", str(root), "--stack", stack]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:5000] + done.stderr
    assert "default aws provider" not in done.stdout
