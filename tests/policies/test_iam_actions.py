"""The data on actions tells apart what changes a resource that a policy can name, and says where it is from."""

import json
from pathlib import Path

import pytest

from policies.security.iam_actions import CREDENTIALS, DATA_READS, EXPOSURE, PRIVILEGE_ESCALATION, writes_where_it_could_be_told

DATA = json.loads(Path("data/iam-actions.json").read_text())


@pytest.mark.parametrize(
    ("action", "named"),
    [
        ("s3:PutObject", True),
        ("s3:Put*", True),
        ("ec2:*", True),
        ("ec2:TerminateInstances", True),
        ("ec2:Describe*", False),
        ("s3:GetObject", False),
        ("ecr:GetAuthorizationToken", False),
        ("xray:PutTraceSegments", False),
        ("logs:StartQuery", False),
        ("unheard-of:Change", False),
        ("*", False),
    ],
)
def test_which_actions_change_what_a_policy_can_name(action: str, named: bool) -> None:
    assert writes_where_it_could_be_told(action) is named


def test_every_list_has_its_source_and_no_action_twice() -> None:
    assert DATA["as_of"] and DATA["source"]
    assert all(part["source"] for part in DATA.values() if isinstance(part, dict))
    for actions in (CREDENTIALS, DATA_READS, EXPOSURE, PRIVILEGE_ESCALATION):
        assert len(set(actions)) == len(actions)
        assert all(service and name for service, _, name in (action.partition(":") for action in actions))


def test_passing_a_role_has_a_rule_of_its_own() -> None:
    assert "iam:PassRole" not in {*CREDENTIALS, *EXPOSURE, *PRIVILEGE_ESCALATION}
