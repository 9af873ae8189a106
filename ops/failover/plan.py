"""What a change of regions does, in which order."""

from dataclasses import dataclass

from ops.cluster import Cluster, cluster_of
from ops.command import Desk
from ops.errors import OpsError
from ops.gateway import Gateway
from ops.outputs import Outputs, RegionOutputs, Takeover
from ops.runner import Step
from ops.steps.answers import Serves
from ops.steps.backed_up import BackedUp
from ops.steps.cache import CachePrimary
from ops.steps.objects import Objects, key_of
from ops.steps.postgres import CaughtUp, Replica
from ops.steps.promotion import Promoted, Promoting
from ops.steps.proxy import Freed, Proxied, Unproxied
from ops.steps.scaling import NodeGroups, Services
from ops.steps.streams import EventSources, Flink
from ops.steps.switch import DR, PRIMARY, Names

FAILOVER, FAILBACK = "failover", "failback"


@dataclass(frozen=True)
class Move:
    """From which region to which."""

    kind: str
    source: str
    target: str

    @property
    def words(self) -> str:
        """For people."""
        return f"{self.kind} from {self.source} to {self.target}"


def move_of(outputs: Outputs, kind: str, to: str | None = None) -> Move:
    """The move that is asked for. Raises OpsError if there is no such."""
    primary, dr = outputs.primary_region, outputs.dr_region
    if dr is None:
        raise OpsError("the stack has no dr region; add one with role `dr` to `regions`, and run `pulumi up`")
    if kind == FAILBACK:
        return Move(kind, dr, primary)
    if to not in outputs.regions:
        raise OpsError(f"--to {to}: the stack has no such region; its regions are {', '.join(outputs.regions)}")
    if to == primary:
        raise OpsError(f"--to {to}: that is the primary region; `ops failback` leads back to it")
    if to != dr:
        raise OpsError(f"--to {to}: a {outputs.regions[to].role} region serves its own data; {dr} takes over")
    return Move(kind, primary, dr)


def takeover_of(outputs: Outputs, region: str) -> Takeover:
    """What changes in a region. Raises OpsError."""
    found = outputs.regions[region].takeover
    if found is None:
        raise OpsError(f"regions.{region}.takeover: the stack does not say what changes there; run `pulumi up`, which writes it")
    return found


