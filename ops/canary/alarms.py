"""The alarms that a deployment is judged by: those that CodeDeploy would roll back on."""

from collections.abc import Sequence
from typing import Any

from ops.context import Context
from ops.errors import OpsError

_GOING_ON = ("Created", "Queued", "InProgress", "Baking", "Ready")
_ASKED_AT_ONCE = 100
"""Names that DescribeAlarms takes."""


def group_of(context: Context, region: str, application: str, group: str) -> dict[str, Any]:
    """What CodeDeploy knows of a deployment group."""
    asked = {"applicationName": application, "deploymentGroupName": group}
    found: dict[str, Any] = context.gateway.read(region, "codedeploy", "get_deployment_group", **asked)["deploymentGroupInfo"]
    return found


def alarm_names(group: dict[str, Any]) -> list[str]:
    """The alarms that a group names. Raises OpsError without any: nothing would ever be rolled back."""
    names = [alarm["name"] for alarm in group.get("alarmConfiguration", {}).get("alarms", [])]
    if not names:
        raise OpsError(
            f"deployment group {group['deploymentGroupName']} has no alarms, so a bad version would not be noticed; deploy the stack"
        )
    return names


def going_off(context: Context, region: str, names: Sequence[str]) -> list[str]:
    """Those in state ALARM. Raises OpsError if one does not exist: what is not measured cannot go off."""
    states: dict[str, str] = {}
    for begin in range(0, len(names), _ASKED_AT_ONCE):
        asked = list(names[begin : begin + _ASKED_AT_ONCE])
        for alarm in context.all(region, "cloudwatch", "describe_alarms", "MetricAlarms", AlarmNames=asked):
            states[alarm["AlarmName"]] = alarm["StateValue"]
    if missing := [name for name in names if name not in states]:
        raise OpsError(f"{region} has no alarm {', '.join(missing)}: a bad version would not be noticed")
    return [name for name in names if states[name] == "ALARM"]


def refuse_a_second(context: Context, region: str, application: str, group: str) -> None:
    """Raises OpsError while CodeDeploy is at work on the same thing: each would undo what the other does."""
    asked = {"applicationName": application, "deploymentGroupName": group, "includeOnlyStatuses": list(_GOING_ON)}
    if running := context.all(region, "codedeploy", "list_deployments", "deployments", **asked):
        raise OpsError(f"deployment {running[0]} of {application} is going on; wait for it, or stop it with `aws deploy stop-deployment`")
