"""Policies of identities grant what is needed, on the resources it is needed for."""

import json
from typing import Any

from tests.policies.case import Case, Example, Made, made, ref

POLICY = "aws:iam/policy:Policy"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
QUEUE = "arn:aws:sqs:us-east-1:111111111111:jobs"


def allowing(action: Any, resource: Any = "*", type_: str = ROLE_POLICY, **statement: Any) -> Made:
    """A policy with one statement that allows something."""
    return made(type_, policy=json.dumps({"Statement": {"Effect": "Allow", "Action": action, "Resource": resource} | statement}))


def _bounding(action: str) -> Example:
    return [allowing(action, type_=POLICY), made(ROLE, "role", permissionsBoundary=ref("it"))]


def _denying(action: str) -> Made:
    return made(POLICY, policy={"Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}]})


CASES = [
    Case(
        "iam-policy-no-full-access",
        passing=[
            allowing("sqs:SendMessage", QUEUE),
            allowing(["sqs:*"]),
            allowing("*", QUEUE),
            _denying("*"),
            made(ROLE, inlinePolicies=[{"name": "none"}]),
        ],
        failing=[
            allowing("*"),
            allowing(["s3:GetObject", "*:*"], ["*"], POLICY),
            allowing("*", "*", "aws:iam/userPolicy:UserPolicy"),
            allowing("*", "*", "aws:iam/groupPolicy:GroupPolicy"),
            made(POLICY, policy={"Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}]}),
            made(ROLE, inlinePolicies=[{"policy": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]),
            made(
                "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
                inlinePolicy='{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}',
            ),
        ],
    ),
    Case(
        "iam-policy-no-service-wildcards",
        passing=[
            allowing(["sqs:Send*", "sqs:ReceiveMessage"]),
            _denying("sqs:*"),
            _bounding("sqs:*"),
            [allowing("sqs:*", type_=POLICY), made("aws:iam/user:User", "user", permissionsBoundary=ref("it"))],
        ],
        failing=[
            allowing("sqs:*"),
            allowing(["sqs:SendMessage", "sns:*"], QUEUE, POLICY),
            [*_bounding("sqs:*"), made(ATTACHMENT, "attached", policyArn=ref("it"), role=ref("role"))],
            [allowing("sqs:*", type_=POLICY), made(ROLE, "role", permissionsBoundary=ref("it"), managedPolicyArns=[ref("it")])],
            [allowing("sqs:*", type_=POLICY), made(ROLE, "role", managedPolicyArns=[ref("it")])],
        ],
    ),
    Case(
        "iam-policy-no-inverse-grants",
        passing=[allowing("sqs:SendMessage"), made(POLICY, policy={"Statement": {"Effect": "Deny", "NotAction": "iam:*"}})],
        failing=[
            made(POLICY, policy={"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": QUEUE}}),
            made(POLICY, policy={"Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "NotResource": QUEUE}}),
        ],
    ),
    Case(
        "iam-policy-no-privilege-escalation",
        passing=[
            allowing(["iam:GetRole", "lambda:InvokeFunction"]),
            allowing("iam:AttachRolePolicy", "arn:aws:iam::111111111111:role/platform/*"),
            allowing("iam:PutRolePolicy", Condition={"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::111111111111:policy/b"}}),
            allowing("lambda:Update*", Condition={"StringEquals": {"aws:ResourceTag/team": "events"}}),
            _bounding("iam:*"),
        ],
        failing=[
            allowing("iam:CreatePolicyVersion"),
            allowing("iam:*"),
            allowing(["s3:GetObject", "LAMBDA:update*"], ["*"]),
            allowing("iam:PutRolePolicy", "arn:aws:iam::111111111111:role/*", POLICY),
            allowing("iam:AttachRolePolicy", Condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}}),
            made(POLICY, policy={"Statement": {"Effect": "Allow", "NotAction": ["s3:*"], "Resource": "*"}}),
        ],
    ),
    Case(
        "iam-policy-passes-named-roles",
        passing=[allowing("iam:PassRole", "arn:aws:iam::111111111111:role/app"), allowing("iam:GetRole")],
        failing=[allowing("iam:PassRole"), allowing("iam:Pass*", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})],
    ),
    Case(
        "iam-policy-no-credentials-of-others",
        passing=[allowing("sts:AssumeRole", "arn:aws:iam::111111111111:role/app"), allowing("sts:GetCallerIdentity")],
        failing=[allowing("sts:AssumeRole"), allowing("rds-db:connect", POLICY, Resource=["*"])],
    ),
    Case(
        "iam-policy-no-data-of-others",
        passing=[allowing("s3:GetObject", "arn:aws:s3:::logs/*"), allowing("s3:ListAllMyBuckets")],
        failing=[allowing("s3:Get*"), allowing("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111111111111:secret:*")],
    ),
    Case(
        "iam-policy-decrypts-with-named-keys",
        passing=[
            allowing("kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/1"),
            allowing("kms:Decrypt", Condition={"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/events"}}),
            allowing("kms:DescribeKey"),
        ],
        failing=[allowing("kms:Decrypt"), allowing("kms:ReEncrypt*", "arn:aws:kms:*:111111111111:key/*")],
    ),
    Case(
        "iam-policy-no-exposure",
        passing=[allowing("s3:PutBucketPolicy", "arn:aws:s3:::logs"), allowing("s3:GetBucketPolicy")],
        failing=[allowing("s3:PutBucketPolicy"), allowing("kms:*")],
    ),
    Case(
        "iam-policy-writes-to-named-resources",
        passing=[
            allowing("sqs:SendMessage", QUEUE),
            allowing(["ecr:GetAuthorizationToken", "ec2:Describe*", "xray:PutTraceSegments", "logs:StartQuery"]),
            allowing("unheard-of:Change"),
            allowing("ec2:TerminateInstances", Condition={"StringEquals": {"aws:ResourceTag/team": "events"}}),
        ],
        failing=[allowing("sqs:SendMessage"), allowing(["ec2:Describe*", "ec2:Terminate*"], [QUEUE, "*"])],
    ),
]
