"""Canaries of functions and services in a cloud whose alarms go off when the test says so."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from ops.canary.function import FunctionCanary
from ops.canary.service import ServiceCanary, traffic_of, watch
from ops.canary.steps import Ending, Steps, grow
from ops.errors import OpsError, RunError
from ops.outputs import ServiceDeployment
from tests.ops.cloud.wire import Call
from tests.ops.day2.cloud import Cloud
from tests.ops.day2.names import HOME
from tests.ops.day2.test_canary_steps import Clock

PLAN = Steps((5, 25, 50, 100), bake_seconds=30, poll_seconds=10)
SERVICE = ServiceDeployment(application="api", group="api", app_spec="{}")
ROLE = "arn:aws:iam::222222222222:role/lambda"


@dataclass
class Alias:
    """What Lambda knows of the alias; moto's own does not count revisions."""

    version: str = "1"
    weights: dict[str, float] | None = None
    revision: int = 1


@pytest.fixture
def alias(cloud: Cloud) -> Iterator[Alias]:
    """`live` leads to version 1; version 2 is there."""
    state = Alias()

    def shown() -> dict[str, object]:
        routing = {"AdditionalVersionWeights": state.weights or {}}
        return {"Name": "live", "FunctionVersion": state.version, "RoutingConfig": routing, "RevisionId": str(state.revision)}

    def update(call: Call, _: object) -> dict[str, object]:
        given = call.parameters.get("RevisionId")
        if given and given != str(state.revision):
            from tests.ops.cloud.wire import Refused

            raise Refused("PreconditionFailedException", "the revision is another one")
        state.version = call.parameters["FunctionVersion"]
        state.weights = dict(call.parameters["RoutingConfig"].get("AdditionalVersionWeights", {}))
        state.revision += 1
        return shown()

    cloud.server._additions = {
        **cloud.server._additions,
        ("lambda", "GetAlias"): lambda *_: shown(),
        ("lambda", "UpdateAlias"): update,
        ("lambda", "GetFunction"): lambda *_: {"Configuration": {"Version": "2"}},
    }
    for name in ("errors", "slow"):
        cloud.alarm(name)
    yield state


def looks(cloud: Cloud) -> int:
    return len([call for call in cloud.server.calls if call.operation == "DescribeAlarms"])


def weights(cloud: Cloud) -> list[tuple[str, dict[str, float]]]:
    return [
        (call.parameters["FunctionVersion"], dict(call.parameters["RoutingConfig"].get("AdditionalVersionWeights", {})))
        for call in cloud.server.calls
        if call.operation == "UpdateAlias"
    ]


def test_without_an_alarm_the_alias_gets_each_weight_and_then_the_new_version(cloud: Cloud, alias: Alias) -> None:
    outcome = grow(FunctionCanary(cloud.context(), HOME, "event-validator"), PLAN, Clock(), lambda _: None)
    assert outcome.ending is Ending.promoted
    assert weights(cloud) == [("1", {"2": 0.05}), ("1", {"2": 0.25}), ("1", {"2": 0.5}), ("2", {})]
    assert (alias.version, alias.weights) == ("2", {})


def test_an_alarm_takes_the_weight_away_within_one_poll(cloud: Cloud, alias: Alias) -> None:
    canary, clock = FunctionCanary(cloud.context(), HOME, "event-validator"), Clock()
    slept = 0

    def sleep(seconds: float) -> None:
        nonlocal slept
        slept += 1
        clock.seconds += seconds
        if slept == 5:  # in the second step
            cloud.alarm("errors", "ALARM")

    clock.sleep = sleep  # type: ignore[method-assign]
    outcome = grow(canary, PLAN, clock, lambda _: None)
    assert (outcome.ending, outcome.percent, list(outcome.alarms)) == (Ending.rolled_back, 25, ["errors"])
    assert looks(cloud) == 1 + 5  # one before it began, and one after each sleep: none after the alarm
    assert weights(cloud)[-1] == ("1", {}) and (alias.version, alias.weights) == ("1", {})


def test_somebody_else_s_change_of_the_alias_ends_it(cloud: Cloud, alias: Alias) -> None:
    canary = FunctionCanary(cloud.context(), HOME, "event-validator")
    alias.revision = 99
    with pytest.raises(OpsError, match="PreconditionFailed"):
        grow(canary, PLAN, Clock(), lambda _: None)
    assert weights(cloud)[-1] == ("1", {})


