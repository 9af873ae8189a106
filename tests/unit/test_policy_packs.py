"""Any pack in Python can judge: foreign ones, and those that fail say where."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from inventory.preview_json import read_preview
from inventory.resource import Inventory
from inventory.state_json import read_state
from preflight.policies.finding import Finding, Kind
from preflight.policies.judgement import Judgement
from preflight.policies.pack import PackError, pack_named
from preflight.policies.session import Session
from preflight.subject import Subject
from tests.support import ROOT
from tests.unit import packs
from tests.unit.test_engine_json import BEFORE, STATE


def judged(pack: Path, inventory: Inventory, config: Mapping[str, Any] | None = None) -> Judgement:
    """What a pack says of an inventory."""
    files = []
    if config:
        files = [pack / "config.json"]
        files[0].write_text(json.dumps(config))
    with Session([pack], ROOT) as session:
        return session.judge(lambda: Subject(inventory), files)


def found(judgement: Judgement, policy: str) -> list[Finding]:
    """What one policy says."""
    return [finding for finding in judgement.findings if finding.policy == policy]


def test_a_foreign_pack_judges_by_its_own_levels(tmp_path: Path) -> None:
    judgement = judged(packs.made(tmp_path, "foreign", packs.FOREIGN), read_state(STATE))
    [finding] = judgement.findings
    assert (finding.pack, finding.policy, finding.kind, finding.level) == ("foreign", "no-public-database", Kind.VIOLATION, "mandatory")
    assert finding.message == "is public", "without the description, which pulumi_policy puts before it"
    assert (finding.name, finding.type, finding.source) == ("orders", "aws:rds/instance:Instance", "__main__.py:18")
    assert (finding.severity, finding.topic, finding.controls) == ("high", "network", ("ours 1",))
    assert judgement.fails


def test_what_a_foreign_pack_cannot_know_yet_is_no_violation(tmp_path: Path) -> None:
    [finding] = found(judged(packs.made(tmp_path, "foreign", packs.FOREIGN), read_preview(BEFORE)), "database-key")
    assert finding.kind is Kind.NOT_YET_KNOWN
    assert not finding.fails
    assert ".kmsKeyId" in finding.message


@pytest.mark.parametrize(("config", "message"), [({}, "more than 3 resources"), ({"limit": 5}, "more than 5 resources")])
def test_a_configuration_sets_levels_and_values_over_the_defaults(config: dict[str, int], message: str, tmp_path: Path) -> None:
    pack = packs.made(tmp_path, "foreign", packs.FOREIGN)
    judgement = judged(
        pack, read_state(STATE), {"small-stack": {"enforcementLevel": "mandatory", **config}, "no-public-database": "disabled"}
    )
    [finding] = judgement.findings
    assert finding.message == f"has {message}"
    assert finding.urn == "urn:pulumi:dev::sample::pulumi:pulumi:Stack::sample-dev"


def test_a_packs_own_configuration_counts_until_a_file_says_otherwise(tmp_path: Path) -> None:
    pack = packs.made(tmp_path, "foreign", packs.CONFIGURED)
    assert [one.message for one in found(judged(pack, read_state(STATE)), "small-stack")] == ["has more than 4 resources"]
    assert not found(judged(pack, read_state(STATE), {"small-stack": "disabled"}), "small-stack")


def test_all_sets_the_level_of_every_policy_but_those_named(tmp_path: Path) -> None:
    pack = packs.made(tmp_path, "foreign", packs.FOREIGN)
    judgement = judged(pack, read_state(STATE), {"all": "advisory", "no-public-database": "mandatory"})
    assert {policy.name: policy.level for policy in judgement.policies} == {
        "database-key": "advisory",
        "no-public-database": "mandatory",
        "small-stack": "advisory",
    }


def test_a_policy_that_raises_is_named_and_fails_the_run_but_not_the_others(tmp_path: Path) -> None:
    judgement = judged(packs.made(tmp_path, "faulty", packs.FAULTY), read_state(STATE))
    [fault] = found(judgement, "raises")
    assert (fault.kind, fault.name, fault.message) == (Kind.ERROR, "orders", "boom")
    [stack_fault] = found(judgement, "raises-too")
    assert (stack_fault.kind, stack_fault.message) == (Kind.ERROR, "'nothing of that name'")
    assert found(judgement, "works")
    assert judgement.fails


def test_a_pack_that_ends_is_named_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"(?s)policy pack crashing ended during Analyze of urn:.*ended with status 3.*cannot go on"):
        judged(packs.made(tmp_path, "crashing", packs.CRASHING), read_state(STATE))


def test_a_pack_that_does_not_start_is_named_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"(?s)broken does not start.*No module named 'nowhere'"):
        judged(packs.made(tmp_path, "broken", "import nowhere"), read_state(STATE))


def test_a_pack_that_prints_something_before_its_port_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="noisy does not start: its first line of output must be a port"):
        judged(packs.made(tmp_path, "noisy", packs.NOISY), read_state(STATE))


def test_packs_are_stopped_whatever_happens(tmp_path: Path) -> None:
    session = Session([packs.made(tmp_path, "foreign", packs.FOREIGN)], ROOT)
    [process] = session._processes
    with pytest.raises(ZeroDivisionError), session:
        assert process.port
        assert not process.has_ended
        raise ZeroDivisionError
    assert process.has_ended


def test_remediation_puts_right_what_is_judged_then(tmp_path: Path) -> None:
    pack = packs.made(tmp_path, "remediating", packs.REMEDIATING)
    assert judged(pack, read_state(STATE)).fails
    assert not judged(pack, read_state(STATE), {"owned": "remediate"}).findings


def test_two_runs_find_the_same_in_the_same_order(tmp_path: Path) -> None:
    pack = packs.made(tmp_path, "foreign", packs.FOREIGN)
    config = {"all": "mandatory"}
    assert judged(pack, read_preview(BEFORE), config) == judged(pack, read_preview(BEFORE), config)


def test_a_pack_is_named_by_its_folder_or_within_the_project_by_its_name(tmp_path: Path) -> None:
    assert pack_named("security", ROOT) == ROOT / "policies" / "security"
    assert pack_named(str(packs.made(tmp_path, "foreign", packs.FOREIGN)), ROOT) == tmp_path / "foreign"
    with pytest.raises(PackError, match=r"there are: .*security"):
        pack_named("sekurity", ROOT)
