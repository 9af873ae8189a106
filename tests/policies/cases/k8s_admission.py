"""What checks objects on their way into a cluster refuses them."""

from typing import Any

from tests.policies.case import Case, Made, made


def kyverno(action: str = "", default: str = "", **spec: Any) -> Made:
    """A policy of Kyverno's older kind."""
    validate = {"failureAction": action, "message": "no"}
    rules = {"rules": [{"name": "one", "validate": validate}], "validationFailureAction": default}
    return made("kubernetes:kyverno.io/v1:ClusterPolicy", spec={**rules, **spec})


def policy(*actions: str, **spec: Any) -> Made:
    """A policy of Kyverno's newer kind."""
    return made("kubernetes:policies.kyverno.io/v1:ValidatingPolicy", spec={"validationActions": list(actions), **spec})


def webhook(policy_: str) -> Made:
    """A webhook's configuration."""
    hook = {"name": "check.example.com", "failurePolicy": policy_}
    return made("kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration", webhooks=[hook])


CASES = [
    Case(
        "k8s-admission-policy-enforced",
        passing=[
            policy("Deny"),
            policy("Audit", "Deny"),
            kyverno("Enforce"),
            kyverno(default="Enforce"),
            kyverno("Enforce", default="Audit"),
            kyverno(rules=[{"name": "one", "mutate": {}}]),
        ],
        failing=[policy("Audit"), policy(), kyverno(), kyverno("Audit", default="Enforce"), kyverno(default="Audit")],
    ),
    Case(
        "k8s-admission-fails-closed",
        passing=[webhook("Fail"), policy("Deny"), policy("Deny", failurePolicy="Fail")],
        failing=[webhook("Ignore"), policy("Deny", failurePolicy="Ignore")],
    ),
]
