"""Public names that lead to several regions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from settings import Settings
from settings.regions import Region


@dataclass(frozen=True)
class Target:
    """What a name leads to in one region: a load balancer, or a domain of API Gateway."""

    name: pulumi.Input[str]
    zone_id: pulumi.Input[str]
    """Of the target's own names, not of ours."""


@dataclass(frozen=True)
class PublicNameArgs:
    """What a name needs."""

    settings: Settings
    host: str
    zone_id: pulumi.Input[str]
    targets: Mapping[str, Target]
    """Region → target."""
    kinds: Sequence[str]
    """`A`, and `AAAA` where the targets speak IPv6."""
    switch_id: pulumi.Input[str] | None
    """The health check that decides between the primary and the dr region; None without a dr region."""
    health: Mapping[str, pulumi.Input[str]]
    """Secondary region → the health check that asks it from outside, by its own name and not by this one."""


class PublicName(Component):
    """Callers come to the nearest region that works, and from the primary to the dr region when an operator says so.

    A secondary region is left out by Route 53 when its load balancer says so, at once, or when it is not answered from outside, after three
    questions: of a service behind API Gateway only the second speaks. Behind `home.<host>` only the switch decides: a move promotes
    stores and fences the region that is left, which is for an operator to decide.
    """

    def __init__(self, name: str, args: PublicNameArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._args = args
        settings = args.settings
        for kind in args.kinds:
            home = args.targets[settings.primary.name]
            if settings.dr:
                home = self._home(kind, settings.primary, settings.dr)
            self._nearest(kind, settings.primary, home)
            for region in settings.regions:
                if region.role == "secondary":
                    self._nearest(kind, region, args.targets[region.name])
        self.register_outputs({"host": args.host})

    def _nearest(self, kind: str, region: Region, target: Target) -> None:
        """The way for callers who are nearest to a region."""
        self._record(
            kind,
            self._args.host,
            region,
            {"name": target.name, "zone_id": target.zone_id, "evaluate_target_health": True},
            latency_routing_policies=[{"region": region.name}],
            health_check_id=self._args.health[region.name] if region.role == "secondary" else None,
        )

    def _home(self, kind: str, primary: Region, dr: Region) -> Target:
        """One of two regions, as the switch stands; nothing else may change between them."""
        host = f"home.{self._args.host}"
        for region, role in ((primary, "PRIMARY"), (dr, "SECONDARY")):
            target = self._args.targets[region.name]
            self._record(
                kind,
                host,
                region,
                {"name": target.name, "zone_id": target.zone_id, "evaluate_target_health": False},
                failover_routing_policies=[{"type": role}],
                health_check_id=self._args.switch_id if role == "PRIMARY" else None,
            )
        return Target(host, self._args.zone_id)

    def _record(self, kind: str, host: str, region: Region, alias: dict[str, object], **routing: object) -> None:
        aws.route53.Record(
            f"{host}-{region.name}-{kind.lower()}",
            zone_id=self._args.zone_id,
            name=host,
            type=kind,
            set_identifier=region.name,
            aliases=[alias],
            **routing,
            opts=self.options(),
        )
