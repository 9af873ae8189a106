"""Every stack before the project's own policy packs, which run as the engine would run them."""

import fnmatch
import functools
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from inventory.resource import Inventory
from preflight.cost.costs import Band, costs_of
from preflight.policies.finding import Kind
from preflight.policies.judgement import Judgement
from preflight.policies.pack import packs_below
from preflight.policies.session import Session
from preflight.subject import Subject
from settings import AnySettings
from settings.policies import Exclusion, Policies, accepted
from tests.support import CLUSTER_STACKS, ROOT, any_settings_of, inventory_of
from tests.unit import packs
from tests.unit.test_engine_json import BEFORE, STATE

AS_OF = date(2026, 11, 26)
"""Exclusions end and versions go out of support: what holds is held as of a day."""
RULE = "s3-bucket-blocks-public-access"


@functools.cache
def judged(stack: str) -> Judgement:
    """A stack as the packs see it."""
    with Session(packs_below(ROOT), ROOT, AS_OF) as session:
        return session.judge(lambda: Subject(inventory_of(stack), any_settings_of(stack)))


def preflight(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run([sys.executable, "-m", "preflight", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_nothing_stops_the_deployment_of_a_stack(stack: str) -> None:
    failing = [f"{one.policy}: {one.name} ({one.source}): {one.message}" for one in judged(stack).findings if one.fails]
    assert not failing, "\n".join(failing[:40])


@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_no_rule_fails(stack: str) -> None:
    assert not [one for one in judged(stack).findings if one.kind is Kind.ERROR]


@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_no_exclusion_is_in_vain(stack: str) -> None:
    assert not judged(stack).notes


def test_every_resource_that_the_platform_accepts_something_of_is_in_a_stack() -> None:
    called = {name for stack in CLUSTER_STACKS for resource in inventory_of(stack) for name in (resource.name, resource.urn)}
    patterns = {pattern for exclusion in accepted() for pattern in exclusion.resources}
    assert [pattern for pattern in sorted(patterns) if not fnmatch.filter(called, pattern)] == []


def planted() -> Inventory:
    """Dev with a bucket more, which is open."""
    clean = inventory_of("dev")
    bucket = clean.of_type("aws:s3/bucket:Bucket")[0]
    urn = f"{bucket.urn.rpartition('::')[0]}::planted"
    more = replace(bucket, urn=urn, name="planted", inputs={"bucket": "planted"}, id="planted", source="components/planted.py:7")
    return replace(clean, resources=(*clean.resources, more))


def planted_judged(settings: AnySettings, as_of: date) -> Judgement:
    """The same before the security pack."""
    with Session([ROOT / "policies" / "security"], ROOT, as_of) as session:
        return session.judge(lambda: Subject(planted(), settings))


def test_a_planted_violation_stops_a_stack_and_names_its_line() -> None:
    judgement = planted_judged(any_settings_of("dev"), date(2026, 11, 26))
    assert judgement.fails
    found = [one for one in judgement.findings if one.name == "planted" and one.policy == RULE]
    assert [(one.level, one.source) for one in found] == [("mandatory", "components/planted.py:7")]


def test_an_exclusion_holds_until_its_last_day() -> None:
    exclusion = Exclusion(rules=(RULE,), resources=("plant*",), reason="a bucket for this test", until="2027-03-31")
    settings = any_settings_of("dev").model_copy(update={"policies": Policies(exclusions=(exclusion,))})
    before, after = (planted_judged(settings, day) for day in (date(2027, 3, 31), date(2027, 4, 1)))
    assert [(one.policy, one.source, one.until, one.reason) for one in before.excluded if one.policy == RULE] == [
        (RULE, "components/planted.py:7", "2027-03-31", "a bucket for this test")
    ]
    assert not [one for one in before.findings if one.name == "planted" and one.policy == RULE]
    [over] = [one for one in after.findings if one.name == "planted" and one.policy == RULE]
    assert over.fails
    assert "excluded until 2027-03-31, which is over" in over.message


def test_the_command_judges_any_preview_by_any_pack(tmp_path: Path) -> None:
    pack = packs.made(tmp_path, "foreign", packs.FOREIGN)
    done = preflight("policies", "--from-preview", str(BEFORE), "--pack", str(pack), "--format", "json")
    assert done.returncode == 1, done.stderr
    assert {one["policy"] for one in json.loads(done.stdout)["policies"]} == {"no-public-database", "database-key"}


def test_the_command_succeeds_where_nothing_stops_a_deployment(tmp_path: Path) -> None:
    pack = packs.made(tmp_path, "foreign", packs.FOREIGN)
    config = tmp_path / "config.json"
    config.write_text('{"no-public-database": "advisory"}')
    done = preflight("policies", "--from-stack", str(STATE), "--pack", str(pack), "--config", str(config))
    assert done.returncode == 0, done.stderr
    assert "0 mandatory violations, 1 advisory" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--pack", "security"), "name what to judge with one of --stack, --from-preview, --from-stack"),
        (("--from-preview", str(BEFORE), "--from-stack", str(STATE)), "not both at once"),
        (("--stack", "prod", "--from-stack", str(STATE), "--pack", "security"), "is of the stack dev, not of prod"),
        (("--stack", "dev", "--pack", "sekurity"), "there is no policy pack"),
        (("--stack", "devv"), "did you mean dev?"),
        (("--from-preview", str(STATE), "--pack", "security"), "name it with --from-stack"),
        (("--from-stack", str(STATE), "--pack", "security", "--config", "gone.json"), "gone.json cannot be read"),
        (
            ("--from-stack", str(STATE), "--pack", "security", "--rule", "s3-bucket-blocks-public"),
            "did you mean s3-bucket-blocks-public-access?",
        ),
    ],
)
def test_wrong_use_is_told_from_findings(arguments: tuple[str, ...], said: str) -> None:
    done = preflight("policies", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert not done.stdout


def test_the_settings_of_a_stack_count_for_its_preview_too() -> None:
    done = preflight("policies", "--from-preview", str(BEFORE), "--stack", "dev", "--pack", "security", "--format", "json")
    assert done.returncode in (0, 1), done.stderr
    levels = {rule["name"]: rule["level"] for rule in _listed("--stack", "dev")}
    found = json.loads(done.stdout)["policies"]
    assert found
    assert all(one["level"] == levels[one["policy"]] for one in found if one["kind"] == "violation")


def _listed(*arguments: str) -> list[dict[str, str]]:
    done = preflight("policies", "--list", "--format", "json", "--pack", "security", *arguments)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout)["rules"])


