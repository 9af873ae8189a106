"""Roles are taken on only by those they are made for."""

import json
from typing import Any

from tests.policies.case import Case, Made, made

ACCOUNT = "111111111111"
OTHER = "arn:aws:iam::222222222222:role/app"
GITHUB = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"}
CLAIM = "token.actions.githubusercontent.com"
EKS = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/1"}
WEB = "sts:AssumeRoleWithWebIdentity"


def trusting(principal: Any, action: str = "sts:AssumeRole", equals: Any = None, like: Any = None, **options: Any) -> Made:
    """A role whose trust policy has one statement."""
    condition = {name: keys for name, keys in (("StringEquals", equals), ("StringLike", like)) if keys}
    statement = {"Sid": "Trust", "Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition}
    return made("aws:iam/role:Role", assumeRolePolicy=json.dumps({"Statement": [statement]}), **options)


def _allowed(*accounts: str) -> dict[str, Any]:
    return {"provider": {"region": "us-east-1", "allowedAccountIds": list(accounts)}}


EC2 = trusting({"Service": "ec2.amazonaws.com"})

CASES = [
    Case(
        "iam-trust-no-anybody",
        passing=[EC2, trusting("*", equals={"aws:PrincipalOrgID": "o-1"})],
        failing=[trusting("*"), trusting({"AWS": ["*"]}, equals={"sts:ExternalId": "1"}), trusting("*", like={"aws:PrincipalArn": "*"})],
    ),
    Case(
        "iam-trust-no-whole-account",
        passing=[
            EC2,
            trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:role/app"}),
            trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, equals={"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/app"}),
        ],
        failing=[
            trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
            trusting({"AWS": [OTHER, ACCOUNT]}),
            trusting({"AWS": ACCOUNT}, equals={"aws:PrincipalOrgID": "o-1"}),
        ],
    ),
    Case(
        "iam-trust-other-accounts-with-condition",
        config={"accounts": [ACCOUNT]},
        passing=[
            EC2,
            trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:role/app"}),
            trusting({"AWS": OTHER}, equals={"sts:ExternalId": "1"}),
            trusting({"AWS": OTHER}, **_allowed("222222222222")),
        ],
        failing=[trusting({"AWS": OTHER}), trusting({"AWS": OTHER}, equals={"aws:PrincipalTag/team": "events"})],
    ),
    Case(
        "iam-trust-other-accounts-with-condition",
        passing=[trusting({"AWS": OTHER})],
        failing=[trusting({"AWS": OTHER}, **_allowed(ACCOUNT))],
    ),
    Case(
        "iam-trust-no-users",
        passing=[
            trusting({"AWS": OTHER}),
            trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"}, equals={"aws:MultiFactorAuthPresent": "true"}),
        ],
        failing=[trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"})],
    ),
    Case(
        "iam-trust-oidc-audience-pinned",
        passing=[
            EC2,
            trusting(GITHUB, WEB, equals={f"{CLAIM}:aud": "sts.amazonaws.com"}),
            trusting({"Federated": "graph.facebook.com"}, WEB, equals={"graph.facebook.com:app_id": "1"}),
        ],
        failing=[
            trusting(GITHUB, WEB, equals={f"{CLAIM}:sub": "repo:acme/app:ref:refs/heads/main"}),
            trusting(GITHUB, "sts:*", like={f"{CLAIM}:aud": "*"}),
        ],
    ),
    Case(
        "iam-trust-oidc-subject-pinned",
        passing=[
            EC2,
            trusting({"Federated": "cognito-identity.amazonaws.com"}, WEB),
            trusting(GITHUB, WEB, like={f"{CLAIM}:sub": "repo:acme/app:*"}),
            trusting(GITHUB, WEB, equals={f"{CLAIM}:sub": ["repo:acme/app:ref:refs/heads/main", "repo:acme/app:environment:prod"]}),
            trusting(EKS, WEB, equals={"oidc.eks.us-east-1.amazonaws.com/id/1:sub": "system:serviceaccount:apps:api"}),
        ],
        failing=[
            trusting(GITHUB, WEB),
            trusting(GITHUB, WEB, like={f"{CLAIM}:sub": "*"}),
            trusting(GITHUB, WEB, like={f"{CLAIM}:sub": "repo:acme/*"}),
            trusting(GITHUB, WEB, like={f"{CLAIM}:sub": ["repo:acme/app:*", "repo:*/app:*"]}),
            trusting(EKS, WEB, like={"oidc.eks.us-east-1.amazonaws.com/id/1:sub": "system:serviceaccount:*:api"}),
            trusting(EKS, WEB, like={"oidc.eks.us-east-1.amazonaws.com/id/1:sub": "system:serviceaccount:apps:*"}),
        ],
    ),
    Case(
        "iam-trust-saml-audience-pinned",
        passing=[
            EC2,
            trusting({"Federated": "saml"}, "sts:AssumeRoleWithSAML", equals={"SAML:aud": "https://signin.aws.amazon.com/saml"}),
        ],
        failing=[trusting({"Federated": "saml"}, "sts:AssumeRoleWithSAML")],
    ),
    Case(
        "iam-trust-service-source",
        passing=[EC2, trusting({"Service": "scheduler.amazonaws.com"}, equals={"aws:SourceAccount": ACCOUNT})],
        failing=[trusting({"Service": ["ec2.amazonaws.com", "glue.amazonaws.com"]})],
    ),
]
