"""The load balancer between the internet and a region's cluster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.ecs.alarms import BAD_VERSION, UNEASE, high_error_rate
from components.edge.certificate import Certificate
from components.edge.hosts import Gateway, Host
from components.network.flows import APP_HEALTH, APP_TLS, HTTP, HTTPS, KONG_HEALTH, Ports
from components.network.network import Network
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.log_archive import LogArchive

_TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06"
"""TLS 1.2 with forward secrecy, and 1.3."""
_DRAIN_SECONDS = 30
"""How long requests to a pod that is leaving may take; less than it is given to end."""
_SLOW_SECONDS = 0.5
"""Of the services behind it, the slowest promise is for queries."""
_READY: Mapping[Gateway, tuple[Ports, str]] = {"mesh": (APP_HEALTH, "/healthz/ready"), "kong": (KONG_HEALTH, "/status/ready")}
"""Where each gateway says by itself, in plain HTTP, that it can take requests."""


@dataclass(frozen=True)
class PublicBalancerArgs:
    """What the load balancer needs."""

    placement: Placement
    network: Network
    logs: LogArchive
    alerts: Alerts
    hosts: Sequence[Host]
    public: Certificate
    """For the names that callers use."""
    regional: Certificate
    """For those that lead to this region only."""


class PublicBalancer(Component):
    """HTTPS for the hosts that it knows, 404 for all others; plain HTTP is sent to HTTPS.

    The AWS load balancer controller registers the gateways' pods in the target groups. To them it is HTTPS, too; load balancers
    believe any certificate there.
    """

    balancer: aws.lb.LoadBalancer
    groups: dict[Gateway, aws.lb.TargetGroup]

    def __init__(self, name: str, args: PublicBalancerArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._args = args
        placement, network = args.placement, args.network
        self.balancer = aws.lb.LoadBalancer(
            name,
            load_balancer_type="application",
            internal=False,
            ip_address_type="dualstack" if placement.settings.network.ipv6 else "ipv4",
            subnets=network.subnet_ids["public"],
            security_groups=[network.security_groups.web.id],
            enable_cross_zone_load_balancing=True,
            drop_invalid_header_fields=True,
            desync_mitigation_mode="strictest",
            enable_deletion_protection=placement.settings.protect,
            access_logs={"bucket": args.logs.access_logs.name, "enabled": True},
            # It tries to write to the bucket when it is made.
            opts=self.options(depends_on=[args.logs.access_logs]),
        )
        self.groups = {gateway: self._group(gateway) for gateway in dict.fromkeys(host.gateway for host in args.hosts)}
        self._redirect(name)
        listener = self._listener(name)
        for priority, host in enumerate(args.hosts, start=1):
            self._rule(listener, host, priority)
        self._watch(name)
        self.register_outputs({"dns_name": self.balancer.dns_name})

    def _group(self, gateway: Gateway) -> aws.lb.TargetGroup:
        port, path = _READY[gateway]
        return aws.lb.TargetGroup(
            self._args.placement.label(gateway),
            vpc_id=self._args.network.vpc_id,
            target_type="ip",
            protocol="HTTPS",
            port=APP_TLS.first,
            deregistration_delay=_DRAIN_SECONDS,
            load_balancing_algorithm_type="least_outstanding_requests",
            health_check={
                "protocol": "HTTP",
                "port": str(port.first),
                "path": path,
                "matcher": "200",
                "interval": 10,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
            },
            opts=self.options(),
        )

    def _redirect(self, name: str) -> None:
        to_https = {"protocol": "HTTPS", "port": str(HTTPS.first), "status_code": "HTTP_301"}
        aws.lb.Listener(
            f"{name}-http",
            load_balancer_arn=self.balancer.arn,
            protocol="HTTP",
            port=HTTP.first,
            default_actions=[{"type": "redirect", "redirect": to_https}],
            opts=self.options(),
        )

    def _listener(self, name: str) -> aws.lb.Listener:
        listener = aws.lb.Listener(
            name,
            load_balancer_arn=self.balancer.arn,
            protocol="HTTPS",
            port=HTTPS.first,
            ssl_policy=_TLS,
            certificate_arn=self._args.public.arn,
            default_actions=[{"type": "fixed-response", "fixed_response": {"content_type": "text/plain", "status_code": "404"}}],
            opts=self.options(),
        )
        aws.lb.ListenerCertificate(name, listener_arn=listener.arn, certificate_arn=self._args.regional.arn, opts=self.options())
        return listener

    def _rule(self, listener: aws.lb.Listener, host: Host, priority: int) -> None:
        """The gateway hears the public name, by whichever it was asked."""
        rename: Any = {"regex": f"^{host.regional.replace('.', '[.]')}$", "replace": host.name}
        aws.lb.ListenerRule(
            self._args.placement.label("host", host.name),
            listener_arn=listener.arn,
            priority=priority,
            conditions=[{"host_header": {"values": [host.name, host.regional]}}],
            transforms=[{"type": "host-header-rewrite", "host_header_rewrite_config": {"rewrite": rename}}],
            actions=[{"type": "forward", "target_group_arn": self.groups[host.gateway].arn}],
            opts=self.options(),
        )

    def _watch(self, name: str) -> None:
        alerts, suffix = self._args.alerts, self.balancer.arn_suffix
        for called, failures in (("failing", BAD_VERSION), ("errors", UNEASE)):
            high_error_rate(f"{name}-{called}", "the public load balancer", suffix, failures, alerts, self.options())
        alarm(
            f"{name}-latency",
            f"One in twenty requests to the public load balancer takes more than {_SLOW_SECONDS} s",
            Metric("AWS/ApplicationELB", "TargetResponseTime", {"LoadBalancer": suffix}, "p95"),
            Breach(above=_SLOW_SECONDS, period=60, periods=10, of_them=5, missing="notBreaching"),
            alerts,
            self.options(),
        )
        for gateway, group in self.groups.items():
            of = {"LoadBalancer": suffix, "TargetGroup": group.arn_suffix}
            sick = Breach(above=0, period=60, periods=15, of_them=10, missing="notBreaching")
            none = Breach(below=1, period=60, periods=3, missing="breaching", pages=True)
            for called, description, metric, breach in (
                (
                    "unhealthy",
                    f"A pod of gateway {gateway} does not answer",
                    Metric("AWS/ApplicationELB", "UnHealthyHostCount", of, "Maximum"),
                    sick,
                ),
                ("gone", f"No pod of gateway {gateway} answers", Metric("AWS/ApplicationELB", "HealthyHostCount", of, "Maximum"), none),
            ):
                alarm(f"{name}-{gateway}-{called}", description, metric, breach, alerts, self.options())
