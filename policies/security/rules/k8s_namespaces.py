"""Namespaces keep workloads apart: each says what its pods may do, and closes its network."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.manifests import entry, is_inside, name_of, namespace_of, tokens
from policies.pods import WHOLE_PODS
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Check, Stack, Subject, any_of

_NAMESPACE = tokens("Namespace", "core/v1")
_NETWORK_POLICY = tokens("NetworkPolicy", "networking.k8s.io/v1", "extensions/v1beta1")
_ENFORCE = "pod-security.kubernetes.io/enforce"
_PLACED = (
    *WHOLE_PODS,
    *(token for kind in ("Service", "ServiceAccount", "ConfigMap", "Secret", "PersistentVolumeClaim") for token in tokens(kind, "core/v1")),
    *tokens("Ingress", "networking.k8s.io/v1", "networking.k8s.io/v1beta1", "extensions/v1beta1"),
)


@resource_rule(
    "k8s-namespace-pod-security",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="Every namespace refuses pods that break the Pod Security level baseline or restricted.",
    remedy="Label the namespace pod-security.kubernetes.io/enforce with restricted, or with baseline; without the label anything runs.",
    controls=("PSS baseline", "kyverno add-psa-labels"),
    types=_NAMESPACE,
)
def namespace_pod_security(namespace: Subject) -> Iterator[str]:
    if entry(namespace.values, "metadata.labels", _ENFORCE) not in ("baseline", "restricted"):
        yield f"{_ENFORCE} is neither baseline nor restricted"


@resource_rule(
    "k8s-namespace-default",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="Nothing is put into the namespace default, which nobody owns or closes.",
    remedy="Set metadata.namespace to the namespace of the application.",
    controls=("CKV_K8S_21", "kyverno disallow-default-namespace"),
    types=_PLACED,
)
def namespace_default(subject: Subject) -> Iterator[str]:
    if namespace_of(subject) == "default":
        yield "it is in the namespace default"


@stack_rule(
    "k8s-namespace-default-deny",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Every namespace has a network policy for all its pods, so that nobody comes in whom no policy names.",
    remedy="Add a NetworkPolicy with an empty pod_selector and policy_types ['Ingress'].",
    controls=("CKV2_K8S_6", "kyverno add-networkpolicy"),
    types=_NAMESPACE,
)
def namespace_default_deny(namespace: Subject, stack: Stack) -> Iterator[str]:
    if name_of(namespace).startswith("kube-"):
        return  # the cluster's own, made with it
    policies = [policy for policy in stack.of_type(*_NETWORK_POLICY) if policy.provider_urn == namespace.provider_urn]
    if not any_of(*(partial(_closes, policy, namespace) for policy in policies)):
        yield "no NetworkPolicy in it selects all pods"


def _closes(policy: Subject, namespace: Subject) -> bool:
    """Whether it selects all pods of a namespace for what comes in, which then is refused unless a policy allows it."""
    if policy.values.keys("spec.podSelector") or not is_inside(policy, namespace):
        return False
    directions = policy.values.texts("spec.policyTypes")
    return not directions or "Ingress" in directions


@resource_rule(
    "k8s-network-policy-open",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="No network policy lets everything in or out; it would undo all others.",
    remedy="Name the peers (a namespace_selector with labels, a pod_selector, an ip_block) or the ports.",
    controls=("platform",),
    types=_NETWORK_POLICY,
)
def network_policy_open(policy: Subject) -> Iterator[str]:
    yield from policy.separately(
        lambda values: policy.each(values.items("spec.ingress"), _everything("from")),
        lambda values: policy.each(values.items("spec.egress"), _everything("to")),
    )


def _everything(peers: str) -> Check:
    def check(rule: Values) -> Iterator[str]:
        if rule.has("ports"):
            return
        if not rule.has(peers):
            yield f"{rule.path} is for everybody and every port"
        for peer in rule.items(peers):
            if _is_everybody(peer):
                yield f"{peer.path} is everybody, on every port"

    return check


def _is_everybody(peer: Values) -> bool:
    if peer.text("ipBlock.cidr") in ("0.0.0.0/0", "::/0"):
        return not peer.has("ipBlock.except")
    return peer.keys() == ["namespaceSelector"] and not peer.has("namespaceSelector")
