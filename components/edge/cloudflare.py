"""Cloudflare before CloudFront, where a stack asks for it; nobody else loads its SDK."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_cloudflare as cloudflare

from components.component import Component
from components.edge.cloudflare_facts import facts
from settings.edge import Cloudflare as CloudflareSettings

_ZONE_SETTINGS = {
    "ssl": "strict",  # CloudFront's certificate is checked
    "min_tls_version": "1.2",
    "tls_1_3": "on",
    "always_use_https": "on",
}
_LIMIT_SECONDS = 60


@dataclass(frozen=True)
class CloudflareArgs:
    """What it needs."""

    settings: CloudflareSettings
    hosts: Sequence[str]
    leads_to: pulumi.Input[str]
    """CloudFront's own name."""
    static_seconds: int
    token: pulumi.Input[str]


class Cloudflare(Component):
    """Each host as a proxied record, with managed rules, a limit for each address and a cache for assets. The api is never kept."""

    def __init__(self, name: str, args: CloudflareArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._zone = args.settings.zone_id
        self._options = self.options(provider=cloudflare.Provider(name, api_token=args.token, opts=self.options()))
        for host in args.hosts:
            cloudflare.DnsRecord(
                host,
                zone_id=self._zone,
                name=host,
                type="CNAME",
                content=args.leads_to,
                proxied=True,
                ttl=1,  # what proxied records have
                opts=self._options,
            )
        for setting, value in _ZONE_SETTINGS.items():
            cloudflare.ZoneSetting(f"{name}-{setting}", zone_id=self._zone, setting_id=setting, value=value, opts=self._options)
        ours = f"http.host in {{{' '.join(json.dumps(host) for host in args.hosts)}}}"
        managed = [_managed(called, ours) for called in ("managed_ruleset", "owasp_ruleset")]
        self._rules(f"{name}-firewall", "http_request_firewall_managed", managed)
        self._rules(f"{name}-limit", "http_ratelimit", [_limit(args.settings.requests_per_minute, ours)])
        self._rules(f"{name}-cache", "http_request_cache_settings", _kept(args.static_seconds, ours))
        self.register_outputs({})

    def _rules(self, name: str, phase: str, rules: Any) -> None:
        """A phase of a zone has one rule set, which holds all rules."""
        cloudflare.Ruleset(name, zone_id=self._zone, name=name, kind="zone", phase=phase, rules=rules, opts=self._options)


def _managed(called: str, ours: str) -> dict[str, Any]:
    return {"action": "execute", "expression": ours, "description": called, "action_parameters": {"id": facts()[called]["id"]}}


def _limit(requests_per_minute: int, ours: str) -> dict[str, Any]:
    """Cloudflare counts in each of its data centres by itself."""
    return {
        "action": "block",
        "expression": ours,
        "description": "requests of an address",
        "ratelimit": {
            "characteristics": ["ip.src", "cf.colo.id"],
            "period": _LIMIT_SECONDS,
            "requests_per_period": requests_per_minute,
            "mitigation_timeout": _LIMIT_SECONDS,
        },
    }


def _kept(static_seconds: int, ours: str) -> list[dict[str, Any]]:
    """The last rule that fits decides."""
    return [
        {
            "action": "set_cache_settings",
            "expression": ours,
            "description": "nothing but assets",
            "action_parameters": {"cache": False},
        },
        {
            "action": "set_cache_settings",
            "expression": f'({ours}) and starts_with(http.request.uri.path, "/assets/")',
            "description": "assets, as CloudFront keeps them",
            "action_parameters": {"cache": True, "edge_ttl": {"mode": "override_origin", "default": static_seconds}},
        },
    ]
