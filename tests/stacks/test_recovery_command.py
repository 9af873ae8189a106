"""`preflight recovery` on the real stacks."""

import json
from pathlib import Path

import pytest

from tests.stacks.test_preview import preflight
from tests.support import OPTIONS, ROOT


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_the_stacks_meet_their_objectives(stack: str) -> None:
    done = preflight("recovery", "--stack", stack)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every store meets its tier's objectives." in done.stdout


def test_what_is_not_met_is_named_with_exit_status_1_although_the_settings_only_report_it() -> None:
    done = preflight("recovery", "--stack", "lakehouse", "--project", str(OPTIONS), "--format", "json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    stores = {one["store"]: one for one in report["stores"]}
    assert stores["raw"]["rpo"] == {"minutes": None, "limit": 60.0, "met": False, "terms": []}
    assert "lakehouse.replicate" in {one["setting"] for one in report["problems"]}
    assert stores["dynamodb"]["rpo"]["met"] and stores["metrics"]["tier"] is None and stores["metrics"]["reason"]


def test_the_comment_on_a_pull_request_has_the_verdict_and_the_table() -> None:
    done = preflight("recovery", "--stack", "prod", "--format", "markdown")
    assert done.stdout.startswith("<!-- preflight recovery: event-platform/prod -->\n### ✅ Recovery: prod")
    assert "| store | tier | mechanism |" in done.stdout and "Firehose 1 + S3 RTC 15 = 16 min" in done.stdout


def test_a_stack_without_a_dr_region_has_nothing_to_meet() -> None:
    done = preflight("recovery", "--stack", "dev")
    assert done.returncode == 0 and "dev has no region with the role dr" in done.stdout


def test_the_program_is_not_run_with_settings_that_break_an_objective(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
    text = (ROOT / "Pulumi.staging.yaml").read_text()
    assert "    redis:\n" in text
    (tmp_path / "Pulumi.staging.yaml").write_text(text.replace("    redis:\n", '    redis:\n      backup: "0 * * * *"\n'))
    done = preflight("preview", "--stack", "staging", "--project", str(tmp_path))
    assert done.returncode == 2
    assert "redis could lose 75.1 minutes" in done.stderr and "Traceback" not in done.stderr


def test_an_unknown_stack_is_wrong_use() -> None:
    done = preflight("recovery", "--stack", "nowhere")
    assert done.returncode == 2 and "Traceback" not in done.stderr
