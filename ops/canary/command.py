"""`ops canary`: a new version of a function or a service, step by step under the eyes of its alarms."""

from pathlib import Path
from typing import Annotated

import typer

from ops import command as common
from ops.canary.function import FunctionCanary
from ops.canary.service import ServiceCanary, traffic_of, watch
from ops.canary.steps import Ending, Outcome, Steps, Wall, grow
from ops.command import Confirm, Desk, DryRun, OutputsFile, Profile, Project, StackName, TakeOver, Yes, confirmed, desk_of, explained
from ops.errors import OpsError
from settings.problems import did_you_mean

INGESTION = "data-ingestion-api"
_DEFAULT = "5,25,50,100"


def canary(
    name: Annotated[str, typer.Argument(help="A function, such as event-validator, or the service data-ingestion-api.")],
    stack: StackName,
    region: common.Region = None,
    steps: Annotated[str | None, typer.Option("--steps", help="Percent of the calls, step by step. For ECS, the settings' own.")] = None,
    bake: Annotated[float, typer.Option("--bake", help="Seconds that each step is watched.", min=0)] = 300,
    poll: common.Poll = 15,
    version: Annotated[str | None, typer.Option("--version", help="Of a function; the newest deployed one, if left out.")] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    confirm: Confirm = None,
    take_over: TakeOver = False,
    profile: Profile = None,
    project: Project = Path(),
    outputs: OutputsFile = None,
) -> None:
    """Give a new version a growing part of the calls; the first alarm gives all of them back to the old one. Exit status 1 then.

    A function's alias `live` gets weights. A service's traffic is moved by CodeDeploy, which is stopped and rolled back.
    """
    with explained():
        desk = desk_of(stack, project, outputs, profile=profile, dry_run=dry_run)
        where = region or desk.outputs.active_region
        if where not in desk.outputs.regions:
            raise OpsError(f"the stack has no region {where}{did_you_mean(where, desk.outputs.regions)}")
        functions = sorted(desk.outputs.regions[where].functions)
        if name != INGESTION and name not in functions:
            raise OpsError(
                f"{where} has no {name}{did_you_mean(name, [*functions, INGESTION])}; there are {', '.join([*functions, INGESTION])}"
            )
        confirmed(desk, f"Canary of {name} in {where}", yes=yes, confirm=confirm)
        with desk.at_work(f"canary {name}", take_over=take_over):
            if name == INGESTION:
                outcome = _service(desk, where, steps, bake, poll)
            else:
                outcome = _function(desk, where, name, version, planned(steps or _DEFAULT, bake, poll))
    if outcome and outcome.ending is not Ending.promoted:
        raise typer.Exit(1)


def planned(steps: str, bake: float, poll: float) -> Steps:
    """What was asked for. Raises OpsError with everything that is wrong with it."""
    try:
        percents = tuple(int(step) for step in steps.split(","))
    except ValueError:
        raise OpsError(f"--steps {steps}: give whole percents with commas, such as {_DEFAULT}") from None
    plan = Steps(percents, bake, poll)
    if problems := plan.problems():
        raise OpsError("\n".join(problems))
    return plan


def _function(desk: Desk, region: str, name: str, version: str | None, plan: Steps) -> Outcome | None:
    context, progress = desk, desk.progress
    moving = FunctionCanary(context, region, name, version)
    progress.begin(f"canary {name}")
    if moving.new == moving.old:
        progress.tell("done", f"version {moving.old} has all calls already")
        return None
    progress.tell("started", f"version {moving.new} beside {moving.old}: {', '.join(f'{one} %' for one in plan.percents)}")
    if desk.gateway.dry_run:
        plan = Steps(plan.percents, 0, plan.poll_seconds)
    outcome = grow(moving, plan, Wall(), lambda text: progress.tell("note", text))
    _tell(desk, outcome, f"version {moving.new}", f"version {moving.old}")
    return outcome


def _service(desk: Desk, region: str, steps: str | None, bake: float, poll: float) -> Outcome | None:
    ecs = desk.outputs.regions[region].ecs
    if ecs is None:
        raise OpsError(f"{region} has no service on ECS")
    traffic = traffic_of(planned(steps, bake, poll).percents, bake) if steps else None
    moving, progress = ServiceCanary(desk, region, ecs.ingestion.deployment), desk.progress
    progress.begin(f"canary {INGESTION}")
    if alarms := moving.alarms():
        outcome = Outcome(Ending.refused, alarms=alarms, polls=1)
    else:
        deployment = moving.start(traffic)
        if not deployment:
            return None
        progress.tell("started", f"CodeDeploy's {deployment}")
        outcome = watch(moving, deployment, poll, Wall(), lambda text: progress.tell("note", text))
    _tell(desk, outcome, "the new tasks", "the old tasks")
    return outcome


def _tell(desk: Desk, outcome: Outcome, new: str, old: str) -> None:
    alarms = ", ".join(outcome.alarms) or "CodeDeploy"
    if outcome.ending is Ending.promoted:
        desk.progress.tell("done", f"{new} got all calls, after {outcome.polls} looks at the alarms in {outcome.seconds:.0f} s")
    elif outcome.ending is Ending.refused:
        desk.progress.tell("refused", f"{alarms} is in state ALARM already: nothing could be told from it. See to it first")
    else:
        desk.progress.tell("failed", f"at {outcome.percent} %: {alarms}; {old} got all calls back")
