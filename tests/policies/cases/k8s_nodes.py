"""How programs reach a cluster, and what its nodes are."""

from typing import Any

from tests.policies.case import Case, Made, made


def provider(kubeconfig: str) -> Made:
    """A provider for a cluster."""
    return made("pulumi:providers:kubernetes", kubeconfig=kubeconfig)


def nodes(**spec: Any) -> Made:
    """A class of nodes."""
    return made("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass", spec=spec)


CASES = [
    Case(
        "k8s-provider-tls",
        passing=[provider('{"clusters": [{"cluster": {"server": "https://api", "insecure-skip-tls-verify": false}}]}'), provider("")],
        failing=[provider('{"cluster": {"insecure-skip-tls-verify": true}}'), provider("cluster:\n  server: http://10.0.0.1:8080\n")],
    ),
    Case(
        "k8s-karpenter-metadata",
        passing=[nodes(), nodes(metadataOptions={"httpTokens": "required", "httpPutResponseHopLimit": 1})],
        failing=[nodes(metadataOptions={"httpTokens": "optional"}), nodes(metadataOptions={"httpPutResponseHopLimit": 2})],
    ),
    Case(
        "k8s-karpenter-encrypted",
        passing=[nodes(), nodes(blockDeviceMappings=[{"deviceName": "/dev/xvda", "ebs": {"encrypted": True}}])],
        failing=[nodes(blockDeviceMappings=[{"deviceName": "/dev/xvda", "ebs": {"volumeSize": "50Gi"}}])],
    ),
    Case(
        "k8s-karpenter-image",
        passing=[nodes(amiSelectorTerms=[{"alias": "al2023@v20260801"}])],
        failing=[nodes(amiSelectorTerms=[{"alias": "al2023@latest"}])],
    ),
    Case("k8s-karpenter-private", passing=[nodes()], failing=[nodes(associatePublicIPAddress=True)]),
]
