"""IAM roles: whom they trust, and the boundary that none can exceed."""

import fnmatch
import json

from components.security.boundary import boundary_arn, workload_boundary
from components.security.policies import iam_path
from tests.support import inventory_of, settings_of
from tests.unit.placements import placement
from tests.unit.security_facts import ROLE, as_list, every_stack, policies_of, statements

PIPELINES = ("preview", "deploy")

# Services that send no source account when they take a role; S3 takes one to replicate.
NO_SOURCE = {
    "cloudtrail.amazonaws.com",
    "ec2.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "eks-fargate-pods.amazonaws.com",
    "eks.amazonaws.com",
    "s3.amazonaws.com",
}


@every_stack
def test_no_role_lacks_the_boundary(stack: str) -> None:
    arn = boundary_arn(placement(stack))
    roles = inventory_of(stack).of_type(ROLE)
    assert roles
    for role in roles:
        limit = role.inputs.get("permissionsBoundary")
        expected = arn.replace("-boundary", "-deployment") if role.name in PIPELINES else arn
        assert limit == expected, role.urn


@every_stack
def test_every_role_but_the_pipelines_stands_under_the_path_that_a_deployment_manages(stack: str) -> None:
    for role in inventory_of(stack).of_type(ROLE):
        assert role.inputs.get("path") == (None if role.name in PIPELINES else iam_path(stack)), role.urn


@every_stack
def test_trust_policies_name_this_account(stack: str) -> None:
    account = settings_of(stack).account_id
    for role in inventory_of(stack).of_type(ROLE):
        for statement in statements(role.inputs["assumeRolePolicy"]):
            principal = statement["Principal"]
            assert principal != "*", role.urn
            if set(as_list(principal.get("Service", []))) & NO_SOURCE:
                continue
            assert account in json.dumps(statement), role.urn


def matches(action: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


@every_stack
def test_no_role_is_given_what_the_boundary_takes_away(stack: str) -> None:
    cap = statements(workload_boundary(placement(stack)))
    allowed = [action for s in cap if s["Effect"] == "Allow" for action in s["Action"]]
    denied = [action for s in cap if s["Effect"] == "Deny" and "Condition" not in s for action in s["Action"]]
    given = {
        action
        for resource, statement in policies_of(stack)
        if resource.type == "aws:iam/rolePolicy:RolePolicy" and statement["Effect"] == "Allow" and "preview" not in resource.name
        for action in as_list(statement["Action"])
    }
    assert given
    assert {action for action in given if not matches(action, allowed)} == set()
    assert {action for action in given if matches(action, denied)} == set()


def test_the_boundary_keeps_what_watches_and_protects() -> None:
    denied = {action for s in statements(workload_boundary(placement())) if s["Effect"] == "Deny" for action in s["Action"]}
    assert denied >= {
        "cloudtrail:StopLogging",
        "config:StopConfigurationRecorder",
        "guardduty:Delete*",
        "iam:CreateAccessKey",
        "iam:CreateUser",
        "iam:DeleteRolePermissionsBoundary",
        "organizations:*",
        "kms:ScheduleKeyDeletion",
        "s3:BypassGovernanceRetention",
    }


def test_the_boundary_allows_no_change_of_identities() -> None:
    allowed = {action for s in statements(workload_boundary(placement())) if s["Effect"] == "Allow" for action in s["Action"]}
    assert not {action for action in allowed if action.startswith(("organizations:", "account:", "iam:*", "iam:Put", "iam:Attach"))} - {
        "iam:*InstanceProfile"
    }
