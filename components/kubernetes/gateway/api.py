"""The way to the api: one host for programs, one for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.edge.hosts import HEALTH
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.exposure import public_names
from components.kubernetes.external_secret import ROTATED, external_secret
from components.kubernetes.gateway import plugins
from components.kubernetes.ground import Ground
from components.kubernetes.names import API
from components.kubernetes.objects import Manifest
from components.kubernetes.tls import public_certificate
from settings.mesh import Users

SERVICE = "api"
"""The Service that the workload makes, with `plugins.service_annotations`; its port and its pods' label have the same name everywhere."""
PODS = {"app.kubernetes.io/name": SERVICE}
_PORT = "http"
_CACHE_SECRET = "rate-limit-cache"


@dataclass(frozen=True)
class ApiRoutesArgs:
    """What the routes need."""

    ground: Ground
    kong: pulumi.Resource
    mesh: pulumi.Resource
    certificates: pulumi.Resource
    secrets: pulumi.Resource | None
    """The secret store; None off AWS."""


class ApiRoutes(Component):
    """Programs prove themselves to Kong (JWT), people to the mesh (OAuth 2.0), which follows their provider's keys. Nobody is anonymous."""

    def __init__(self, name: str, args: ApiRoutesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        self._args = args
        ground, settings = args.ground, args.ground.settings.gateway
        made = [
            plugins.analytics(),
            plugins.circuit_breaker(settings.circuit_breaker),
            plugins.tokens(settings.token_seconds),
            plugins.request(plugins.PROGRAM_REQUEST, ground.cluster_name, "program", ["authorization"]),
            plugins.request(plugins.PERSON_REQUEST, ground.cluster_name, "person", []),
        ]
        for manifest in made:
            ground.object(self, manifest, after=[args.kong])
        self._limits()
        for consumer in settings.consumers:
            self._consumer(consumer)
        if settings.host:
            self._route(SERVICE, settings.host, [plugins.TOKENS, plugins.ADDRESS_LIMIT, plugins.PROGRAM_REQUEST])
        if settings.users:
            self._route(f"{SERVICE}-people", settings.users.host, [plugins.ADDRESS_LIMIT, plugins.PERSON_REQUEST])
            for manifest in people(settings.users):
                ground.object(self, manifest, after=[args.mesh])
        self.register_outputs({})

    def _limits(self) -> None:
        """A consumer's limit takes the place of the address's for its own calls: Kong runs a plugin once for each."""
        ground, settings = self._args.ground, self._args.ground.settings.gateway
        cache, more, needs = self._cache()
        for manifest in (
            plugins.rate_limit(plugins.CONSUMER_LIMIT, settings.consumer_limit, "consumer", cache, **more),
            plugins.rate_limit(plugins.ADDRESS_LIMIT, settings.address_limit, "ip", cache, **more),
        ):
            ground.object(self, manifest, after=[self._args.kong, *needs])

    def _cache(self) -> tuple[Mapping[str, Any] | None, dict[str, Any], list[pulumi.Resource]]:
        """The region's cache, in which replicas count together. A copy takes no writes before a failover, nor are there calls."""
        ground = self._args.ground
        made = ground.region.databases.cache if ground.region else None
        if made is None or self._args.secrets is None:
            return None, {}, []
        data = {"password": "{{ .password | toJson }}"}  # Kong reads the value as JSON
        secret = external_secret(self, ground, self._args.secrets, API, _CACHE_SECRET, made.secret.arn, data=data, refresh=ROTATED)
        host = made.group.primary_endpoint_address
        redis = {"host": host, "port": 6379, "username": "platform", "ssl": True, "ssl_verify": True, "server_name": host, "timeout": 200}
        password = {"path": "/redis/password", "valueFrom": {"secretKeyRef": {"name": _CACHE_SECRET, "key": "password"}}}
        return redis, {"configPatches": [password]}, [secret]

    def _consumer(self, consumer: str) -> None:
        ground = self._args.ground
        secret = f"consumer-{consumer}"
        args = CredentialArgs(
            ground,
            secret,
            f"With which {consumer} signs its tokens for the api",
            consumer,
            [API],
            self._args.secrets,
            {"key": "{{ .username }}", "secret": "{{ .password }}", "algorithm": "HS256"},
            {"konghq.com/credential": "jwt"},
        )
        key = Credential(ground.label(secret), args, self.options())
        ground.object(
            self,
            {
                "apiVersion": "configuration.konghq.com/v1",
                "kind": "KongConsumer",
                "metadata": {
                    "name": consumer,
                    "namespace": API,
                    "annotations": {**plugins.CLASS, "konghq.com/plugins": plugins.CONSUMER_LIMIT},
                },
                "username": consumer,
                "credentials": [secret],
            },
            after=[self._args.kong, *key.objects],
        )

    def _route(self, name: str, host: str, used: list[str]) -> None:
        ground = self._args.ground
        secret = f"{name}-tls"
        issued = public_certificate(self, ground, API, secret, [host], self._args.certificates)
        names, after = public_names(ground, [host]), [self._args.kong, issued]
        ground.object(self, route(name, host, secret, used, names), after=after)
        if ground.edge:
            # Asked by whoever decides where names lead, who has nothing to prove himself with.
            health = route(f"{name}-health", host, secret, [plugins.ADDRESS_LIMIT], names, HEALTH)
            ground.object(self, health, after=after)


def route(name: str, host: str, secret: str, used: list[str], names: Mapping[str, str], path: str = "") -> Manifest:
    """A host that leads to the api through these plugins, by HTTPS only; or one `path` of it."""
    backend = {"service": {"name": SERVICE, "port": {"name": _PORT}}}
    leads = {"path": path or "/", "pathType": "Exact" if path else "Prefix", "backend": backend}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {
            "name": name,
            "namespace": API,
            "annotations": {
                "konghq.com/plugins": ",".join(used),
                "konghq.com/protocols": "https",
                "konghq.com/preserve-host": "false",
                "konghq.com/strip-path": "false",
                # The Service comes later, with the workload.
                "pulumi.com/skipAwait": "true",
                **names,
            },
        },
        "spec": {
            "ingressClassName": "kong",
            "tls": [{"hosts": [host], "secretName": secret}],
            "rules": [{"host": host, "http": {"paths": [leads]}}],
        },
    }


def people(users: Users) -> list[Manifest]:
    """The api's proxies check people's tokens against the provider's published keys, and refuse calls to people's host without one."""
    named = {"selector": {"matchLabels": PODS}}
    return [
        {
            "apiVersion": "security.istio.io/v1",
            "kind": "RequestAuthentication",
            "metadata": {"name": "people", "namespace": API},
            "spec": {
                **named,
                "jwtRules": [
                    {
                        "issuer": users.issuer,
                        "jwksUri": users.jwks_uri,
                        "audiences": [users.audience],
                        "forwardOriginalToken": True,
                    }
                ],
            },
        },
        {
            "apiVersion": "security.istio.io/v1",
            "kind": "AuthorizationPolicy",
            "metadata": {"name": "people-prove-themselves", "namespace": API},
            "spec": {
                **named,
                "action": "DENY",
                "rules": [
                    {
                        "from": [{"source": {"notRequestPrincipals": ["*"]}}],
                        # Set by Kong, whatever the caller said.
                        "when": [{"key": "request.headers[x-platform-caller]", "values": ["person"]}],
                    }
                ],
            },
        },
    ]
