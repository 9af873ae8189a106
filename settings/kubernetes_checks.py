"""Rules of the Kubernetes layer: what its parts need of each other."""

from collections.abc import Iterator

from settings.compute import PublicZone
from settings.kubernetes import POD_SECURITY, Admission
from settings.problems import Problem
from settings.valid import Valid

_ON_AWS_ONLY = ("zone", "certificate_email")


def kubernetes_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule, on AWS or not."""
    yield from _places(valid)
    yield from _admission(valid)
    yield from _names(valid)
    for path in valid.below("kubernetes", "pod_security"):
        if path[-1] in POD_SECURITY:
            yield Problem(path, "is an exception of every cluster already; leave it out")


def _places(valid: Valid) -> Iterator[Problem]:
    """What only one of both modes has."""
    existing = valid.raw("kubernetes", "mode") == "existing"
    for key in _ON_AWS_ONLY if existing else ("metrics_server",):
        if value := valid.raw("kubernetes", key):
            reason = "needs AWS; leave it out in mode existing" if existing else "is for mode existing; EKS has an add-on of its own"
            yield Problem(("kubernetes", key), reason, value)


def _admission(valid: Valid) -> Iterator[Problem]:
    admission = valid.get(Admission, "kubernetes", "admission")
    if admission and admission.action == "enforce" and valid.raw("kubernetes", "operator_replicas") == 1:
        message = "refuses every pod while Kyverno's only one restarts; use audit, or operator_replicas of 2 or more"
        yield Problem(("kubernetes", "admission", "action"), message, admission.action)


def _names(valid: Valid) -> Iterator[Problem]:
    zone, other = valid.get(PublicZone, "kubernetes", "zone"), valid.get(PublicZone, "compute", "ecs", "zone")
    if valid.raw("kubernetes", "certificate_email") and not valid.raw("kubernetes", "zone"):
        yield Problem(("kubernetes", "certificate_email"), "needs kubernetes.zone, where Let's Encrypt looks for the proof of a name")
    if zone and other and zone.domain == other.domain and zone.id != other.id:
        yield Problem(("kubernetes", "zone", "id"), f"is another zone of {zone.domain} than compute.ecs.zone ({other.id})", zone.id)
