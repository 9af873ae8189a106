"""The whole platform: its regions, and what spans them."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.cluster import ClusterStack, ClusterStackArgs
from components.component import Component
from components.databases.warehouse_copies import WarehouseCopies, WarehouseCopiesArgs
from components.edge.global_edge import GlobalEdge, GlobalEdgeArgs
from components.edge.global_region import GLOBAL_REGION
from components.edge.zone import PublicZone, PublicZoneArgs
from components.governance.governance import CostGovernance, CostGovernanceArgs
from components.kubernetes.ground import Ground
from components.kubernetes.turns import ObjectInTurns
from components.lakehouse.replication import LakehouseReplication, LakehouseReplicationArgs
from components.network.dns import PrivateDns, PrivateDnsArgs
from components.network.interconnect import Interconnect, InterconnectArgs
from components.observability.chat import Chat, ChatArgs
from components.observability.cloudwatch.cloudwatch import CloudWatch, CloudWatchArgs
from components.observability.pager import Pager, PagerArgs
from components.placement import Placement
from components.recovery.backup import BackupPlans, BackupPlansArgs
from components.recovery.drills import Drills, DrillsArgs
from components.recovery.experiments import Experiments, ExperimentsArgs
from components.recovery.operations import Operations, OperationsArgs
from components.recovery.takeover import takeover
from components.region import RegionStack, RegionStackArgs
from components.security.identity import Identity, IdentityArgs
from components.security.keys import Keys, KeysArgs
from components.streaming.replicator import End, Replicator, ReplicatorArgs
from components.tags import tagging
from settings import Settings
from settings.regions import Region

_ORDER = ("primary", "secondary", "dr")


class Platform(Component):
    """Every region of a stack, the primary first, the dr region last."""

    identity: Identity
    keys: dict[str, Keys]
    zone: PublicZone | None
    """Of all public names; None without an edge."""
    regions: dict[str, RegionStack]
    private_dns: PrivateDns
    operations: Operations
    edge: GlobalEdge | None

    def __init__(self, stack: str, settings: Settings):
        super().__init__("index", stack, pulumi.ResourceOptions(transformations=[tagging(settings, stack)]))
        self._settings = settings
        self.regions = {}
        ordered = sorted(settings.regions, key=lambda region: _ORDER.index(region.role))
        self._providers = {
            region.name: aws.Provider(region.name, region=region.name, allowed_account_ids=[settings.account_id], opts=self.options())
            for region in ordered
        }
        self._random = random.Provider("random", opts=self.options())
        self.identity = Identity("identity", IdentityArgs(stack, settings, settings.primary), self._in(settings.primary))
        placements = [Placement(stack, settings, region, self.identity.permissions_boundary) for region in ordered]
        self.keys = self._make_keys(placements)
        self.zone = None
        if settings.edge:
            self.zone = PublicZone("public-zone", PublicZoneArgs(settings.edge.zone, settings.protect), self._in(settings.primary))
        zone_id, edge_key = self.zone.id if self.zone else None, self._make_edge_key(settings)
        primary: RegionStack | None = None
        for placement in placements:
            name = placement.region.name
            made = RegionStackArgs(placement, self.keys, primary, zone_id, edge_key)
            self.regions[name] = RegionStack(name, made, self._in(placement.region))
            primary = primary or self.regions[name]
        self.operations = self._operations(settings)
        self._connect(settings)
        self._replicate(settings)
        self._back_up(settings)
        self._rehearse(settings)
        self.edge = self._make_edge(settings, edge_key)
        self._watch(settings)
        self._watch_cost(settings)
        self._fill_clusters(settings)
        self.register_outputs({})

    def _in(self, region: Region) -> pulumi.ResourceOptions:
        """Options of a component whose resources are in one region."""
        return self.options(providers={"aws": self._providers[region.name], "random": self._random})

    def _make_keys(self, placements: Sequence[Placement]) -> dict[str, Keys]:
        """Every region's keys before any store: what a store copies to other regions is encrypted there with those regions' keys."""
        keys: dict[str, Keys] = {}
        for placement in placements:
            primary = keys.get(placement.settings.primary.name)
            keys[placement.region.name] = Keys(placement.label("keys"), KeysArgs(placement, primary), self._in(placement.region))
        return keys

    def _operations(self, settings: Settings) -> Operations:
        """Where the primary region's loss does not reach, if there is such a place."""
        region = self.regions[(settings.dr or settings.primary).name]
        journal = OperationsArgs(region.placement, region.keys, region.alerts)
        return Operations(region.placement.label("operations"), journal, self._in(region.placement.region))

    def _make_edge_key(self, settings: Settings) -> pulumi.Output[str] | None:
        """What CloudFront and load balancers know and nobody else, where there is CloudFront."""
        if settings.edge is None or settings.edge.web is None:
            return None
        key = random.RandomPassword("edge-key", length=48, special=False, opts=self.options(provider=self._random))
        return pulumi.Output.secret(key.result)

    def _make_edge(self, settings: Settings, edge_key: pulumi.Output[str] | None) -> GlobalEdge | None:
        """After all regions, whose load balancers it names. Its provider is there even if no region of the stack is."""
        if settings.edge is None or self.zone is None:
            return None
        provider = self._providers.get(GLOBAL_REGION) or aws.Provider(
            GLOBAL_REGION, region=GLOBAL_REGION, allowed_account_ids=[settings.account_id], opts=self.options()
        )
        args = GlobalEdgeArgs(settings, settings.edge, self.regions, self._providers, self.zone.id, edge_key)
        return GlobalEdge("edge", args, self.options(providers={"aws": provider}))

    def _connect(self, settings: Settings) -> None:
        """Names and routes across all regions."""
        networks = {name: region.network for name, region in self.regions.items()}
        placement = self.regions[settings.primary.name].placement
        self.private_dns = PrivateDns(
            placement.label("private-dns"),
            PrivateDnsArgs(placement, networks),
            self.options(providers={"aws": self._providers[placement.region.name]}),
        )
        Interconnect("interconnect", InterconnectArgs(settings, networks, self._providers), self.options())

    def _replicate(self, settings: Settings) -> None:
        """A second home in the dr region for what the other regions store."""
        if settings.dr is None:
            return
        dr, primary = self.regions[settings.dr.name], self.regions[settings.primary.name]
        for source in self.regions.values():
            if settings.lakehouse.replicate:
                # What the dr region writes while it works has its second home in the primary region.
                self._copy_buckets(source, primary if source is dr else dr)
            if source is dr:
                continue
            if settings.streaming.msk and settings.streaming.msk.replicate:
                self._replicate_topics(source, dr)
                if source.placement.is_primary:
                    self._replicate_topics(dr, source)
            self._copy_databases(source, dr)

    def _copy_buckets(self, source: RegionStack, target: RegionStack) -> None:
        copies = LakehouseReplicationArgs(source, target, self._providers[target.placement.region.name])
        LakehouseReplication(source.placement.label("lakehouse-replication"), copies, self._in(source.placement.region))

    def _replicate_topics(self, source: RegionStack, target: RegionStack) -> None:
        """MSK's replicator stands in the region that it copies to."""
        if source.streaming.kafka and target.streaming.kafka:
            ends = End(source.streaming.kafka, source.network), End(target.streaming.kafka, target.network)
            name = target.placement.label("replicator", source.placement.region.name)
            Replicator(name, ReplicatorArgs(*ends, target.keys, target.alerts), self._in(target.placement.region))

    def _copy_databases(self, source: RegionStack, dr: RegionStack) -> None:
        """What needs both ends; tables, PostgreSQL and caches are replicated by the region that the replica is in."""
        provider, settings = self._providers[dr.placement.region.name], source.placement.settings.databases
        warehouse = source.databases.warehouse
        if warehouse and warehouse.cluster and settings.warehouse:
            snapshots = WarehouseCopiesArgs(source.placement, settings.warehouse, warehouse.cluster, dr.placement, dr.keys, provider)
            WarehouseCopies(source.placement.label("warehouse-copies"), snapshots, self._in(source.placement.region))

    def _back_up(self, settings: Settings) -> None:
        """Plans after all vaults: every region's backups are copied to the dr region's, and that one's to the primary region's."""
        for name, region in self.regions.items():
            copied_to = None
            if settings.dr:
                copied_to = self.regions[settings.primary.name if name == settings.dr.name else settings.dr.name].backups
            plans = BackupPlansArgs(region.placement, region.backups, copied_to, region.databases)
            BackupPlans(region.placement.label("backup-plans"), plans, self._in(region.placement.region))

    def _rehearse(self, settings: Settings) -> None:
        """Experiments in every region, and the calendar in the primary one."""
        recovery, primary = settings.recovery, self.regions[settings.primary.name]
        made = {
            name: Experiments(
                region.placement.label("experiments"), ExperimentsArgs(region, recovery.experiments), self._in(region.placement.region)
            )
            for name, region in self.regions.items()
            if recovery.experiments
        }
        if recovery.drills:
            templates = made[settings.primary.name].templates if made else {}
            calendar = DrillsArgs(primary.placement, primary.keys, primary.alerts, recovery.drills, templates)
            Drills(primary.placement.label("drills"), calendar, self._in(primary.placement.region))

    def _watch(self, settings: Settings) -> None:
        """What AWS itself shows of each region, and whom it tells."""
        watching = settings.observability.cloudwatch
        for region in self.regions.values():
            label, opts = region.placement.label, pulumi.ResourceOptions(parent=region)
            CloudWatch(label("cloudwatch"), CloudWatchArgs(region, watching), opts)
            if watching.pagerduty:
                pager = PagerArgs(region.placement, region.keys, region.alerts, region.secrets.arns["pagerduty"])
                Pager(label("pager"), pager, opts)
        if watching.slack:
            primary = self.regions[settings.primary.name].placement
            topics = [region.alerts.topic_arn for region in self.regions.values()]
            if self.edge and self.edge.region.is_extra:
                topics.append(self.edge.region.alerts.topic_arn)
            Chat(primary.label("chat"), ChatArgs(primary, watching.slack, topics), self._in(primary.region))

    def _watch_cost(self, settings: Settings) -> None:
        """Budgets are global: one set for the stack, told to the primary region's alerts."""
        if settings.governance is None:
            return
        primary = self.regions[settings.primary.name]
        watched = CostGovernanceArgs(primary.placement, settings.governance, primary.alerts.topic_arn)
        CostGovernance("governance", watched, self._in(primary.placement.region))

    def _fill_clusters(self, settings: Settings) -> None:
        """What runs inside each region's cluster, the primary's first: others copy from it."""
        primary: ClusterStack | None = None
        self._in_turns: dict[str, list[ObjectInTurns]] = {}
        for name, region in self.regions.items():
            placement = region.placement
            ground = Ground(
                stack=placement.stack,
                settings=settings,
                topics=settings.streaming.topics,
                cluster_name=region.eks.cluster_name,
                place=name,
                zones=placement.region.zones,
                region=region,
                static_keys=None,
                before=[region.eks],
            )
            self._in_turns[name] = ground.in_turns
            opts = pulumi.ResourceOptions(parent=region, providers={"kubernetes": region.eks.kubernetes})
            made = ClusterStack(placement.label("cluster"), ClusterStackArgs(ground, primary), opts)
            primary = primary or made

    def exports(self) -> dict[str, object]:
        """The outputs of the stack."""
        settings = self._settings
        return {
            "active_region": settings.active_region or settings.primary.name,
            "primary_region": settings.primary.name,
            **({"dr_region": settings.dr.name} if settings.dr else {}),
            "operations": self.operations.exports(),
            "regions": {name: self._export(name, region) for name, region in self.regions.items()},
            **(self.edge.exports() if self.edge else {}),
            # For whoever holds the domain above: until they point here, nobody finds the zone.
            **({"name_servers": self.zone.name_servers} if self.zone and self.zone.name_servers is not None else {}),
        }

    def _export(self, name: str, region: RegionStack) -> dict[str, object]:
        turns = {"takeover": takeover(region, self._in_turns[name])} if region.placement.takes_turns else {}
        return {**region.exports(), **turns}
