"""What AWS itself complains about."""

from collections.abc import Iterator

from ops.context import Context
from ops.verify.result import About, Result


def alarms(context: Context, region: str) -> Iterator[Result]:
    """Each alarm that tells the region's topic and is in state ALARM, but for the switch's: that one says where names lead."""
    topic, switch = context.outputs.regions[region].alerts_topic_arn, context.outputs.switch
    found = context.all(region, "cloudwatch", "describe_alarms", "MetricAlarms", StateValue="ALARM")
    ours = [
        alarm
        for alarm in found
        if topic in alarm.get("AlarmActions", [])
        and not (switch and (alarm.get("Namespace"), alarm.get("MetricName")) == (switch.namespace, switch.metric))
    ]
    for alarm in sorted(ours, key=lambda alarm: str(alarm["AlarmName"])):
        yield About("alarms", region, alarm["AlarmName"]).fail(alarm.get("AlarmDescription") or alarm.get("StateReason", ""), "ALARM", "OK")
    if not ours:
        yield About("alarms", region, "alarms").ok("0", "0")
