"""Kong's plugins: what happens to a call before the api sees it. Only those that need no database."""

from collections.abc import Mapping
from typing import Any

from components.kubernetes.names import API
from components.kubernetes.objects import Manifest
from settings.mesh import CircuitBreaker, RateLimit

CLASS = {"kubernetes.io/ingress.class": "kong"}
"""On Kong's own kinds: which controller they are for."""

TOKENS = "tokens"
CONSUMER_LIMIT = "consumer-limit"
ADDRESS_LIMIT = "address-limit"
PROGRAM_REQUEST = "program-request"
PERSON_REQUEST = "person-request"
BREAKER = "api"

# What a caller might say of himself, and only the platform may.
_SPOOFED = ["x-platform-caller", "x-platform-cluster"]


def plugin(name: str, kind: str, config: Mapping[str, Any], **more: Any) -> Manifest:
    """A plugin that routes and consumers of the api name."""
    return {
        "apiVersion": "configuration.konghq.com/v1",
        "kind": "KongPlugin",
        "metadata": {"name": name, "namespace": API, "annotations": CLASS},
        "plugin": kind,
        "config": dict(config),
        **more,
    }


def analytics() -> Manifest:
    """For every route: calls, latencies and bytes by consumer and status, and which upstreams are well."""
    return {
        "apiVersion": "configuration.konghq.com/v1",
        "kind": "KongClusterPlugin",
        "metadata": {"name": "analytics", "labels": {"global": "true"}, "annotations": CLASS},
        "plugin": "prometheus",
        "config": {
            "per_consumer": True,
            "status_code_metrics": True,
            "latency_metrics": True,
            "bandwidth_metrics": True,
            "upstream_health_metrics": True,
        },
    }


def tokens(seconds: int) -> Manifest:
    """A program signs a JWT with its key; `iss` is its name, and the token must soon expire."""
    config = {"key_claim_name": "iss", "claims_to_verify": ["exp"], "maximum_expiration": seconds, "run_on_preflight": False}
    return plugin(TOKENS, "jwt", config)


def rate_limit(name: str, limit: RateLimit, by: str, cache: Mapping[str, Any] | None, **more: Any) -> Manifest:
    """How often a consumer or an address may call. A cache that does not answer stops nobody."""
    config: dict[str, Any] = {
        "second": limit.per_second,
        "minute": limit.per_minute,
        "limit_by": by,
        "policy": "redis" if cache else "local",
        "fault_tolerant": True,
        **({"redis": dict(cache)} if cache else {}),
    }
    return plugin(name, "rate-limiting", config, **more)


def request(name: str, cluster: str, caller: str, removed: list[str]) -> Manifest:
    """What the api learns of the call beside what the caller said."""
    config = {
        "remove": {"headers": [*_SPOOFED, *removed]},
        "add": {"headers": [f"x-platform-caller:{caller}", f"x-platform-cluster:{cluster}"]},
    }
    return plugin(name, "request-transformer", config)


def circuit_breaker(breaker: CircuitBreaker) -> Manifest:
    """After so many failures in a row Kong answers by itself, until the api answers probes. Single replicas are the mesh's business."""
    return {
        "apiVersion": "configuration.konghq.com/v1beta1",
        "kind": "KongUpstreamPolicy",
        "metadata": {"name": BREAKER, "namespace": API},
        "spec": {
            "algorithm": "round-robin",
            "healthchecks": {
                "passive": {
                    "type": "http",
                    "healthy": {"successes": breaker.probes},
                    "unhealthy": {"httpFailures": breaker.errors, "tcpFailures": breaker.errors, "timeouts": breaker.errors},
                },
                "active": {
                    "type": "http",
                    "httpPath": "/health/ready",
                    "timeout": 1,
                    "healthy": {"interval": breaker.probe_seconds, "successes": breaker.probes},
                    # Only calls find that something is wrong; probes find that it is well again.
                    "unhealthy": {"interval": breaker.probe_seconds},
                },
            },
        },
    }


def service_annotations(service: str, namespace: str) -> dict[str, str]:
    """For the Service that Kong leads to: calls go to its one address under its own name, so that the mesh knows and balances them."""
    return {
        "ingress.kubernetes.io/service-upstream": "true",
        "konghq.com/host-header": f"{service}.{namespace}.svc.cluster.local",
        "konghq.com/upstream-policy": BREAKER,
    }
