"""What each Kubernetes workload costs: its share of the nodes that carry it, by what it requests of them.

The nodes are in the estimate already: this divides them, and adds nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from costing.bill import Around
from costing.catalogue import HOURS
from costing.estimate import Estimate
from costing.line import Line
from costing.price import PriceError
from costing.requests import Requested, name_of, namespace_of, requests_of
from costing.sizes import size_of
from inventory.resource import Inventory, Resource
from inventory.values import Values

_CLUSTERS = ("eks:index:Cluster", "aws:eks/cluster:Cluster")
_NODES = "aws:eks/nodeGroup:NodeGroup"
_POOLS = "kubernetes:karpenter.sh/v1:NodePool"
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Workload:
    """One of a cluster's, and its share of the nodes."""

    urn: str
    namespace: str
    name: str
    """Kind and name: `Deployment api`."""
    vcpus: float
    gib: float
    share: float
    """The larger of its shares of CPU and memory; less if all together request more than there is."""
    monthly: Decimal


@dataclass(frozen=True)
class ClusterCost:
    """What a cluster's nodes cost, and who causes it."""

    name: str
    region: str
    monthly: Decimal
    """Of the nodes with their disks."""
    vcpus: float
    gib: float
    """Of all nodes."""
    workloads: Sequence[Workload]
    requested: float = 0.0
    """Share of the nodes that all together request: above 1 they do not fit, and the nodes' cost is divided among them all."""
    problems: Sequence[str] = ()

    @property
    def unrequested(self) -> Decimal:
        """What is paid for room that nobody requests."""
        return self.monthly - sum((one.monthly for one in self.workloads), Decimal())

    @property
    def by_namespace(self) -> dict[str, Decimal]:
        """Namespace → USD each month."""
        totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        for one in self.workloads:
            totals[one.namespace] += one.monthly
        return dict(sorted(totals.items()))

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return {
            "cluster": self.name,
            "region": self.region,
            "nodes_monthly": float(self.monthly),
            "requested": round(self.requested, 4),
            "unrequested_monthly": float(self.unrequested),
            "by_namespace": {namespace: float(usd) for namespace, usd in self.by_namespace.items()},
            "workloads": [{**vars(one), "share": round(one.share, 4), "monthly": float(one.monthly)} for one in self.workloads],
            "problems": list(self.problems),
        }


def attribute(inventory: Inventory, estimate: Estimate) -> tuple[ClusterCost, ...]:
    """The clusters of a stack, each with its workloads."""
    around = Around(inventory)
    clusters = [one for one in around.of_type(*_CLUSTERS) if not _is_inside_a_cluster(one, around)]
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for line in estimate.lines:
        lines[line.urn].append(line)
    objects = [one for one in inventory if one.type.startswith("kubernetes:")]
    return tuple(_cost(cluster, clusters, objects, lines, around) for cluster in clusters)


def _cost(
    cluster: Resource, clusters: Sequence[Resource], objects: Iterable[Resource], lines: dict[str, list[Line]], around: Around
) -> ClusterCost:
    groups = [one for one in around.of_type(_NODES) if _cluster_of(one, "clusterName", clusters, around) is cluster]
    pools = [one for one in around.of_type(_POOLS) if _cluster_of_object(one, clusters, around) is cluster]
    owners = [cluster, *groups, *pools]
    paid = [line for owner in owners for line in lines.get(owner.urn, ()) if line.service != "eks"]
    problems: list[str] = []
    nodes, vcpus, gib = _capacity(paid, problems)
    inside = [one for one in objects if _cluster_of_object(one, clusters, around) is cluster]
    asked, not_known = requests_of(inside, nodes)
    monthly = sum((line.monthly for line in paid), Decimal())
    name = Values(dict(cluster.inputs)).text("name") or cluster.name
    shares = [(one, max(one.vcpus / vcpus, one.gib / gib)) for one in asked if one.vcpus or one.gib] if vcpus and gib else []
    requested = sum(share for _, share in shares)
    return ClusterCost(
        name, cluster.region, monthly, vcpus, gib, _workloads(shares, max(requested, 1.0), monthly), requested, [*problems, *not_known]
    )


def _workloads(shares: Iterable[tuple[Requested, float]], over: float, monthly: Decimal) -> list[Workload]:
    workloads = [
        Workload(
            one.resource.urn,
            namespace_of(one.resource),
            name_of(one.resource),
            one.vcpus,
            one.gib,
            share / over,
            _part(monthly, share / over),
        )
        for one, share in shares
    ]
    return sorted(workloads, key=lambda workload: (-workload.monthly, workload.urn))


def _part(monthly: Decimal, share: float) -> Decimal:
    return (monthly * Decimal(str(share))).quantize(_CENT, ROUND_HALF_UP)


def _capacity(lines: Iterable[Line], problems: list[str]) -> tuple[float, float, float]:
    """How many nodes the lines pay, and their vCPUs and GiB together."""
    nodes = vcpus = gib = 0.0
    for line in lines:
        if line.service != "ec2" or "instances" not in line.item:
            continue
        count = float(line.quantity) / HOURS
        try:
            size = size_of(line.item.rpartition(" ")[2])
        except PriceError as error:
            problems.append(f"{line.item}: {error}")
            continue
        nodes, vcpus, gib = nodes + count, vcpus + count * size.vcpus, gib + count * size.gib
    return nodes, vcpus, gib


def _is_inside_a_cluster(resource: Resource, around: Around) -> bool:
    parent = around.by_urn.get(resource.parent)
    return parent is not None and (parent.type in _CLUSTERS or _is_inside_a_cluster(parent, around))


def _cluster_of_object(resource: Resource, clusters: Sequence[Resource], around: Around) -> Resource | None:
    provider = around.by_urn.get(resource.provider)
    if provider and (found := _cluster_of(provider, "kubeconfig", clusters, around)):
        return found
    return clusters[0] if len(clusters) == 1 else None


def _cluster_of(resource: Resource, property_: str, clusters: Sequence[Resource], around: Around) -> Resource | None:
    """The cluster that a property's value comes from, or that it names."""
    for urn in resource.property_dependencies.get(property_, ()):
        one = around.by_urn.get(urn)
        while one:
            if one in clusters:
                return one
            one = around.by_urn.get(one.parent)
    name = Values(dict(resource.inputs)).text(property_)
    there = [one for one in clusters if one.region == resource.region and name]
    return next((one for one in there if name in (one.id, Values(dict(one.inputs)).text("name"))), None)
