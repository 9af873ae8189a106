"""AWS WAF: one set of rules for load balancers and for CloudFront."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pulumi
import pulumi_aws as aws

from components.component import Component
from settings.edge import Firewall as FirewallSettings

_FIRST = 0
_REDACTED = ("authorization", "cookie", "x-edge-key")
"""Headers by which callers prove who they are."""


@dataclass(frozen=True)
class _Managed:
    """A rule group that AWS keeps up to date."""

    name: str
    only_counted: bool = False
    """Whatever the stack says: it finds too many who mean no harm."""
    never_only_counted: bool = False
    """Whatever the stack says: nobody sends these by mistake."""
    counted: tuple[str, ...] = ()
    """Rules of it that only count."""


# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html; 1 175 of the 1 500 capacity units in the price.
_MANAGED = (
    _Managed("AmazonIpReputationList"),
    _Managed("AnonymousIpList", only_counted=True),  # people behind a VPN, and every cloud from which a partner's servers call
    _Managed("CommonRuleSet", counted=("SizeRestrictions_BODY",)),  # a batch of events is larger than its 8 KB
    _Managed("KnownBadInputsRuleSet", never_only_counted=True),
    _Managed("SQLiRuleSet"),
)


EDGE_KEY = "x-edge-key"
"""Header by which CloudFront is known to load balancers."""


@dataclass(frozen=True)
class Proxy:
    """A service that calls for others, such as Cloudflare."""

    name: str
    addresses: Sequence[str]
    """Both of IPv4 and IPv6."""
    header: str
    """In which it says for whom; worth something only where nobody else is let in."""


@dataclass(frozen=True)
class FirewallArgs:
    """What a firewall needs."""

    scope: Literal["REGIONAL", "CLOUDFRONT"]
    """CLOUDFRONT has to be made in us-east-1."""
    physical: str
    """Its name, of which no other in the account and region has the same scope: such as `event-platform-prod-edge`."""
    settings: FirewallSettings
    key_arn: pulumi.Input[str]
    """Of the key for logs in the same region."""
    edge_key: pulumi.Input[str] | None = None
    """What CloudFront says in the header `x-edge-key`. It has counted its callers already, and would look like one caller here."""
    proxy: Proxy | None = None
    """Who stands before it, and is the only one to be let in."""


class Firewall(Component):
    """Refuses what AWS knows to be hostile, and whoever asks too often; logs what it refused or counted, without credentials."""

    acl: aws.wafv2.WebAcl
    arn: pulumi.Output[str]
    """For CloudFront's `web_acl_id`, or an association."""

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self.acl = aws.wafv2.WebAcl(
            name,
            name=args.physical,
            scope=args.scope,
            description="Managed rules of AWS and a limit for each address",
            default_action={"allow": {}},
            rules=[*self._only_by(name, args), *rules(args.settings, args.edge_key, args.proxy)],
            visibility_config=_seen_as(args.physical),
            opts=self.options(),
        )
        self.arn = self.acl.arn
        self._log(name, args)
        self.register_outputs({"arn": self.arn})

    def _only_by(self, name: str, args: FirewallArgs) -> list[dict[str, Any]]:
        """Refuses everybody else than the proxy, whose rules could be gone around otherwise."""
        if args.proxy is None:
            return []
        known = []
        for version, mark in (("IPV4", "."), ("IPV6", ":")):
            addresses = aws.wafv2.IpSet(
                f"{name}-{version.lower()}",
                name=f"{args.physical}-{version.lower()}",
                scope=args.scope,
                ip_address_version=version,
                addresses=[address for address in args.proxy.addresses if mark in address],
                opts=self.options(),
            )
            known.append({"ip_set_reference_statement": {"arn": addresses.arn}})
        rule = f"NotBy{args.proxy.name}"
        return [
            {
                "name": rule,
                "priority": _FIRST,
                "action": {"block": {}},
                "statement": {"not_statement": {"statement": {"or_statement": {"statements": known}}}},
                "visibility_config": _seen_as(rule),
            }
        ]

    def _log(self, name: str, args: FirewallArgs) -> None:
        group = aws.cloudwatch.LogGroup(
            name,
            name=f"aws-waf-logs-{args.physical}",  # WAF insists on the beginning
            retention_in_days=args.settings.log_days,
            kms_key_id=args.key_arn,
            opts=self.options(),
        )
        aws.wafv2.WebAclLoggingConfiguration(
            name,
            resource_arn=self.acl.arn,
            log_destination_configs=[group.arn],
            redacted_fields=[{"single_header": {"name": header}} for header in _REDACTED],
            # What is let through is in the access logs.
            logging_filter={
                "default_behavior": "DROP",
                "filters": [
                    {
                        "behavior": "KEEP",
                        "requirement": "MEETS_ANY",
                        "conditions": [{"action_condition": {"action": action}} for action in ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")],
                    }
                ],
            },
            opts=self.options(),
        )


def rules(settings: FirewallSettings, edge_key: pulumi.Input[str] | None = None, proxy: Proxy | None = None) -> list[dict[str, Any]]:
    """In the order in which they are asked: who asks too often is refused before anything dearer is looked at."""
    managed = enumerate(_MANAGED, start=_FIRST + 2)
    return [_limit(settings, edge_key, proxy), *(_managed(number, each, settings.count_only) for number, each in managed)]


def _limit(settings: FirewallSettings, edge_key: pulumi.Input[str] | None, proxy: Proxy | None) -> dict[str, Any]:
    counted: dict[str, Any] = {"limit": settings.requests, "evaluation_window_sec": 300, "aggregate_key_type": "IP"}
    if proxy:
        named = {"header_name": proxy.header, "fallback_behavior": "MATCH"}
        counted |= {"aggregate_key_type": "FORWARDED_IP", "forwarded_ip_config": named}
    if edge_key is not None:
        counted["scope_down_statement"] = {"not_statement": {"statement": _says(EDGE_KEY, edge_key)}}
    return {
        "name": "RequestsOfAnAddress",
        "priority": _FIRST + 1,
        "action": {"block": {"custom_response": {"response_code": 429}}},
        "statement": {"rate_based_statement": counted},
        "visibility_config": _seen_as("RequestsOfAnAddress"),
    }


def _says(header: str, value: pulumi.Input[str]) -> dict[str, Any]:
    return {
        "byte_match_statement": {
            "field_to_match": {"single_header": {"name": header}},
            "positional_constraint": "EXACTLY",
            "search_string": value,
            "text_transformations": [{"priority": 0, "type": "NONE"}],
        }
    }


def _managed(priority: int, group: _Managed, count_only: bool) -> dict[str, Any]:
    counts = group.only_counted or (count_only and not group.never_only_counted)
    return {
        "name": group.name,
        "priority": priority,
        "override_action": {"count": {}} if counts else {"none": {}},
        "statement": {
            "managed_rule_group_statement": {
                "vendor_name": "AWS",
                "name": f"AWSManagedRules{group.name}",
                "rule_action_overrides": _counted(group.counted),
            }
        },
        "visibility_config": _seen_as(group.name),
    }


def _counted(names: Sequence[str]) -> list[dict[str, Any]]:
    return [{"name": name, "action_to_use": {"count": {}}} for name in names]


def _seen_as(metric: str) -> dict[str, Any]:
    """Samples would show what callers sent, credentials too."""
    return {"cloudwatch_metrics_enabled": True, "metric_name": metric, "sampled_requests_enabled": False}
