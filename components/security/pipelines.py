"""GitHub's workflows in AWS, without any stored key: they prove by OIDC which repository and environment they run in."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.boundary import deployment_policy
from components.security.policies import allow, deny, document
from settings import PROJECT
from settings.security import Github

ISSUER = "token.actions.githubusercontent.com"
STATE_KEY = f"alias/{PROJECT}-state"
"""The key of the state's secrets; made before the first deployment, so not by this program."""

# Values of any kind: a preview compares resources and needs no data.
_VALUES = (
    "athena:GetQueryResults*", "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect",
    "ec2:GetPasswordData", "kinesis:GetRecords", "logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery",
    "redshift:GetClusterCredentials*", "secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "sqs:ReceiveMessage",
    "ssm:GetParameter*",
)  # fmt: skip


@dataclass(frozen=True)
class PipelinesArgs:
    """What the workflows' roles need."""

    placement: Placement
    github: Github


class Pipelines(Component):
    """The account's GitHub provider, a role that previews pull requests and one that deploys."""

    preview: aws.iam.Role
    """For pull requests of the repository: reads everything but values."""
    deploy: aws.iam.Role
    """For the one environment of the repository, whose approvals GitHub enforces."""

    def __init__(self, name: str, args: PipelinesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        placement, github = args.placement, args.github
        # AWS knows GitHub's certificate authority, so no thumbprint is pinned that would expire.
        issuer = aws.iam.OpenIdConnectProvider(
            "github", url=f"https://{ISSUER}", client_id_lists=["sts.amazonaws.com"], opts=self.options()
        )
        limits = aws.iam.Policy(
            "deployment",
            name=placement.physical("deployment"),
            description="What a deployment of the platform may do, and the most that a pipeline can",
            policy=deployment_policy(placement),
            opts=self.options(),
        )
        self.preview = self._role(placement, "preview", f"repo:{github.repository}:pull_request", limits, issuer, hours=1)
        environment = f"repo:{github.repository}:environment:{github.environment}"
        self.deploy = self._role(placement, "deploy", environment, limits, issuer, hours=2)  # a first `up` of four regions
        aws.iam.RolePolicyAttachment(
            "preview-reads", role=self.preview.name, policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess", opts=self.options()
        )
        aws.iam.RolePolicy("preview-values", role=self.preview.name, policy=preview_policy(placement), opts=self.options())
        aws.iam.RolePolicyAttachment("deploy", role=self.deploy.name, policy_arn=limits.arn, opts=self.options())
        self.register_outputs({"preview": self.preview.arn, "deploy": self.deploy.arn})

    def _role(
        self,
        placement: Placement,
        purpose: str,
        subject: str,
        limits: aws.iam.Policy,
        issuer: aws.iam.OpenIdConnectProvider,
        hours: int,
    ) -> aws.iam.Role:
        return aws.iam.Role(
            purpose,
            name=placement.physical(purpose),
            assume_role_policy=github_trust(placement, subject),
            permissions_boundary=limits.arn,
            max_session_duration=hours * 3600,
            opts=self.options(depends_on=[issuer]),
        )


def github_trust(placement: Placement, subject: str) -> str:
    """Trusts GitHub's tokens for one subject. A pull request from a fork has the fork's name in it, so it gets nothing."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:aws:iam::{placement.account_id}:oidc-provider/{ISSUER}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": subject}},
        }
    )


def preview_policy(placement: Placement) -> str:
    """Beside reading: the state's own secrets may be decrypted, the platform's data and secrets may not be read."""
    keys = f"arn:aws:kms:*:{placement.account_id}:key/*"
    return document(
        allow(["kms:Decrypt"], [keys], "StateSecrets", Condition={"ForAnyValue:StringEquals": {"kms:ResourceAliases": STATE_KEY}}),
        deny(_VALUES, ["*"], "NoValues"),
        deny(["s3:GetObject*"], [f"arn:aws:s3:::{placement.physical('*')}/*"], "NoData"),
    )
