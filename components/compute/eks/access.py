"""Who may use the cluster: EKS access entries for IAM roles that people and pipelines take on.

The role that creates the cluster administers it already, and the nodes' roles get their entries from EKS; none of them belongs here.
"""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from settings import Settings


@dataclass(frozen=True)
class AccessArgs:
    """What access needs."""

    placement: Placement
    cluster_name: pulumi.Output[str]


@dataclass(frozen=True)
class Grant:
    """A policy of EKS for a role; without namespaces it holds in the whole cluster."""

    role: str
    policy: str
    namespaces: tuple[str, ...] = ()


def grants(settings: Settings) -> list[Grant]:
    """The administrators first, then what the stack gives besides."""
    administrators = [Grant(role, "AmazonEKSClusterAdminPolicy") for role in settings.security.administrators]
    return administrators + [Grant(access.role, access.policy, access.namespaces) for access in settings.eks.access]


class Access(Component):
    """One access entry per role, with its policies."""

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        given = grants(args.placement.settings)
        entries = {role: self._entry(args, role) for role in dict.fromkeys(grant.role for grant in given)}
        for grant in given:
            scope: dict[str, Any] = {"type": "namespace", "namespaces": list(grant.namespaces)} if grant.namespaces else {"type": "cluster"}
            aws.eks.AccessPolicyAssociation(
                args.placement.label("access", _short(grant.role), grant.policy),
                cluster_name=args.cluster_name,
                principal_arn=entries[grant.role].principal_arn,
                policy_arn=f"arn:aws:eks::aws:cluster-access-policy/{grant.policy}",
                access_scope=scope,
                opts=self.options(depends_on=[entries[grant.role]]),
            )
        self.register_outputs({})

    def _entry(self, args: AccessArgs, role: str) -> aws.eks.AccessEntry:
        return aws.eks.AccessEntry(
            args.placement.label("access", _short(role)),
            cluster_name=args.cluster_name,
            principal_arn=role,
            type="STANDARD",
            opts=self.options(),
        )


def _short(role: str) -> str:
    """Account, path and name of a role, from its ARN."""
    account, path = role.removeprefix("arn:aws:iam::").split(":role/")
    return f"{account}-{path.replace('/', '-')}"
