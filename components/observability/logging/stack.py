"""Logs: Loki and its collectors, and the way of our own services' logs to OpenSearch."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes import network_policy
from components.kubernetes.bucket_access import BucketAccess, BucketAccessArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.kubernetes.operators import Operators
from components.observability import certificates
from components.observability.bucket import telemetry_bucket
from components.observability.logging import loki
from components.observability.logging.alloy import alloy_values
from components.observability.logging.fluent_bit import fluent_bit_values
from components.observability.search.search import Search

_GRACE_DAYS = 7
"""The bucket ends what Loki's own retention has left behind."""


@dataclass(frozen=True)
class LoggingArgs:
    """What logging needs."""

    ground: Ground
    operators: Operators
    monitors: pulumi.Resource
    node_agents: str
    """The namespace of what reads the host."""
    agents_certificate: pulumi.Resource
    """What its pods verify servers with."""
    search: Search


class Logging(Component):
    """Every pod's lines, kept for the days of the settings."""

    def __init__(self, name: str, args: LoggingArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        ground = args.ground
        settings = ground.settings.observability.logs
        needs: list[pulumi.Resource] = [args.monitors]
        if ground.region:
            needs.append(telemetry_bucket(self, ground.region, loki.BUCKET, settings.days + _GRACE_DAYS))
        access = BucketAccess(
            ground.label("loki-bucket"),
            BucketAccessArgs(ground, MONITORING, loki.SERVICE_ACCOUNT, loki.BUCKET, loki.PREFIX),
            self.options(),
        )
        certificate = certificates.certificate(self, ground, args.operators.certificates, loki.CERTIFICATE, loki.services(settings))
        store = ground.release(
            self, "loki", MONITORING, loki.loki_values(ground, access.secret), after=[*needs, *access.objects, certificate]
        )
        ground.release(self, "alloy", args.node_agents, alloy_values(ground, args.node_agents), after=[store, args.agents_certificate])
        if settings.search_days:
            values = fluent_bit_values(args.search, args.node_agents)
            after = [args.monitors, args.agents_certificate, *args.search.objects]
            ground.release(self, "fluent-bit", args.node_agents, values, after=after)
            collector = {"app.kubernetes.io/name": "fluent-bit"}
            network_policy.admit(self, ground, args.node_agents, "fluent-bit-metrics", [2020], [MONITORING], collector)
        network_policy.admit(self, ground, MONITORING, "loki-push", [3100], [args.node_agents], {"app.kubernetes.io/name": "loki"})
        network_policy.admit(self, ground, args.node_agents, "alloy-metrics", [12345], [MONITORING], {"app.kubernetes.io/name": "alloy"})
        self.register_outputs({})
