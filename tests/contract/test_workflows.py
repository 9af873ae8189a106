"""The workflows: GitHub would accept them, and they ask for no more than they need."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))
ACTIONLINT = shutil.which("actionlint") or shutil.which("actionlint", path=str(ROOT / ".cache" / "tools"))
BY_COMMIT = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


@pytest.mark.skipif(ACTIONLINT is None, reason="actionlint is missing: go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12")
def test_actionlint_finds_nothing() -> None:
    done = subprocess.run([str(ACTIONLINT), "-no-color", *map(str, WORKFLOWS)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_actions_of_others_are_pinned_by_commit(file: Path) -> None:
    used = [line.strip().removeprefix("- ") for line in file.read_text().splitlines() if "uses:" in line and "./.github" not in line]
    assert [line for line in used if not BY_COMMIT.fullmatch(line)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_a_job_starts_without_permissions_and_names_those_it_needs(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text())
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        granted = job["permissions"]
        assert granted.get("contents") == "read", name
        assert {key for key, value in granted.items() if value == "write"} <= {"id-token", "security-events", "pull-requests"}, name
        steps = " ".join(str(step) for step in job.get("steps", ()))
        assert ("id-token" in granted) == ("configure-aws-credentials" in steps or "uses" in job), name
        assert ("security-events" in granted) == ("upload-sarif" in steps), name


def test_what_a_pull_request_brings_runs_with_no_right_to_write_in_it() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "pull-request.yaml").read_text())["jobs"]
    writing = [job for job in jobs.values() if "pull-requests" in job["permissions"]]
    assert [job["steps"][0]["with"]["ref"] for job in writing] == ["${{ github.event.pull_request.base.sha }}"]


def test_nothing_is_deployed_before_the_packs_have_run() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yaml").read_text())["jobs"]
    assert jobs["dev"]["needs"] == "policies"
    assert any("make policies" in str(step) for step in jobs["policies"]["steps"])


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_what_a_workflow_runs_can_be_run_on_a_laptop(file: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    for job in yaml.safe_load(file.read_text())["jobs"].values():
        for command in (step["run"] for step in job.get("steps", ()) if "run" in step):
            program, *rest = command.split()
            assert (program == "make" and rest[0] in targets) or (ROOT / rest[0]).exists(), command


GH = '''#!/usr/bin/env python3
"""Stands in for GitHub's comments: keeps them in a file, as `gh api` would answer."""
import json, pathlib, sys
store = pathlib.Path(__file__).with_name("comments.json")
comments = json.loads(store.read_text()) if store.exists() else []
arguments = sys.argv[2:]
if "--method" not in arguments:
    marker = arguments[-1].split('startswith("')[1].split('")')[0]
    print("\\n".join(str(one["id"]) for one in comments if one["body"].startswith(marker)))
else:
    method, address = arguments[1:3]
    body = pathlib.Path(arguments[-1].removeprefix("body=@")).read_text()
    if method == "POST":
        comments.append({"id": len(comments) + 1, "body": body})
    else:
        comments[int(address.rpartition("/")[2]) - 1]["body"] = body
    store.write_text(json.dumps(comments))
'''


def _commented(folder: Path, *files: Path) -> list[str]:
    """The comments of a pull request, after another one with these files."""
    gh = folder / "gh"
    gh.write_text(GH)
    gh.chmod(0o755)
    command = ["bash", str(ROOT / ".github" / "comment.sh"), "owner/name", "7", *map(str, files)]
    subprocess.run(command, env=os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}, check=True)
    return [comment["body"] for comment in json.loads((folder / "comments.json").read_text())]


def test_the_comment_of_a_pull_request_is_replaced_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "comments.json").write_text(json.dumps([{"id": 1, "body": "looks good to me"}]))
    findings = tmp_path / "dev.md"
    for text in ("two findings", "none left"):
        findings.write_text(text)
        bodies = _commented(tmp_path, findings)
    assert bodies == ["looks good to me", "<!-- event-platform: findings -->\nnone left"]


def _cost_findings(before: Path) -> tuple[str, Path]:
    """What the workflow's step says, and the file that it writes."""
    command = ["make", "--assume-old=.venv/.ready", "cost-findings", "STACK=dev", f"BEFORE={before}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, ROOT / "findings" / "cost-dev.md"


def test_the_comment_tells_what_a_change_costs_against_the_other_branch_or_alone_if_that_has_not_the_stack(tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    for entry in ROOT.iterdir():
        if entry.name not in ("Pulumi.dev.yaml", ".cache", ".git", "findings"):
            (before / entry.name).symlink_to(entry)
    text = (ROOT / "Pulumi.dev.yaml").read_text()
    (before / "Pulumi.dev.yaml").write_text(text.replace("average_events_per_second: 20,", "average_events_per_second: 10,"))
    _, written = _cost_findings(before)
    policies = tmp_path / "dev.md"
    policies.write_text("### Policies: dev")
    (body,) = _commented(tmp_path, written, policies)
    found = re.search(r"Against findings/before/dev\.json: \\\$([\d.]+) → \\\$([\d.]+), \+", body)
    assert found, body
    assert float(found[1]) < float(found[2])
    assert body.startswith("<!-- event-platform: findings -->") and body.index("Cost: dev") < body.index("Policies: dev")
    said, written = _cost_findings(tmp_path)
    assert f"dev cannot be estimated in {tmp_path}: nothing to compare with" in said
    assert "Cost: dev" in written.read_text() and "Against" not in written.read_text()


def test_the_comment_waits_for_cost_and_names_it_first_so_that_no_length_cuts_it_off() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "pull-request.yaml").read_text())["jobs"]
    assert {"policies", "cost", "preview"} <= set(jobs["comment"]["needs"])
    written = re.findall(r"--out findings/(\S+\.md)", (ROOT / "Makefile").read_text())
    assert sorted(name.replace("$(STACK)", "dev") for name in written)[0] == "cost-dev.md"
    assert jobs["cost"]["permissions"] == {"contents": "read"} and "if" not in jobs["cost"]
