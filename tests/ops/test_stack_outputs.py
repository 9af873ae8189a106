"""Where `ops` has a stack's outputs from, and what a person reads if it has none."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.errors import OpsError
from ops.stack import outputs_of

OUTPUTS: dict[str, Any] = {
    "active_region": "us-east-1",
    "primary_region": "us-east-1",
    "operations": {"table": "t", "region": "us-east-1"},
    "regions": {},
    "of_others": 1,
}


def pulumi(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """A `pulumi` that does what a script says, and where it was called."""
    tool = folder / "pulumi"
    tool.write_text(f'#!/bin/sh\necho "$@" > {folder}/asked\npwd > {folder}/where\n{script}\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    return tool


def test_pulumi_is_asked_in_the_project_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "outputs").write_text(json.dumps(OUTPUTS))
    project = tmp_path / "project"
    project.mkdir()
    pulumi(tmp_path, monkeypatch, f"cat {tmp_path}/outputs")
    assert outputs_of("dev", project).operations.table == "t"
    assert (tmp_path / "asked").read_text().split() == ["stack", "output", "--json", "--non-interactive", "--stack", "dev"]
    assert Path((tmp_path / "where").read_text().strip()) == project


def test_what_pulumi_says_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulumi(tmp_path, monkeypatch, "echo 'error: no stack named dev found' >&2; exit 255")
    with pytest.raises(OpsError, match=r"no stack named dev found\. Without the backend, give the outputs with --outputs FILE"):
        outputs_of("dev", tmp_path)


def test_without_pulumi_a_file_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OpsError, match="pulumi CLI is not on the PATH"):
        outputs_of("dev", tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "outputs are not JSON"),
        ("[]", "outputs: input should be"),
        (json.dumps({**OUTPUTS, "regions": {"a": {}}}), r"regions\.a\.alerts_topic_arn: field required"),
        (json.dumps({**OUTPUTS, "operations": {"table": 1, "region": "a"}}), r"operations\.table: input should be a valid string"),
    ],
)
def test_a_file_that_is_not_as_needed_is_told(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "outputs.json"
    file.write_text(text)
    with pytest.raises(OpsError, match=said):
        outputs_of("dev", file=file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OpsError, match="cannot be read: No such file"):
        outputs_of("dev", file=tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(OpsError, match="it is not text"):
        outputs_of("dev", file=tmp_path / "bytes")
