"""RDS for PostgreSQL: the instance in the primary region, and read replicas of it in the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.postgres_ground import PostgresGround, PostgresGroundArgs
from components.databases.postgres_proxy import USER, PostgresProxy, PostgresProxyArgs
from components.databases.rotation import POSTGRES, postgres_id
from components.databases.store import Site, backed_up
from components.observability.alerts import Breach, Metric, alarm, late
from components.placement import Placement
from components.security.keys import Keys
from components.security.secrets import GeneratedSecret, copied_arn
from settings.databases import Postgres as PostgresSettings

DATABASE = "platform"
_GIB = 1024**3


@dataclass(frozen=True)
class PostgresArgs:
    """What the database needs."""

    site: Site
    settings: PostgresSettings
    promoted_in: Sequence[Keys] = ()
    """The keys of the region whose replica may become the one that is written to."""


class Postgres(Component):
    """The one instance that is written to."""

    instance: aws.rds.Instance
    secret: GeneratedSecret
    proxy: PostgresProxy | None

    def __init__(self, name: str, args: PostgresArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        site, settings = args.site, args.settings
        placement = site.placement
        # RDS itself rotates no password of an instance that has replicas, so the platform does.
        self.secret = site.rotation.secret(POSTGRES, postgres_id(placement), self.options(), args.promoted_in)
        ground = PostgresGround(placement.label("postgres", "ground"), PostgresGroundArgs(site, settings), self.options())
        self.instance = aws.rds.Instance(
            name,
            engine="postgres",
            engine_version=settings.version,
            instance_class=settings.instance_class,
            multi_az=settings.multi_az,
            allocated_storage=settings.storage_gib,
            db_name=DATABASE,
            username=USER,
            password=self.secret.password,
            tags=backed_up_in_turn(placement),
            opts=self.options(ignore_changes=["password"], depends_on=[ground], **placement.stateful()),
            **ground.arguments,
        )
        site.rotation.rotate(name, self.secret, self.instance, self.options())
        self.proxy = None
        if settings.proxy:
            proxy = PostgresProxyArgs(site, self.secret.arn, self.instance)
            self.proxy = PostgresProxy(placement.label("postgres", "proxy"), proxy, self.options())
        instance_alarms(site, settings, self.options())
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        return {"postgres_endpoint": self.instance.endpoint, "postgres_secret_arn": self.secret.arn, **_proxied(self.proxy)}


@dataclass(frozen=True)
class PostgresReplicaArgs:
    """What a replica needs."""

    site: Site
    settings: PostgresSettings
    source: Postgres
    """The primary region's."""
    instance_class: str
    promotable: bool
    """In the dr region: what it will need as the one that is written to, it has from the beginning."""


class PostgresReplica(Component):
    """A copy that reads are served from, seconds behind; `ops failover` makes the dr region's the one that is written to.

    Its users and passwords are the source's, also when it is promoted. Clients in the dr region have the address of a proxy, as in the
    primary region; it leads nowhere before the promotion, since RDS Proxy takes no replica.
    """

    instance: aws.rds.Instance
    proxy: PostgresProxy | None
    secret_arn: pulumi.Output[str] | None
    """Of the copy in the dr region; None elsewhere."""

    def __init__(self, name: str, args: PostgresReplicaArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        site = args.site
        ground = PostgresGround(site.placement.label("postgres", "ground"), PostgresGroundArgs(site, args.settings), self.options())
        self.instance = aws.rds.Instance(
            name,
            replicate_source_db=args.source.instance.arn,
            instance_class=args.instance_class,
            multi_az=args.settings.multi_az if args.promotable else None,
            tags=backed_up_in_turn(site.placement) if args.promotable else None,
            # A failover promotes it: then it has no source any more, and no deployment may give it one.
            opts=self.options(depends_on=[ground], ignore_changes=["replicate_source_db"], **site.placement.stateful()),
            **ground.arguments,
        )
        self.secret_arn = copied_arn(args.source.secret.arn, site.placement.region.name) if args.promotable else None
        self.proxy = None
        if self.secret_arn is not None and args.settings.proxy:
            proxy = PostgresProxyArgs(site, self.secret_arn, instance=None)
            self.proxy = PostgresProxy(site.placement.label("postgres", "proxy"), proxy, self.options())
        instance_alarms(site, args.settings, self.options())
        alarm(
            site.placement.label("postgres", "behind"),
            "The replica is behind: as much would be lost in a failover",
            Metric("AWS/RDS", "ReplicaLag", {"DBInstanceIdentifier": postgres_id(site.placement)}),
            late(site.placement, missing="breaching"),
            site.alerts,
            self.options(),
        )
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        secret = {"postgres_secret_arn": self.secret_arn} if self.secret_arn is not None else {}
        return {"postgres_endpoint": self.instance.endpoint, **secret, **_proxied(self.proxy)}


def backed_up_in_turn(placement: Placement) -> dict[str, str]:
    """Where it is written to: a copy is backed up at its source."""
    return backed_up() if placement.is_active else {}


def _proxied(proxy: PostgresProxy | None) -> dict[str, pulumi.Input[object]]:
    return {"postgres_proxy_endpoint": proxy.endpoint} if proxy else {}


def instance_alarms(site: Site, settings: PostgresSettings, opts: pulumi.ResourceOptions) -> None:
    """Too busy, or nearly full although the disk should have grown."""
    label = site.placement.label
    instance = {"DBInstanceIdentifier": postgres_id(site.placement)}
    alarm(
        label("postgres", "cpu"),
        "PostgreSQL has been busier than 80 % for 15 minutes",
        Metric("AWS/RDS", "CPUUtilization", instance),
        Breach(above=80, periods=3, missing="breaching"),
        site.alerts,
        opts,
    )
    alarm(
        label("postgres", "storage"),
        "PostgreSQL has less than 5 % of its first disk free; the disk should have grown at 10 %",
        Metric("AWS/RDS", "FreeStorageSpace", instance, "Minimum"),
        Breach(below=settings.storage_gib * _GIB * 0.05),
        site.alerts,
        opts,
    )
    alarm(
        label("postgres", "storage-high"),
        "StorageUtilizationHigh: four fifths of PostgreSQL's first disk are full; at nine tenths it grows",
        Metric("AWS/RDS", "FreeStorageSpace", instance, "Minimum"),
        Breach(below=settings.storage_gib * _GIB * 0.2),
        site.alerts,
        opts,
    )
    alarm(
        label("postgres", "memory"),
        "PostgreSQL swaps: its working set has outgrown the instance",
        Metric("AWS/RDS", "SwapUsage", instance),
        Breach(above=256 * 1024**2, periods=3),
        site.alerts,
        opts,
    )
