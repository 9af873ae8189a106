"""Policies are read alike in whatever way they are written."""

import json
from typing import Any

import pytest

from inventory.values import UNKNOWN, NotYetKnown, Values
from policies.security.policy_document import CALLERS, SOURCES, Statement, account_of, each_grant, each_statement
from policies.subject import Subject


def _subject(**properties: Any) -> Subject:
    return Subject(urn="", type="", name="it", load=lambda: properties)


def _statement(**parts: Any) -> Statement:
    return Statement(Values(parts, "policy.Statement[0]"))


def _labels(subject: Subject, place: str = "policy") -> list[str]:
    return list(each_statement(subject, place, lambda statement: [statement.label]))


STATEMENT = {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}


@pytest.mark.parametrize(
    "policy",
    [
        {"Statement": STATEMENT},
        {"Statement": [STATEMENT]},
        json.dumps({"Statement": STATEMENT}),
        json.dumps({"Statement": [STATEMENT]}),
    ],
)
def test_a_text_or_an_object_with_one_statement_or_a_list(policy: Any) -> None:
    assert _labels(_subject(policy=policy)) == ["Read"]


@pytest.mark.parametrize(
    "policy", [None, 7, "", "{", "[]", '"text"', [], {"Statement": None}, {"Statement": "x"}, {"Statement": [1, None]}]
)
def test_what_is_no_policy_has_no_statements(policy: Any) -> None:
    assert _labels(_subject(policy=policy)) == []


def test_several_policies_of_one_resource_are_read_each_by_itself() -> None:
    subject = _subject(inlinePolicies=[{"policy": UNKNOWN}, {"name": "none"}, {"policy": json.dumps({"Statement": STATEMENT})}])
    assert _labels(subject, "inlinePolicies.policy") == ["Read"]
    assert subject.not_known == ["inlinePolicies[0].policy"]


def test_a_statement_that_is_not_known_yet_does_not_hide_the_others() -> None:
    subject = _subject(policy={"Statement": [{"Effect": "Allow", "Action": UNKNOWN}, {"Effect": "Allow", "Action": "s3:*"}, UNKNOWN]})
    found = list(each_grant(subject, "policy", lambda statement: statement.actions()))
    assert found == ["s3:*"]
    assert subject.not_known == ["policy.Statement[0].Action", "policy.Statement[2]"]


def test_only_what_allows_is_a_grant() -> None:
    subject = _subject(policy={"Statement": [{"Effect": "Deny", "Action": "*"}, {"Action": "*"}]})
    assert list(each_grant(subject, "policy", lambda statement: [statement.label])) == []


@pytest.mark.parametrize(
    ("parts", "covered"),
    [
        ({"Action": "*"}, True),
        ({"Action": "*:*"}, True),
        ({"Action": ["s3:ListBucket", "IAM:pass*"]}, True),
        ({"Action": "iam:Get*"}, False),
        ({"Action": []}, False),
        ({}, False),
        ({"NotAction": "iam:*"}, False),
        ({"NotAction": ["s3:*", "sts:*"]}, True),
    ],
)
def test_an_action_is_covered_by_name_or_wildcard(parts: dict[str, Any], covered: bool) -> None:
    assert bool(_statement(**parts).covers("iam:PassRole")) is covered


def test_a_known_action_counts_beside_one_that_is_not_known_yet() -> None:
    assert _statement(Action=[UNKNOWN, "iam:Pass*"]).covers("iam:GetRole", "iam:PassRole") == ["iam:PassRole"]
    with pytest.raises(NotYetKnown):
        _statement(Action=[UNKNOWN, "s3:*"]).covers("iam:PassRole")


@pytest.mark.parametrize(
    ("resource", "everything"),
    [
        ("*", True),
        ("**", True),
        ("arn:aws:iam::111111111111:role/*", True),
        ("arn:aws:kms:*:*:key/*", True),
        ("arn:aws:secretsmanager:us-east-1:111111111111:secret:*", True),
        ("arn:aws:s3:::*", True),
        ("arn:aws:s3:::*/*", True),
        ("arn:aws:*", True),
        ("arn:aws:s3:::logs/*", False),
        ("arn:aws:s3:::logs-*", False),
        ("arn:aws:iam::111111111111:role/platform/*", False),
        ("arn:aws:kms:us-east-1:111111111111:key/1", False),
        ("logs", False),
    ],
)
def test_which_resources_are_all_there_are(resource: str, everything: bool) -> None:
    assert _statement(Resource=resource).on_everything() is everything
    assert _statement(Resource=["arn:aws:sqs:us-east-1:111111111111:jobs", resource]).on_everything() is everything


