"""Auto Scaling groups."""

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.machines import add_machines, machine_of_template, template_of

free(
    "part of the group",
    "aws:autoscaling/attachment:Attachment",
    "aws:autoscaling/lifecycleHook:LifecycleHook",
    "aws:autoscaling/notification:Notification",
    "aws:autoscaling/policy:Policy",
    "aws:autoscaling/schedule:Schedule",
    "aws:autoscaling/tag:Tag",
    "aws:autoscaling/trafficSourceAttachment:TrafficSourceAttachment",
)
free(
    "what it scales is paid",
    "aws:appautoscaling/scheduledAction:ScheduledAction",
    "aws:appautoscaling/target:Target",
    "aws:autoscalingplans/scalingPlan:ScalingPlan",
)


@estimates("aws:autoscaling/group:Group")
def group(bill: Bill) -> None:
    """The desired number of instances, or else the least, all of the first type that may be started."""
    values = bill.values
    desired = values.number("desiredCapacity")
    capacity = desired if desired is not None else values.number("minSize") or 0
    mixed = values.inner("mixedInstancesPolicy")
    specification = "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification"
    places = ("launchTemplate.id", "launchTemplate.name", "launchConfiguration")
    mixed_places = (f"{specification}.launchTemplateId", f"{specification}.launchTemplateName")
    machine = machine_of_template(template_of(bill, *places, *mixed_places))
    if not mixed.raw:
        add_machines(bill, machine, capacity)
        return
    weight = 1.0
    for override in mixed.inner("launchTemplate").items("overrides")[:1]:
        machine = machine.of_type(override.text("instanceType"))
        weight = override.number("weightedCapacity") or 1
    distribution = mixed.inner("instancesDistribution")
    base = min(distribution.number("onDemandBaseCapacity") or 0, capacity)
    percentage = distribution.number("onDemandPercentageAboveBaseCapacity")
    on_demand = base + (capacity - base) * (100 if percentage is None else percentage) / 100
    add_machines(bill, machine, on_demand / weight, (capacity - on_demand) / weight)
