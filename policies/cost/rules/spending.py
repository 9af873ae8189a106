"""Somebody sees what is spent, and for whom."""

from collections.abc import Iterator

from costing.estimators import estimator_of
from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject
from policies.taggable import default_tags, taggable

_STACK = "pulumi:pulumi:Stack"


@resource_rule(
    "cost-center-tag",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Everything that costs money says who pays for it.",
    remedy="Set the tag, or default_tags of the provider, and activate it as a cost allocation tag.",
    controls=("platform",),
    types=tuple(type_ for type_ in taggable() if estimator_of(type_)),
    config={"key": {"type": "string", "minLength": 1, "default": "cost-center", "description": "Key of the tag."}},
)
def cost_center_tag(resource: Subject) -> Iterator[str]:
    key = resource.settings["key"]
    if key not in {*resource.values.keys("tags"), *default_tags(resource).keys()}:
        yield f"tags has no {key}"


def _has_aws(stack: Stack) -> bool:
    return any(subject.type.startswith("aws:") for subject in stack.subjects)


@stack_rule(
    "cost-budget",
    topic=Topic.COST,
    severity=Severity.LOW,
    description="A stack on AWS has a budget that tells somebody before it is spent.",
    remedy="Add an aws.budgets.Budget with notifications.",
    controls=("platform",),
    types=(_STACK,),
)
def cost_budget(_: Subject, stack: Stack) -> Iterator[str]:
    if _has_aws(stack) and not stack.of_type("aws:budgets/budget:Budget"):
        yield "it has no Budget"


@stack_rule(
    "cost-anomalies-watched",
    topic=Topic.COST,
    severity=Severity.LOW,
    description="Somebody is told when a stack on AWS suddenly costs more than usual.",
    remedy="Add an aws.costexplorer.AnomalyMonitor and an AnomalySubscription.",
    controls=("platform",),
    types=(_STACK,),
)
def cost_anomalies_watched(_: Subject, stack: Stack) -> Iterator[str]:
    if _has_aws(stack) and not stack.of_type("aws:costexplorer/anomalySubscription:AnomalySubscription"):
        yield "it has no AnomalySubscription"


@resource_rule(
    "cloudwatch-alarm-resolution",
    topic=Topic.COST,
    severity=Severity.LOW,
    description="Alarms look once a minute: those that look every ten or thirty seconds cost three times as much.",
    remedy="Set period to 60 or more.",
    controls=("platform",),
    types=("aws:cloudwatch/metricAlarm:MetricAlarm",),
)
def cloudwatch_alarm_resolution(alarm: Subject) -> Iterator[str]:
    def check(values: Values, path: str = "period") -> Iterator[str]:
        if values.number(path) in (10, 20, 30):
            yield f"{values.path}.{path} is less than a minute".lstrip(".")

    def of_queries(values: Values) -> Iterator[str]:
        yield from alarm.each(values.items("metricQueries"), lambda query: check(query, "metric.period"))

    yield from alarm.separately(check, of_queries)
