"""CloudFront: the web application, and the services behind the same names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.edge.certificate import Certificate, CertificateArgs
from components.edge.firewall import EDGE_KEY, Firewall
from components.edge.web_bucket import WebBuckets
from components.edge.web_policies import WebPolicies, WebPoliciesArgs, managed_policy
from components.placement import Placement
from settings.edge import Web

_ASSETS = "/assets/*"
"""Where bundlers put what has a hash of its content in its name."""
_TLS = "TLSv1.2_2021"
_LOST = (500, 502, 503, 504)
"""What S3 answers, or CloudFront for it, when a region is in trouble."""
_WEB = "web"
_ERROR_SECONDS = 1
"""An error is not kept at the edge: nobody sees a failure that is over."""


@dataclass(frozen=True)
class Service:
    """What is called through CloudFront."""

    path: str
    """First part of the path, such as `api`; the service doesn't hear it."""
    host: str
    """Its public name."""
    key: pulumi.Input[str] | None
    """What CloudFront says to be known there, if anybody listens."""


@dataclass(frozen=True)
class WebDistributionArgs:
    """What the distribution needs."""

    placement: Placement
    settings: Web
    zone_id: pulumi.Input[str]
    buckets: WebBuckets
    firewall: Firewall
    services: Sequence[Service]


class WebDistribution(Component):
    """Files from the primary's bucket, or the dr region's if that fails; services by their public hosts, which follow the switch.

    Single-page routing is a function's, not an error page's: error pages hold for the whole distribution, so that the api's 404 would
    become the application's page, too.
    """

    distribution: aws.cloudfront.Distribution

    def __init__(self, name: str, args: WebDistributionArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._args = args
        settings = args.settings
        policies = WebPolicies(name, WebPoliciesArgs(args.placement, settings), self.options())
        certificate = Certificate(name, CertificateArgs(settings.hosts, args.zone_id), self.options())
        buckets = self._buckets(name)
        grouped = len(buckets) > 1
        files = _WEB if grouped else buckets[0]["origin_id"]
        self.distribution = aws.cloudfront.Distribution(
            name,
            comment=args.placement.physical(_WEB),
            enabled=True,
            aliases=list(settings.hosts),
            http_version="http2and3",
            is_ipv6_enabled=True,
            price_class=settings.price_class,
            default_root_object="index.html",
            web_acl_id=args.firewall.arn,
            origins=[*buckets, *(_origin(service) for service in args.services)],
            origin_groups=[_group(buckets)] if grouped else None,
            default_cache_behavior=_reads(files, policies.pages, policies),
            ordered_cache_behaviors=[
                {"path_pattern": _ASSETS} | _reads(files, policies.assets, policies),
                *({"path_pattern": f"/{service.path}/*"} | _calls(service.host, policies) for service in args.services),
            ],
            custom_error_responses=[{"error_code": code, "error_caching_min_ttl": _ERROR_SECONDS} for code in _LOST],
            viewer_certificate={
                "acm_certificate_arn": certificate.arn,
                "ssl_support_method": "sni-only",
                "minimum_protocol_version": _TLS,
            },
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            opts=self.options(),
        )
        self.register_outputs({"domain_name": self.distribution.domain_name})

    def _buckets(self, name: str) -> list[dict[str, Any]]:
        """The primary's first."""
        access = aws.cloudfront.OriginAccessControl(
            name,
            name=self._args.placement.physical(_WEB),
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self.options(),
        )
        return [
            {
                "origin_id": f"{_WEB}-{region}",
                "domain_name": pulumi.Output.concat(bucket.name, f".s3.{region}.amazonaws.com"),
                "origin_access_control_id": access.id,
                # Ten seconds at most until the other one is asked.
                "connection_attempts": 2,
                "connection_timeout": 5,
            }
            for region, bucket in self._args.buckets.by_region.items()
        ]


def _group(buckets: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "origin_id": _WEB,
        "failover_criteria": {"status_codes": list(_LOST)},
        "members": [{"origin_id": bucket["origin_id"]} for bucket in buckets],
    }


def _origin(service: Service) -> dict[str, Any]:
    known = {} if service.key is None else {"custom_headers": [{"name": EDGE_KEY, "value": service.key}]}
    return known | {
        "origin_id": service.host,
        "domain_name": service.host,
        "custom_origin_config": {
            "http_port": 80,
            "https_port": 443,
            "origin_protocol_policy": "https-only",
            "origin_ssl_protocols": ["TLSv1.2"],
            "origin_keepalive_timeout": 60,
            "origin_read_timeout": 30,
        },
    }


def _reads(origin: pulumi.Input[str], kept: aws.cloudfront.CachePolicy, policies: WebPolicies) -> dict[str, Any]:
    return _behavior(origin, policies, policies.to_page) | {
        "allowed_methods": ["GET", "HEAD", "OPTIONS"],
        "cache_policy_id": kept.id,
    }


def _calls(host: str, policies: WebPolicies) -> dict[str, Any]:
    """Nothing is kept. The service hears its own host, by which load balancer and gateway know what is meant."""
    return _behavior(host, policies, policies.to_service) | {
        "allowed_methods": ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
        "cache_policy_id": managed_policy("CachingDisabled"),
        "origin_request_policy_id": managed_policy("AllViewerExceptHostHeader"),
    }


def _behavior(origin: pulumi.Input[str], policies: WebPolicies, function: aws.cloudfront.Function) -> dict[str, Any]:
    return {
        "target_origin_id": origin,
        "viewer_protocol_policy": "redirect-to-https",
        "cached_methods": ["GET", "HEAD"],
        "compress": True,
        "response_headers_policy_id": policies.headers.id,
        "function_associations": [{"event_type": "viewer-request", "function_arn": function.arn}],
    }
