"""Rules on what a pod's containers say, each made from the check of one container."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from inventory.values import Values
from policies.pods import PODS, ROLES, ContainerCheck, each_container, each_linux_container, each_pod
from policies.rule import Rule, Severity, Topic, resource_rule
from policies.subject import Subject

ContextCheck = Callable[[Values, str], Iterable[str]]
"""Of what has a security context, and what messages call it."""


def container_rule(
    name: str,
    *,
    severity: Severity,
    description: str,
    remedy: str,
    controls: tuple[str, ...],
    types: tuple[str, ...],
    roles: Sequence[str] = ROLES,
    linux_only: bool = False,
) -> Callable[[ContainerCheck], Rule]:
    """A rule on each container of some roles."""

    def made(check: ContainerCheck) -> Rule:
        def of_object(subject: Subject) -> Iterator[str]:
            yield from each_linux_container(subject, check) if linux_only else each_container(subject, check, roles=roles)

        return resource_rule(
            name, topic=Topic.K8S, severity=severity, description=description, remedy=remedy, controls=controls, types=types
        )(of_object)

    return made


def context_rule(
    name: str, *, severity: Severity, description: str, remedy: str, controls: tuple[str, ...]
) -> Callable[[ContextCheck], Rule]:
    """A rule on what a security context must not say, neither the pod's nor a container's."""

    def made(check: ContextCheck) -> Rule:
        def of_object(subject: Subject) -> Iterator[str]:
            yield from each_context(subject, check)

        return resource_rule(
            name, topic=Topic.K8S, severity=severity, description=description, remedy=remedy, controls=controls, types=PODS
        )(of_object)

    return made


def each_context(subject: Subject, check: ContextCheck) -> Iterator[str]:
    """What a check finds wrong with each pod and each container."""
    yield from each_pod(subject, lambda pod: check(pod.spec, pod.spec.path))
    yield from each_container(subject, lambda container: check(container.values, container.called))
