"""Settings: what a person sees who made a mistake in a stack file."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import SettingsError, from_stack_file
from settings.naming import BUCKET_LIMIT, LONGEST_PURPOSE, bucket_name, longest_stack_name
from tests.support import ROOT, STACKS, settings_of
from tests.unit.stack_files import PROD, changed, line_of, mistakes

CASES: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "settings_mistakes.yaml").read_text())


@pytest.mark.parametrize("sentence", CASES)
def test_a_mistake_is_shown_with_file_line_value_and_what_is_allowed(tmp_path: Path, sentence: str) -> None:
    case = CASES[sentence]
    old, new = case["replace"], case["by"]
    text = PROD.replace(old, new) if case.get("everywhere") else changed((old, new))
    title, place, message = mistakes(tmp_path, text).text().split("\n")
    assert title == "Pulumi.prod.yaml: 1 mistake"
    assert place == f"  Pulumi.prod.yaml:{line_of(text, case['line_of'])}  {case['shown']}"
    assert [words for words in case["says"] if words not in message] == []


def test_a_missing_stack_names_those_that_exist() -> None:
    with pytest.raises(SettingsError, match=r'there is no stack "prd" \(did you mean prod\?\); there are: dev, local, prod, staging'):
        from_stack_file(ROOT, "prd")


@pytest.mark.parametrize("stack", ["Prod", "1st", "my_stack", "my.stack"])
def test_a_stack_whose_name_no_bucket_can_carry_is_refused(tmp_path: Path, stack: str) -> None:
    assert f'stack = "{stack}"\n      its name must be small letters' in mistakes(tmp_path, PROD, stack).text()


def test_a_stack_whose_buckets_would_have_too_long_names_is_refused_with_the_room_there_is(tmp_path: Path) -> None:
    text = mistakes(tmp_path, PROD, "a-very-long-name").text()
    assert 'stack = "a-very-long-name"\n      its name has 16 characters; at most 14 leave' in text
    assert len(bucket_name("333333333333", "x" * 14, "ap-south-1", "x" * LONGEST_PURPOSE)) == BUCKET_LIMIT
    assert longest_stack_name("ap-south-1") == 14


def test_prod_without_a_dr_region_is_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("role: dr", "role: secondary"))).text()
    assert (
        f"Pulumi.prod.yaml:{line_of(PROD, 'event-platform:regions')}  regions\n      prod has no dr region; give one region the role dr"
        in text
    )


def test_every_role_too_many_is_shown(tmp_path: Path) -> None:
    text = mistakes(tmp_path, PROD.replace("role: secondary", "role: primary")).text()
    assert text.count("3 regions are primary; exactly one must be") == 3


def test_a_region_twice_is_shown_at_both_places(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("eu-west-1", "us-east-1"))).text()
    assert 'regions[0].name = "us-east-1"' in text
    assert 'regions[1].name = "us-east-1"\n      stands 2 times' in text


def test_a_pod_block_that_is_another_regions_block_is_wrong_at_both_places(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("pod_cidr: 100.65.0.0/16", "pod_cidr: 10.3.0.0/16"))).text()
    assert 'regions[1].pod_cidr = "10.3.0.0/16"\n      must lie in 100.64.0.0/10' in text
    assert 'regions[3].cidr = "10.3.0.0/16"\n      overlaps regions[1].pod_cidr 10.3.0.0/16' in text


def test_no_nat_and_no_endpoints_leave_no_way_out(tmp_path: Path) -> None:
    text = mistakes(
        tmp_path, changed(("nat: per_az", "nat: none"), ("ec2, ecr.api, ecr.dkr, eks,", "kms, sqs, ")).replace("kms, logs", "logs")
    ).text()
    assert "interface_endpoints must list ec2, ecr.api, ecr.dkr, eks" in text


def test_a_node_group_with_only_tainted_nodes_everywhere_leaves_no_room_for_system_pods(tmp_path: Path) -> None:
    text = changed(("labels: { workload: general }", "taints: [{ key: general }]"))
    assert "eks.node_groups\n      every group is tainted" in mistakes(tmp_path, text).text()


def test_mistakes_everywhere_are_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = changed(
        ('"333333333333"', '"3"'),
        ("protect: true", "protect: maybe"),
        ("owner: platform-team", "ownr: platform-team"),
        ("10.1.0.0/16", "10.0.0.0/16"),
        ("role: secondary", "role: primary"),
        ("ap-south-1", "ap-suoth-1"),
        ("nat: per_az", "nat: many"),
        ("key_deletion_days: 30", "key_deletion_days: 3"),
        ('"1.35"', "1.35"),
        ("min: 3", "min: 30"),
        ("max: 5", "max: 0"),
        ("noncurrent_days: 90", "noncurrent_days: -1"),
        ("[aws, kubernetes]", "[aws]"),
    )
    error = mistakes(tmp_path, text)
    places = [line.split()[1] for line in error.text().split("\n") if line.startswith("  Pulumi")]
    assert places == [
        "account_id",
        "protect",
        "tags.owner",
        "tags.ownr",
        "regions[0].role",
        "regions[1].role",
        "regions[1].cidr",
        "regions[2].name",
        "network.nat",
        "security.key_deletion_days",
        "eks.version",
        "eks.node_groups.general.min",
        "eks.node_groups.gpu.max",
        "lakehouse.noncurrent_days",
        "config.pulumi:disable-default-providers",
    ]
    assert error.text().startswith("Pulumi.prod.yaml: 15 mistakes\n")


SPOILT = {
    "account_id": ('"333333333333"', '"3"'),
    "tags": ("owner: platform-team", "owner: 5"),
    "regions": ("role: dr", "role: dr\n      colour: red"),
    "network": ("flow_log_days: 365", "flow_log_days: 0"),
    "security": ("secret_recovery_days: 30", "secret_recovery_days: no"),
    "eks": ('version: "1.35"', "version: 1"),
    "lakehouse": ("backup_lock_days: 30", "backup_lock_days: never"),
}
"""Section → a mistake that makes pydantic refuse the section as a whole."""

RULES = {
    "regions": (("10.2.0.0/16", "10.0.0.0/16"), "overlaps regions[0].cidr"),
    "network": (("interconnect: vpc_peering", "interconnect: none"), "4 regions need a connection"),
    "eks": (("desired: 4\n", "desired: 40\n"), "at most max (10)"),
    "lakehouse": (("noncurrent_days: 90", "noncurrent_days: 90\n    tiering: { gold: { infrequent_access: 1 } }"), "Infrequent Access"),
}
"""Section → a mistake that only a rule finds."""


@pytest.mark.parametrize("spoilt", SPOILT)
@pytest.mark.parametrize("section", RULES)
def test_no_mistake_hides_another(tmp_path: Path, section: str, spoilt: str) -> None:
    change, words = RULES[section]
    alone = mistakes(tmp_path, changed(change)).problems
    other = mistakes(tmp_path, changed(SPOILT[spoilt])).problems
    both = mistakes(tmp_path, changed(change, SPOILT[spoilt])).problems
    assert {(p.path, p.message) for p in both} == {(p.path, p.message) for p in (*alone, *other)}
    assert any(words in problem.message for problem in both)


def test_settings_are_frozen() -> None:
    found = from_stack_file(ROOT, "prod")
    with pytest.raises(ValueError, match="frozen"):
        found.protect = False  # type: ignore[misc]  # what is tested


def test_no_two_stacks_share_an_address_block() -> None:
    blocks = [block for stack in STACKS for region in settings_of(stack).regions for block in (region.cidr, region.pod_cidr)]
    assert len(set(blocks)) == len(blocks)


def test_preflight_answers_wrong_settings_with_status_2_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
    (tmp_path / "Pulumi.prod.yaml").write_text(changed(("nat: per_az", "nat: many"), ("protect: true", "protect: maybe")))
    for stack, words in (("prod", "2 mistakes"), ("absent", "there is no stack")):
        done = subprocess.run(
            [sys.executable, "-m", "preflight", "preview", "--stack", stack, "--project", str(tmp_path)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert words in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
