"""Nobody pays for extended support by accident: it costs several times what the cluster does."""

from collections.abc import Iterator

from costing.engines import extended_support
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject
from policies.support import EKS, support_of
from policies.today import today

_DISABLED = "open-source-rds-extended-support-disabled"


@resource_rule(
    "eks-extended-support",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Clusters of EKS are not in extended support, where the control plane costs six times as much.",
    remedy="Raise version; set upgrade_policy with support_type 'STANDARD' to have it raised in time.",
    controls=("platform",),
    types=("aws:eks/cluster:Cluster", "eks:index:Cluster"),
)
def eks_extended_support(cluster: Subject) -> Iterator[str]:
    version = cluster.values.text("version")
    if support_of(EKS, version).is_over and cluster.values.text("upgradePolicy.supportType") != "STANDARD":
        yield f"Kubernetes {version} is in extended support, at an hourly price of its own"


@resource_rule(
    "rds-extended-support",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Databases are not in extended support, which is paid by the vCPU on top of the instance.",
    remedy=f"Raise engine_version; set engine_lifecycle_support to '{_DISABLED}' to have it raised in time.",
    controls=("platform",),
    types=("aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:rds/globalCluster:GlobalCluster"),
)
def rds_extended_support(database: Subject) -> Iterator[str]:
    engine, version = database.values.text("engine"), database.values.text("engineVersion")
    major = "5.7" if ".mysql_aurora.2." in version else version
    if extended_support(engine, major, today()) and database.values.text("engineLifecycleSupport") != _DISABLED:
        yield f"{engine} {version} is in extended support, at an hourly price for each vCPU"
