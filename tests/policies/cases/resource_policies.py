"""Policies of resources let in those they name, and nobody else."""

import json
from typing import Any

from tests.policies.case import Case, Made, made, ref

KEY = "aws:kms/key:Key"
QUEUE = "aws:sqs/queuePolicy:QueuePolicy"
DOMAIN = "aws:opensearch/domain:Domain"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ACCOUNT = "111111111111"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
PINNED = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
SOURCE = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def policy(principal: Any, action: Any = "sqs:SendMessage", condition: Any = None, resource: Any = "*", effect: str = "Allow") -> str:
    """A policy with one statement."""
    statement = {"Effect": effect, "Principal": principal, "Action": action, "Resource": resource, "Condition": condition or {}}
    return json.dumps({"Statement": [statement]})


def _no_anybody(rule: str, *places: tuple[str, str]) -> Case:
    return Case(
        rule,
        passing=[Made(type_, "it", {place: policy("*", condition=PINNED)}) for type_, place in places],
        failing=[Made(type_, "it", {place: policy({"AWS": "*"})}) for type_, place in places],
    )


def _domain(**properties: Any) -> Made:
    return made(DOMAIN, "search", **properties)


CASES = [
    _no_anybody(
        "s3-policy-no-anybody", ("aws:s3/bucketPolicy:BucketPolicy", "policy"), ("aws:s3tables/tablePolicy:TablePolicy", "resourcePolicy")
    ),
    Case(
        "s3-policy-no-anybody",
        passing=[made("aws:s3/bucket:Bucket"), made("aws:s3/bucketPolicy:BucketPolicy", policy=policy("*", "s3:*", effect="Deny"))],
        failing=[made("aws:s3/bucketPolicy:BucketPolicy", policy=policy("*", condition={"Bool": {"aws:SecureTransport": "true"}}))],
    ),
    _no_anybody("sns-policy-no-anybody", ("aws:sns/topicPolicy:TopicPolicy", "policy"), ("aws:sns/topic:Topic", "policy")),
    _no_anybody("sqs-policy-no-anybody", (QUEUE, "policy"), ("aws:sqs/queue:Queue", "policy")),
    _no_anybody("eventbridge-policy-no-anybody", ("aws:cloudwatch/eventBusPolicy:EventBusPolicy", "policy")),
    _no_anybody("ecr-policy-no-anybody", ("aws:ecr/repositoryPolicy:RepositoryPolicy", "policy")),
    _no_anybody("kms-policy-no-anybody", (KEY, "policy"), ("aws:kms/keyPolicy:KeyPolicy", "policy")),
    _no_anybody("secretsmanager-policy-no-anybody", ("aws:secretsmanager/secretPolicy:SecretPolicy", "policy")),
    _no_anybody("backup-policy-no-anybody", ("aws:backup/vaultPolicy:VaultPolicy", "policy")),
    _no_anybody("efs-policy-no-anybody", ("aws:efs/fileSystemPolicy:FileSystemPolicy", "policy")),
    Case(
        "efs-policy-no-anybody",
        passing=[
            made(
                "aws:efs/fileSystemPolicy:FileSystemPolicy",
                policy=policy("*", condition={"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}),
            )
        ],
        failing=[made("aws:efs/fileSystemPolicy:FileSystemPolicy", policy=policy("*"))],
    ),
    _no_anybody(
        "data-policy-no-anybody",
        ("aws:glue/resourcePolicy:ResourcePolicy", "policy"),
        ("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument"),
    ),
    Case(
        "opensearch-policy-no-anybody",
        passing=[
            _domain(accessPolicies=policy(ROOT)),
            _domain(accessPolicies=policy("*"), advancedSecurityOptions={"enabled": True}),
            [
                _domain(advancedSecurityOptions={"enabled": True}),
                made("aws:opensearch/domainPolicy:DomainPolicy", domainName=ref("search"), accessPolicies=policy("*")),
            ],
        ],
        failing=[
            _domain(accessPolicies=policy("*")),
            made("aws:opensearch/domainPolicy:DomainPolicy", domainName="search", accessPolicies=policy("*")),
            [_domain(), made("aws:opensearch/domainPolicy:DomainPolicy", domainName=ref("search"), accessPolicies=policy("*"))],
        ],
    ),
    Case(
        "resource-policy-no-all-actions",
        passing=[made(QUEUE, policy=policy(ROOT)), made(QUEUE, policy=policy("*", "*", effect="Deny"))],
        failing=[made(QUEUE, policy=policy(ROOT, "*")), made(QUEUE, policy=policy(ROOT, ["sqs:SendMessage", "sqs:*"]))],
    ),
    Case(
        "resource-policy-names-source",
        passing=[
            made(QUEUE, policy=policy({"Service": "sns.amazonaws.com"}, condition=SOURCE)),
            made(KEY, policy=policy({"Service": "logs.amazonaws.com"}, condition={"StringLike": {"kms:EncryptionContext:arn": "a"}})),
            made(KEY, policy=policy(ROOT, "kms:*")),
            made("aws:sns/topicPolicy:TopicPolicy", policy=policy({"Service": "events.amazonaws.com"})),
        ],
        failing=[
            made(QUEUE, policy=policy({"Service": "events.amazonaws.com"})),
            made(QUEUE, policy=policy({"Service": ["sns.amazonaws.com"]})),
            made(KEY, policy=policy({"Service": "a.amazonaws.com"})),
        ],
    ),
    Case(
        "vpc-endpoint-policy-limits",
        passing=[
            made(ENDPOINT, vpcEndpointType="Interface"),
            made(ENDPOINT, policy=policy("*", "s3:GetObject")),
            made(ENDPOINT, policy=policy("*", "*", resource="arn:aws:s3:::logs/*")),
            made(ENDPOINT, policy=policy("*", "*", condition=PINNED)),
            made(ENDPOINT, policy=policy(ROOT, "*")),
            [
                made(ENDPOINT, "s3"),
                made("aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy", vpcEndpointId=ref("s3"), policy=policy("*", "s3:GetObject")),
            ],
        ],
        failing=[
            made(ENDPOINT),
            made(ENDPOINT, vpcEndpointType="Gateway"),
            made(ENDPOINT, vpcEndpointType="Interface", policy=policy("*", "*")),
            [
                made(ENDPOINT, "s3"),
                made("aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy", vpcEndpointId=ref("s3"), policy=policy("*", "*")),
            ],
        ],
    ),
]
