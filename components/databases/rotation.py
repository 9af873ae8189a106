"""New passwords for the stores: a function that Secrets Manager calls, and that asks AWS to change the store's."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow, role, trust
from components.security.secrets import GeneratedSecret, GeneratedSecretArgs, secret_prefix
from functions.package import sources

POSTGRES, CACHE, SEARCH = "postgres", "cache", "search"
"""The stores whose passwords are rotated, by the name that their secrets and the function know them by. Redshift rotates its own."""

# Characters that RDS, ElastiCache and OpenSearch all take. The function leaves out the same.
_SPECIAL = "!#$&<>^-"


@dataclass(frozen=True)
class RotationArgs:
    """What rotation needs."""

    placement: Placement
    keys: Keys
    alerts: Alerts


class Rotation(Component):
    """One function for all stores of a region. It calls AWS's control planes only, so it needs neither a driver nor the VPC."""

    function: aws.lambda_.Function

    def __init__(self, name: str, args: RotationArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        self._args = args
        placement, key = args.placement, args.keys.arns["secrets"]
        physical = placement.physical("secret-rotation")
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/lambda/{physical}",
            retention_in_days=placement.settings.databases.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(),
        )
        runs_as = role(
            placement,
            name,
            trust(placement, "lambda.amazonaws.com"),
            self.options(),
            [
                *rotation_statements(placement),
                allow(["kms:Decrypt", "kms:GenerateDataKey"], [key]),
                allow(["logs:CreateLogStream", "logs:PutLogEvents"], [pulumi.Output.concat(logs.arn, ":*")]),
                allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]),
            ],
        )
        self.function = aws.lambda_.Function(
            name,
            name=physical,
            description="Gives a database a new password, in the steps that Secrets Manager asks for",
            role=runs_as.arn,
            handler="functions.secret_rotation.handler.handler",
            runtime="python3.13",
            architectures=["arm64"],
            code=pulumi.AssetArchive({path: pulumi.FileAsset(str(file)) for path, file in sources("secret_rotation").items()}),
            timeout=300,  # a database takes a minute or two to take a password
            memory_size=256,
            reserved_concurrent_executions=2,
            kms_key_arn=key,
            tracing_config={"mode": "Active"},
            opts=self.options(depends_on=[logs]),
        )
        alarm(
            name,
            "A store could not be given a new password; Secrets Manager tries again",
            Metric("AWS/Lambda", "Errors", {"FunctionName": physical}, "Sum"),
            Breach(above=0, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        self._permission = aws.lambda_.Permission(
            name,
            action="lambda:InvokeFunction",
            function=self.function.name,
            principal="secretsmanager.amazonaws.com",
            source_account=placement.account_id,
            opts=self.options(),
        )
        self.register_outputs({})

    def secret(self, store: str, resource_id: str, opts: pulumi.ResourceOptions, replicas: Sequence[Keys] = ()) -> GeneratedSecret:
        """A store's first password: `resource_id` is what AWS knows the store, or its user, by. `replicas` are regions that get a copy."""
        placement = self._args.placement
        generated = GeneratedSecretArgs(
            placement,
            self._args.keys,
            store,
            f"{resource_id}: user and password, changed every {placement.settings.databases.rotation_days} days",
            username="platform",
            more={"store": store, "resource_id": resource_id},
            special=_SPECIAL,
            replicas=replicas,
            rotated=True,
        )
        return GeneratedSecret(placement.label("secret", store), generated, opts)

    def rotate(self, name: str, secret: GeneratedSecret, store: pulumi.Resource, opts: pulumi.ResourceOptions) -> None:
        """Change a store's password from now on. Not at once: the first one is new, and its users may not be there yet."""
        aws.secretsmanager.SecretRotation(
            name,
            secret_id=secret.arn,
            rotation_lambda_arn=self.function.arn,
            rotation_rules={"automatically_after_days": self._args.placement.settings.databases.rotation_days},
            rotate_immediately=False,
            opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[secret, store, self._permission])),
        )


def rotation_statements(placement: Placement) -> list[Statement]:
    """Change the password of this stack's stores, and of no others."""
    secrets = [placement.arn("secretsmanager", f"secret:{secret_prefix(placement, store)}-*") for store in (POSTGRES, CACHE, SEARCH)]
    return [
        allow(
            [
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage",
            ],
            secrets,
        ),
        allow(["secretsmanager:GetRandomPassword"], ["*"]),
        allow(["rds:DescribeDBInstances", "rds:ModifyDBInstance"], [placement.arn("rds", f"db:{postgres_id(placement)}")]),
        allow(["elasticache:DescribeUsers", "elasticache:ModifyUser"], [placement.arn("elasticache", f"user:{cache_user_id(placement)}")]),
        allow(["es:DescribeDomain", "es:UpdateDomainConfig"], [placement.arn("es", f"domain/{domain_name(placement)}")]),
    ]


def postgres_id(placement: Placement) -> str:
    """The identifier of the database instance."""
    return placement.physical("postgres")


def cache_user_id(placement: Placement) -> str:
    """The identifier of the cache's user; at most 40 characters."""
    return placement.physical("platform")


def domain_name(placement: Placement) -> str:
    """The name of the search domain; at most 28 characters, so the project is left out."""
    return f"{placement.stack}-search"
