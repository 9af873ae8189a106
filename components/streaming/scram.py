"""A Kafka user with a password, for clients that cannot use IAM."""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.component import Component
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import document, service_may
from components.security.secrets import resource_policy

_PASSWORD_LENGTH = 32


@dataclass(frozen=True)
class ScramUserArgs:
    """What sets one user apart from another."""

    placement: Placement
    keys: Keys
    user: str


class ScramUser(Component):
    """A user name and a random password in a secret that MSK accepts: by name, by key (a customer's own) and by policy."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: ScramUserArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        placement = args.placement
        password = random.RandomPassword(
            name, length=_PASSWORD_LENGTH, special=False, min_lower=1, min_upper=1, min_numeric=1, opts=self.options()
        )
        secret = aws.secretsmanager.Secret(
            name,
            name_prefix=f"AmazonMSK_{placement.physical(args.user)}-",
            description=f"Kafka user {args.user}",
            kms_key_id=args.keys.arns["secrets"],
            policy=secret_policy(placement),
            recovery_window_in_days=placement.settings.security.secret_recovery_days,
            opts=self.options(**placement.stateful()),
        )
        value: pulumi.Input[str] = pulumi.Output.json_dumps({"username": args.user, "password": password.result})
        aws.secretsmanager.SecretVersion(
            name,
            secret_id=secret.id,
            secret_string=pulumi.Output.secret(value),
            opts=self.options(),
        )
        self.arn = secret.arn
        self.register_outputs({"arn": self.arn})


def secret_policy(placement: Placement) -> str:
    """What every secret's policy says, and the statement that MSK attaches itself where it is missing, under the name it looks for."""
    reads = service_may("AWSKafkaResourcePolicy", "kafka.amazonaws.com", ["secretsmanager:GetSecretValue"], ["*"])
    return document(reads, *json.loads(resource_policy(placement))["Statement"])
