"""The real Pulumi engine under the policy packs says what they say offline, and stops what they forbid."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from policies.verdict import NOT_YET_KNOWN, RULE_FAILED
from tests.contract import engine
from tests.contract.engine import Outcome, Said
from tests.policies.packs import PACKS
from tests.support import ROOT

pytestmark = pytest.mark.skipif(bool(engine.missing()), reason=f"needs {engine.missing()}")

PLANTED = Path("tests") / "policies" / "planted"
FAULTS = {
    "encryption": "s3-customer-key",
    "network": "s3-bucket-blocks-public-access",
    "iam": "iam-trust-oidc-subject-pinned",
    "logging": "s3-access-logs",
    "backup": "s3-versioning",
    "availability": "dynamodb-scales",
    "k8s": "k8s-container-privilege-escalation",
    "tagging": "tags-required",
    "cost": "eip-attached",
}
"""Topic → the rule that its fault breaks."""
NAMES = {pack: [rule.name for rule in rules] for pack, rules in PACKS.items()}
REMOTE = "$eks:index:"
"""In the URN of a component of another process, and of what is inside it."""
BROKEN = '''"""A rule with a mistake in it."""

from collections.abc import Iterator

from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject


@resource_rule(
    "broken-rule",
    topic=Topic.BACKUP,
    severity=Severity.LOW,
    description="Nothing holds.",
    remedy="Repair the rule.",
    controls=("platform",),
    types=("aws:s3/bucket:Bucket",),
)
def broken_rule(bucket: Subject) -> Iterator[str]:
    yield bucket.nonsense
'''


def planted(fault: str, folder: Path, policies: dict[str, dict[str, Any]] | None = None, **how: Any) -> Outcome:
    """Run the planted program with a fault, policies configured."""
    return engine.run(ROOT / PLANTED, fault, *engine.configs(folder / "configs", policies or {}, NAMES), **how)


def test_a_program_without_fault_passes(tmp_path: Path) -> None:
    """Nothing is waited for, either: what a rule cannot tell before a deployment, it lets pass."""
    outcome = planted("none", tmp_path)
    assert outcome.exit_code == 0, outcome
    assert not outcome.said()


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_stops_the_preview_by_its_rule_alone(fault: str, tmp_path: Path) -> None:
    """The fault of a topic stops what would be deployed."""
    outcome = planted(fault, tmp_path)
    assert outcome.exit_code != 0
    assert outcome.stopping == {FAULTS[fault]}, outcome.messages


@pytest.mark.parametrize(
    ("rule", "broken", "kept"),
    [
        ("cost-monthly-limit", {"limit": 0.01}, {"limit": 100_000}),
        ("cost-region-limit", {"limits": {"us-east-1": 0.01}}, {"limits": {"*": 100_000}}),
        ("cost-component-limit", {"limits": {"*": 0.01}}, {"limits": {"*": 100_000}}),
        ("cost-resource-limit", {"limits": {"*": 0.01}}, {"limits": {"*": 100_000}}),
        ("cost-increase", {"baseline": 0.01, "percent": 20}, {"baseline": 100_000, "percent": 20}),
    ],
)
def test_each_limit_on_cost_stops_what_goes_over_it(rule: str, broken: dict[str, Any], kept: dict[str, Any], tmp_path: Path) -> None:
    """As strict as the stack says: what goes over it is mandatory or advisory by setting."""
    for level, limit, passes in (("mandatory", broken, False), ("advisory", broken, True), ("mandatory", kept, True)):
        outcome = planted("none", tmp_path, {rule: {"enforcementLevel": level, **limit}})
        assert (outcome.exit_code == 0) is passes, outcome
        assert outcome.stopping == (set() if passes else {rule})


def test_what_is_excluded_passes(tmp_path: Path) -> None:
    """An exclusion with a day to come lets the one resource pass that it names."""
    for resources, passes in ((["archive"], True), (["access-*"], False)):
        exclusion = {"resources": resources, "reason": "It moves to another account.", "until": "2999-12-31"}
        config = {"enforcementLevel": "mandatory", "exclusions": [exclusion]}
        outcome = planted("backup", tmp_path, {"s3-versioning": config})
        assert (outcome.exit_code == 0) is passes, outcome


def test_a_rule_that_fails_stops_the_preview_and_is_named(tmp_path: Path) -> None:
    """Even an advisory rule: what a rule could not judge is not known to be right."""
    clone = tmp_path / "clone"
    shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns(".git", ".venv", ".*cache", "__pycache__", ".hypothesis"))
    (clone / "policies" / "resilience" / "rules" / "broken.py").write_text(BROKEN)
    outcome = engine.run(clone / PLANTED, "none", root=clone)
    assert outcome.exit_code != 0
    assert outcome.stopping == {"broken-rule"}
    assert outcome.said(RULE_FAILED) == outcome.said()


@pytest.mark.parametrize(("level", "owner"), [("advisory", None), ("remediate", "example-team")])
def test_only_the_level_remediate_puts_right(level: str, owner: str | None, tmp_path: Path) -> None:
    """What is deployed carries the tags that were set for it, and otherwise what the program said."""
    values = {"project": "planted", "stack": "tagging", "owner": "example-team"}
    config = {"tags-required": {"enforcementLevel": level, "values": values}}
    outcome = planted("tagging", tmp_path, config, step="up", backend=tmp_path / "backend")
    assert outcome.exit_code == 0, outcome
    state = json.loads((tmp_path / "backend" / ".pulumi" / "stacks" / "planted" / "tagging.json").read_text())
    [logs] = [one for one in state["checkpoint"]["latest"]["resources"] if one["type"] == "aws:cloudwatch/logGroup:LogGroup"]
    assert logs["inputs"].get("tags", {}).get("owner") == owner


@pytest.mark.parametrize("stack", ["local", "dev"])
def test_the_platform_is_judged_alike_offline(stack: str, tmp_path: Path) -> None:
    """What only the offline run knows, as it makes up ids, waits for a value in the engine; what only the engine finds is nothing.

    A component that another process makes is judged by its arguments offline, and by what is inside it in the engine.
    """
    found = json.loads(_preflight("policies", "--stack", stack, "--format", "json"))["policies"]
    offline = {Said(one["policy"], one["urn"], one["level"]) for one in found if one["kind"] == "violation"}
    files = [tmp_path / f"{pack}.json" for pack in PACKS]
    for pack, file in zip(PACKS, files, strict=True):
        _preflight("policy-config", "--stack", stack, "--pack", pack, "--out", str(file))
    outcome = engine.run(ROOT, stack, *files)
    waiting = outcome.said(NOT_YET_KNOWN)
    online = outcome.said() - waiting
    waits = {(one.policy, one.urn) for one in waiting}
    assert {one for one in online - offline if REMOTE not in one.urn} == set()
    assert {one for one in offline - online if REMOTE not in one.urn and (one.policy, one.urn) not in waits} == set()
    assert (outcome.exit_code != 0) == any(one.level == "mandatory" for one in online)


def _preflight(*arguments: str) -> str:
    """What a command of preflight writes; its exit status tells of violations, which are what is compared."""
    command = [sys.executable, "-m", "preflight", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout
