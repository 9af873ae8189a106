"""`ops scale`: how many of a thing there are, within the settings' bounds."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ops import command as common
from ops.cluster import cluster_of
from ops.command import Confirm, Desk, DryRun, OutputsFile, Profile, Project, StackName, TakeOver, Yes, confirmed, desk_of, explained
from ops.scale import bounds
from ops.scale.bounds import Bounds
from ops.scale.scalable import EcsService, NodeGroup, Pods, Scalable, Shards, region_of
from ops.scale.scaling import Waiting
from ops.scale.scaling import scale as bring

NAMESPACES = {
    "ingestion": "ingestion",
    "attribution": "processing",
    "api": "api",
    "ml": "ml",
    "web": "web",
    "campaign-manager": "api",
}
"""Where each of the platform's services runs."""


class Kind(StrEnum):
    """What can be scaled."""

    ecs = "ecs"
    nodes = "nodes"
    stream = "stream"
    service = "service"


def command(
    kind: Annotated[Kind, typer.Argument(help="ecs: tasks; nodes: a node group; stream: shards of Kinesis; service: pods in the cluster.")],
    name: Annotated[str, typer.Argument(help="As in the settings, such as stream-processor, general, raw-events or api.")],
    number: Annotated[int, typer.Argument(help="How many.", min=0)],
    stack: StackName,
    region: common.Region = None,
    poll: common.Poll = 10,
    wait: common.Wait = 1800,
    dry_run: DryRun = False,
    yes: Yes = False,
    confirm: Confirm = None,
    take_over: TakeOver = False,
    profile: Profile = None,
    project: Project = Path(),
    outputs: OutputsFile = None,
) -> None:
    """Bring a number of tasks, nodes, shards or pods about, and wait for it. Numbers outside the settings' bounds are refused."""
    with explained():
        desk = desk_of(stack, project, outputs, profile=profile, dry_run=dry_run)
        where = region or desk.outputs.active_region
        thing, limits = found(desk, kind, name, where)
        limits.check(number)
        confirmed(desk, f"Scale {kind} {name} in {where} to {number}", yes=yes, confirm=confirm)
        desk.progress.begin(f"scale {kind} {name}")
        with desk.at_work(f"scale {kind} {name} {number}", take_over=take_over):
            bring(desk, thing, limits, number, Waiting(poll, wait))


def found(desk: Desk, kind: Kind, name: str, where: str) -> tuple[Scalable, Bounds]:
    """The thing, and what the settings say of it. Raises OpsError."""
    settings = desk.settings
    region = region_of(settings, where)
    if kind is Kind.ecs:
        return EcsService(desk, where, name), bounds.ecs_service(settings, region, name)
    if kind is Kind.nodes:
        limits = bounds.node_group(settings, region, name)
        return NodeGroup(desk, where, name, settings.eks.node_groups[name].one_per_zone), limits
    if kind is Kind.stream:
        return Shards(desk, where, name), bounds.stream(settings, name)
    limits = bounds.workload(settings, region, name)
    service = next(one for key, one in settings.workloads.services.items() if key == name)
    return Pods(desk, cluster_of(desk.gateway, desk.outputs, where), name, NAMESPACES[name], service.delivery == "rolling"), limits
