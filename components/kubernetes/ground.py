"""The cluster that everything in the Kubernetes layer stands on: EKS in a region, or one that was there already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from components.component import Component
from components.edge.regional import RegionalEdge
from components.kubernetes import helm, objects
from components.kubernetes.objects import Manifest
from components.kubernetes.turns import ByPart, ObjectInTurns
from components.lakehouse.copies import copies_of
from components.region import RegionStack
from settings import ClusterSettings
from settings.streaming import Topic

EXISTING_PLACE = "local"
"""Stands for the region where there is none."""

_EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
"""EKS's word for a taint's effect → Kubernetes' own."""

_ALWAYS_THERE = {"default", "kube-system"}


@dataclass(frozen=True)
class StaticKeys:
    """Access keys of the object store inside an existing cluster. On AWS there are none: pods have identities."""

    access: pulumi.Output[str]
    secret: pulumi.Output[str]


@dataclass(frozen=True)
class Ground:
    """One cluster, and what a component inside it may ask of it. A component makes its objects with `object` and `release` only."""

    stack: str
    settings: ClusterSettings
    topics: Mapping[str, Topic]
    """Kafka's topics, by name."""
    cluster_name: str
    place: str
    """The AWS region; `local` where there is none. Logical names begin with it."""
    zones: tuple[str, ...]
    """Availability zones; empty where nobody knows them."""
    region: RegionStack | None
    """The region around the cluster, with its stores, keys and secrets; None off AWS."""
    static_keys: StaticKeys | None
    """Off AWS only."""
    before: Sequence[pulumi.Resource] = ()
    """What must stand before anything in the cluster."""
    priorities: list[pulumi.Resource] = field(default_factory=list)
    """The PriorityClasses; `Foundations` adds them. Namespaces come after them, and so do all pods."""
    namespaces: dict[str, pulumi.Resource] = field(default_factory=dict)
    """Those made so far; `Namespace` adds to it."""
    in_turns: list[ObjectInTurns] = field(default_factory=list)
    """What a failover changes in the cluster; `object_in_turns` adds to it."""
    object_store: list[pulumi.Resource] = field(default_factory=list)
    """Off AWS: what must stand before a bucket is used; `ObjectStore` adds to it."""

    @property
    def active(self) -> bool:
        """Whether events are worked on here, for `object_in_turns` and nothing else: what else is made may not depend on it."""
        return self.region is None or self.region.placement.is_active

    @property
    def pilot(self) -> bool:
        """Whether the region is a pilot light: without stores in the cluster, and with one of each of monitoring. Of the region itself,
        whether it works or stands by."""
        return self.region is not None and self.region.placement.region.is_pilot

    @property
    def follows(self) -> bool:
        """Whether it is the dr region's, which copies from the others."""
        return self.region is not None and self.region.placement.region.role == "dr"

    @property
    def edge(self) -> RegionalEdge | None:
        """What stands between the internet and the cluster, where there is an edge."""
        return self.region.edge if self.region else None

    def label(self, *words: str) -> str:
        """A logical name that no other cluster of the stack has."""
        return "-".join((self.place, *words))

    def bucket(self, purpose: str) -> str:
        """The bucket of a purpose, such as `backups`: S3's, or SeaweedFS's."""
        return self.region.placement.bucket(purpose) if self.region else purpose

    def copies_bucket(self, purpose: str) -> str | None:
        """The bucket here with the copies of what the other region of the turns keeps for a purpose; None without such copies."""
        placement = self.region.placement if self.region else None
        return copies_of(placement.other, placement).get(purpose) if placement and placement.other else None

    @property
    def s3_endpoint(self) -> str | None:
        """Where the object store answers, with a certificate that `names.CA_SECRET` verifies; None is AWS's own, found by the region."""
        return None if self.region else "https://seaweedfs-s3.databases.svc:8333"

    @property
    def s3_region(self) -> str:
        """What clients of the object store must call its region."""
        return self.region.placement.region.name if self.region else "us-east-1"

    def scheduling(self, workload: str) -> dict[str, Any]:
        """Node selector and tolerations of pods for the nodes of a workload, such as `memory-intensive`; empty where there are none."""
        groups = self.region.placement.settings.eks.node_groups.values() if self.region else ()
        taints = [taint for group in groups if group.labels.get("workload") == workload for taint in group.taints]
        if not any(group.labels.get("workload") == workload for group in groups):
            return {}
        return {
            "nodeSelector": {"workload": workload},
            "tolerations": [{"key": taint.key, "operator": "Exists", "effect": _EFFECTS[taint.effect]} for taint in taints],
        }

    def object(self, parent: Component, manifest: Manifest, after: Sequence[pulumi.Resource] = (), **options: Any) -> pulumi.CustomResource:
        """One Kubernetes object, after its namespace and what else it needs: its operator's release, for a custom resource."""
        namespace = manifest["metadata"].get("namespace")
        needs = [*self._namespace(namespace), *after]
        name = objects.logical_name(self.place, manifest)
        return objects.make(name, manifest, parent.options(depends_on=needs, **options))

    def object_in_turns(
        self, parent: Component, manifest: ByPart, after: Sequence[pulumi.Resource] = (), **options: Any
    ) -> pulumi.CustomResource:
        """The same for an object that is another one while the region stands by. Both are called the same."""
        if self.region and self.region.placement.takes_turns:
            made = ObjectInTurns(manifest(True), manifest(False))
            self.in_turns.extend([made] if made.differs else [])
        return self.object(parent, manifest(self.active), after, **options)

    def release(
        self,
        parent: Component,
        chart: str,
        namespace: str,
        values: Mapping[str, Any],
        after: Sequence[pulumi.Resource] = (),
        called: str = "",
    ) -> kubernetes.helm.v3.Release:
        """A chart of `data/charts.json` in a namespace, waited for until its pods are ready. `called` is for a second one of a chart."""
        needs = [*self._namespace(namespace), *after]
        return helm.release(self.label(called or chart), chart, namespace, values, parent.options(depends_on=needs), called)

    def _namespace(self, name: str | None) -> list[pulumi.Resource]:
        """What an object in a namespace waits for."""
        if name in self.namespaces:
            return [self.namespaces[name]]
        if name is not None and name not in _ALWAYS_THERE:
            raise ValueError(f"namespace {name} is not made yet; there are {', '.join(self.namespaces) or 'none'}")
        return list(self.before)
