"""Pods, wherever a Kubernetes object describes them: on its own, in a workload, or inside a custom resource."""

from collections.abc import Iterator

from inventory.values import UNKNOWN, NotYetKnown, Values

_TEMPLATE = "spec.template.spec"
_KINDS = {
    "Pod": ("core/v1",),
    "ReplicationController": ("core/v1",),
    "Deployment": ("apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"),
    "StatefulSet": ("apps/v1", "apps/v1beta1", "apps/v1beta2"),
    "DaemonSet": ("apps/v1", "apps/v1beta2", "extensions/v1beta1"),
    "ReplicaSet": ("apps/v1", "apps/v1beta2", "extensions/v1beta1"),
    "Job": ("batch/v1",),
    "CronJob": ("batch/v1", "batch/v1beta1", "batch/v2alpha1"),
}
"""Kinds of the Kubernetes API with a pod inside → the versions they are or were served in."""
_PLACES = {"Pod": "spec", "CronJob": "spec.jobTemplate.spec.template.spec"}
"""Kind → where its pod stands, if not in a template."""

_PODS = {f"kubernetes:{version}:{kind}": _PLACES.get(kind, _TEMPLATE) for kind, versions in _KINDS.items() for version in versions} | {
    "kubernetes:argoproj.io/v1alpha1:Rollout": _TEMPLATE,
    "kubernetes:serving.knative.dev/v1:Service": _TEMPLATE,
    "kubernetes:postgresql.cnpg.io/v1:Pooler": _TEMPLATE,
    "kubernetes:keda.sh/v1alpha1:ScaledJob": "spec.jobTargetRef.template.spec",
    "kubernetes:clickhouse.altinity.com/v1:ClickHouseInstallation": "spec.templates.podTemplates[].spec",
    "kubernetes:clickhouse-keeper.altinity.com/v1:ClickHouseKeeperInstallation": "spec.templates.podTemplates[].spec",
}
"""Types that describe all of a pod → where."""


def pods_of(type_: str, values: Values) -> list[Values]:
    """The specs of the pods that an object describes; one that is not known yet raises when it is read."""
    place = _PODS.get(type_)
    return [spec for spec in _found(values, place) if spec.raw] if place else []


def _found(values: Values, place: str) -> Iterator[Values]:
    """What stands at a place, where `[]` is every element of a list."""
    path, of_list, rest = place.partition("[].")
    try:
        if of_list:
            for item in values.items(path):
                yield from _found(item, rest)
        else:
            yield values.inner(path)
    except NotYetKnown as unknown:
        yield Values(UNKNOWN, unknown.path)
