"""Shield Advanced: people at AWS who help against floods, and no bill for what a flood costs."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component


@dataclass(frozen=True)
class ShieldArgs:
    """What is protected."""

    resources: Mapping[str, pulumi.Input[str]]
    """A name → ARN."""


class Shield(Component):
    """The account's subscription, which lasts a year whatever happens here, and a protection for each thing that the internet reaches."""

    def __init__(self, name: str, args: ShieldArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        subscription = aws.shield.Subscription(name, auto_renew="ENABLED", skip_destroy=True, opts=self.options())
        for called, arn in args.resources.items():
            aws.shield.Protection(
                f"{name}-{called}", name=f"{name}-{called}", resource_arn=arn, opts=self.options(depends_on=[subscription])
            )
        self.register_outputs({})
