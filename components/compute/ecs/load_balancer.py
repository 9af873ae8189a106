"""The load balancer before the ingestion API."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.edge.certificate import Certificate
from components.network.flows import APP, HTTPS, HTTPS_TEST
from components.network.network import Network
from components.placement import Placement
from components.security.log_archive import LogArchive

_TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06"
"""TLS 1.2 with forward secrecy, and 1.3."""
_DRAIN_SECONDS = 30
"""How long requests to a task that is leaving may take; an event is answered in milliseconds."""


@dataclass(frozen=True)
class LoadBalancerArgs:
    """What the load balancer needs."""

    placement: Placement
    network: Network
    logs: LogArchive
    certificate: Certificate


class LoadBalancer(Component):
    """Inside the VPC, HTTPS only: one listener for traffic, one for trying a new version before it gets any.

    Two target groups take turns; CodeDeploy says which has the traffic.
    """

    balancer: aws.lb.LoadBalancer
    production: aws.lb.Listener
    test: aws.lb.Listener
    groups: tuple[aws.lb.TargetGroup, aws.lb.TargetGroup]

    def __init__(self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args = args
        placement, network = args.placement, args.network
        self.balancer = aws.lb.LoadBalancer(
            name,
            load_balancer_type="application",
            internal=True,
            subnets=network.subnet_ids["private"],
            security_groups=[network.security_groups.internal.id],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="strictest",
            enable_deletion_protection=placement.settings.protect,
            access_logs={"bucket": args.logs.access_logs.name, "enabled": True},
            # It tries to write to the bucket when it is made.
            opts=self.options(depends_on=[args.logs.access_logs]),
        )
        self.groups = (self._group(f"{name}-blue"), self._group(f"{name}-green"))
        self.production = self._listener(name, HTTPS.first)
        self.test = self._listener(f"{name}-test", HTTPS_TEST.first)
        self.register_outputs({"dns_name": self.balancer.dns_name})

    def _group(self, name: str) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            name,
            vpc_id=self._args.network.vpc_id,
            target_type="ip",
            protocol="HTTP",
            port=APP.first,
            deregistration_delay=_DRAIN_SECONDS,
            load_balancing_algorithm_type="least_outstanding_requests",
            health_check={
                "protocol": "HTTP",
                "path": "/health/ready",
                "matcher": "200",
                "interval": 10,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
            },
            opts=self.options(),
        )

    def _listener(self, name: str, port: int) -> aws.lb.Listener:
        return aws.lb.Listener(
            name,
            load_balancer_arn=self.balancer.arn,
            protocol="HTTPS",
            port=port,
            ssl_policy=_TLS,
            certificate_arn=self._args.certificate.arn,
            default_actions=[{"type": "forward", "target_group_arn": self.groups[0].arn}],
            opts=self.options(ignore_changes=["default_actions"]),  # CodeDeploy's
        )
