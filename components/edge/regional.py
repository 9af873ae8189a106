"""The edge of one region."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.ecs.ecs import Fargate
from components.edge.balancer import PublicBalancer, PublicBalancerArgs
from components.edge.certificate import Certificate, CertificateArgs
from components.edge.firewall import Firewall, FirewallArgs
from components.edge.hosts import HEALTH, Gateway, Host, balanced_hosts
from components.edge.ingest import IngestGateway, IngestGatewayArgs
from components.network.network import Network
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys
from components.security.log_archive import LogArchive
from settings.edge import Edge, HttpIngest


@dataclass(frozen=True)
class RegionalEdgeArgs:
    """What a region's edge needs."""

    placement: Placement
    network: Network
    keys: Keys
    logs: LogArchive
    alerts: Alerts
    ecs: Fargate | None
    settings: Edge
    zone_id: pulumi.Input[str]
    """The public zone."""
    edge_key: pulumi.Input[str] | None
    """What CloudFront says to be known; None without one."""
    primary: "RegionalEdge | None"
    """The primary region's, which has proven the names; None for itself."""


class RegionalEdge(Component):
    """Certificates, the public load balancer behind a firewall, and the API of the ingestion service.

    It names nothing that callers use, since those names lead to several regions; only what leads to this one.
    """

    hosts: tuple[str, ...]
    """Public names that lead to load balancers."""
    balancer: aws.lb.LoadBalancer | None
    """None without such a name."""
    groups: dict[Gateway, aws.lb.TargetGroup]
    """Of the load balancer: where the pods of each gateway belong."""
    ingest: IngestGateway | None
    """None without `edge.ingest`."""
    api_domain: aws.apigatewayv2.DomainName | None
    """Its public name, as API Gateway has it."""
    firewall: Firewall | None
    certificate: Certificate | None
    """For the public names of load balancers."""
    health_urls: dict[str, str]
    """What answers 200 while this region serves, by public name."""

    def __init__(self, name: str, args: RegionalEdgeArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._args = args
        hosts = balanced_hosts(args.placement.settings, args.placement.region)
        self.hosts = tuple(host.name for host in hosts)
        self.health_urls = {host.name: f"https://{host.regional}{HEALTH}" for host in hosts}
        self.balancer = self.certificate = self.firewall = self.ingest = self.api_domain = None
        self.groups = {}
        if hosts:
            self._balance(hosts)
        if args.settings.ingest and args.ecs:
            self._ingest(args.settings.ingest, args.ecs)
        self.register_outputs({"hosts": self.hosts, "health_urls": self.health_urls})

    def _balance(self, hosts: tuple[Host, ...]) -> None:
        """Load balancer, its certificates, firewall and regional names."""
        args, label = self._args, self._args.placement.label
        proven = args.primary.certificate.proofs if args.primary and args.primary.certificate else {}
        self.certificate = Certificate(label("edge"), CertificateArgs(self.hosts, args.zone_id, proven), self.options())
        regional = CertificateArgs([host.regional for host in hosts], args.zone_id)
        own = Certificate(label("edge-regional"), regional, self.options())
        balancing = PublicBalancerArgs(args.placement, args.network, args.logs, args.alerts, hosts, self.certificate, own)
        balancer = PublicBalancer(label("public"), balancing, self.options())
        self.balancer, self.groups = balancer.balancer, balancer.groups
        guard = FirewallArgs("REGIONAL", args.placement.physical("edge"), args.settings.firewall, args.keys.arns["logs"], args.edge_key)
        self.firewall = Firewall(label("firewall"), guard, self.options())
        aws.wafv2.WebAclAssociation(label("firewall"), resource_arn=self.balancer.arn, web_acl_arn=self.firewall.arn, opts=self.options())
        for host in hosts:
            self._lead_here(host, self.balancer)

    def _lead_here(self, host: Host, balancer: aws.lb.LoadBalancer) -> None:
        """The host's name in this region."""
        target = {"name": balancer.dns_name, "zone_id": balancer.zone_id, "evaluate_target_health": True}
        for kind in ("A", "AAAA") if self._args.placement.settings.network.ipv6 else ("A",):
            aws.route53.Record(
                f"{host.regional}-{kind.lower()}",
                zone_id=self._args.zone_id,
                name=host.regional,
                type=kind,
                aliases=[target],
                opts=self.options(),
            )

    def _ingest(self, settings: HttpIngest, ecs: Fargate) -> None:
        """Events for the service on ECS."""
        args, label = self._args, self._args.placement.label
        proven = args.primary.ingest.certificate.proofs if args.primary and args.primary.ingest else {}
        gateway = IngestGatewayArgs(
            args.placement, args.network, args.keys, args.alerts, ecs.api, settings, args.settings.firewall.log_days, args.zone_id, proven
        )
        self.ingest = IngestGateway(label("ingest-gateway"), gateway, self.options())
        self.api_domain = self.ingest.domain
        self.health_urls[settings.host] = f"https://{ecs.api.certificate.domain}{HEALTH}"
