"""Where clients come in: TLS and SCRAM-SHA-512, and nothing beside."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import DATABASES, KAFKA
from components.kubernetes.operators import Operators
from components.kubernetes.tls import certificate
from components.region import RegionStack

CERTIFICATE = f"{KAFKA}-kafka-listener"
MIRROR_PORT = 9094
_PORT = 9093
_SCRAM = {"type": "scram-sha-512"}
_CHAIN = {"secretName": CERTIFICATE, "certificate": "tls.crt", "key": "tls.key"}


def client_listener(namespaces: Sequence[str]) -> dict[str, Any]:
    """For pods of these namespaces, and of Kafka's own."""
    peers = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}} for namespace in namespaces]
    return {
        "name": "clients",
        "port": _PORT,
        "type": "internal",
        "tls": True,
        "authentication": _SCRAM,
        "configuration": {"brokerCertChainAndKey": _CHAIN},
        "networkPolicyPeers": [*peers, {"podSelector": {}}],
    }


def mirror_listener(region: RegionStack) -> dict[str, Any]:
    """For the dr region's MirrorMaker: network load balancers inside the network, one for each broker, with names in the private zone."""
    settings = region.placement.settings
    host = mirror_host(region.placement.region.name, settings.network.private_zone)
    dr = [str(block) for block in (settings.dr.cidr, settings.dr.pod_cidr)] if settings.dr else []
    balancer = {
        "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
        "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
    }
    name = "external-dns.alpha.kubernetes.io/hostname"
    return {
        "name": "mirror",
        "port": MIRROR_PORT,
        "type": "loadbalancer",
        "tls": True,
        "authentication": _SCRAM,
        "configuration": {
            "class": "service.k8s.aws/nlb",
            "brokerCertChainAndKey": _CHAIN,
            "allocateLoadBalancerNodePorts": False,
            "loadBalancerSourceRanges": dr,
            "bootstrap": {"annotations": {**balancer, name: host}},
            "perBrokerAnnotationsTemplate": {**balancer, name: f"{{nodeId}}.{host}"},
            "advertisedHostTemplate": f"{{nodeId}}.{host}",
        },
        # The balancers stand in the VPC, and their addresses are what brokers see.
        "networkPolicyPeers": [{"ipBlock": {"cidr": str(region.placement.region.cidr)}}],
    }


def mirror_host(region: str, zone: str) -> str:
    """By which other regions find a region's Kafka."""
    return f"kafka.{region}.{zone}"


def listener_certificate(parent: Component, ground: Ground, operators: Operators, mirrored: bool) -> pulumi.CustomResource:
    """For the bootstrap service, each broker behind it, and their names in the private zone."""
    bootstrap, brokers = f"{KAFKA}-kafka-bootstrap", f"*.{KAFKA}-kafka-brokers"
    hosts = [f"{name}{domain}" for name in (bootstrap, brokers) for domain in ("", f".{DATABASES}.svc", f".{DATABASES}.svc.cluster.local")]
    if mirrored and ground.region:
        host = mirror_host(ground.place, ground.region.placement.settings.network.private_zone)
        hosts += [host, f"*.{host}"]
    return certificate(parent, ground, DATABASES, CERTIFICATE, hosts, operators.certificates)
