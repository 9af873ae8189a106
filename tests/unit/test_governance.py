"""Budgets and cost anomalies: what AWS is told to watch, whom it tells, and what a person sees who set it wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from components.governance.budgets import slug
from components.placement import Placement
from components.security.keys import key_policy
from inventory.cache import read_inventory
from inventory.project import Project
from inventory.resource import Inventory, Resource
from tests.support import OPTION_STACKS, OPTIONS, ROOT, inventory_of, settings_of
from tests.unit.stack_files import changed, mistakes

STACK = "dev"
BUDGET = "aws:budgets/budget:Budget"
MONITOR = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"
WATCHERS = {"budgets.amazonaws.com", "costalerts.amazonaws.com"}
HERE = "governance: {"
OWN_MONITOR = f"arn:aws:ce::{settings_of('karpenter').account_id}:anomalymonitor/01234567-89ab-cdef-0123-456789abcdef"
OTHER = f"""
  event-platform:governance:
    monthly_usd: 100
    actual_percents: [90]
    forecast_percent: null
    daily: null
    services: {{ Amazon Redshift: 20, EC2 - Other: 50.5 }}
    anomalies: {{ service_monitor_arn: "{OWN_MONITOR}" }}
"""


def named(type_: str, name: str) -> dict[str, Any]:
    """The inputs of one resource."""
    return dict(next(one for one in inventory_of(STACK).of_type(type_) if one.name == name).inputs)


def topic_arn() -> str:
    return f"arn:aws:sns:us-east-1:{settings_of(STACK).account_id}:event-platform-{STACK}-alerts"


def statements(policy: str, service: str) -> list[dict[str, Any]]:
    """What a policy lets a service do."""
    return [one for one in json.loads(policy)["Statement"] if one["Principal"] == {"Service": service}]


def policies_of_topics() -> dict[str, Resource]:
    return {one.name: one for one in inventory_of(STACK).of_type("aws:sns/topicPolicy:TopicPolicy")}


# Budgets


def test_the_month_is_watched_as_spent_and_as_forecast() -> None:
    month = named(BUDGET, "budget-month")
    assert (month["budgetType"], month["timeUnit"], month["limitUnit"]) == ("COST", "MONTHLY", "USD")
    governance = settings_of(STACK).governance
    assert governance and float(month["limitAmount"]) == governance.monthly_usd
    told = [(one["notificationType"], one["threshold"], one["comparisonOperator"], one["thresholdType"]) for one in month["notifications"]]
    assert told == [(kind, share, "GREATER_THAN", "PERCENTAGE") for kind, share in (("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100))]


def test_a_day_is_held_against_the_average_that_aws_keeps() -> None:
    day = named(BUDGET, "budget-day")
    assert day["timeUnit"] == "DAILY"
    assert "limitAmount" not in day
    assert day["autoAdjustData"] == {"autoAdjustType": "HISTORICAL", "historicalOptions": {"budgetAdjustmentPeriod": 30}}
    assert [(one["notificationType"], one["threshold"]) for one in day["notifications"]] == [("ACTUAL", 120)]


@pytest.mark.parametrize("name", ["budget-month", "budget-day"])
def test_a_budget_counts_what_carries_the_stacks_tags_and_tells_topic_and_mail(name: str) -> None:
    budget = named(BUDGET, name)
    tags = [one["tags"] for one in budget["filterExpression"]["ands"]]
    assert tags == [{"key": "project", "values": ["event-platform"]}, {"key": "stack", "values": [STACK]}]
    for told in budget["notifications"]:
        assert told["subscriberSnsTopicArns"] == [topic_arn()]
        assert told["subscriberEmailAddresses"] == ["cost@example.com"]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    """A stack that sets what the others leave alone."""
    folder = tmp_path_factory.mktemp("spending")
    (folder / "Pulumi.yaml").write_text(f"name: event-platform\nmain: {ROOT}\nruntime: python\n")
    (folder / "Pulumi.spending.yaml").write_text((OPTIONS / "Pulumi.karpenter.yaml").read_text() + OTHER)
    return read_inventory(Project.read(folder), "spending")


def test_services_have_budgets_of_their_own(other: Inventory) -> None:
    budgets = {one.name: one.inputs for one in other.of_type(BUDGET)}
    assert set(budgets) == {"budget-month", "budget-of-amazon-redshift", "budget-of-ec2-other"}
    one = budgets["budget-of-ec2-other"]
    assert (one["name"], one["limitAmount"]) == ("event-platform-spending-budget-of-ec2-other", "50.50")
    assert one["filterExpression"]["ands"][2] == {"dimensions": {"key": "SERVICE", "values": ["EC2 - Other"]}}
    assert [told["notificationType"] for told in one["notifications"]] == ["ACTUAL"]
    assert not any("subscriberEmailAddresses" in told for told in one["notifications"])


def test_the_accounts_own_monitor_of_services_is_used_where_it_has_one(other: Inventory) -> None:
    assert [one.name for one in other.of_type(MONITOR)] == ["cost-of-stack"]
    (told,) = other.of_type(SUBSCRIPTION)
    assert told.inputs["monitorArnLists"][0] == OWN_MONITOR


def test_a_services_name_makes_a_budgets_name() -> None:
    assert slug("Amazon Elastic Compute Cloud - Compute") == "amazon-elastic-compute-cloud-compute"
    assert slug("EC2 - Other") == "ec2-other"


# Anomalies


def test_monitors_look_at_services_and_at_the_stack() -> None:
    services, stack = named(MONITOR, "cost-by-service"), named(MONITOR, "cost-of-stack")
    assert (services["monitorType"], services["monitorDimension"]) == ("DIMENSIONAL", "SERVICE")
    assert stack["monitorType"] == "CUSTOM"
    specified = json.loads(stack["monitorSpecification"])
    assert {key: value for key, value in specified.items() if value} == {"Tags": {"Key": "stack", "MatchOptions": None, "Values": [STACK]}}


@pytest.mark.parametrize(
    ("name", "frequency", "kind"), [("cost-anomalies-topic", "IMMEDIATE", "SNS"), ("cost-anomalies-mail", "DAILY", "EMAIL")]
)
def test_a_finding_is_told_if_it_passes_both_limits(name: str, frequency: str, kind: str) -> None:
    told = named(SUBSCRIPTION, name)
    assert (told["frequency"], len(told["monitorArnLists"])) == (frequency, 2)
    assert told["subscribers"] == [{"type": kind, "address": topic_arn() if kind == "SNS" else "cost@example.com"}]
    limits = {one["dimension"]["key"]: one["dimension"] for one in told["thresholdExpression"]["ands"]}
    assert {key: limit["values"] for key, limit in limits.items()} == {
        "ANOMALY_TOTAL_IMPACT_ABSOLUTE": ["100"],
        "ANOMALY_TOTAL_IMPACT_PERCENTAGE": ["20"],
    }
    assert all(limit["matchOptions"] == ["GREATER_THAN_OR_EQUAL"] for limit in limits.values())


# Whom it reaches


@pytest.mark.parametrize("service", sorted(WATCHERS))
def test_only_this_accounts_budgets_and_anomalies_publish_to_the_encrypted_alerts(service: str) -> None:
    own = {"StringEquals": {"aws:SourceAccount": settings_of(STACK).account_id}}
    topics = policies_of_topics()
    (publish,) = statements(topics["us-east-1-alerts"].inputs["policy"], service)
    assert (publish["Action"], publish["Resource"], publish["Condition"]) == (["sns:Publish"], [topic_arn()], own)
    assert not statements(topics["us-east-1-pages"].inputs["policy"], service)
    settings = settings_of(STACK)
    (use,) = statements(key_policy(Placement(STACK, settings, settings.primary, ""), "logs"), service)
    assert (use["Action"], use["Condition"]) == (["kms:Decrypt", "kms:GenerateDataKey*"], own)


def test_regions_that_are_told_nothing_let_nobody_in() -> None:
    settings = settings_of("prod")
    for region in settings.regions:
        policy = key_policy(Placement("prod", settings, region, ""), "logs")
        assert bool(statements(policy, "budgets.amazonaws.com")) == (region.role == "primary"), region.name


@pytest.mark.parametrize("stack", OPTION_STACKS)
def test_a_stack_without_governance_changes_no_policy(stack: str) -> None:
    settings = settings_of(stack)
    assert settings.governance is None
    assert "budgets.amazonaws.com" not in key_policy(Placement(stack, settings, settings.primary, ""), "logs")


# Mistakes

MISTAKES = {
    "an amount below nothing": ("monthly_usd: -5, ", "governance.monthly_usd = -5", ["at least 1"]),
    "a day that is always too dear": ("daily: { percent_of_average: 90 }, ", "governance.daily.percent_of_average = 90", ["100"]),
    "a longer memory than AWS has": ("daily: { average_days: 90 }, ", "governance.daily.average_days = 90", ["60"]),
    "no mail address": ("emails: [nobody], ", "governance.emails[0]", ["must be an e-mail address"]),
    "more notifications than AWS allows": ("actual_percents: [10, 20, 30, 40, 50], ", "governance.actual_percents", ["4"]),
    "one threshold twice": ("actual_percents: [80, 80], ", "governance.actual_percents[1] = 80", ["twice", "take one out"]),
    "a service dearer than the stack": (
        "services: { Amazon Redshift: 9999999 }, ",
        "governance.services.Amazon Redshift = 9999999",
        ["more than the stack's month", "raise governance.monthly_usd"],
    ),
    "a service by its short name": ("services: { rds: 100 }, ", "governance.services", ["as Cost Explorer names it"]),
    "another account's monitor": (
        "anomalies: { service_monitor_arn: 'arn:aws:ce::999999999999:anomalymonitor/01234567-89ab-cdef-0123-456789abcdef' }, ",
        "governance.anomalies.service_monitor_arn",
        ["is a monitor of account 999999999999", "333333333333"],
    ),
    "no monitor at all": (
        "anomalies: { service_monitor_arn: mine }, ",
        "governance.anomalies.service_monitor_arn",
        ["a monitor's ARN, such as"],
    ),
    "a key nobody declared": ("weekly: true, ", "governance.weekly", ["is no setting"]),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_names_key_limit_and_remedy(tmp_path: Path, case: str) -> None:
    setting, shown, says = MISTAKES[case]
    key = setting.partition(":")[0]
    others = {"monthly_usd": "monthly_usd: 200000, ", "emails": "emails: [cost@example.com], "}
    block = setting + "".join(text for name, text in others.items() if name != key)
    line = next(line for line in changed().splitlines() if HERE in line)
    text = mistakes(tmp_path, changed((line, f"  event-platform:governance: {{ {block.removesuffix(', ')} }}"))).text()
    assert text.startswith("Pulumi.prod.yaml: 1 mistake\n"), text
    assert shown in text
    assert [words for words in says if words not in text] == [], text
