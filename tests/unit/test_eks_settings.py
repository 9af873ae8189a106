"""What the settings of the cluster refuse: versions, open API servers, doubled access, images for two processors."""

import re
from datetime import date
from pathlib import Path

import pytest

from settings import eks_versions, from_aws_stack_file
from tests.unit.stack_files import changed, mistakes

ACCESS = '- { role: "arn:aws:iam::333333333333:role/platform-operators", policy: AmazonEKSAdminViewPolicy }'


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("1.28", "is not in standard support on 2026-11-21"),
        ("1.33", "is not in standard support on 2026-11-21"),
        ("1.99", "is not in standard support on 2026-11-21"),
        ("1.37", "has no add-on versions in data/eks.json"),
    ],
)
def test_a_version_out_of_support_or_without_add_ons_is_refused(tmp_path: Path, version: str, message: str) -> None:
    error = mistakes(tmp_path, changed(('version: "1.35"', f'version: "{version}"')))
    assert [problem.path for problem in error.problems] == [("eks", "version")]
    assert message in error.problems[0].message
    assert "choose 1.34, 1.35, 1.36" in error.problems[0].message


@pytest.mark.parametrize("version", ["1.34", "1.35", "1.36"])
def test_a_version_in_support_is_accepted(tmp_path: Path, version: str) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text(changed(('version: "1.35"', f'version: "{version}"')))
    assert from_aws_stack_file(tmp_path, "prod").eks.version == version


def test_support_is_judged_by_the_day_of_the_data_and_not_by_the_clock() -> None:
    assert eks_versions.as_of() == date(2026, 11, 21)
    assert eks_versions.in_standard_support("1.34")  # until 2 December
    assert eks_versions.in_standard_support("1.37")  # its end is not announced yet
    assert not eks_versions.in_standard_support("1.33")


@pytest.mark.parametrize("block", ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1"])
def test_the_api_server_cannot_be_opened_to_the_world(tmp_path: Path, block: str) -> None:
    error = mistakes(tmp_path, changed(('version: "1.35"', f'version: "1.35"\n    public_access_cidrs: [203.0.113.0/24, {block}]')))
    assert [problem.path for problem in error.problems] == [("eks", "public_access_cidrs", 1)]


def test_a_policy_given_twice_to_a_role_is_refused(tmp_path: Path) -> None:
    error = mistakes(tmp_path, changed((ACCESS, f"{ACCESS}\n      {ACCESS}")))
    assert [problem.path for problem in error.problems] == [("eks", "access", 1, "policy")]


def test_an_administrator_needs_no_second_entry(tmp_path: Path) -> None:
    error = mistakes(tmp_path, changed((ACCESS, ACCESS.replace("platform-operators", "platform-administrators"))))
    assert [problem.path for problem in error.problems] == [("eks", "access", 0, "role")]


def test_a_group_for_two_processors_is_refused(tmp_path: Path) -> None:
    error = mistakes(tmp_path, changed(("[c6i.4xlarge]", "[c6i.4xlarge, c7g.4xlarge]")))
    assert [problem.path for problem in error.problems] == [("eks", "node_groups", "general", "instance_types")]


def test_system_pods_must_find_a_node_without_taints(tmp_path: Path) -> None:
    error = mistakes(
        tmp_path, changed(("labels: { workload: general }", "labels: { workload: general }\n        taints: [{ key: general }]"))
    )
    assert [problem.path for problem in error.problems] == [("eks", "node_groups")]


def test_a_zonal_group_needs_room_for_a_node_in_each_zone(tmp_path: Path) -> None:
    text = re.sub(r"memory: \{ min: 0, desired: 0, max: 10 \}", "memory: { min: 0, desired: 0, max: 2 }", changed())
    error = mistakes(tmp_path, text)
    assert [problem.path for problem in error.problems] == [("regions", 3, "node_groups", "memory", "max")]


@pytest.mark.parametrize("ami", ["al2023@latest", "bottlerocket@latest", "ami-0123456789abcdef0"])
def test_karpenters_image_must_be_pinned(tmp_path: Path, ami: str) -> None:
    error = mistakes(tmp_path, changed(('version: "1.35"', f'version: "1.35"\n    karpenter_ami: "{ami}"')))
    assert [problem.path for problem in error.problems] == [("eks", "karpenter_ami")]