@dataclass(frozen=True)
class Plan:
    """The steps of a move."""

    desk: Desk
    move: Move
    forced: bool = False
    """What is left is of no more concern: its failures are noted, and nothing leads back to it."""
    source_answers: bool = True

    def steps(self) -> list[Step]:
        """All of them, in order."""
        fence = self._optional(self._fence()) if self.source_answers else []
        leave = self._optional(self._leave(), always=True) if self.source_answers else []
        again = self._catch_up() if self.move.kind == FAILBACK else []
        return [*again, *fence, *self.take_over(), *leave]

    def take_over(self) -> list[Step]:
        """What makes the target work.

        Events, for which minutes count, do not wait for PostgreSQL: it is asked to be promoted, names move, and then it is waited for.
        Until the proxy leads to it services cannot write there, and try again, as they do when an instance fails over.
        """
        gateway, region, takeover = self.desk.gateway, self.move.target, self._takeover(self.move.target)
        outputs = self._region(region)
        steps: list[Step] = []
        if takeover.node_groups:
            sizes = {name: sizes.active for name, sizes in takeover.node_groups.items()}
            steps.append(NodeGroups(gateway, region, outputs.cluster_name, sizes))
        if takeover.services and outputs.ecs_cluster:
            tasks = {name: sizes.active for name, sizes in takeover.services.items()}
            steps.append(Services(gateway, region, outputs.ecs_cluster, tasks))
        if takeover.objects:
            patches = {key_of(one): one.active for one in takeover.objects}
            steps.append(Objects(self.cluster(region), region, takeover.objects, patches, "work"))
        steps += self._stores()
        if takeover.event_sources:
            steps.append(EventSources(gateway, region, takeover.event_sources, dict.fromkeys(takeover.event_sources, True)))
        if takeover.flink:
            steps.append(Flink(gateway, region, takeover.flink, True))
        if self.desk.outputs.switch:
            steps.append(Names(gateway, self.desk.outputs.switch, DR if self.move.kind == FAILOVER else PRIMARY))
        if takeover.postgres and self._takeover(self.move.source).postgres:
            steps.append(Promoted(gateway, region, takeover.postgres))
        if takeover.postgres:
            steps.append(Proxied(gateway, region, takeover.postgres))
            steps += self._optional([BackedUp(gateway, region, takeover.postgres, True)], always=True)
        if outputs.health_urls:
            steps.append(Serves(gateway, region, outputs.health_urls))
        return steps

    def _stores(self) -> list[Step]:
        gateway, source, target = self.desk.gateway, self.move.source, self.move.target
        left, taken = self._takeover(source), self._takeover(target)
        steps: list[Step] = []
        if taken.postgres and left.postgres:
            if self.source_answers and not self.forced:
                steps.append(CaughtUp(gateway, target, taken.postgres))
            steps.append(Promoting(gateway, target, taken.postgres, source, left.postgres))
        if taken.cache and left.cache and taken.cache.global_id:
            steps.append(CachePrimary(gateway, target, {source: left.cache, target: taken.cache}))
        return steps

    def _fence(self) -> list[Step]:
        """Nothing is worked on in the source any more, so that nothing is written in two places."""
        gateway, region, takeover = self._source_gateway(), self.move.source, self._takeover(self.move.source)
        outputs = self._region(region)
        steps: list[Step] = []
        if takeover.event_sources:
            steps.append(EventSources(gateway, region, takeover.event_sources, dict.fromkeys(takeover.event_sources, False)))
        if takeover.flink:
            steps.append(Flink(gateway, region, takeover.flink, False))
        if takeover.objects:
            patches = {key_of(one): one.standby for one in takeover.objects}
            steps.append(Objects(self.cluster(region), region, takeover.objects, patches, "stand by"))
        if takeover.services and outputs.ecs_cluster:
            tasks = {name: sizes.standby for name, sizes in takeover.services.items()}
            steps.append(Services(gateway, region, outputs.ecs_cluster, tasks))
        return steps

    def _leave(self) -> list[Step]:
        """Once the target serves: what only costs money, and the way back."""
        region, takeover = self.move.source, self._takeover(self.move.source)
        steps: list[Step] = []
        if takeover.node_groups:
            sizes = {name: sizes.standby for name, sizes in takeover.node_groups.items()}
            steps.append(NodeGroups(self._source_gateway(), region, self._region(region).cluster_name, sizes))
        if takeover.postgres:
            # Before another takes its name: a new replica has the tags of the instance that it replaces.
            steps.append(BackedUp(self._source_gateway(), region, takeover.postgres, False))
        if takeover.postgres and self.move.kind == FAILBACK:
            steps.append(Unproxied(self._source_gateway(), region, takeover.postgres))
            steps += self._follow(region, self.move.target)
        return steps

    def _catch_up(self) -> list[Step]:
        """While the source still works: the target copies it, and is close behind."""
        follow, postgres = self._follow(self.move.target, self.move.source), self._takeover(self.move.target).postgres
        if not follow or postgres is None:
            return []
        freed = Freed(self.desk.gateway, self.move.target, postgres)
        return [*follow, freed, CaughtUp(self.desk.gateway, self.move.target, postgres, 60, "close behind")]

    def _follow(self, region: str, source: str) -> list[Step]:
        """A region's PostgreSQL copies another's."""
        copy, copied = self._takeover(region).postgres, self._takeover(source).postgres
        return [Replica(self.desk.gateway, region, copy, source, copied)] if copy and copied else []

    def _optional(self, steps: list[Step], *, always: bool = False) -> list[Step]:
        for step in steps:
            step.optional = always or self.forced
        return steps

    def cluster(self, region: str) -> Cluster:
        """A region's cluster."""
        gateway = self._source_gateway() if region == self.move.source else self.desk.gateway
        return cluster_of(gateway, self.desk.outputs, region)

    def _source_gateway(self) -> Gateway:
        """In a disaster nobody waits for what is lost."""
        return self.desk.gateway.hasty() if self.forced else self.desk.gateway

    def _region(self, region: str) -> RegionOutputs:
        return self.desk.outputs.regions[region]

    def _takeover(self, region: str) -> Takeover:
        return takeover_of(self.desk.outputs, region)
