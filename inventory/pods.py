"""Pods, wherever a Kubernetes object describes them: on its own, in a workload, or inside a custom resource."""

from collections.abc import Iterator

from inventory.values import UNKNOWN, NotYetKnown, Values

_TEMPLATE = "spec.template.spec"
_KINDS = {
    "Pod": ("core/v1",),
    "PodTemplate": ("core/v1",),
    "ReplicationController": ("core/v1",),
    "Deployment": ("apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"),
    "StatefulSet": ("apps/v1", "apps/v1beta1", "apps/v1beta2"),
    "DaemonSet": ("apps/v1", "apps/v1beta2", "extensions/v1beta1"),
    "ReplicaSet": ("apps/v1", "apps/v1beta2", "extensions/v1beta1"),
    "Job": ("batch/v1",),
    "CronJob": ("batch/v1", "batch/v1beta1", "batch/v2alpha1"),
}
"""Kinds of the Kubernetes API with a pod inside → the versions they are or were served in."""
_PLACES = {"Pod": "spec", "PodTemplate": "template.spec", "CronJob": "spec.jobTemplate.spec.template.spec"}
"""Kind → where its pod stands, if not in a template."""

WHOLE = {f"kubernetes:{version}:{kind}": (_PLACES.get(kind, _TEMPLATE),) for kind, versions in _KINDS.items() for version in versions} | {
    "kubernetes:argoproj.io/v1alpha1:Rollout": (_TEMPLATE,),
    "kubernetes:serving.knative.dev/v1:Service": (_TEMPLATE,),
    "kubernetes:serving.knative.dev/v1:Configuration": (_TEMPLATE,),
    "kubernetes:keda.sh/v1alpha1:ScaledJob": ("spec.jobTargetRef.template.spec",),
    "kubernetes:clickhouse.altinity.com/v1:ClickHouseInstallation": ("spec.templates.podTemplates[].spec",),
    "kubernetes:clickhouse-keeper.altinity.com/v1:ClickHouseKeeperInstallation": ("spec.templates.podTemplates[].spec",),
    "kubernetes:kubernetes.dask.org/v1:DaskCluster": ("spec.worker.spec", "spec.scheduler.spec"),
    "kubernetes:kubernetes.dask.org/v1:DaskWorkerGroup": ("spec.worker.spec",),
    "kubernetes:kubernetes.dask.org/v1:DaskJob": ("spec.job.spec", "spec.cluster.spec.worker.spec", "spec.cluster.spec.scheduler.spec"),
}
"""Types that describe all of a pod → where."""

PART_OF_ONE = {f"{type_}Patch": places for type_, places in WHOLE.items() if type_.split(":")[2] in _KINDS} | {
    "kubernetes:postgresql.cnpg.io/v1:Pooler": (_TEMPLATE,),
    "kubernetes:flink.apache.org/v1beta1:FlinkDeployment": (
        "spec.podTemplate.spec",
        "spec.jobManager.podTemplate.spec",
        "spec.taskManager.podTemplate.spec",
    ),
    "kubernetes:sparkoperator.k8s.io/v1beta2:SparkApplication": ("spec.driver.template.spec", "spec.executor.template.spec"),
    "kubernetes:sparkoperator.k8s.io/v1beta2:ScheduledSparkApplication": (
        "spec.template.driver.template.spec",
        "spec.template.executor.template.spec",
    ),
    "kubernetes:monitoring.coreos.com/v1:Prometheus": ("spec",),
    "kubernetes:monitoring.coreos.com/v1:Alertmanager": ("spec",),
}
"""Types that describe what an operator, or another owner of the object, completes → where."""


def specs_of(type_: str, values: Values) -> list[Values]:
    """The specs of the pods that an object describes, whole or in part; one that is not known yet raises when it is read."""
    places = WHOLE.get(type_) or PART_OF_ONE.get(type_, ())
    return [spec for place in places for spec in _found(values, place) if spec.raw]


def _found(values: Values, place: str) -> Iterator[Values]:
    """What stands at a place, where `[]` is every element of a list; what is not known yet stands as such."""
    path, of_list, rest = place.partition("[].")
    try:
        if of_list:
            for item in values.items(path):
                yield from _found(item, rest)
        else:
            yield values.inner(path)
    except NotYetKnown as unknown:
        yield Values(UNKNOWN, unknown.path)
