"""CodeDeploy, of which moto knows no deployment that goes on."""

from dataclasses import dataclass, field
from typing import Any

from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call


@dataclass
class Deployments:
    """A group with alarms, and deployments that go on as the test says."""

    alarms: list[str] = field(default_factory=lambda: ["errors", "slow"])
    going_on: list[str] = field(default_factory=list)
    statuses: list[tuple[str, int]] = field(default_factory=lambda: [("InProgress", 10), ("InProgress", 100)])
    """Status and traffic, look by look; the last one stays."""
    stopped: list[dict[str, Any]] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)

    def additions(self) -> dict[tuple[str, str], Addition]:
        return {
            ("codedeploy", "GetDeploymentGroup"): self._group,
            ("codedeploy", "ListDeployments"): lambda *_: {"deployments": self.going_on},
            ("codedeploy", "CreateDeployment"): self._create,
            ("codedeploy", "GetDeployment"): self._get,
            ("codedeploy", "ListDeploymentTargets"): lambda *_: {"targetIds": ["t"]},
            ("codedeploy", "GetDeploymentTarget"): self._target,
            ("codedeploy", "StopDeployment"): self._stop,
            ("codedeploy", "ListDeploymentConfigs"): lambda *_: {"deploymentConfigsList": []},
            ("codedeploy", "CreateDeploymentConfig"): lambda *_: {"deploymentConfigId": "c"},
        }

    def _group(self, call: Call, _: Forward) -> Result:
        watched = {"enabled": True, "alarms": [{"name": name} for name in self.alarms]}
        return {"deploymentGroupInfo": {"deploymentGroupName": call.parameters["deploymentGroupName"], "alarmConfiguration": watched}}

    def _create(self, call: Call, _: Forward) -> Result:
        self.created.append(dict(call.parameters))
        return {"deploymentId": "d-1"}

    def _get(self, *_: Any) -> Result:
        self._now = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {"deploymentInfo": {"deploymentId": "d-1", "status": self._now[0]}}

    def _target(self, *_: Any) -> Result:
        sets = [{"taskSetLabel": "Blue", "trafficWeight": 100 - self._now[1]}, {"taskSetLabel": "Green", "trafficWeight": self._now[1]}]
        return {"deploymentTarget": {"deploymentTargetType": "ECSTarget", "ecsTarget": {"taskSetsInfo": sets}}}

    def _stop(self, call: Call, _: Forward) -> Result:
        self.stopped.append(dict(call.parameters))
        return {"status": "Pending"}
