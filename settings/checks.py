"""Rules that no single field can state: inside a section, and between sections.

Each rule asks for what is valid already, so that one mistake does not hide another.
"""

import re
from collections.abc import Iterator

from settings import eks_versions
from settings.alerting_checks import alerting_problems, slo_problems
from settings.cloudwatch_checks import cloudwatch_problems
from settings.compute_checks import compute_problems
from settings.data_service_checks import data_service_problems
from settings.database_checks import database_problems
from settings.delivery_checks import delivery_problems
from settings.eks import Access, KubernetesVersion
from settings.governance_checks import governance_problems
from settings.kubernetes_checks import kubernetes_problems
from settings.lakehouse_checks import lakehouse_problems
from settings.load_checks import load_problems
from settings.model import ClusterSettings, Settings
from settings.node_group_checks import node_group_problems
from settings.observability_checks import off_aws_problems
from settings.problems import Problem
from settings.recovery_checks import recovery_problems
from settings.region_checks import region_problems
from settings.section import AccountId, Cidr, RoleArn
from settings.store_checks import store_problems
from settings.streaming_checks import streaming_problems
from settings.valid import Valid
from settings.workload_checks import workload_problems

_ROLE = re.compile(r"arn:aws:iam::(\d{12}):role/")
_WITHOUT_NAT = ("ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sts")  # what a node asks before it is ready
_WIDEST_ACCESS = 8  # the largest network that one organisation owns


def problems(valid: Valid, model: type[ClusterSettings]) -> Iterator[Problem]:
    """Every broken rule of a stack file that is meant for a model."""
    yield from _twice(valid)
    yield from slo_problems(valid)
    yield from workload_problems(valid, on_aws=model is Settings)
    yield from kubernetes_problems(valid)
    yield from delivery_problems(valid)
    yield from store_problems(valid)
    yield from data_service_problems(valid, on_aws=model is Settings)
    if model is Settings:
        yield from _on_aws(valid)
    else:
        yield from off_aws_problems(valid)


def _on_aws(valid: Valid) -> Iterator[Problem]:
    """Rules about what only a platform on AWS has."""
    yield from region_problems(valid)
    yield from node_group_problems(valid)
    yield from compute_problems(valid)
    yield from load_problems(valid)
    yield from lakehouse_problems(valid)
    yield from streaming_problems(valid)
    yield from database_problems(valid)
    yield from alerting_problems(valid)
    yield from cloudwatch_problems(valid)
    yield from governance_problems(valid)
    yield from recovery_problems(valid)
    yield from _accounts(valid)
    yield from _network(valid)
    yield from _cluster(valid)
    yield from _access(valid)
    yield from _system_pods(valid)


def _accounts(valid: Valid) -> Iterator[Problem]:
    account = valid.get(AccountId, "account_id")
    for path, value in valid.leaves():
        owner = _ROLE.match(value) if isinstance(value, str) else None
        if account and owner and owner[1] != account:
            yield Problem(path, f"is a role of account {owner[1]}; the stack's account_id is {account}", value)


def _twice(valid: Valid) -> Iterator[Problem]:
    """No list of words means anything by repeating one, and most would make two resources of one name."""
    for (*path, index), value in valid.leaves():
        if isinstance(value, str) and isinstance(index, int) and value in valid.raw(*path)[:index]:
            yield Problem((*path, index), "stands twice in the list", value)


def _network(valid: Valid) -> Iterator[Problem]:
    regions = len(valid.below("regions"))
    if valid.raw("network") and regions > 1 and valid.raw("network", "interconnect") in (None, "none"):
        yield Problem(("network", "interconnect"), f"{regions} regions need a connection: vpc_peering or transit_gateway", "none")
    endpoints = [name for _, name in valid.each(str, "network", "interface_endpoints")]
    missing = [name for name in _WITHOUT_NAT if name not in endpoints]
    if valid.raw("network", "nat") == "none" and missing:
        message = f"leaves nodes no way to AWS: without NAT, interface_endpoints must list {', '.join(missing)}"
        yield Problem(("network", "nat"), message, "none")
    if valid.below("network", "on_premises_dns") and valid.raw("network", "resolver_endpoints") in (None, False):
        yield Problem(("network", "on_premises_dns"), "needs resolver_endpoints: true to forward through")


def _cluster(valid: Valid) -> Iterator[Problem]:
    version = valid.get(KubernetesVersion, "eks", "version")
    usable = ", ".join(eks_versions.usable_versions())
    if version and not eks_versions.in_standard_support(version):
        message = f"is not in standard support on {eks_versions.as_of()} (data/eks.json); choose {usable}"
        yield Problem(("eks", "version"), message, version)
    elif version and not eks_versions.addon_versions(version):
        yield Problem(("eks", "version"), f"has no add-on versions in data/eks.json; choose {usable}", version)
    for path, block in valid.each(Cidr, "eks", "public_access_cidrs"):
        if block.prefixlen < _WIDEST_ACCESS:
            message = f"opens the API server to {block.num_addresses} addresses; give your own networks, at most a /{_WIDEST_ACCESS} each"
            yield Problem(path, message, str(block))


def _access(valid: Valid) -> Iterator[Problem]:
    administrators = [role for _, role in valid.each(RoleArn, "security", "administrators")]
    before: list[tuple[str, str]] = []
    for path, access in valid.each(Access, "eks", "access"):
        if (access.role, access.policy) in before:
            yield Problem((*path, "policy"), f"stands twice for {access.role}; join the namespaces", access.policy)
        if access.role in administrators:
            yield Problem((*path, "role"), "administers the cluster already, by security.administrators", access.role)
        before.append((access.role, access.policy))


def _system_pods(valid: Valid) -> Iterator[Problem]:
    groups = valid.below("eks", "node_groups")
    if groups and all(valid.below(*group, "taints") for group in groups) and valid.raw("eks", "fargate_system") in (None, False):
        message = "every group is tainted, so CoreDNS and the cluster scaler find no node; leave one untainted or set fargate_system"
        yield Problem(("eks", "node_groups"), message)
