"""Who may act in the account: the boundary of every role, the rules for passwords, and the pipelines."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.boundary import workload_boundary
from components.security.pipelines import Pipelines, PipelinesArgs
from settings import Settings
from settings.regions import Region


@dataclass(frozen=True)
class IdentityArgs:
    """What identity needs. It comes before the regions, so there is no placement yet."""

    stack: str
    settings: Settings
    region: Region
    """The primary region; IAM itself has none."""


class Identity(Component):
    """What the account has once. An administrator applies changes here: a deployment cannot lift its own limits."""

    permissions_boundary: pulumi.Output[str]
    """ARN of the policy that caps every role the platform creates."""
    pipelines: Pipelines | None
    """The roles of GitHub's workflows, where the settings name a repository."""

    def __init__(self, name: str, args: IdentityArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        # Only for names: no role made from this placement could stand under a boundary that is still to come.
        placement = Placement(args.stack, args.settings, args.region, "")
        boundary = aws.iam.Policy(
            "boundary",
            name=placement.physical("boundary"),
            description="The most that any role of the platform can do",
            policy=workload_boundary(placement),
            opts=self.options(),
        )
        self.permissions_boundary = boundary.arn
        aws.iam.AccountPasswordPolicy(
            "passwords",
            minimum_password_length=14,
            require_lowercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            require_uppercase_characters=True,
            allow_users_to_change_password=True,
            max_password_age=90,
            password_reuse_prevention=24,
            opts=self.options(),
        )
        github = args.settings.security.github
        self.pipelines = Pipelines("pipelines", PipelinesArgs(placement, github), self.options()) if github else None
        self.register_outputs({"permissions_boundary": self.permissions_boundary})
