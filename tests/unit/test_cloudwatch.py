"""CloudWatch: dashboards about the region's own resources, and alarms that reach those they should."""

import copy
import json
from typing import Any

import jsonschema
import pytest

from components.observability.cloudwatch.boards import NAMESPACE
from functions.shared.telemetry import NAMESPACE as WRITTEN
from inventory.resource import Inventory, Resource
from settings.cloudwatch import Slack
from settings.cloudwatch_checks import cloudwatch_problems
from settings.valid import Valid
from tests.support import LOCAL, STACKS, inventory_of, settings_of
from tests.unit.cloudwatch_schema import BODY

DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
CHANNEL = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
LARGEST = 100_000  # characters of a PutDashboard call's body; the API documents no other limit

every_stack = pytest.mark.parametrize("stack", STACKS)


def bodies(stack: str) -> dict[str, dict[str, Any]]:
    """Each dashboard by its name."""
    return {one.inputs["dashboardName"]: json.loads(one.inputs["dashboardBody"]) for one in inventory_of(stack).of_type(DASHBOARD)}


def named(inventory: Inventory, word: str) -> list[Resource]:
    """The alarms of a rule, which their descriptions begin with."""
    return [one for one in inventory.of_type(ALARM) if one.inputs["alarmDescription"].startswith(f"{word}:")]


def told(alarm: Resource) -> set[str]:
    """The topics of an alarm: `alerts` for the chat, `pages` for the pager."""
    return {action.rpartition("-")[2] for action in alarm.inputs["alarmActions"]}


def when(alarm: Resource) -> tuple[Any, ...]:
    return tuple(alarm.inputs.get(key) for key in ("threshold", "evaluationPeriods", "datapointsToAlarm", "period"))


@every_stack
def test_each_region_has_five_dashboards_by_names_of_their_own(stack: str) -> None:
    found = [one.inputs["dashboardName"] for one in inventory_of(stack).of_type(DASHBOARD)]
    kinds = ("EKS", "S3", "Kinesis", "Lambda", "DataPipeline")
    wanted = [f"event-platform-{stack}-{region.name}-{kind}" for region in settings_of(stack).regions for kind in kinds]
    assert sorted(found) == sorted(wanted)


@every_stack
def test_bodies_are_as_cloudwatch_documents_them(stack: str) -> None:
    for name, body in bodies(stack).items():
        jsonschema.validate(body, BODY)
        assert len(json.dumps(body)) < LARGEST, name


def test_a_body_with_a_widget_that_cloudwatch_does_not_know_is_refused() -> None:
    body = copy.deepcopy(next(iter(bodies("dev").values())))
    body["widgets"][1]["properties"]["metric"] = []
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(body, BODY)


@every_stack
def test_no_widget_covers_another(stack: str) -> None:
    for name, body in bodies(stack).items():
        cells = [
            (x, y)
            for widget in body["widgets"]
            for x in range(widget["x"], widget["x"] + widget["width"])
            for y in range(widget["y"], widget["y"] + widget["height"])
        ]
        assert len(cells) == len(set(cells)), name
        assert all(x < 24 for x, _ in cells), name


@every_stack
def test_widgets_show_their_own_regions_resources(stack: str) -> None:
    inventory = inventory_of(stack)
    for region in settings_of(stack).regions:
        streams = {one.inputs["name"] for one in inventory.of_type("aws:kinesis/stream:Stream") if one.region == region.name}
        body = bodies(stack)[f"event-platform-{stack}-{region.name}-Kinesis"]
        metrics = [metric for widget in body["widgets"] for metric in widget["properties"].get("metrics", [])]
        assert {metric[3] for metric in metrics if metric[0] == "AWS/Kinesis"} == streams
        assert {widget["properties"]["region"] for widget in body["widgets"] if widget["type"] != "text"} == {region.name}


@every_stack
def test_the_pipelines_dashboard_reads_what_the_handlers_write(stack: str) -> None:
    assert NAMESPACE == WRITTEN
    for name, body in bodies(stack).items():
        if name.endswith("-DataPipeline"):
            assert NAMESPACE in json.dumps(body)


