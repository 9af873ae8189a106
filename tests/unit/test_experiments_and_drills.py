"""Experiments and the calendar of drills, as each stack's program registers them."""

import json
from typing import Any

import pytest

from components.recovery.months import by_turns
from inventory.resource import Resource
from settings.cron import _check
from tests.support import ALL_STACKS, inventory_of, settings_of

TEMPLATE = "aws:fis/experimentTemplate:ExperimentTemplate"
SCHEDULE = "aws:scheduler/schedule:Schedule"
DR = "us-west-2"


def templates(stack: str) -> dict[tuple[str, str], Resource]:
    """Region and kind → template."""
    return {(str(one.region), one.name.removeprefix(f"{one.region}-")): one for one in inventory_of(stack).of_type(TEMPLATE)}


def drills(stack: str) -> dict[str, Resource]:
    """The schedules of the calendar, by name."""
    found = inventory_of(stack).of_type(SCHEDULE)
    return {one.inputs["name"]: one for one in found if str(one.inputs.get("groupName", "")).endswith("-drills")}


def statements(stack: str, name: str) -> list[dict[str, Any]]:
    """What a role's own policy says."""
    policies = [one for one in inventory_of(stack).of_type("aws:iam/rolePolicy:RolePolicy") if one.name == name]
    (policy,) = policies
    found: list[dict[str, Any]] = json.loads(policy.inputs["policy"])["Statement"]
    return found


def test_each_region_has_the_experiments_that_it_has_something_for() -> None:
    staging, prod = templates("staging"), templates("prod")
    assert set(staging) == {
        ("us-east-1", "az-loss"),
        ("us-east-1", "node-loss"),
        ("us-east-1", "database-failover"),
        ("us-east-1", "tables-apart"),
        (DR, "az-loss"),
        (DR, "node-loss"),
        (DR, "tables-apart"),
    }
    assert {region for region, _ in prod} == {region.name for region in settings_of("prod").regions}


@pytest.mark.parametrize("stack", [stack for stack in ALL_STACKS if settings_of(stack).recovery.experiments is None])
def test_a_stack_that_asks_for_none_has_none(stack: str) -> None:
    assert not templates(stack)
    assert not drills(stack)


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_every_experiment_stops_at_the_regions_own_alarms_and_is_logged(stack: str) -> None:
    inventory = inventory_of(stack)
    alarms = {one.region: set[str]() for one in inventory.of_type(TEMPLATE)}
    for alarm in inventory.of_type("aws:cloudwatch/metricAlarm:MetricAlarm"):
        if alarm.region in alarms:
            alarms[alarm.region].add(alarm.name)
    for template in inventory.of_type(TEMPLATE):
        stops = template.inputs["stopConditions"]
        assert 1 <= len(stops) <= 5
        assert all(stop["source"] == "aws:cloudwatch:alarm" for stop in stops)
        named = {stop["value"].rpartition(":")[2].rpartition("-")[0] for stop in stops}
        assert f"{template.region}-raw-events-lag" in named
        assert named <= alarms[template.region]
        assert template.inputs["logConfiguration"]["cloudwatchLogsConfiguration"]["logGroupArn"].endswith(":*")
        assert template.inputs["tags"]["Name"].startswith(f"event-platform-{stack}-")


def test_a_zone_is_taken_away_whole_and_no_other() -> None:
    template = templates("staging")["us-east-1", "az-loss"]
    targets = {one["name"]: one for one in template.inputs["targets"]}
    subnets = {
        one.name for one in inventory_of("staging").of_type("aws:ec2/subnet:Subnet") if one.inputs["availabilityZone"] == "us-east-1a"
    }
    assert subnets == {f"us-east-1-{tier}-a" for tier in ("public", "private", "data", "pods")}
    assert len(targets["Subnets"]["resourceArns"]) == len(subnets)
    assert targets["ReplicationGroups"]["parameters"] == {"availabilityZoneIdentifier": "us-east-1a"}
    assert {"path": "Placement.AvailabilityZone", "values": ["us-east-1a"]} in targets["Instances"]["filters"]


def test_where_data_is_protected_nodes_of_a_zone_and_those_with_zonal_volumes_are_not_ended() -> None:
    assert settings_of("prod").protect and not settings_of("staging").protect
    for (_, kind), template in templates("prod").items():
        names = {one["name"] for one in template.inputs["targets"]}
        assert "Instances" not in names
        if kind == "node-loss":
            (target,) = template.inputs["targets"]
            assert 0 < len(target["resourceArns"]) <= 5
    # general and high-perf have nodes at all times; memory has, too, but holds volumes
    (primary,) = templates("prod")["us-east-1", "node-loss"].inputs["targets"]
    assert len(primary["resourceArns"]) == 2
    assert "Instances" in {one["name"] for one in templates("staging")["us-east-1", "az-loss"].inputs["targets"]}


ONLY = {
    "az-loss": {"ec2", "elasticache", "tag", "logs"},
    "node-loss": {"ec2", "eks", "logs"},
    "database-failover": {"rds", "logs"},
    "tables-apart": {"dynamodb", "tag", "logs"},
}
LOOKS = ("Describe", "Get", "List")


