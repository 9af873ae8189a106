"""Runbooks: what they tell people to run exists."""

from pathlib import Path

import pytest

from tests.support import ROOT
from tests.unit.runbook_commands import commands, mistakes

PAGES = sorted((ROOT / "docs" / "runbooks").rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT / "docs" / "runbooks")))
def test_every_command_of_a_runbook_exists_with_its_options(page: Path) -> None:
    assert [f"{command}: {wrong}" for command in commands(page) for wrong in mistakes(command)] == []


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("python -m ops cost repot --stack prod", "has no command repot"),
        ("python -m ops cost report --stak prod", "No such option: --stak"),
        ("python -m ops cost report", "Missing parameter: stack"),
        ("python -m opps cost", "no module opps"),
        ("make prevew", "no target prevew"),
        ("aws rds promote-replica --db-instance-identifier x", "no operation promote-replica"),
        ("aws rds promote-read-replica --instance x", "no option --instance"),
        ("aws rdss x", "no service rdss"),
        ("aws s3 synch a b", "no command synch"),
    ],
)
def test_a_command_that_does_not_exist_is_named(command: str, says: str) -> None:
    assert says in "".join(mistakes(command))


@pytest.mark.parametrize(
    "command",
    [
        "python -m ops cost report --stack prod  # this month",
        "aws rds promote-read-replica --region us-west-2 --db-instance-identifier x",
        "aws rds modify-db-instance --db-instance-identifier x --no-multi-az",
        "make preview STACK=prod",
    ],
)
def test_a_command_that_exists_is_not(command: str) -> None:
    assert mistakes(command) == []


def test_commands_are_found_in_blocks_and_in_sentences(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Run `make test`, then\n```sh\n# a comment\naws rds \\\n  describe-db-instances\n```\n")
    assert commands(page) == ["aws rds    describe-db-instances", "make test"]
