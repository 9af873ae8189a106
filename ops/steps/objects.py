"""Objects inside a cluster."""

from collections.abc import Mapping, Sequence
from typing import Any

from ops.cluster import Cluster
from ops.journal import State
from ops.outputs import ClusterObject
from ops.runner import Step

Patch = Mapping[str, Any]


class Objects(Step):
    """Objects are as merge patches say."""

    timeout = 300

    def __init__(self, cluster: Cluster, region: str, objects: Sequence[ClusterObject], patches: Mapping[str, Patch], part: str):
        self.name = f"objects {region}"
        self.what = f"{len(objects)} objects in the cluster of {region} {part}"
        self._cluster, self._region, self._objects, self._patches = cluster, region, objects, patches

    def before(self) -> State:
        """The values that the patches change."""
        return {key_of(one): current(self._get(one), self._patches[key_of(one)]) for one in self._objects}

    def missing(self) -> str:
        """Objects that a patch would change."""
        wrong = [key_of(one) for one in self._differing()]
        return f"not as they should be: {', '.join(wrong)}" if wrong else ""

    def do(self) -> None:
        """Patch those."""
        for one in self._differing():
            self._cluster.patch(one.api_version, one.kind, one.namespace, one.name, self._patches[key_of(one)])

    def reverse(self, before: State) -> Step:
        """The values of before."""
        return Objects(self._cluster, self._region, self._objects, before, "as they were")

    def _differing(self) -> list[ClusterObject]:
        return [one for one in self._objects if not holds(self._get(one), self._patches[key_of(one)])]

    def _get(self, one: ClusterObject) -> dict[str, Any]:
        return self._cluster.get(one.api_version, one.kind, one.namespace, one.name)


def key_of(one: ClusterObject) -> str:
    """What tells it from others."""
    return f"{one.kind} {one.namespace}/{one.name}"


def current(found: Any, patch: Patch) -> dict[str, Any]:
    """The patch that would lead back: what an object has where another patch changes it."""
    found = found if isinstance(found, Mapping) else {}
    return {
        key: current(found[key], value) if isinstance(value, Mapping) and isinstance(found.get(key), Mapping) else found.get(key)
        for key, value in patch.items()
    }


def holds(found: Any, patch: Patch) -> bool:
    """Whether a patch would change nothing. An empty mapping is as good as none: Kubernetes keeps most of them as none."""
    if not isinstance(found, Mapping):
        return False
    for key, value in patch.items():
        if isinstance(value, Mapping):
            if not holds(found.get(key, {}), value):
                return False
        elif value is None:
            if key in found and found[key] is not None:
                return False
        elif found.get(key) != value:
            return False
    return True
