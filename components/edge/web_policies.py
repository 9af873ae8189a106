"""How CloudFront treats what it serves: how long it keeps it, what it tells browsers, where paths lead."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from settings.edge import Web

_PAGES_SECONDS = 60
"""A new release is seen after that, without anything to invalidate."""
_YEAR = 31_536_000
_HSTS = 2 * _YEAR
_RUNTIME = "cloudfront-js-2.0"


@functools.cache
def managed_policy(name: str) -> str:
    """Id of a policy that AWS keeps."""
    data: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "cloudfront.json").read_text())
    return str(data["managed_policies"][name])


@dataclass(frozen=True)
class WebPoliciesArgs:
    """What they need."""

    placement: Placement
    settings: Web


class WebPolicies(Component):
    """For pages, whose names stay while their content changes; for assets, whose names change with their content; for services."""

    pages: aws.cloudfront.CachePolicy
    assets: aws.cloudfront.CachePolicy
    headers: aws.cloudfront.ResponseHeadersPolicy
    to_page: aws.cloudfront.Function
    to_service: aws.cloudfront.Function

    def __init__(self, name: str, args: WebPoliciesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._placement = args.placement
        self.pages = self._kept(f"{name}-pages", _PAGES_SECONDS)
        self.assets = self._kept(f"{name}-assets", args.settings.static_seconds)
        self.headers = self._headers(name, args.settings.content_security_policy)
        self.to_page = self._function(f"{name}-page", "pages")
        self.to_service = self._function(f"{name}-service", "service")
        self.register_outputs({})

    def _kept(self, name: str, seconds: int) -> aws.cloudfront.CachePolicy:
        """Under the path alone: neither cookies nor questions change a file."""
        none: dict[str, Any] = {
            "cookies_config": {"cookie_behavior": "none"},
            "headers_config": {"header_behavior": "none"},
            "query_strings_config": {"query_string_behavior": "none"},
        }
        compressed = {"enable_accept_encoding_brotli": True, "enable_accept_encoding_gzip": True}
        return aws.cloudfront.CachePolicy(
            name,
            name=self._placement.physical(name),
            min_ttl=0,
            default_ttl=seconds,
            max_ttl=_YEAR,
            parameters_in_cache_key_and_forwarded_to_origin=none | compressed,
            opts=self.options(),
        )

    def _headers(self, name: str, content: str) -> aws.cloudfront.ResponseHeadersPolicy:
        return aws.cloudfront.ResponseHeadersPolicy(
            name,
            name=self._placement.physical(name),
            security_headers_config={
                "strict_transport_security": {
                    "access_control_max_age_sec": _HSTS,
                    "include_subdomains": True,
                    "preload": True,
                    "override": True,
                },
                "content_type_options": {"override": True},
                "frame_options": {"frame_option": "DENY", "override": True},
                "referrer_policy": {"referrer_policy": "strict-origin-when-cross-origin", "override": True},
                "content_security_policy": {"content_security_policy": content, "override": True},
            },
            opts=self.options(),
        )

    def _function(self, name: str, file: str) -> aws.cloudfront.Function:
        return aws.cloudfront.Function(
            name,
            name=self._placement.physical(name),
            runtime=_RUNTIME,
            code=(Path(__file__).parent / "functions" / f"{file}.js").read_text(encoding="utf-8"),
            publish=True,
            opts=self.options(),
        )
