"""The real AWS provider accepts every input of every stack: mocks accept anything."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ALL_STACKS, ROOT, folder_of

TOOL = ROOT.parent / "shared" / "tools" / "awscheck" / "awscheck.py"

# (type, message): refused by the older provider version that the check has, accepted by the one in requirements.txt; with the reason.
VERSION_DIFFERENCES: dict[tuple[str, str], str] = {}


def missing() -> str:
    """What the check lacks on this machine; empty if nothing."""
    if not TOOL.exists():
        return "awscheck"
    return "" if shutil.which("terraform") else "terraform"


@pytest.mark.skipif(bool(missing()), reason=f"needs {missing()}")
@pytest.mark.parametrize("stack", ALL_STACKS)
def test_the_aws_provider_accepts_every_input(stack: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [sys.executable, str(TOOL), "--project", str(folder_of(stack)), "--stack", stack, "--python", sys.executable, "--json"]
    with report.open("w") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(report.read_text())
    assert found["checked"] > 100
    errors = [
        f"{finding['type']} {finding['name']} {finding['property']}: {finding['message']}"
        for finding in found["findings"]
        if finding["level"] == "error" and not any(finding["type"] == t and m in finding["message"] for t, m in VERSION_DIFFERENCES)
    ]
    assert not errors, "\n".join(errors)
