"""After a move the region that works now is verified: what is not well there is told, and takes nothing back."""

import json

import pytest

from ops.aws import Patience
from ops.command import desk_of
from ops.errors import RunError
from ops.failover import validate
from ops.failover.command import Asked, make
from ops.failover.plan import FAILBACK, FAILOVER, move_of
from ops.verify.smoke import World
from tests.ops.cloud.cloud import Cloud
from tests.ops.cloud.expected import differences
from tests.ops.cloud.sound import balanced
from tests.support import ROOT

PRIMARY, DR = "us-east-1", "us-west-2"
ADDRESS = {PRIMARY: "10.0.0.1", DR: "10.0.0.2"}


@pytest.fixture
def checked(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """With a load balancer in each region, and the checks that the test bed can answer."""
    monkeypatch.setattr(validate, "CHECKS", ("names", "health", "alarms"))
    monkeypatch.setattr(validate, "SECONDS", 60)
    balanced(cloud)
    return cloud


def world(*leads: str, status: int = 200) -> World:
    """Names lead to a region; or, asked again, to the next."""
    left = [*leads]

    def resolve(name: str) -> set[str]:
        if name.startswith("public-"):
            return {ADDRESS[PRIMARY if PRIMARY in name else DR]}
        return {ADDRESS[left.pop(0) if len(left) > 1 else left[0]]}

    return World(resolve, lambda _: (status, 0.1))


def move(cloud: Cloud, kind: str, world: World) -> None:
    """A command, with a world of our own."""
    desk = desk_of(cloud.stack, ROOT, cloud.outputs_file, patience=Patience(2, 5, 5, 0.01, 0.01))
    asked = Asked(planned=True, forced=False, no_rollback=False, no_verify=False, abandon=None, take_over=False, yes=True, confirm=None)
    make(desk, move_of(desk.outputs, kind, DR if kind == FAILOVER else None), asked, world)


def told(capsys: pytest.CaptureFixture[str], status: str) -> list[str]:
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    return [event["detail"] for event in events if event["status"] == status]


def published(cloud: Cloud) -> dict[str, str]:
    """The last message."""
    found: dict[str, str] = [call.parameters for call in cloud.changes if call.operation == "Publish"][-1]  # type: ignore[assignment]  # parameters of this call are texts
    return found


def test_all_is_well_there_and_back(checked: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    move(checked, FAILOVER, world(PRIMARY, DR))  # a resolver that has kept the old address for a moment
    move(checked, FAILBACK, world(PRIMARY))
    assert "not all is well" not in published(checked)["Message"]
    fine = told(capsys, "ok")
    assert [line for line in fine if line.startswith("names")] and [line for line in fine if line.startswith("health")]


@pytest.mark.parametrize(
    ("outside", "wrong"),
    [(world(DR, status=503), "health events.staging.example.com 503 of 200"), (world(PRIMARY), "leads to us-east-1, which stands by")],
)
def test_what_is_not_well_is_told_and_nothing_is_taken_back(
    checked: Cloud, capsys: pytest.CaptureFixture[str], outside: World, wrong: str
) -> None:
    with pytest.raises(RunError, match=r"failover from us-east-1 to us-west-2 is done, but not all is well in us-west-2") as error:
        move(checked, FAILOVER, outside)
    assert error.value.status == 1 and wrong in str(error.value)
    assert wrong in "\n".join(told(capsys, "report")) and wrong in published(checked)["Message"]
    checked.settle()
    assert differences(checked.when_active(DR), checked.snapshot()) == []


def test_after_a_failback_the_primary_is_looked_at(checked: Cloud) -> None:
    move(checked, FAILOVER, world(DR))
    with pytest.raises(RunError, match=r"not all is well in us-east-1.*\n(.*\n)*.*leads to us-west-2, which stands by"):
        move(checked, FAILBACK, world(DR))
