"""A drill of a region, with stand-ins for its two moves: in which order things are done, what is measured, and what the report says."""

from collections.abc import Iterator
from typing import Any

import pytest

from ops.drill import region
from ops.drill.region import Moved
from ops.drill.report import Report
from ops.errors import OpsError, RunError
from ops.verify.result import About, Result
from tests.ops.day2.cloud import Cloud
from tests.ops.day2.test_canary_steps import Clock

WELL = Moved(0)


def ways(clock: Clock, done: list[str], there: Moved = WELL, back: Moved = WELL, wrong: str = "") -> region.Ways:
    def go(what: str, moved: Moved, seconds: float) -> Moved:
        done.append(what)
        clock.seconds += seconds
        return moved

    def look(active: str) -> Iterator[Result]:
        done.append(f"look {active}")
        clock.seconds += 60
        about = About("health", active, "api")
        yield about.fail("answers 503") if wrong == active else about.ok()

    return region.Ways(lambda: go("there", there, 300), lambda: go("back", back, 2000), look)


def held(cloud: Cloud, done: list[str], **how: Any) -> Report:
    clock = Clock()
    report = region.run(cloud.context(), ways(clock, done, **how), clock)
    assert report is not None
    return report


def test_a_region_is_left_looked_at_and_returned_to_and_both_ways_are_measured(cloud: Cloud) -> None:
    done = list[str]()
    report = held(cloud, done, back=Moved(0, 400, "done"))
    assert done == ["there", "look us-west-2", "back", "look us-east-1"]
    assert report.passed and report.in_time
    assert (report.measured_seconds, report.objective_seconds, report.tier) == (300, 15 * 60, "ingest")
    assert [(one.name, one.seconds, one.measured_seconds) for one in report.stages] == [
        ("failover", 300, 300),
        ("verification", 60, None),
        ("failback", 2000, 400),  # most of it made the replica, while the other region worked
        ("verification at home", 60, None),
    ]
    assert "| measured: failback | 7 min |" in report.as_markdown()


@pytest.mark.parametrize("late", ["there", "back"])
def test_either_way_has_to_keep_the_objective(cloud: Cloud, late: str) -> None:
    good = {"there": Moved(0, 900), "back": Moved(0, 900)}
    assert held(cloud, [], **good).in_time
    report = held(cloud, [], **{**good, late: Moved(0, 901)})
    assert report.passed and not report.in_time and "**not passed**" in report.as_markdown()


def test_all_has_to_serve_in_the_time_of_tier_analytics(cloud: Cloud) -> None:
    assert held(cloud, [], there=Moved(0, 300, "done", "", 7200), back=Moved(0, 300)).passed
    report = held(cloud, [], there=Moved(0, 300, "done", "", 9000), back=Moved(0, 300))
    assert report.in_time and not report.passed
    assert "after the failover all served after 2.5 h only, of 2.0 h (tier analytics)" in report.findings[0]
    assert report.stages[0].detail.startswith("took events after 5 min, all served after")


def test_what_is_wrong_over_there_is_reported_and_the_way_back_is_gone_all_the_same(cloud: Cloud) -> None:
    done = list[str]()
    report = held(cloud, done, wrong="us-west-2")
    assert not report.passed and "answers 503" in report.findings[0]
    assert "back" in done


@pytest.mark.parametrize(
    ("moved", "looks", "said"),
    [
        (Moved(1, None, "rolled-back", "names: told to"), ["look us-east-1"], "all that it had done was taken back: names: told to"),
        (Moved(1, None, "failed", "names: told to"), ["look us-east-1"], "left things half way (its run is failed)"),
        (Moved(3), [], "was not begun (somebody else is at work on the stack"),
        (Moved(2), [], "was not begun (it says why above; exit status 2)"),
    ],
)
def test_a_failover_that_failed_is_not_failed_back(cloud: Cloud, moved: Moved, looks: list[str], said: str) -> None:
    done = list[str]()
    report = held(cloud, done, there=moved)
    assert done == ["there", *looks] and not report.passed
    assert said in report.findings[0] and "us-east-1 is to work on" in report.findings[0]


def test_a_failback_that_failed_leaves_the_dr_region_at_work_and_says_so(cloud: Cloud) -> None:
    done = list[str]()
    report = held(cloud, done, back=Moved(1, None, "rolled-back", "names: told to"))
    assert done == ["there", "look us-west-2", "back", "look us-west-2"] and not report.passed
    assert "Nothing of the failover was taken back" in report.findings[0]
    assert "`ops failback --stack staging`" in report.findings[0] and "active_region: us-west-2" in report.findings[0]


@pytest.mark.parametrize(("at", "said"), [("there", "`ops failover --to us-west-2 --planned"), ("back", "`ops failback --stack staging`")])
def test_whoever_interrupts_it_is_told_where_things_stand(cloud: Cloud, at: str, said: str) -> None:
    def interrupted() -> Moved:
        raise KeyboardInterrupt

    clock = Clock()
    plan = ways(clock, [])
    plan = region.Ways(interrupted, plan.back, plan.look) if at == "there" else region.Ways(plan.there, interrupted, plan.look)
    with pytest.raises(RunError, match="interrupted during its") as error:
        region.run(cloud.context(), plan, clock)
    assert said in str(error.value)


def test_a_dry_run_of_it_shows_the_way_there_and_ends_as_that_does(cloud: Cloud) -> None:
    done = list[str]()
    assert region.run(cloud.context(dry_run=True), ways(Clock(), done), Clock()) is None and done == ["there"]
    with pytest.raises(OpsError, match="exit status 2"):
        region.run(cloud.context(dry_run=True), ways(Clock(), done, there=Moved(2)), Clock())
