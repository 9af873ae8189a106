"""Pods, wherever a Kubernetes object describes them: on its own, in a workload, or inside a custom resource."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.pods import PART_OF_ONE, WHOLE, specs_of
from inventory.values import Values
from policies.subject import Subject

WHOLE_PODS = tuple(WHOLE)
"""For rules on what must be said."""
PODS = (*WHOLE, *PART_OF_ONE)
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
    return [Pod(spec) for spec in specs_of(subject.type, subject.values)]


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
