"""Who may talk to a service's pods, and whom they may talk to: one NetworkPolicy each.

Its namespace allows names, AWS credentials and Prometheus' reading of metrics, and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from components.kubernetes.ground import Ground
from components.kubernetes.names import DATABASES, GATEWAY_NAMESPACE, ISTIO, KONG, MONITORING
from components.kubernetes.objects import Manifest
from components.workloads import endpoints
from components.workloads.analysis import SMOKE_LABELS
from components.workloads.identity import statements
from components.workloads.profiles import HTTP_PORT, PROFILES, Profile, callers
from settings.workloads import Service

_GATEWAYS = {"mesh": GATEWAY_NAMESPACE, "kong": KONG}
"""The namespaces of those by which calls come in."""
_MESH = (ISTIO, 15012)
"""istiod, from which each pod's proxy has its certificate and its routes."""
_OTLP_PORT = 4317
_HTTPS = 443
_S3_PORT, _DYNAMODB_PORT = 8333, 8000
"""Of the stand-ins off AWS."""

Rule = dict[str, Any]


def policy(ground: Ground, profile: Profile, service: Service) -> Manifest:
    """Everything that a service's profile says, and nothing else."""
    return _policy(profile.name, profile.namespace, profile.labels, list(_in(profile, service)), list(_out(ground, profile)))


def smoke_policy(profile: Profile) -> Manifest:
    """The same for the pods that try a version before it is promoted; one a namespace."""
    here = [_pods(profile.namespace)]
    return _policy("smoke-test", profile.namespace, SMOKE_LABELS, [], [_to(here, HTTP_PORT), _to([_namespace(_MESH[0])], _MESH[1])])


def _policy(name: str, namespace: str, pods: Mapping[str, str], ingress: Sequence[Rule], egress: Sequence[Rule]) -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "podSelector": {"matchLabels": dict(pods)},
            "policyTypes": ["Ingress", "Egress"],
            **({"ingress": list(ingress)} if ingress else {}),
            "egress": list(egress),
        },
    }


def _in(profile: Profile, service: Service) -> Iterator[Rule]:
    sources = [_namespace(_GATEWAYS[profile.gateway])] if profile.gateway else []
    sources += [_pods(caller.namespace, caller.labels) for caller in callers(profile.name)]
    if service.delivery == "blue_green":
        sources.append(_pods(profile.namespace, SMOKE_LABELS))
    if sources:
        yield {"from": sources, "ports": _ports(HTTP_PORT)}


def _out(ground: Ground, profile: Profile) -> Iterator[Rule]:
    yield _to([_namespace(_MESH[0])], _MESH[1])
    yield _to([_namespace(MONITORING)], _OTLP_PORT)
    if profile.calls:
        yield _to([_pods(PROFILES[name].namespace, PROFILES[name].labels) for name in profile.calls], HTTP_PORT)
    stores = endpoints.stores(ground, profile)
    inside = {found.port for found in stores if found.in_cluster}
    outside = {found.port for found in stores if not found.in_cluster}
    kafka = endpoints.kafka(ground) if profile.kafka else None
    if kafka:
        (outside if kafka.iam else inside).add(kafka.port)
    if ground.s3_endpoint and profile.reads_gold:
        inside.add(_S3_PORT)
    if ground.region is None and (profile.reads_tables or profile.writes_tables):
        inside.add(_DYNAMODB_PORT)
    if inside:
        yield _to([_namespace(DATABASES)], *sorted(inside))
    if ground.region and outside:
        yield _to([_block(str(ground.region.placement.region.cidr))], *sorted(outside))
    if profile.third_parties or (ground.region and statements(ground.region, profile)):
        # AWS' own APIs, too, have addresses outside the VPC where it has no endpoint for them.
        yield _to([_block("0.0.0.0/0")], _HTTPS)


def _to(peers: Sequence[Rule], *ports: int) -> Rule:
    return {"to": list(peers), "ports": _ports(*ports)}


def _ports(*ports: int) -> list[Rule]:
    return [{"protocol": "TCP", "port": port} for port in ports]


def _namespace(name: str) -> Rule:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}


def _pods(namespace: str, labels: Mapping[str, str] | None = None) -> Rule:
    return _namespace(namespace) | ({"podSelector": {"matchLabels": dict(labels)}} if labels else {})


def _block(cidr: str) -> Rule:
    return {"ipBlock": {"cidr": cidr}}
