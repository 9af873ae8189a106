"""ElastiCache for Valkey: one replication group per region, and Global Datastore between primary and dr."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.rotation import CACHE, cache_user_id
from components.databases.store import Site, store_logs
from components.observability.alerts import Breach, Metric, alarm, late
from components.security.secrets import GeneratedSecret
from settings.databases import Cache as CacheSettings

_LOGS = ("slow-log", "engine-log")

# Everything with keys and channels; nothing that stops the server, reads its memory or changes its users.
_MAY = "on ~* &* +@all -@admin -@dangerous +info +keys"


@dataclass(frozen=True)
class CacheArgs:
    """What a cache needs."""

    site: Site
    settings: CacheSettings
    leader: "Cache | None"
    """The primary region's cache, of which this one becomes a replica; None for a cache that is written to."""


class Cache(Component):
    """TLS and a password for everyone, under the region's key. Valkey has no user beside the platform's, so nobody comes in without."""

    group: aws.elasticache.ReplicationGroup
    secret: GeneratedSecret
    global_id: pulumi.Output[str] | None
    """Of the Global Datastore that this cache was first to lead."""
    datastore: pulumi.Output[str] | None
    """Of the one that it is part of."""

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        self._args = args
        site = args.site
        user_id = cache_user_id(site.placement)
        self.secret = site.rotation.secret(CACHE, user_id, self.options())
        self.group = self._group(name, self._users(name, user_id))
        self.global_id = self._lead(name)
        self.datastore = args.leader.global_id if args.leader else self.global_id
        self._alarms()
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        return {
            "cache_endpoint": self.group.primary_endpoint_address,
            "cache_reader_endpoint": self.group.reader_endpoint_address,
            "cache_secret_arn": self.secret.arn,
        }

    def _users(self, name: str, user_id: str) -> aws.elasticache.UserGroup:
        site = self._args.site
        user = aws.elasticache.User(
            name,
            user_id=user_id,
            user_name="platform",
            engine="valkey",
            access_string=_MAY,
            authentication_mode={"type": "password", "passwords": [self.secret.password]},
            opts=self.options(ignore_changes=["authenticationMode.passwords"]),
        )
        site.rotation.rotate(name, self.secret, user, self.options())
        return aws.elasticache.UserGroup(name, user_group_id=user_id, engine="valkey", user_ids=[user.user_id], opts=self.options())

    def _group(self, name: str, users: aws.elasticache.UserGroup) -> aws.elasticache.ReplicationGroup:
        site, settings, leader = self._args.site, self._args.settings, self._args.leader
        placement = site.placement
        subnets = aws.elasticache.SubnetGroup(
            name, name=placement.physical("cache"), subnet_ids=site.network.subnet_ids["data"], opts=self.options()
        )
        logs = {
            # By vended logs' name, which needs no room in the account's resource policies for logs.
            log: store_logs(site, placement.label("cache", log), f"/aws/vendedlogs/elasticache/{cache_id(site)}/{log}", self.options())
            for log in _LOGS
        }
        survives_a_zone = settings.nodes > 1
        return aws.elasticache.ReplicationGroup(
            name,
            replication_group_id=cache_id(site),
            description=f"{cache_id(site)} in {placement.region.name}",
            num_cache_clusters=settings.nodes,
            automatic_failover_enabled=survives_a_zone,
            multi_az_enabled=survives_a_zone,
            port=6379,
            subnet_group_name=subnets.name,
            security_group_ids=[site.data_group],
            user_group_ids=[users.user_group_id],
            kms_key_id=site.key_arn,
            snapshot_retention_limit=settings.snapshot_days,
            snapshot_window="02:00-03:00",
            maintenance_window="sun:04:00-sun:05:00",
            final_snapshot_identifier=placement.physical("cache-final") if placement.settings.protect else None,
            auto_minor_version_upgrade=True,
            log_delivery_configurations=[
                {"log_type": log, "log_format": "json", "destination_type": "cloudwatch-logs", "destination": group.name}
                for log, group in logs.items()
            ],
            opts=self.options(ignore_changes=["engine_version"] if settings.replicate else None, **placement.stateful()),
            **self._kind(leader),
        )

    def _kind(self, leader: "Cache | None") -> dict[str, Any]:
        """A replica gets engine, nodes and encryption from the one that leads, and may not say anything of its own."""
        if leader:
            return {"global_replication_group_id": leader.global_id}
        settings = self._args.settings
        return {
            "engine": "valkey",
            "engine_version": settings.version,
            "node_type": settings.node_type,
            "at_rest_encryption_enabled": True,
            "transit_encryption_enabled": True,
            "transit_encryption_mode": "required",
        }

    def _lead(self, name: str) -> pulumi.Output[str] | None:
        placement, settings = self._args.site.placement, self._args.settings
        if not (settings.replicate and placement.is_primary):
            return None
        made = aws.elasticache.GlobalReplicationGroup(
            name,
            global_replication_group_id_suffix=placement.physical("cache"),
            global_replication_group_description="Caches of the primary and the dr region",
            primary_replication_group_id=self.group.id,
            engine_version=settings.version,  # raised here, it is raised in every region
            opts=self.options(ignore_changes=["primary_replication_group_id"]),  # a failover decides whose group leads
        )
        global_id: pulumi.Output[str] = made.global_replication_group_id
        return global_id

    def _alarms(self) -> None:
        site, settings = self._args.site, self._args.settings
        label = site.placement.label
        for number in range(1, settings.nodes + 1):
            node = {"CacheClusterId": f"{cache_id(site)}-{number:03}", "CacheNodeId": "0001"}
            alarm(
                label("cache", str(number), "cpu"),
                f"Cache node {number} has been busier than 80 % for 15 minutes; Valkey works on one core",
                Metric("AWS/ElastiCache", "EngineCPUUtilization", node),
                Breach(above=80, periods=3),
                site.alerts,
                self.options(),
            )
            alarm(
                label("cache", str(number), "memory"),
                f"Cache node {number} is fuller than 85 %: keys will be evicted",
                Metric("AWS/ElastiCache", "DatabaseMemoryUsagePercentage", node, "Maximum"),
                Breach(above=85, periods=3),
                site.alerts,
                self.options(),
            )
        if self._args.leader:
            alarm(
                label("cache", "behind"),
                "The dr region's cache is behind the primary one: as much would be lost in a failover",
                Metric("AWS/ElastiCache", "GlobalDatastoreReplicationLag", {"ReplicationGroupId": cache_id(site)}, "Maximum"),
                late(site.placement),
                site.alerts,
                self.options(),
            )


def cache_id(site: Site) -> str:
    """What ElastiCache calls the group; at most 40 characters."""
    return site.placement.physical("cache")
