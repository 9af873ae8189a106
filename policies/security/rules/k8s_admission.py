"""What checks objects on their way into a cluster refuses them, also when it does not answer."""

from collections.abc import Iterator

from inventory.values import Values
from policies.manifests import tokens
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject

_ADMISSION = ("admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1beta1")
_KYVERNO = (*tokens("ClusterPolicy", "kyverno.io/v1", "kyverno.io/v2beta1"), *tokens("Policy", "kyverno.io/v1", "kyverno.io/v2beta1"))
_KYVERNO_VALIDATING = tuple(
    token
    for kind in ("ValidatingPolicy", "ImageValidatingPolicy")
    for token in tokens(kind, "policies.kyverno.io/v1", "policies.kyverno.io/v1beta1", "policies.kyverno.io/v1alpha1")
)


@resource_rule(
    "k8s-admission-policy-enforced",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="Policies of the cluster refuse what breaks them, and do not only report it.",
    remedy="Set validationActions to ['Deny'], for Kyverno's older kinds validationFailureAction to Enforce.",
    controls=("platform",),
    types=(*_KYVERNO, *_KYVERNO_VALIDATING, *tokens("ValidatingAdmissionPolicyBinding", *_ADMISSION)),
)
def admission_policy_enforced(policy: Subject) -> Iterator[str]:
    if policy.type in _KYVERNO:
        by_default = policy.values.text("spec.validationFailureAction").lower() == "enforce"
        yield from policy.each(policy.values.items("spec.rules"), lambda rule: _only_audits(rule, by_default))
    elif "Deny" not in policy.values.each_text("spec.validationActions"):
        yield "validationActions has no Deny"


def _only_audits(rule: Values, enforced_by_default: bool) -> Iterator[str]:
    if not rule.has("validate"):
        return  # it changes or makes objects
    own = rule.text("validate.failureAction").lower()
    if own != "enforce" and (own or not enforced_by_default):
        yield f"{rule.path} only audits"


@resource_rule(
    "k8s-admission-fails-closed",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="Where a check of admission does not answer, nothing gets in.",
    remedy="Set failurePolicy to Fail, and leave out by a namespaceSelector what must start without the check.",
    controls=("platform",),
    types=(
        *tokens("ValidatingWebhookConfiguration", *_ADMISSION),
        *tokens("ValidatingAdmissionPolicy", *_ADMISSION),
        *_KYVERNO,
        *_KYVERNO_VALIDATING,
    ),
)
def admission_fails_closed(policy: Subject) -> Iterator[str]:
    yield from policy.each([policy.values.inner("spec"), *policy.values.items("webhooks")], _ignores_failure)


def _ignores_failure(values: Values) -> Iterator[str]:
    if values.text("failurePolicy") == "Ignore":
        yield f"{values.path}.failurePolicy is Ignore"