def test_all_resources_but_some_are_everything() -> None:
    assert _statement(NotResource="arn:aws:s3:::logs").on_everything()


@pytest.mark.parametrize(
    ("parts", "anybody"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ["arn:aws:iam::111111111111:root", "*"]}}, True),
        ({"Principal": {"*": "*"}}, True),
        ({"Principal": {"AWS": "arn:aws-cn:iam::*:role/app"}}, True),
        ({"NotPrincipal": {"AWS": "arn:aws:iam::111111111111:root"}}, True),
        ({"Principal": {"AWS": "111111111111"}}, False),
        ({"Principal": {"Service": "sns.amazonaws.com"}}, False),
        ({}, False),
    ],
)
def test_who_is_anybody(parts: dict[str, Any], anybody: bool) -> None:
    assert _statement(**parts).for_anybody() is anybody


def test_principals_by_kind() -> None:
    statement = _statement(Principal={"Service": ["a.amazonaws.com", "b.amazonaws.com"], "AWS": "1"})
    assert list(statement.principals("Service")) == ["a.amazonaws.com", "b.amazonaws.com"]
    assert list(statement.principals("Federated")) == []
    assert list(_statement(Principal="*").principals("Service")) == ["*"]


@pytest.mark.parametrize(
    ("operator", "key", "value", "pinned"),
    [
        ("StringEquals", "aws:SourceAccount", "111111111111", True),
        ("StringEquals", "AWS:SourceAccount", ["111111111111", "222222222222"], True),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-1/r-1/*", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:logs:us-east-1:111111111111:*", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::logs", True),
        ("Bool", "elasticfilesystem:AccessedViaMountTarget", "true", True),
        ("Bool", "elasticfilesystem:AccessedViaMountTarget", "false", False),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", True),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/8", True),
        ("IpAddress", "aws:SourceIp", "0.0.0.0/0", False),
        ("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "::/0"], False),
        ("IpAddress", "aws:SourceIp", "nowhere", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::*", False),
        ("ArnLike", "aws:SourceArn", "arn:*", False),
        ("StringLike", "aws:PrincipalOrgID", "*", False),
        ("StringLike", "aws:userid", "*:session", False),
        ("StringEquals", "aws:SourceAccount", "${aws:PrincipalAccount}", False),
        ("StringEquals", "aws:SourceAccount", "", False),
        ("StringNotEquals", "aws:SourceAccount", "111111111111", False),
        ("StringEqualsIfExists", "aws:SourceAccount", "111111111111", False),
        ("ForAllValues:StringEquals", "aws:SourceAccount", "111111111111", False),
        ("StringEquals", "aws:RequestedRegion", "us-east-1", False),
    ],
)
def test_which_conditions_pin_the_caller(operator: str, key: str, value: Any, pinned: bool) -> None:
    assert _statement(Condition={operator: {key: value}}).pins(*CALLERS) is pinned


def test_a_condition_that_is_not_known_yet() -> None:
    unknown = {"StringEquals": {"aws:SourceAccount": UNKNOWN}}
    with pytest.raises(NotYetKnown) as raised:
        _statement(Condition=unknown).pins(*SOURCES)
    assert raised.value.path == "policy.Statement[0].Condition.StringEquals.aws:SourceAccount"
    assert _statement(Condition={**unknown, "StringLike": {"aws:SourceOrgID": "o-1"}}).pins(*SOURCES)
    assert not _statement(Condition={"StringEquals": {"aws:PrincipalTag/team": UNKNOWN}}).pins(*SOURCES)


def test_keys_of_conditions_may_have_dots_and_wildcards() -> None:
    statement = _statement(Condition={"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:a/b:ref:refs/heads/main"}})
    assert [condition.texts() for condition in statement.demands("*:sub")] == [["repo:a/b:ref:refs/heads/main"]]


@pytest.mark.parametrize(
    ("principal", "account"),
    [
        ("111111111111", "111111111111"),
        ("arn:aws:iam::111111111111:root", "111111111111"),
        ("arn:aws-cn:iam::111111111111:role/a", "111111111111"),
        ("*", ""),
        ("sns.amazonaws.com", ""),
    ],
)
def test_the_account_of_a_principal(principal: str, account: str) -> None:
    assert account_of(principal) == account
