"""The web application: files, CloudFront before them, and the names that lead there."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.edge.cloudflare_facts import facts
from components.edge.distribution import Service, WebDistribution, WebDistributionArgs
from components.edge.firewall import Firewall, FirewallArgs, Proxy
from components.edge.global_region import GlobalRegion
from components.edge.web_alarms import WebAlarms, WebAlarmsArgs
from components.edge.web_bucket import WebBuckets, WebBucketsArgs
from components.edge.web_logs import WebLogs, WebLogsArgs
from components.region import RegionStack
from components.security.keys import WEB
from settings import Settings
from settings.edge import Cloudflare, Edge, Web

_CNAME_SECONDS = 300


@dataclass(frozen=True)
class WebApplicationArgs:
    """What it needs."""

    settings: Settings
    edge: Edge
    web: Web
    regions: dict[str, RegionStack]
    providers: Mapping[str, aws.Provider]
    zone_id: pulumi.Input[str]
    here: GlobalRegion
    edge_key: pulumi.Input[str] | None


class WebApplication(Component):
    """Names lead to CloudFront; where a stack has Cloudflare, to that, which leads to CloudFront."""

    distribution: aws.cloudfront.Distribution
    buckets: WebBuckets

    def __init__(self, name: str, args: WebApplicationArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._args = args
        settings, here = args.settings, args.here
        homes = {region: stack for region, stack in args.regions.items() if stack.placement.has_web}
        self.buckets = WebBuckets("web-buckets", WebBucketsArgs(homes, args.providers), self.options())
        guard = FirewallArgs(
            "CLOUDFRONT", here.placement.physical(WEB), args.edge.firewall, here.logs_key_arn, proxy=_proxy(args.edge.cloudflare)
        )
        firewall = Firewall("web-firewall", guard, self.options())
        front = WebDistributionArgs(here.placement, args.web, args.zone_id, self.buckets, firewall, self._services())
        self.distribution = WebDistribution(name, front, self.options()).distribution
        logs = args.regions[settings.primary.name].logs.logs
        WebLogs("web-logs", WebLogsArgs(here.placement, self.distribution, logs), self.options())
        WebAlarms(name, WebAlarmsArgs(self.distribution, args.web.hit_percent, here.alerts), self.options())
        for host in args.web.hosts:
            self._lead_here(host)
        if args.edge.cloudflare:
            self._put_behind(args.edge.cloudflare)
        self.register_outputs({"domain_name": self.distribution.domain_name})

    def _services(self) -> list[Service]:
        """The api as people call it, if they do, and the ingestion API, before which there is no firewall that would listen."""
        gateway, ingest = self._args.settings.gateway, self._args.edge.ingest
        api = gateway.users.host if gateway.users else gateway.host
        services = [Service("api", api, self._args.edge_key)] if api else []
        return [*services, Service("ingest", ingest.host, None)] if ingest else services

    def _lead_here(self, host: str) -> None:
        """In Route 53, whoever stands before CloudFront."""
        if self._args.edge.cloudflare:
            # https://developers.cloudflare.com/dns/zone-setups/partial-setup/
            aws.route53.Record(
                host,
                zone_id=self._args.zone_id,
                name=host,
                type="CNAME",
                ttl=_CNAME_SECONDS,
                records=[f"{host}.cdn.cloudflare.net"],
                opts=self.options(),
            )
            return
        to = {"name": self.distribution.domain_name, "zone_id": self.distribution.hosted_zone_id, "evaluate_target_health": False}
        for kind in ("A", "AAAA"):
            aws.route53.Record(
                f"{host}-{kind.lower()}", zone_id=self._args.zone_id, name=host, type=kind, aliases=[to], opts=self.options()
            )

    def _put_behind(self, settings: Cloudflare) -> None:
        from components.edge.cloudflare import Cloudflare, CloudflareArgs  # noqa: PLC0415 - its SDK takes two seconds to load

        web = self._args.web
        token = pulumi.Config("cloudflare").require_secret("apiToken")
        before = CloudflareArgs(settings, web.hosts, self.distribution.domain_name, web.static_seconds, token)
        Cloudflare("cloudflare", before, self.options())


def _proxy(cloudflare: Cloudflare | None) -> Proxy | None:
    return Proxy("Cloudflare", facts()["addresses"], "CF-Connecting-IP") if cloudflare else None
