"""The whole platform: its regions, and what spans them."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.cluster import ClusterStack, ClusterStackArgs
from components.component import Component
from components.databases.search_copies import SearchCopies, SearchCopiesArgs
from components.databases.warehouse_copies import WarehouseCopies, WarehouseCopiesArgs
from components.governance.governance import CostGovernance, CostGovernanceArgs
from components.kubernetes.ground import Ground
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
    regions: dict[str, RegionStack]
    private_dns: PrivateDns

    def __init__(self, stack: str, settings: Settings):
        super().__init__("index", stack, pulumi.ResourceOptions(transformations=[tagging(settings, stack)]))
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
        primary: RegionStack | None = None
        for placement in placements:
            name = placement.region.name
            self.regions[name] = RegionStack(name, RegionStackArgs(placement, self.keys, primary), self._in(placement.region))
            primary = primary or self.regions[name]
        self._connect(settings)
        self._replicate(settings)
        self._back_up(settings)
        self._rehearse(settings)
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
        dr, provider = self.regions[settings.dr.name], self._providers[settings.dr.name]
        for source in self.regions.values():
            if source is dr:
                continue
            if settings.lakehouse.replicate:
                copies = LakehouseReplicationArgs(source, dr, provider)
                LakehouseReplication(source.placement.label("lakehouse-replication"), copies, self._in(source.placement.region))
            if settings.streaming.msk and settings.streaming.msk.replicate:
                self._replicate_topics(source, dr)
            self._copy_databases(source, dr)

    def _replicate_topics(self, source: RegionStack, dr: RegionStack) -> None:
        """MSK's replicator stands in the region that it copies to."""
        if source.streaming.kafka and dr.streaming.kafka:
            ends = End(source.streaming.kafka, source.network), End(dr.streaming.kafka, dr.network)
            name = dr.placement.label("replicator", source.placement.region.name)
            Replicator(name, ReplicatorArgs(*ends, dr.keys, dr.alerts), self._in(dr.placement.region))

    def _copy_databases(self, source: RegionStack, dr: RegionStack) -> None:
        """What needs both ends; tables, PostgreSQL and caches are replicated by the region that the replica is in."""
        provider, settings = self._providers[dr.placement.region.name], source.placement.settings.databases
        warehouse, leading, following = source.databases.warehouse, source.databases.search, dr.databases.search
        if warehouse and warehouse.cluster and settings.warehouse:
            snapshots = WarehouseCopiesArgs(source.placement, settings.warehouse, warehouse.cluster, dr.placement, dr.keys, provider)
            WarehouseCopies(source.placement.label("warehouse-copies"), snapshots, self._in(source.placement.region))
        if settings.search and settings.search.replicate and leading and following:
            ends = SearchCopiesArgs(source.placement, leading, dr.placement, following, provider)
            SearchCopies(source.placement.label("search-copies"), ends, self._in(source.placement.region))

    def _back_up(self, settings: Settings) -> None:
        """Plans after all vaults: every region's backups are copied to the dr region's."""
        for region in self.regions.values():
            is_dr = region.placement.region.role == "dr"
            copies = self.regions[settings.dr.name].backups if settings.dr and not is_dr else None
            plans = BackupPlansArgs(region.placement, region.backups, copies, region.databases)
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
            opts = pulumi.ResourceOptions(parent=region, providers={"kubernetes": region.eks.kubernetes})
            made = ClusterStack(placement.label("cluster"), ClusterStackArgs(ground, primary), opts)
            primary = primary or made

    def exports(self) -> dict[str, object]:
        """The outputs of the stack."""
        return {"regions": {name: region.exports() for name, region in self.regions.items()}}
