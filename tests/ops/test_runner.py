"""The runner, its journal and its lock, on DynamoDB as moto plays it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import boto3
import pytest
from moto import mock_aws

from ops.aws import AwsError, Patience
from ops.errors import LockedError, OpsError, RunError
from ops.gateway import Gateway
from ops.journal import Journal, State
from ops.lock import Lock
from ops.outputs import Operations
from ops.progress import Event, Progress
from ops.runner import Runner, Step

AT = Operations(table="event-platform-dev-operations", region="us-west-2")


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Recorded:
    events: list[Event] = field(default_factory=list)

    def show(self, event: Event) -> None:
        self.events.append(event)


@dataclass
class Put(Step):
    """Sets a name in a dict to a value."""

    world: dict[str, int]
    name: str
    value: int
    error: BaseException | None = None
    silent: bool = False
    timeout: float = 0.05
    optional: bool = False
    asked: int = 0

    @property
    def what(self) -> str:  # type: ignore[override]
        return f"{self.name} is {self.value}"

    def before(self) -> State:
        return {"value": self.world.get(self.name, 0)}

    def missing(self) -> str:
        now = self.world.get(self.name, 0)
        return "" if now == self.value else f"{self.name} is {now}"

    def do(self) -> None:
        self.asked += 1
        if self.error:
            error, self.error = self.error, None
            raise error
        if not self.silent:
            self.world[self.name] = self.value

    def reverse(self, before: State) -> Step:
        return Put(self.world, self.name, before["value"])


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        boto3.client("dynamodb", region_name=AT.region).create_table(
            TableName=AT.table,
            KeySchema=[{"AttributeName": "run", "KeyType": "HASH"}, {"AttributeName": "item", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("run", "item")],
            BillingMode="PAY_PER_REQUEST",
        )
        yield Gateway(boto3.Session(), Progress(Recorded()), Patience(attempts=1, poll_seconds=0.01))


def execute(gateway: Gateway, *steps: Step, rollback: bool = True, parameters: State | None = None) -> Runner:
    with Lock(gateway, AT, "test") as lock:
        runner = Runner(Journal(gateway, AT, lock), gateway.progress, poll=0.01, rollback=rollback)
        runner.execute(runner.begin("test", parameters or {}, lock.owner), steps)
    return runner


def statuses(gateway: Gateway, kind: str = "test") -> dict[str, str]:
    journal = Journal(gateway, AT, None)
    found = journal._item("open", kind)
    assert found
    run = journal.run(found["id"])
    assert run
    return {"": run.status} | {name: record.status for name, record in journal.steps(run).items()}


def test_steps_are_done_in_order_and_what_is_there_already_is_skipped(gateway: Gateway) -> None:
    world = {"b": 2}
    execute(gateway, Put(world, "a", 1), Put(world, "b", 2), Put(world, "c", 3))
    assert world == {"a": 1, "b": 2, "c": 3}
    assert statuses(gateway) == {"": "done", "a": "done", "b": "skipped", "c": "done"}


def test_a_failure_takes_back_what_was_done_and_leaves_what_was_not(gateway: Gateway) -> None:
    world = {"a": 7, "b": 2}
    with pytest.raises(RunError, match=r"c: no\. All that was done is taken back"):
        execute(gateway, Put(world, "a", 1), Put(world, "b", 2), Put(world, "c", 3, error=OpsError("no")), Put(world, "d", 4))
    assert world == {"a": 7, "b": 2}
    assert statuses(gateway) == {"": "rolled-back", "a": "undone", "b": "skipped", "c": "undone"}


def test_without_rollback_things_stay_and_the_next_start_goes_on(gateway: Gateway) -> None:
    world: dict[str, int] = {}
    first = Put(world, "a", 1)
    with pytest.raises(RunError, match="no-rollback"):
        execute(gateway, first, Put(world, "b", 2, error=OpsError("no")), rollback=False)
    assert world == {"a": 1}
    world["a"] = 9  # the scaler of what was made has gone on meanwhile: a step that is done stays done
    execute(gateway, first, Put(world, "b", 2))
    assert first.asked == 1 and world["a"] == 9
    assert statuses(gateway) == {"": "done", "a": "done", "b": "done"}


def test_a_killed_run_goes_on_where_it_was_and_knows_how_things_were_before(gateway: Gateway) -> None:
    world = {"a": 5, "b": 6}
    with pytest.raises(Killed):
        execute(gateway, Put(world, "a", 1), Put(world, "b", 2, error=Killed()))
    world["b"] = 2  # what was asked came to be after all
    with pytest.raises(RunError):
        execute(gateway, Put(world, "a", 1), Put(world, "b", 2), Put(world, "c", 3, error=OpsError("no")))
    assert (world["a"], world["b"]) == (5, 6)


def test_a_rollback_that_is_killed_is_a_rollback_when_it_goes_on(gateway: Gateway) -> None:
    world = {"a": 5}

    class Stubborn(Put):
        def reverse(self, before: State) -> Step:  # noqa: ARG002 - the step that it stands for has it
            raise Killed

    with pytest.raises(Killed):
        execute(gateway, Put(world, "a", 1), Stubborn(world, "b", 2), Put(world, "c", 3, error=OpsError("no")))
    with pytest.raises(RunError, match=r"c: no\. All that was done is taken back"):
        execute(gateway, Put(world, "a", 1), Put(world, "b", 2), Put(world, "c", 3))
    assert world["a"] == 5


def test_what_cannot_be_taken_back_is_told_and_the_rest_is(gateway: Gateway) -> None:
    world = {"a": 5}

    class Lasting(Put):
        def reverse(self, before: State) -> Step:  # noqa: ARG002 - the step that it stands for has it
            return Put(self.world, self.name, 0, error=OpsError("it stays"))

    with pytest.raises(RunError, match="to be seen to by hand:\n  b: it stays"):
        execute(gateway, Put(world, "a", 1), Lasting(world, "b", 2), Put(world, "c", 3, error=OpsError("no")))
    assert world["a"] == 5 and world["b"] == 2
    assert statuses(gateway)[""] == "failed"


def test_what_does_not_come_about_in_time_has_failed(gateway: Gateway) -> None:
    with pytest.raises(RunError, match="after 0 s still a is 0"):
        execute(gateway, Put({}, "a", 1, silent=True))


def test_an_optional_step_may_fail(gateway: Gateway) -> None:
    world: dict[str, int] = {}
    execute(gateway, Put(world, "a", 1, error=OpsError("unreachable"), optional=True), Put(world, "b", 2))
    assert world == {"b": 2}
    assert statuses(gateway) == {"": "done", "a": "failed", "b": "done"}


def test_what_aws_is_busy_with_is_asked_again(gateway: Gateway) -> None:
    world: dict[str, int] = {}
    step = Put(world, "a", 1, error=AwsError("in use", "ResourceInUseException"), timeout=5)
    execute(gateway, step)
    assert (world, step.asked) == ({"a": 1}, 2)


def test_an_unfinished_run_that_was_asked_something_else_is_in_the_way(gateway: Gateway) -> None:
    with pytest.raises(RunError):
        execute(gateway, Put({}, "a", 1, error=OpsError("no")), rollback=False, parameters={"to": "us-west-2"})
    with pytest.raises(OpsError, match=r"to us-west-2.*was not brought to its end"):
        execute(gateway, Put({}, "a", 1), parameters={"to": "eu-west-1"})


def test_a_second_operator_hears_who_is_at_work(gateway: Gateway) -> None:
    with Lock(gateway, AT, "failover"), pytest.raises(LockedError, match=r"arn:aws:.* is at work on this stack since 20.*\(failover\)"):
        Lock(gateway, AT, "scale").__enter__()
    with Lock(gateway, AT, "scale"):
        pass


def test_a_lock_is_taken_after_its_lease_and_its_old_holder_writes_no_more(gateway: Gateway) -> None:
    old = Lock(gateway, AT, "old", lease=1000).__enter__()
    old._lease = -1
    old._put(None)
    world: dict[str, int] = {}
    with Lock(gateway, AT, "new"):
        runner = Runner(Journal(gateway, AT, old), gateway.progress, poll=0.01)
        with pytest.raises(LockedError, match="the lock was taken from this run"):
            runner.execute(runner.begin("test", {}, "old"), [Put(world, "a", 1)])
    assert world == {}


def test_a_lock_can_be_taken_over_at_once(gateway: Gateway) -> None:
    Lock(gateway, AT, "dead").__enter__()
    with Lock(gateway, AT, "new", take_over=True) as lock:
        found = lock.holder()
    assert found and found.command == "new"
