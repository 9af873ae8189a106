"""IAM policies: how statements are written, and what none of a stack's may say."""

import re

from components.security.boundary import deployment_policy, workload_boundary
from components.security.pipelines import preview_policy
from components.security.policies import allow, deny, document, pod_trust, service_may, trust
from tests.support import settings_of
from tests.unit.placements import placement
from tests.unit.security_facts import as_list, every_stack, policies_of, statements


def test_a_statement_keeps_its_sid_and_condition() -> None:
    statement = allow(["s3:GetObject"], ["arn:aws:s3:::a/*"], "Reads", Condition={"Bool": {"aws:SecureTransport": "true"}})
    assert statement["Sid"] == "Reads"
    assert statement["Effect"] == "Allow"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "true"}}
    assert deny(["s3:*"], ["*"], "No")["Effect"] == "Deny"
    assert "Sid" not in allow(["s3:GetObject"], ["*"])


def test_documents_are_the_same_text_in_every_run() -> None:
    assert document({"b": 1, "a": 2}) == document({"a": 2, "b": 1})


def test_a_service_is_trusted_for_this_account_only() -> None:
    (statement,) = statements(trust(placement(), "glue.amazonaws.com", "athena.amazonaws.com"))
    assert statement["Principal"] == {"Service": ["athena.amazonaws.com", "glue.amazonaws.com"]}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": settings_of("prod").account_id}}


def test_a_pod_is_trusted_by_cluster_namespace_and_service_account() -> None:
    (statement,) = statements(pod_trust(placement(), "cluster", "ingestion", "events"))
    equal = statement["Condition"]["StringEquals"]
    assert equal["aws:RequestTag/kubernetes-namespace"] == "ingestion"
    assert equal["aws:RequestTag/kubernetes-service-account"] == "events"
    assert statement["Condition"]["ArnEquals"]["aws:SourceArn"].endswith(":cluster/cluster")


def test_a_service_statement_without_conditions_has_none() -> None:
    assert "Condition" not in service_may("A", "sns.amazonaws.com", ["sqs:SendMessage"], ["*"])


@every_stack
def test_no_statement_allows_everything_on_everything(stack: str) -> None:
    wrong = [
        resource.urn
        for resource, statement in policies_of(stack)
        if statement["Effect"] == "Allow" and "*" in as_list(statement.get("Action", "*"))
    ]
    assert not wrong


@every_stack
def test_no_role_policy_uses_a_whole_service_on_every_resource(stack: str) -> None:
    wrong = [
        f"{resource.urn}: {action}"
        for resource, statement in policies_of(stack)
        if resource.type == "aws:iam/rolePolicy:RolePolicy" and statement["Effect"] == "Allow" and "*" in as_list(statement["Resource"])
        for action in as_list(statement["Action"])
        if action.endswith(":*")
    ]
    assert not wrong


def test_policies_fit_into_what_iam_allows() -> None:
    everywhere = placement("prod")
    for policy in (workload_boundary(everywhere), deployment_policy(everywhere), preview_policy(everywhere)):
        assert len(re.sub(r"\s", "", policy)) <= 6144
