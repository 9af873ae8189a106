"""What of the edge belongs to no region: names, the switch between regions, health as seen from outside, the web application."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.edge.global_region import GlobalRegion, GlobalRegionArgs
from components.edge.health import Health, HealthArgs
from components.edge.records import PublicName, PublicNameArgs, Target
from components.edge.shield import Shield, ShieldArgs
from components.edge.switch import Switch, SwitchArgs
from components.edge.web import WebApplication, WebApplicationArgs
from components.region import RegionStack
from settings import Settings
from settings.edge import Edge


@dataclass(frozen=True)
class GlobalEdgeArgs:
    """What it needs."""

    settings: Settings
    edge: Edge
    regions: dict[str, RegionStack]
    providers: Mapping[str, aws.Provider]
    zone_id: pulumi.Input[str]
    edge_key: pulumi.Input[str] | None
    """What CloudFront says to load balancers to be known."""


class GlobalEdge(Component):
    """Made in us-east-1, where AWS wants it, but for the switch, which has to work without that region."""

    hosts: tuple[str, ...]
    """Public names that lead to load balancers."""
    switch: Switch | None
    """None without a dr region."""
    region: GlobalRegion
    web: WebApplication | None

    def __init__(self, name: str, args: GlobalEdgeArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._args = args
        settings, primary = args.settings, args.regions[args.settings.primary.name]
        self.region = GlobalRegion("global-region", GlobalRegionArgs(primary.placement, args.regions), self.options())
        self.switch = None
        if settings.dr:
            dr = args.regions[settings.dr.name]
            self.switch = Switch("switch", SwitchArgs(dr.placement, dr.alerts, args.providers[settings.dr.name]), self.options())
        self.hosts = primary.edge.hosts if primary.edge else ()
        self._health = Health("health", HealthArgs(settings, self._health_urls(), self.region.alerts), self.options())
        self._lead_hosts()
        self.web = None
        if args.edge.web:
            web = WebApplicationArgs(
                settings, args.edge, args.edge.web, args.regions, args.providers, args.zone_id, self.region, args.edge_key
            )
            self.web = WebApplication("web", web, self.options())
        if args.edge.shield_advanced:
            Shield("shield", ShieldArgs(self._exposed()), self.options())
        self.register_outputs({"hosts": self.hosts})

    def _lead_hosts(self) -> None:
        """Every public name but those of the web application."""
        balancers = {name: region.edge.balancer for name, region in self._args.regions.items() if region.edge and region.edge.balancer}
        kinds = ("A", "AAAA") if self._args.settings.network.ipv6 else ("A",)
        targets = {region: Target(balancer.dns_name, balancer.zone_id) for region, balancer in balancers.items()}
        for host in self.hosts:
            self._lead(host, targets, kinds)
        if self._args.edge.ingest:
            domains = {name: region.edge.api_domain for name, region in self._args.regions.items() if region.edge}
            apis = {
                region: Target(domain.domain_name_configuration.target_domain_name, domain.domain_name_configuration.hosted_zone_id)
                for region, domain in domains.items()
                if domain
            }
            self._lead(self._args.edge.ingest.host, apis, ("A",))

    def _lead(self, host: str, targets: Mapping[str, Target], kinds: tuple[str, ...]) -> None:
        switch_id = self.switch.health_check_id if self.switch else None
        health = self._health.secondary[host]
        PublicName(host, PublicNameArgs(self._args.settings, host, self._args.zone_id, targets, kinds, switch_id, health), self.options())

    def _health_urls(self) -> dict[str, dict[str, str]]:
        """By public host and region."""
        urls: dict[str, dict[str, str]] = {}
        for name, region in self._args.regions.items():
            for host, url in region.edge.health_urls.items() if region.edge else ():
                urls.setdefault(host, {})[name] = url
        return urls

    def _exposed(self) -> dict[str, pulumi.Input[str]]:
        """What the internet reaches and Shield Advanced can protect; API Gateway it can't."""
        zone: pulumi.Input[str] = pulumi.Output.concat("arn:aws:route53:::hostedzone/", self._args.zone_id)
        exposed = {"zone": zone}
        for name, region in self._args.regions.items():
            if region.edge and region.edge.balancer:
                exposed[name] = region.edge.balancer.arn
        if self.web:
            exposed["web"] = self.web.distribution.arn
        return exposed

    def exports(self) -> dict[str, object]:
        """As `ops/outputs.py` reads it."""
        return {"hosts": list(self.hosts), **({"switch": self.switch.exports()} if self.switch else {})}