def test_two_runs_are_byte_identical(tmp_path: Path) -> None:
    outs = [tmp_path / "one", tmp_path / "two"]
    for out in outs:
        preflight("policies", "--from-stack", str(STATE), "--pack", "security", "--format", "sarif", "--out", str(out))
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_rules_are_listed_without_a_stack() -> None:
    [rule] = [one for one in _listed() if one["name"] == "s3-bucket-blocks-public-access"]
    assert (rule["topic"], rule["severity"], rule["level"]) == ("network", "critical", "mandatory")


def test_the_file_for_the_engine_holds_every_rule_of_the_pack(tmp_path: Path) -> None:
    out = tmp_path / "config.json"
    done = preflight("policy-config", "--stack", "dev", "--pack", "security", "--out", str(out))
    assert done.returncode == 0, done.stderr
    listed = {rule["name"]: rule["level"] for rule in _listed("--stack", "dev")}
    assert {name: values["enforcementLevel"] for name, values in json.loads(out.read_text()).items()} == listed


def test_rules_judge_as_of_another_day() -> None:
    done = preflight("policies", "--from-stack", str(STATE), "--pack", "security", "--as-of", "2031-01-01", "--format", "json")
    assert done.returncode in (0, 1), done.stderr
    assert preflight("policies", "--from-stack", str(STATE), "--as-of", "soon").returncode == 2


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_a_stack_may_cost_what_the_cost_command_says_and_no_cent_less(stack: str) -> None:
    settings, inventory = any_settings_of(stack), inventory_of(stack)
    total = float(costs_of(inventory, settings).of(Band.expected).total)
    for limit, over in ((total, False), (total - 0.01, True)):
        policies = settings.policies.model_copy(update={"parameters": {"cost-monthly-limit": {"limit": limit}}})
        with Session([ROOT / "policies" / "cost"], ROOT, AS_OF) as session:
            found = session.judge(lambda own=policies: Subject(inventory, settings.model_copy(update={"policies": own})))  # type: ignore[misc]
        assert any(one.policy == "cost-monthly-limit" for one in found.findings) is over
