"""Pods, wherever a Kubernetes object describes them: on its own, in a workload, or inside a custom resource."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.values import UNKNOWN, NotYetKnown, Values
from policies.subject import Subject

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

_WHOLE = {f"kubernetes:{version}:{kind}": (_PLACES.get(kind, _TEMPLATE),) for kind, versions in _KINDS.items() for version in versions} | {
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

_PART = {f"{type_}Patch": places for type_, places in _WHOLE.items() if type_.split(":")[2] in _KINDS} | {
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

WHOLE_PODS = tuple(_WHOLE)
"""For rules on what must be said."""
PODS = (*_WHOLE, *_PART)
"""For rules on what must not."""

BASELINE_CAPABILITIES = frozenset(
    (
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    )
)
"""Capabilities that the level `baseline` of the Pod Security Standards lets a container add."""

ROLES = ("containers", "initContainers", "ephemeralContainers")


@dataclass(frozen=True)
class Pod:
    """A pod as an object describes it."""

    spec: Values

    @property
    def ends(self) -> bool:
        """Whether it does its work and is done, as a Job's does."""
        return self.spec.text("restartPolicy") in ("Never", "OnFailure")

    @property
    def is_windows(self) -> bool:
        """Whether it is for Windows, which knows neither capabilities nor seccomp."""
        return self.spec.text("os.name").lower() == "windows"


@dataclass(frozen=True)
class Container:
    """One of a pod's."""

    values: Values
    role: str
    pod: Pod

    @property
    def called(self) -> str:
        """What messages call it."""
        name = self.values.raw.get("name") if isinstance(self.values.raw, dict) else None
        return f"container {name}" if isinstance(name, str) and name else self.values.path

    def inherited(self, setting: str) -> Any:
        """A setting of its security context, or else the pod's."""
        own = self.values.get(f"securityContext.{setting}")
        return self.pod.spec.get(f"securityContext.{setting}") if own is None else own


PodCheck = Callable[[Pod], Iterable[str]]
ContainerCheck = Callable[[Container], Iterable[str]]


def pods_of(subject: Subject) -> list[Pod]:
    """The pods that an object describes."""
    places = _WHOLE.get(subject.type) or _PART.get(subject.type, ())
    return [Pod(spec) for place in places for spec in _found(subject.values, place) if spec.raw]


def each_pod(subject: Subject, *checks: PodCheck) -> Iterator[str]:
    """What the checks find wrong with each pod."""
    yield from subject.each(pods_of(subject), *checks)


def each_container(subject: Subject, *checks: ContainerCheck, roles: Sequence[str] = ROLES) -> Iterator[str]:
    """What the checks find wrong with each container."""
    in_roles = [_in_containers(subject, role, checks) for role in roles]
    yield from subject.each(pods_of(subject), *in_roles)


def each_linux_container(subject: Subject, *checks: ContainerCheck) -> Iterator[str]:
    """What the checks find wrong with each container, if it runs on Linux."""
    linux = [_on_linux(check) for check in checks]
    yield from each_container(subject, *linux)


def _on_linux(check: ContainerCheck) -> ContainerCheck:
    return lambda container: () if container.pod.is_windows else check(container)


def _in_containers(subject: Subject, role: str, checks: Iterable[ContainerCheck]) -> PodCheck:
    return lambda pod: subject.each([Container(values, role, pod) for values in pod.spec.items(role)], *checks)


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