def test_what_cannot_be_taken_back_is_told_with_the_command_that_does_it(cloud: Cloud, alias: Alias) -> None:
    canary = FunctionCanary(cloud.context(), HOME, "event-validator")
    canary.shift(5)
    cloud.server.faults.deny("lambda", "UpdateAlias")
    with pytest.raises(
        RunError, match="aws lambda update-alias --region us-east-1 --function-name validator --name live --function-version 1"
    ):
        canary.back()


def test_a_group_without_alarms_or_at_work_is_refused(cloud: Cloud, alias: Alias) -> None:
    cloud.deployments.going_on = ["d-9"]
    with pytest.raises(OpsError, match="d-9"):
        FunctionCanary(cloud.context(), HOME, "event-validator")
    cloud.deployments.going_on, cloud.deployments.alarms = [], []
    with pytest.raises(OpsError, match="no alarms"):
        FunctionCanary(cloud.context(), HOME, "event-validator")
    cloud.deployments.alarms = ["errors", "gone"]
    with pytest.raises(OpsError, match="no alarm gone"):
        FunctionCanary(cloud.context(), HOME, "event-validator").alarms()


def test_another_version_s_weight_is_not_taken_over(cloud: Cloud, alias: Alias) -> None:
    alias.weights = {"7": 0.1}
    with pytest.raises(OpsError, match="version 7 already gets 10%"):
        FunctionCanary(cloud.context(), HOME, "event-validator")


def test_a_dry_run_changes_no_weight(cloud: Cloud, alias: Alias) -> None:
    context = cloud.context(dry_run=True)
    grow(FunctionCanary(context, HOME, "event-validator"), Steps(PLAN.percents, 0, 10), Clock(), lambda _: None)
    assert weights(cloud) == [] and len(cloud.recorder.said("would change")) == 4


# ECS


@pytest.fixture
def sound(cloud: Cloud) -> Cloud:
    for name in ("errors", "slow"):
        cloud.alarm(name)
    return cloud


def test_a_service_s_deployment_is_followed_until_all_traffic_has_moved(sound: Cloud) -> None:
    canary = ServiceCanary(sound.context(), HOME, SERVICE)
    deployment = canary.start(traffic_of((10, 100), 300))
    outcome = watch(canary, deployment, 10, Clock(), lambda _: None)
    assert (outcome.ending, outcome.percent, outcome.polls) == (Ending.promoted, 100, 2)
    assert sound.deployments.stopped == []
    assert sound.deployments.created[0]["deploymentConfigName"] == "event-platform-canary-10-percent-5-minutes"


def test_an_alarm_stops_a_service_s_deployment_within_one_poll(sound: Cloud) -> None:
    canary, clock = ServiceCanary(sound.context(), HOME, SERVICE), Clock()
    sound.deployments.statuses = [("InProgress", 10)]

    def sleep(seconds: float) -> None:
        clock.seconds += seconds
        if clock.seconds == 30:
            sound.alarm("slow", "ALARM")

    clock.sleep = sleep  # type: ignore[method-assign]
    outcome = watch(canary, canary.start(None), 10, clock, lambda _: None)
    assert (outcome.ending, list(outcome.alarms), outcome.polls) == (Ending.rolled_back, ["slow"], 4)
    assert sound.deployments.stopped == [{"deploymentId": "d-1", "autoRollbackEnabled": True}]


def test_what_codedeploy_rolls_back_itself_is_no_success(sound: Cloud) -> None:
    sound.deployments.statuses = [("InProgress", 10), ("Stopped", 0)]
    canary = ServiceCanary(sound.context(), HOME, SERVICE)
    assert watch(canary, canary.start(None), 10, Clock(), lambda _: None).ending is Ending.rolled_back


def test_an_interruption_stops_the_deployment(sound: Cloud) -> None:
    sound.deployments.statuses = [("InProgress", 10)]
    canary, clock = ServiceCanary(sound.context(), HOME, SERVICE), Clock()

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    clock.sleep = interrupted  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        watch(canary, canary.start(None), 10, clock, lambda _: None)
    assert len(sound.deployments.stopped) == 1
