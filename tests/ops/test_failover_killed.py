"""A move of staging that is killed after every single step, each time in a process of its own, ends as if nothing had been."""

from pathlib import Path
from typing import Any

from ops.failover.plan import FAILBACK, FAILOVER
from tests.ops.cloud.cloud import Cloud
from tests.ops.cloud.expected import differences
from tests.ops.cloud.wire import Call
from tests.ops.recovery.process import KILLED, Running
from tests.ops.test_failover_staging import DR, PRIMARY, QUICK, failover, names_of, ops, role_of, well
from tests.support import ROOT


def killed_after_each(cloud: Cloud, folder: Path, *command: str) -> list[str]:
    """The steps after whose checkpoint the command was killed, until it came to its end; once also in the middle of a step."""
    reached: list[str] = []
    running: list[Running] = []

    def checkpoint(call: Call) -> None:
        items: Any = call.parameters["TransactItems"]
        for put in (one["Put"]["Item"] for one in items if "Put" in one):
            kind, _, step = put["item"]["S"].partition("#")
            if kind == "step" and step not in reached and any(f'"status": "{one}"' in put["document"]["S"] for one in ("done", "skipped")):
                reached.append(step)
                running[-1].kill()

    cloud.faults.run(checkpoint, "dynamodb", "TransactWriteItems", after=True, times=None)
    cloud.faults.run(lambda _: running[-1].kill(), "rds", "PromoteReadReplica", after=True)
    where = ("--stack", cloud.stack, "--project", str(ROOT), "--outputs", str(cloud.outputs_file))
    while True:
        running.append(Running([*command, *where, *QUICK, "--take-over"], cloud.env, folder / f"run-{len(running)}"))
        ran = running[-1].wait()
        if ran.status != KILLED:
            break
        assert len(running) < 40, "it does not get on"
    assert ran.status == 0, ran.error
    assert len(running) == len(reached) + 2  # the one in the middle, and the last
    cloud.faults.clear()
    cloud.settle()
    return reached


def state_of(cloud: Cloud) -> dict[str, Any]:
    """Instances that were set aside have names of their own each time."""
    found = role_of(cloud.snapshot())
    for region in (PRIMARY, DR):
        kept = cloud.outputs["regions"][region]["takeover"]["postgres"]["identifier"]
        found[region]["postgres"] = {name: one for name, one in found[region]["postgres"].items() if name == kept}
    return found


def test_a_failover_ends_as_if_it_had_never_been_killed(cloud: Cloud, tmp_path: Path) -> None:
    well(failover(cloud, "--planned"))
    cloud.settle()
    uninterrupted = state_of(cloud)
    cloud.reset(tmp_path)
    assert killed_after_each(cloud, tmp_path, "failover", "--to", DR, "--planned") == names_of(cloud, FAILOVER)
    assert state_of(cloud) == uninterrupted
    assert differences(cloud.when_active(DR), cloud.snapshot()) == []


def test_a_failback_ends_as_if_it_had_never_been_killed(cloud: Cloud, tmp_path: Path) -> None:
    well(failover(cloud, "--planned"))
    well(ops(cloud, "failback"))
    cloud.settle()
    uninterrupted = state_of(cloud)
    cloud.reset(tmp_path)
    well(failover(cloud, "--planned"))
    cloud.settle()
    assert killed_after_each(cloud, tmp_path, "failback") == names_of(cloud, FAILBACK)
    assert state_of(cloud) == uninterrupted
    assert differences(cloud.when_active(PRIMARY), cloud.snapshot()) == []
