"""How programs reach a cluster, and what the nodes are that Karpenter makes for it."""

import re
from collections.abc import Iterator

from inventory.values import Values
from policies.manifests import tokens
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject

_NODE_CLASS = tokens("EC2NodeClass", "karpenter.k8s.aws/v1", "karpenter.k8s.aws/v1beta1")
_UNVERIFIED = re.compile(r"insecure-skip-tls-verify[\"']?\s*:\s*true|server[\"']?\s*:\s*[\"']?http://", re.IGNORECASE)


@resource_rule(
    "k8s-provider-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Pulumi reaches the cluster's API server by TLS, and verifies it.",
    remedy="Give the kubeconfig the cluster's certificate authority, and leave out insecure-skip-tls-verify.",
    controls=("platform",),
    types=("pulumi:providers:kubernetes",),
)
def provider_tls(provider: Subject) -> Iterator[str]:
    if _UNVERIFIED.search(provider.values.text("kubeconfig")):
        yield "the kubeconfig does without TLS or verification"


@resource_rule(
    "k8s-karpenter-metadata",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Karpenter's nodes give their credentials to callers with a session token only, and to no pod.",
    remedy="Leave out metadataOptions, or set httpTokens to required and httpPutResponseHopLimit to 1.",
    controls=("FSBP EC2.8", "CKV_AWS_79", "CKV_AWS_341"),
    types=_NODE_CLASS,
)
def karpenter_metadata(node_class: Subject) -> Iterator[str]:
    yield from node_class.separately(_tokens_optional, _far_reaching)


def _tokens_optional(values: Values) -> Iterator[str]:
    if values.text("spec.metadataOptions.httpTokens") == "optional":
        yield "metadataOptions.httpTokens is optional"


def _far_reaching(values: Values) -> Iterator[str]:
    hops = values.number("spec.metadataOptions.httpPutResponseHopLimit")
    if hops is not None and hops > 1:
        yield f"metadataOptions.httpPutResponseHopLimit is {hops:g}"


@resource_rule(
    "k8s-karpenter-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="The disks of Karpenter's nodes are encrypted.",
    remedy="Set ebs.encrypted to true in each of blockDeviceMappings; what Karpenter maps by itself is encrypted.",
    controls=("FSBP EC2.3", "CKV_AWS_8"),
    types=_NODE_CLASS,
)
def karpenter_encrypted(node_class: Subject) -> Iterator[str]:
    yield from node_class.each(node_class.values.items("spec.blockDeviceMappings"), _encrypted)


def _encrypted(mapping: Values) -> Iterator[str]:
    if not mapping.flag("ebs.encrypted"):
        yield f"{mapping.path}: ebs.encrypted is not true"


@resource_rule(
    "k8s-karpenter-image",
    topic=Topic.K8S,
    severity=Severity.LOW,
    description="Karpenter's nodes run an image at a version, so that nodes are not replaced whenever AWS publishes one.",
    remedy="Give the alias a version in the place of latest.",
    controls=("platform",),
    types=_NODE_CLASS,
)
def karpenter_image(node_class: Subject) -> Iterator[str]:
    yield from node_class.each(node_class.values.items("spec.amiSelectorTerms"), _latest)


def _latest(term: Values) -> Iterator[str]:
    if term.text("alias").endswith("@latest"):
        yield f"{term.path}.alias is {term.text('alias')}"


@resource_rule(
    "k8s-karpenter-private",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Karpenter's nodes have no public addresses.",
    remedy="Leave out associatePublicIPAddress, and select private subnets.",
    controls=("FSBP EC2.9", "CKV_AWS_88"),
    types=_NODE_CLASS,
)
def karpenter_private(node_class: Subject) -> Iterator[str]:
    if node_class.values.flag("spec.associatePublicIPAddress"):
        yield "associatePublicIPAddress is true"