@pytest.mark.parametrize(
    ("rule", "thresholds", "topics"),
    [
        ("StreamProcessingLagHigh", (60_000, 3, 3, 60), {"alerts", "pages"}),
        ("DataLossDetected", (100, 1, 1, 60), {"alerts", "pages"}),
    ],
)
@every_stack
def test_alarms_of_the_streams_wake_somebody(stack: str, rule: str, thresholds: tuple[int, ...], topics: set[str]) -> None:
    found = named(inventory_of(stack), rule)
    assert {one.region for one in found} == {region.name for region in settings_of(stack).regions}
    assert {when(one) for one in found} == {thresholds}
    assert all(told(one) == topics for one in found)


def test_too_few_tasks_of_the_ingestion_api_wake_somebody() -> None:
    found = named(inventory_of("prod"), "IngestionAPIDown")
    assert found
    assert {when(one)[1:3] for one in found} == {(5, 2)}
    assert all(told(one) == {"alerts", "pages"} for one in found)


def test_some_failed_requests_are_told_to_the_chat_only() -> None:
    rates = {
        (one.inputs["threshold"], one.inputs["evaluationPeriods"], one.inputs["datapointsToAlarm"]): told(one)
        for one in named(inventory_of("prod"), "HighErrorRate")
    }
    assert rates[1, 10, 5] == {"alerts"}
    assert rates[5, 5, 3] == {"alerts"}


def test_a_disk_that_fills_is_told_to_the_chat_only() -> None:
    found = named(inventory_of("prod"), "StorageUtilizationHigh")
    gib = settings_of("prod").databases.postgres.storage_gib  # type: ignore[union-attr]
    assert found[0].inputs["threshold"] == gib * 1024**3 * 0.2
    assert all(told(one) == {"alerts"} for one in found)


def test_one_channel_reads_the_topics_of_all_regions_and_can_change_nothing() -> None:
    (channel,) = inventory_of("prod").of_type(CHANNEL)
    assert len(channel.inputs["snsTopicArns"]) == len(settings_of("prod").regions)
    assert channel.inputs["guardrailPolicyArns"] == ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"]


def test_without_a_channel_there_is_no_slack() -> None:
    assert not inventory_of("dev").of_type(CHANNEL)


def test_off_aws_there_is_no_cloudwatch() -> None:
    assert not inventory_of(LOCAL).of_type(DASHBOARD)


@every_stack
def test_traces_are_sampled_as_the_settings_say(stack: str) -> None:
    rules = inventory_of(stack).of_type("aws:xray/samplingRule:SamplingRule")
    assert len(rules) == len(settings_of(stack).regions)
    assert {rule.inputs["fixedRate"] for rule in rules} == {settings_of(stack).observability.cloudwatch.traced_share}
    assert all(len(rule.inputs["ruleName"]) <= 32 for rule in rules), "X-Ray takes no longer name"


def test_a_channels_name_instead_of_its_id_is_a_mistake() -> None:
    Slack(workspace="T0123ABCDEF", channel="C0123ABCDEF")
    with pytest.raises(ValueError, match="a Slack channel's id"):
        Slack(workspace="T0123ABCDEF", channel="#alerts")


def test_alarms_that_wake_somebody_are_sent_to_pagerduty_where_the_settings_say() -> None:
    inventory = inventory_of("prod")
    pages = {one.region for one in inventory.of_type("aws:sns/topicSubscription:TopicSubscription") if one.inputs["protocol"] == "lambda"}
    assert pages == {region.name for region in settings_of("prod").regions}
    assert not [one for one in inventory_of("dev").of_type("aws:lambda/function:Function") if "alarm-pager" in one.inputs["name"]]


def test_the_pagers_key_is_named_and_not_written_down() -> None:
    pagers = [one for one in inventory_of("prod").of_type("aws:lambda/function:Function") if "alarm-pager" in one.inputs["name"]]
    for one in pagers:
        (value,) = one.inputs["environment"]["variables"].values()
        assert value.startswith(f"arn:aws:secretsmanager:{one.region}:")


def test_pagerduty_without_its_secret_is_a_mistake() -> None:
    def mistakes(*secrets: str) -> list[str]:
        values = {"security": {"external_secrets": list(secrets)}, "observability": {"cloudwatch": {"pagerduty": True}}}
        return [problem.message for problem in cloudwatch_problems(Valid("test", values))]

    assert not mistakes("pagerduty", "slack")
    assert mistakes("slack") == ["needs the integration's key: security.external_secrets must list pagerduty"]
