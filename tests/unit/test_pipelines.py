"""The roles of pipelines: what a deployment and a preview may do, and who may take them."""

import json

import pytest

from components.security.boundary import boundary_arn, deployment_policy
from components.security.pipelines import github_trust, preview_policy
from components.security.policies import iam_path
from tests.support import ALL_STACKS, inventory_of, settings_of
from tests.unit.placements import placement
from tests.unit.security_facts import ROLE, every_stack, statements


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_a_deployment_may_call_every_service_that_the_stack_uses(stack: str) -> None:
    """SDK module → prefix of its IAM actions, where they differ."""
    prefixes = {
        "accessanalyzer": "access-analyzer",
        "apigatewayv2": "apigateway",
        "appautoscaling": "application-autoscaling",
        "cfg": "config",
        "costexplorer": "ce",
        "ebs": "ec2",
        "ec2transitgateway": "ec2",
        "efs": "elasticfilesystem",
        "emr": "elasticmapreduce",
        "emrserverless": "emr-serverless",
        "lb": "elasticloadbalancing",
        "kinesisanalyticsv2": "kinesisanalytics",
        "redshiftserverless": "redshift-serverless",
        "msk": "kafka",
        "opensearch": "es",
        "sfn": "states",
        "vpc": "ec2",
    }
    services = {action.removesuffix(":*") for action in statements(deployment_policy(placement("prod")))[0]["Action"]}
    modules = {resource.type.split(":")[1].split("/")[0] for resource in inventory_of(stack) if resource.is_aws} - {"iam"}
    assert {prefixes.get(module, module) for module in modules} <= services


def test_a_deployment_makes_roles_only_under_the_boundary_and_cannot_reach_its_own_limits() -> None:
    here = placement()
    roles = next(s for s in statements(deployment_policy(here)) if "iam:CreateRole" in s["Action"])
    assert roles["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": boundary_arn(here)}}
    managed = f":policy{iam_path('prod')}"
    assert managed not in boundary_arn(here)
    changing = [
        s for s in statements(deployment_policy(here)) if any(a.startswith(("iam:*", "iam:Put", "iam:Delete")) for a in s["Action"])
    ]
    assert changing
    assert all(resource != "*" for s in changing for resource in s["Resource"])


def test_a_deployment_works_in_the_stacks_regions_only() -> None:
    services = statements(deployment_policy(placement()))[0]
    assert set(services["Condition"]["StringEquals"]["aws:RequestedRegion"]) == {r.name for r in settings_of("prod").regions} | {
        "us-east-1"
    }


@every_stack
def test_github_deploys_only_from_the_repositorys_environment(stack: str) -> None:
    github = settings_of(stack).security.github
    assert github
    subjects = {}
    for role in inventory_of(stack).of_type(ROLE):
        for statement in statements(role.inputs["assumeRolePolicy"]):
            if "Federated" in statement["Principal"] and "githubusercontent" in statement["Principal"]["Federated"]:
                assert list(statement["Condition"]) == ["StringEquals"]
                equal = statement["Condition"]["StringEquals"]
                assert equal["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
                subjects[role.name] = equal["token.actions.githubusercontent.com:sub"]
    assert subjects == {
        "preview": f"repo:{github.repository}:pull_request",
        "deploy": f"repo:{github.repository}:environment:{github.environment}",
    }


def test_a_github_subject_is_matched_whole() -> None:
    (statement,) = statements(github_trust(placement(), "repo:example/event-platform:environment:prod"))
    assert "*" not in json.dumps(statement)


def test_a_preview_reads_no_values() -> None:
    denied = {action for s in statements(preview_policy(placement())) if s["Effect"] == "Deny" for action in s["Action"]}
    assert {"secretsmanager:GetSecretValue", "ssm:GetParameter*", "dynamodb:Scan", "s3:GetObject*"} <= denied
