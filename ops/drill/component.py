"""A fault in a component: an experiment of AWS FIS that the stack has prepared, followed to its end."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from ops.canary.alarms import going_off
from ops.canary.steps import Time
from ops.context import Context
from ops.drill.report import Report, Stage
from ops.errors import OpsError
from settings.problems import did_you_mean

_ALARM = "aws:cloudwatch:alarm"
_ENDED = ("completed", "stopped", "failed", "cancelled")


def templates(context: Context, region: str) -> dict[str, str]:
    """The stack's experiments in a region: name → template."""
    found = context.all(region, "fis", "list_experiment_templates", "experimentTemplates")
    tagged = [(one.get("tags", {}), one["id"]) for one in found]
    prefix = context.physical("")
    named = {tags.get("Name", ""): id_ for tags, id_ in tagged if tags.get("stack") == context.stack}
    return {name.removeprefix(prefix): id_ for name, id_ in named.items() if name.startswith(prefix)}


def run(context: Context, region: str, name: str, poll_seconds: float, clock: Time) -> Report | None:
    """Start it, watch it and its alarms, and stop it when one goes off. None in a dry run. Raises OpsError."""
    known = templates(context, region)
    if name not in known:
        raise OpsError(f"{region} has no experiment {name}{did_you_mean(name, known)}; there are {', '.join(sorted(known)) or 'none'}")
    template = context.gateway.read(region, "fis", "get_experiment_template", id=known[name])["experimentTemplate"]
    alarms = _alarms(template, name)
    if already := going_off(context, region, alarms):
        raise OpsError(f"{', '.join(already)} is in state ALARM: a drill now would only make it worse")
    began, progress = context.now(), context.gateway.progress
    started = context.gateway.change(
        region,
        "fis",
        "start_experiment",
        clientToken=uuid.uuid4().hex,
        experimentTemplateId=known[name],
        tags={"Name": context.physical(name), "stack": context.stack},
    )
    if not started:
        return None
    experiment = started["experiment"]["id"]
    progress.tell("started", f"experiment {experiment}: {template.get('description', name)}")
    return _followed(context, region, name, experiment, alarms, _Follow(poll_seconds, clock, began))


class _Follow:
    """How an experiment is watched."""

    def __init__(self, poll_seconds: float, clock: Time, began: Any):
        self.poll_seconds, self.clock, self.began = poll_seconds, clock, began
        self.start = clock.now()


def _followed(context: Context, region: str, name: str, experiment: str, alarms: list[str], how: _Follow) -> Report:
    findings: list[str] = []
    said = ""

    def stop() -> None:
        context.gateway.change(region, "fis", "stop_experiment", id=experiment)

    try:
        while True:
            found: Mapping[str, Any] = context.gateway.read(region, "fis", "get_experiment", id=experiment)["experiment"]
            state = found["state"]
            if state["status"] != said:
                said = state["status"]
                context.gateway.progress.tell("waiting", f"{experiment} is {said}")
            if said in _ENDED:
                break
            if not findings and (gone_off := going_off(context, region, alarms)):
                findings.append(f"{', '.join(gone_off)} went off, and the experiment was stopped")
                stop()
            how.clock.sleep(how.poll_seconds)
    except BaseException:
        _quietly(stop)
        raise
    if said != "completed" and not findings:
        findings.append(f"the experiment {said}: {state.get('reason', '')}")
    seconds = how.clock.now() - how.start
    stages = [Stage("experiment", seconds, f"{experiment} {said}")]
    return Report("component", context.stack, f"{name} in {region}", how.began, not findings, stages, seconds, findings=findings)


def _quietly(stop: Callable[[], None]) -> None:
    """FIS's own stop conditions and times end it if this does not."""
    try:
        stop()
    except OpsError:
        return


def _alarms(template: Mapping[str, Any], name: str) -> list[str]:
    """The alarms that FIS stops it on. Raises OpsError for an experiment without any."""
    conditions = [one for one in template.get("stopConditions", []) if one["source"] == _ALARM]
    if not conditions:
        raise OpsError(f"experiment {name} would stop at no alarm; it is not started. Give its template stop conditions")
    return [one["value"].rpartition(":alarm:")[2] for one in conditions]