@pytest.mark.parametrize("kind", ONLY)
def test_an_experiments_role_may_do_this_and_nothing_else(kind: str) -> None:
    for (region, name), template in templates("prod").items():
        if name != kind:
            continue
        said = statements("prod", f"{region}-{kind}")
        assert {action.partition(":")[0] for one in said for action in one["Action"]} <= ONLY[kind]
        assert f"{region}-{kind}" in template.inputs["roleArn"]
        for one in said:
            if "*" in one["Resource"]:
                assert all(action.partition(":")[2].startswith(LOOKS) or action.startswith("logs:") for action in one["Action"])
            elif any(action in ("ec2:TerminateInstances", "ec2:DeleteNetworkAcl") for action in one["Action"]):
                assert "StringEquals" in one["Condition"]


def test_only_fis_of_this_account_takes_the_roles() -> None:
    roles = {one.name: one for one in inventory_of("prod").of_type("aws:iam/role:Role")}
    for region, kind in templates("prod"):
        (said,) = json.loads(roles[f"{region}-{kind}"].inputs["assumeRolePolicy"])["Statement"]
        assert said["Principal"] == {"Service": ["fis.amazonaws.com"]}
        assert said["Condition"] == {"StringEquals": {"aws:SourceAccount": settings_of("prod").account_id}}


# The calendar


def test_staging_starts_an_experiment_each_month_by_itself_and_prod_tells_people() -> None:
    staging, prod = drills("staging"), drills("prod")
    assert set(staging) == {"az-loss", "node-loss", "database-failover", "tables-apart", "quarterly", "annual"}
    assert set(prod) == {"monthly", "quarterly", "annual"}
    started = {name for name, one in staging.items() if one.inputs["target"]["arn"] == "arn:aws:scheduler:::aws-sdk:fis:startExperiment"}
    assert started == {"az-loss", "node-loss", "database-failover", "tables-apart"}
    assert all(one.inputs["target"]["arn"].endswith(":event-platform-prod-alerts") for one in prod.values())


def test_no_month_is_without_an_experiment_and_none_has_two() -> None:
    months = [
        one.inputs["scheduleExpression"].split(" ")[3].split(",") for one in drills("staging").values() if one.inputs["name"] in TURNS
    ]
    assert sorted(int(month) for own in months for month in own) == list(range(1, 13))


TURNS = ("az-loss", "node-loss", "database-failover", "tables-apart")


@pytest.mark.parametrize(
    ("cron", "count", "months"),
    [
        ("cron(0 9 ? * 3#1 *)", 1, ["*"]),
        ("cron(0 9 ? * 3#1 *)", 5, ["1,6,11", "2,7,12", "3,8", "4,9", "5,10"]),
        ("cron(0 9 ? 1,4,7 3#1 *)", 2, ["1,7", "4"]),
        ("cron(0 9 1 JUN ? *)", 3, ["JUN"]),
    ],
)
def test_a_schedule_is_shared_out_by_months(cron: str, count: int, months: list[str]) -> None:
    things = [f"thing-{number}" for number in range(count)]
    shared = by_turns(cron, things)
    given = [one.split(" ")[3] for one in shared.values()]
    assert given == [",".join(str(month) for month in range(1, 13)) if one == "*" else one for one in months]
    assert all(_check(one) for one in shared.values())


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_what_a_schedule_cannot_do_is_kept_and_somebody_is_told(stack: str) -> None:
    inventory = inventory_of(stack)
    (queue,) = [one for one in inventory.of_type("aws:sqs/queue:Queue") if one.inputs.get("name", "").endswith("-drills-failed")]
    assert queue.inputs["kmsMasterKeyId"].startswith("arn:aws:kms:us-east-1:")
    for schedule in drills(stack).values():
        target = schedule.inputs["target"]
        assert target["deadLetterConfig"]["arn"].endswith(queue.inputs["name"])
        assert schedule.inputs["kmsKeyArn"].startswith("arn:aws:kms:us-east-1:")
        assert schedule.region == settings_of(stack).primary.name
    watched = [one for one in inventory.of_type("aws:cloudwatch/metricAlarm:MetricAlarm") if one.name == "us-east-1-drills"]
    assert watched[0].inputs["dimensions"] == {"QueueName": queue.inputs["name"]}


def test_people_are_told_in_the_form_that_chat_shows_with_the_command_to_run() -> None:
    for what, schedule in drills("prod").items():
        said = json.loads(schedule.inputs["target"]["input"])
        assert (said["version"], said["source"]) == ("1.0", "custom")
        assert said["content"]["title"].startswith(f"{what.capitalize()} drill of prod")
        assert said["content"]["nextSteps"]
    assert "ops failover --stack prod" in drills("prod")["quarterly"].inputs["target"]["input"]


def test_the_calendar_may_start_experiments_of_its_own_and_publish_to_one_topic() -> None:
    starts = {action: one for one in statements("staging", "us-east-1-drills-start") for action in one["Action"]}
    assert "sns:Publish" not in starts
    arns = starts["fis:StartExperiment"]["Resource"]
    assert len(arns) == 5 and "*" not in arns and sum(":experiment-template/" in arn for arn in arns) == 4
    linked = starts["iam:CreateServiceLinkedRole"]
    assert linked["Condition"] == {"StringEquals": {"iam:AWSServiceName": "fis.amazonaws.com"}}
    tells = {action: one for one in statements("prod", "us-east-1-drills-tell") for action in one["Action"]}
    assert "fis:StartExperiment" not in tells
    assert tells["sns:Publish"]["Resource"] == [f"arn:aws:sns:us-east-1:{settings_of('prod').account_id}:event-platform-prod-alerts"]
