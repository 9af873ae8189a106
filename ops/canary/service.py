"""A service on ECS: CodeDeploy starts the new tasks and moves the traffic; we watch the alarms, and stop it when one goes off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ops.canary.alarms import alarm_names, going_off, group_of, refuse_a_second
from ops.canary.steps import ALL, Ending, Outcome, Time
from ops.context import Context
from ops.errors import OpsError
from ops.outputs import ServiceDeployment

_FAILED = ("Failed", "Stopped")


@dataclass(frozen=True)
class Traffic:
    """How CodeDeploy moves traffic, in the two ways it knows."""

    kind: str
    """`canary`: so much, and then all of it; `linear`: so much each time."""
    percent: int
    minutes: int

    @property
    def name(self) -> str:
        """Of the deployment configuration, which is the same for all stacks of the account."""
        return f"event-platform-{self.kind}-{self.percent}-percent-{self.minutes}-minutes"


def traffic_of(percents: Sequence[int], bake_seconds: float) -> Traffic:
    """What CodeDeploy calls these steps. Raises OpsError for those that it cannot do."""
    minutes = max(1, round(bake_seconds / 60))
    if len(percents) == 2:
        return Traffic("canary", percents[0], minutes)
    gaps = {later - earlier for earlier, later in zip([0, *percents], percents, strict=False)}
    if len(percents) > 2 and len(gaps) == 1:
        return Traffic("linear", percents[0], minutes)
    given = ",".join(map(str, percents))
    raise OpsError(f"--steps {given}: for ECS, CodeDeploy knows two steps, such as 10,100, or equal ones, such as 25,50,75,100")


class ServiceCanary:
    """One deployment of a service."""

    def __init__(self, context: Context, region: str, deployment: ServiceDeployment):
        self._context, self._region, self._deployment = context, region, deployment
        group = group_of(context, region, deployment.application, deployment.group)
        self._alarms = alarm_names(group)
        refuse_a_second(context, region, deployment.application, deployment.group)

    def alarms(self) -> Sequence[str]:
        """Those of the deployment group."""
        return going_off(self._context, self._region, self._alarms)

    def start(self, traffic: Traffic | None) -> str:
        """The deployment's id; empty in a dry run. Without `traffic`, as the settings say."""
        config = {"deploymentConfigName": self._config(traffic)} if traffic else {}
        answer = self._context.gateway.change(
            self._region,
            "codedeploy",
            "create_deployment",
            applicationName=self._deployment.application,
            deploymentGroupName=self._deployment.group,
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": self._deployment.app_spec}},
            description="ops canary",
            **config,
        )
        return str(answer.get("deploymentId", ""))

    def stop(self, deployment: str) -> None:
        """Stop it, and send the traffic back."""
        self._context.gateway.change(self._region, "codedeploy", "stop_deployment", deploymentId=deployment, autoRollbackEnabled=True)

    def status(self, deployment: str) -> tuple[str, str]:
        """CodeDeploy's word, and why if it failed."""
        info = self._context.gateway.read(self._region, "codedeploy", "get_deployment", deploymentId=deployment)["deploymentInfo"]
        return info["status"], info.get("errorInformation", {}).get("message", "")

    def moved(self, deployment: str) -> int | None:
        """Percent of the traffic that the new tasks get; None while nobody says."""
        asked = {"deploymentId": deployment}
        targets = self._context.all(self._region, "codedeploy", "list_deployment_targets", "targetIds", **asked)
        if not targets:
            return None
        target = self._context.gateway.read(self._region, "codedeploy", "get_deployment_target", **asked, targetId=targets[0])[
            "deploymentTarget"
        ]
        sets = target.get("ecsTarget", {}).get("taskSetsInfo", [])
        weights = [one.get("trafficWeight", 0) for one in sets if one.get("taskSetLabel") == "Green"]
        return round(weights[0]) if weights else None

    def _config(self, traffic: Traffic) -> str:
        """The configuration of that name, made if it is not there."""
        known: list[Any] = self._context.all(self._region, "codedeploy", "list_deployment_configs", "deploymentConfigsList")
        if traffic.name not in known:
            minutes = {"canaryInterval" if traffic.kind == "canary" else "linearInterval": traffic.minutes}
            percent = {"canaryPercentage" if traffic.kind == "canary" else "linearPercentage": traffic.percent}
            kinds = {"canary": ("TimeBasedCanary", "timeBasedCanary"), "linear": ("TimeBasedLinear", "timeBasedLinear")}
            kind, member = kinds[traffic.kind]
            self._context.gateway.change(
                self._region,
                "codedeploy",
                "create_deployment_config",
                deploymentConfigName=traffic.name,
                computePlatform="ECS",
                trafficRoutingConfig={"type": kind, member: {**percent, **minutes}},
            )
        return traffic.name


def watch(canary: ServiceCanary, deployment: str, poll_seconds: float, clock: Time, tell: Callable[[str], None]) -> Outcome:
    """Until all traffic has moved, or an alarm goes off. An interruption stops the deployment, too."""
    began, outcome, said = clock.now(), Outcome(Ending.promoted), -1
    try:
        while True:
            outcome.polls += 1
            status, reason = canary.status(deployment)
            if status in _FAILED:
                tell(f"CodeDeploy: {status}: {reason}")
                outcome.ending = Ending.rolled_back
                break
            if alarms := canary.alarms():
                canary.stop(deployment)
                outcome.ending, outcome.alarms = Ending.rolled_back, alarms
                break
            percent = ALL if status == "Succeeded" else canary.moved(deployment)
            if percent is not None and percent != said:
                outcome.percent = said = percent
                tell(f"{percent} % of the traffic goes to the new tasks")
            if percent == ALL:
                break
            clock.sleep(poll_seconds)
    except BaseException:
        tell("interrupted: the deployment is stopped and rolled back")
        canary.stop(deployment)
        raise
    outcome.seconds = clock.now() - began
    return outcome
