"""A store inside a cluster: its backups in the bucket, and the objects that bring one back."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol

from ops.backup.inside.layouts import Item, Read
from ops.backup.inside.manifests import NAMESPACE, Manifest
from ops.backup.points import Point
from ops.backup.store import RestoreError, State, Wish, stamped
from ops.context import Context
from ops.outputs import RegionOutputs

BUCKET = "backups"


class Cluster(Protocol):
    """One region's API server."""

    def find(self, api_version: str, kind: str, namespace: str, name: str) -> Manifest | None:
        """An object as it is; None without one."""
        ...

    def create(self, manifest: Manifest) -> None:
        """Make an object; in a dry run, say so."""
        ...

    def delete(self, api_version: str, kind: str, namespace: str, name: str) -> None:
        """Take an object away, if it is there; in a dry run, say so."""
        ...


@dataclass(frozen=True)
class InsideStore(ABC):
    """What all of them have in common."""

    context: Context
    cluster: Callable[[str], Cluster]
    """A region's."""
    layout: Read
    pause: timedelta

    name: ClassVar[str]
    prefix: ClassVar[str]
    by_hand: ClassVar[bool] = False
    """Its restore is printed for a person and not made."""

    def regions(self) -> list[str]:
        """All that have the bucket."""
        return [name for name, region in self.context.outputs.regions.items() if BUCKET in region.buckets]

    def points(self, region: str) -> list[Point]:
        """What its objects in the bucket are, and in the copies of what the other region backed up."""
        own = self._listed(region, self._outputs(region).buckets[BUCKET])
        source = self.context.outputs.other(region)
        copies = self._outputs(region).copies.get(source, {}).get(BUCKET) if source else None
        return own + ([replace(point, source=source) for point in self._listed(region, copies)] if copies else [])

    def _listed(self, region: str, bucket: str) -> list[Point]:
        listed = self.context.all(region, "s3", "list_objects_v2", "Contents", Bucket=bucket, Prefix=f"{self.prefix}/")
        items = [Item(one["Key"].removeprefix(f"{self.prefix}/"), one["Size"], one["LastModified"]) for one in listed]
        return self.layout(self.name, region, items)

    def new_name(self, moment: datetime) -> str:
        """Of a pod, at most 63 characters with what follows."""
        return stamped(self.name, moment, 52)

    def start(self, wish: Wish) -> str:
        """Makes the objects."""
        if self.by_hand:
            raise RestoreError(
                f"the restore of {self.name} is not made by ops: print it with --manifest, look at it, and kubectl create it"
            )
        cluster = self.cluster(wish.region)
        for manifest in self.objects(wish):
            cluster.create(manifest)
        return wish.name

    def remove(self, wish: Wish, made: str) -> None:
        """Takes them away, what they hold with them."""
        cluster = self.cluster(wish.region)
        for manifest in reversed(self.objects(Wish(wish.region, wish.point, made, wish.at, wish.part))):
            metadata = manifest["metadata"]
            cluster.delete(manifest["apiVersion"], manifest["kind"], metadata["namespace"], metadata["name"])

    def answers(self, wish: Wish, made: str) -> str:
        """Readiness is asked of the store itself by its probe or its Job."""
        return self.state(wish, made).detail

    @abstractmethod
    def objects(self, wish: Wish) -> list[Manifest]:
        """What is made, in this order."""

    @abstractmethod
    def state(self, wish: Wish, handle: str) -> State:
        """How far it is."""

    @abstractmethod
    def advice(self, wish: Wish, made: str) -> list[str]:
        """How people switch over."""

    def bucket(self, wish: Wish) -> str:
        """Where the recovery point lies."""
        source, found = wish.point.source, self._outputs(wish.region)
        return found.copies[source][BUCKET] if source else found.buckets[BUCKET]

    def _outputs(self, region: str) -> RegionOutputs:
        return self.context.outputs.regions[region]

    def live(self, region: str, api_version: str, kind: str, name: str, namespace: str = NAMESPACE) -> Manifest:
        """An object that the restore is made from. Raises RestoreError without it."""
        found = self.cluster(region).find(api_version, kind, namespace, name)
        if found is None:
            raise RestoreError(
                f"{region}: there is no {kind} {namespace}/{name}, from which the restore would be made; deploy the stack first"
            )
        return found

    def job_state(self, wish: Wish, name: str) -> State:
        """Of a Job."""
        job = self.live(wish.region, "batch/v1", "Job", name)
        for condition in job.get("status", {}).get("conditions", []):
            if condition.get("status") == "True" and condition["type"] in ("Complete", "Failed"):
                logs = f"kubectl -n {NAMESPACE} logs job/{name}"
                if condition["type"] == "Failed":
                    return State("failed", f"{condition.get('message', 'the Job failed')}; see {logs}", name)
                return State("ready", f"its own queries succeeded; what they counted: {logs}", name)
        return State("busy", "the Job runs", name)


def condition(found: Manifest | None, kind: str) -> bool:
    """Whether an object says so of itself."""
    conditions: list[dict[str, Any]] = (found or {}).get("status", {}).get("conditions", [])
    return any(one["type"] == kind and one["status"] == "True" for one in conditions)
