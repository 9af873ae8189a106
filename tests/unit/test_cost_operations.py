"""Messages, events, logs, alarms and delivery cost what the price list says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costing import Usage, estimate
from tests.costs import Case, cost, inventory, problem_of, resource

QUEUE, TOPIC, SUBSCRIPTION = "aws:sqs/queue:Queue", "aws:sns/topic:Topic", "aws:sns/topicSubscription:TopicSubscription"
BROKER = "aws:mq/broker:Broker"
MACHINE = "aws:sfn/stateMachine:StateMachine"
GROUP, ALARM = "aws:cloudwatch/logGroup:LogGroup", "aws:cloudwatch/metricAlarm:MetricAlarm"
TRACES = "aws:xray/group:Group"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
BUILD = "aws:codebuild/project:Project"

_FIFO = resource(TOPIC, {"fifoTopic": True}, "topic")
_RANGE = [
    {"id": "range", "expression": "ANOMALY_DETECTION_BAND(requests)"},
    {"id": "requests", "metric": {"metricName": "Requests", "period": 60}},
]
_RATIO = [
    {"id": "failed", "metric": {"metricName": "Failed", "period": 60}},
    {"id": "all", "metric": {"metricName": "Requests", "period": 60}},
    {"id": "ratio", "expression": "failed / all"},
]

MESSAGES = (
    Case("a queue", [resource(QUEUE)], "300 × $0.40", {"requests": 300_000_000}),
    Case("a queue in order", [resource(QUEUE, {"fifoQueue": True})], "300 × $0.50", {"requests": 300_000_000}),
    Case("a topic", [resource(TOPIC)], "10 × $0.50", {"requests": 10_000_000}),
    Case(
        "a topic in order, and who reads it",
        [_FIFO, resource(SUBSCRIPTION, {"protocol": "sqs"}, refers={"topic": _FIFO})],
        "10 × $0.30 + 128 GB × $0.017 + 30 × $0.01 + 384 GB × $0.001",
        {"requests": 10_000_000, "in_gb": 128, "notifications": 30_000_000, "out_gb": 384},
    ),
    Case("mail to people", [resource(SUBSCRIPTION, {"protocol": "email"})], "3 × $2.00", {"notifications": 300_000}),
    Case("web hooks", [resource(SUBSCRIPTION, {"protocol": "https"})], "2 × $0.60", {"notifications": 2_000_000}),
    Case("a queue is told for nothing", [resource(SUBSCRIPTION, {"protocol": "sqs"})], "0", {"notifications": 2_000_000}),
    Case(
        "RabbitMQ's cluster",
        [resource(BROKER, {"engineType": "RabbitMQ", "hostInstanceType": "mq.m5.xlarge", "deploymentMode": "CLUSTER_MULTI_AZ"})],
        "1261.44 + 3 × 10 GB × $0.10",
        {"storage_gb": 10},
    ),
    Case(
        "ActiveMQ's pair",
        [resource(BROKER, {"engineType": "ActiveMQ", "hostInstanceType": "mq.m5.large", "deploymentMode": "ACTIVE_STANDBY_MULTI_AZ"})],
        "420.48 + 20 GB × $0.30",
        {"storage_gb": 20},
    ),
    Case("mail", [resource("aws:sesv2/emailIdentity:EmailIdentity")], "100 × $0.10", {"emails": 100_000}),
    Case("events on a bus", [resource("aws:cloudwatch/eventBus:EventBus")], "50 × $1.00", {"events": 50_000_000}),
    Case(
        "an archive of 90 days",
        [resource("aws:cloudwatch/eventArchive:EventArchive", {"retentionDays": 90})],
        "100 GB × $0.10 + 100 GB × 90 × 24 / 730 × $0.023",
        {"in_gb": 100},
    ),
    Case("a pipe", [resource("aws:pipes/pipe:Pipe")], "100 × $0.40", {"requests": 100_000_000}),
    Case("a standard state machine", [resource(MACHINE, {"type": "STANDARD"})], "4000 × $0.025", {"transitions": 4_000_000}),
    Case(
        "an express one through all its steps",
        [resource(MACHINE, {"type": "EXPRESS"})],
        "100 × $1.00 + 60.01 + 119.95 + 405.27",
        {"requests": 100_000_000, "duration_ms": 29_687.5 * 3_600_000 / 100_000_000 / 0.0625, "memory_mb": 64},
    ),
    Case(
        "managed Airflow",
        [resource("aws:mwaa/environment:Environment", {"environmentClass": "mw1.large"})],
        "722.70 + 401.50 + 481.80 + 1000 GB × $0.10",
        {"workers": 2.5, "schedulers": 3, "storage_gb": 1000},
    ),
)

WATCHING = (
    Case(
        "logs of thirty days",
        [resource(GROUP, {"retentionInDays": 30})],
        "1000 GB × $0.50 + 1000 GB × 0.15 × 30 × 24 / 730 × $0.03 + 250 GB × $0.005",
        {"in_gb": 1000, "query_gb": 250},
    ),
    Case(
        "what is stored is known",
        [resource(GROUP, {"retentionInDays": 30})],
        "1000 GB × $0.50 + 500 GB × $0.03",
        {"in_gb": 1000, "storage_gb": 500},
    ),
    Case("logs in Ireland", [resource(GROUP, {}, region="eu-west-1")], "100 GB × $0.57 + 10 GB × $0.03", {"in_gb": 100, "storage_gb": 10}),
    Case(
        "logs rarely read",
        [resource(GROUP, {"logGroupClass": "INFREQUENT_ACCESS"})],
        "100 GB × $0.25 + 10 GB × $0.03",
        {"in_gb": 100, "storage_gb": 10},
    ),
    Case("an alarm", [resource(ALARM, {"metricName": "Errors", "period": 300})], "$0.10"),
    Case("an alarm each ten seconds", [resource(ALARM, {"metricName": "Errors", "period": 10})], "$0.30"),
    Case("of two metrics", [resource(ALARM, {"metricQueries": _RATIO})], "2 × $0.10"),
    Case("of what is expected", [resource(ALARM, {"metricQueries": _RANGE, "thresholdMetricId": "range"})], "3 × $0.10"),
    Case(
        "of a query",
        [resource(ALARM, {"metricQueries": [{"id": "q", "expression": 'SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/EC2")'}]})],
        "40 × $0.10",
        {"metrics": 40},
    ),
    Case("of alarms", [resource("aws:cloudwatch/compositeAlarm:CompositeAlarm")], "$0.50"),
    Case("of a target value", [resource("aws:appautoscaling/policy:Policy", {"policyType": "TargetTrackingScaling"})], "2 × $0.10"),
    Case("five dashboards", [resource(DASHBOARD, {}, f"board-{number}") for number in range(5)], "(5 - 3) × $3.00"),
    Case(
        "a canary each five minutes",
        [resource("aws:synthetics/canary:Canary", {"schedule": {"expression": "rate(5 minutes)"}})],
        "730 × 12 × $0.0012",
    ),
    Case("a stream of metrics", [resource("aws:cloudwatch/metricStream:MetricStream")], "50000 × $0.003", {"updates": 50_000_000}),
    Case(
        "contributors",
        [resource("aws:cloudwatch/contributorInsightRule:ContributorInsightRule")],
        "$0.50 + 300 × $0.02",
        {"events": 300_000_000},
    ),
    Case(
        "traces", [resource("aws:xray/samplingRule:SamplingRule")], "8 × $5.00 + 4 × $0.50", {"traces": 8_000_000, "traces_read": 4_000_000}
    ),
    Case(
        "insights into traces, once for two groups",
        [resource(TRACES, {"insightsConfiguration": {"insightsEnabled": True}}, name) for name in ("a", "b")],
        "8 × $1.00",
        {"traces": 8_000_000},
    ),
    Case(
        "managed Prometheus",
        [resource("aws:amp/workspace:Workspace")],
        "200 × $0.90 + 100 × $0.35 + 40 GB × $0.03 + 500 × $0.10",
        {"samples": 3_000_000_000, "storage_gb": 40, "query_samples": 500_000_000_000},
    ),
    Case("managed Grafana", [resource("aws:grafana/workspace:Workspace")], "2 × $9.00 + 3 × $5.00", {"editors": 2, "viewers": 3}),
)

DELIVERY = (
    Case(
        "builds",
        [resource(BUILD, {"environment": {"computeType": "BUILD_GENERAL1_LARGE", "type": "LINUX_CONTAINER"}})],
        "100000 × $0.02",
        {"minutes": 100_000},
    ),
    Case(
        "a pipeline by its minutes",
        [resource("aws:codepipeline/pipeline:Pipeline", {"pipelineType": "V2"})],
        "5000 × $0.002",
        {"minutes": 5000},
    ),
    Case("a pipeline", [resource("aws:codepipeline/pipeline:Pipeline")], "$1.00"),
    Case("deployments in AWS", [resource("aws:codedeploy/deploymentGroup:DeploymentGroup")], "0", {"updates": 40}),
    Case(
        "deployments elsewhere",
        [resource("aws:codedeploy/deploymentGroup:DeploymentGroup", {"onPremisesInstanceTagFilters": [{"key": "role"}]})],
        "40 × $0.02",
        {"updates": 40},
    ),
    Case("experiments", [resource("aws:fis/experimentTemplate:ExperimentTemplate")], "120 × $0.10", {"action_minutes": 120}),
    Case(
        "an advanced parameter",
        [resource("aws:ssm/parameter:Parameter", {"tier": "Advanced"})],
        "$0.05 + 10 × $0.05",
        {"requests": 100_000},
    ),
    Case("a parameter", [resource("aws:ssm/parameter:Parameter")], "0", {"requests": 100_000}),
    Case(
        "GraphQL",
        [resource("aws:appsync/graphQLApi:GraphQLApi")],
        "10 × $4.00 + 5 × $2.00 + 100 × $0.08",
        {"operations": 10_000_000, "updates": 5_000_000, "connection_minutes": 100_000_000},
    ),
    Case(
        "a device and a rule on what it says",
        [resource("aws:iot/thing:Thing"), resource("aws:iot/topicRule:TopicRule")],
        "0.0438 × $0.08 + 3 × $1.00 + 3 × ($0.15 + $0.15)",
        {"connection_minutes": 43_800, "messages": 3_000_000},
    ),
)


@pytest.mark.parametrize("case", (*MESSAGES, *WATCHING, *DELIVERY), ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(st.floats(0, 1e7), st.integers(1, 3653))
def test_twice_the_logs_or_days_never_cost_less(gb: float, days: int) -> None:
    def total(gb: float, days: int) -> float:
        return float(cost(resource(GROUP, {"retentionInDays": days}), usage={"in_gb": gb}).total)

    assert total(gb, days) <= total(2 * gb, days)
    assert total(gb, days) <= total(gb, 2 * days)


@given(st.floats(0, 1e6))
def test_twice_the_events_never_cost_less(many: float) -> None:
    for type_, quantity in (("aws:amp/workspace:Workspace", "samples"), (QUEUE, "requests")):
        assert cost(resource(type_), usage={quantity: many}).total <= cost(resource(type_), usage={quantity: 2 * many}).total


def test_what_follows_from_the_logs_doubles_once() -> None:
    group = resource(GROUP, {"retentionInDays": 365})
    one, two = (estimate(inventory(group), Usage({"*": {"in_gb": 100}}, factor=factor)) for factor in (1.0, 2.0))
    assert two.total == 2 * one.total
    assert two.assumed[group.urn]["storage_gb"] == 2 * one.assumed[group.urn]["storage_gb"]


def test_what_has_no_price_is_named() -> None:
    assert problem_of(resource(BROKER, {"hostInstanceType": "mq.m5.24xlarge"}, "orders")).startswith(
        "orders (aws:mq/broker:Broker): no price for mq broker mq.m5.24xlarge"
    )
    assert "SMS" in problem_of(resource(SUBSCRIPTION, {"protocol": "sms"}))
    assert "BUILD_GENERAL1_XLARGE linux" in problem_of(
        resource(BUILD, {"environment": {"computeType": "BUILD_GENERAL1_XLARGE", "type": "LINUX_CONTAINER"}})
    )
    assert "no prices for the region mars-1" in problem_of(resource(ALARM, {}, region="mars-1"))
