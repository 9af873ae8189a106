"""What watches and works by itself: alarms, dashboards, events, experiments."""

from collections.abc import Iterator

from inventory.values import Values
from quotas.counting import One, Use, counts, not_counted

_ALARMS = ("aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm")
_DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
_RULE = "aws:cloudwatch/eventRule:EventRule"
_TOPIC = "aws:sns/topic:Topic"

not_counted("sqs", "what waits follows from how fast consumers are", "Messages in flight per standard queue")


@counts("monitoring", "Actions per alarm", of=_ALARMS)
def actions(one: One) -> Iterator[Use]:
    """For each state that an alarm may have."""
    for state in ("alarmActions", "okActions", "insufficientDataActions"):
        yield one.use(one.values.count(state), where=f"{one.name} {state}")


@counts("monitoring", "Metrics per dashboard widget", "Metrics per dashboard", of=(_DASHBOARD,))
def dashboard_metrics(one: One) -> Iterator[Use]:
    for number, widget in enumerate(one.values.document("dashboardBody").items("widgets")):
        metrics = _metrics(widget)
        yield one.use(metrics, where=f"{one.name} widget {number}", quota="Metrics per dashboard widget")
        yield one.use(metrics, where=one.name, quota="Metrics per dashboard")


def _metrics(widget: Values) -> int:
    return widget.inner("properties").count("metrics")


@counts("events", "Targets per rule", of=("aws:cloudwatch/eventTarget:EventTarget",))
def targets(one: One) -> Iterator[Use]:
    yield one.use(1, where=one.owner("rule", _RULE))


@counts("sns", "Filter policies per topic", of=("aws:sns/topicSubscription:TopicSubscription",))
def filter_policies(one: One) -> Iterator[Use]:
    if one.values.has("filterPolicy"):
        yield one.use(1, where=one.owner("topic", _TOPIC))


@counts("fis", "Actions per experiment template", of=("aws:fis/experimentTemplate:ExperimentTemplate",))
def experiment_actions(one: One) -> Iterator[Use]:
    yield one.use(one.values.count("actions"), where=one.name)


@counts("elasticache", "Secondary clusters per global datastore", of=("aws:elasticache/replicationGroup:ReplicationGroup",))
def secondary_caches(one: One) -> Iterator[Use]:
    """The datastore is of no region: its secondaries in all of them count together, in the region of the primary."""
    if one.values.has("globalReplicationGroupId"):
        store = one.stack.target(one.resource, "globalReplicationGroupId", "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup")
        yield Use(1, 1, store.name if store else one.values.text("globalReplicationGroupId"), region=store.region if store else "")
