"""EC2 instances, whoever starts them: alone, in an Auto Scaling group, as nodes of a cluster."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from costing.bill import Bill
from costing.disks import Disk, add_disks, disks_of_instance, disks_of_template
from costing.price import PriceError
from inventory.resource import Resource
from inventory.values import Values

LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
LAUNCH_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration"

_MONITORED_METRICS = 7
"""That detailed monitoring publishes for each instance, each paid like a custom metric."""


@dataclass(frozen=True)
class Machine:
    """What an instance is like."""

    instance_type: str = ""
    disks: Sequence[Disk] = ()
    spot: bool = False
    windows: bool = False
    detailed_monitoring: bool = False
    public_address: bool = False
    tenancy: str = ""

    def of_type(self, instance_type: str) -> "Machine":
        """The same of another type, if one is named."""
        return replace(self, instance_type=instance_type) if instance_type else self


def machine_of_template(template: Resource | None) -> Machine:
    """As a launch template or a launch configuration describes it."""
    if template is None:
        return Machine()
    values = Values(dict(template.inputs))
    if template.type == LAUNCH_CONFIGURATION:
        return Machine(
            instance_type=values.text("instanceType"),
            disks=disks_of_instance(values),
            spot=values.has("spotPrice"),
            detailed_monitoring=values.flag("enableMonitoring", default=True),
            public_address=values.flag("associatePublicIpAddress"),
            tenancy=values.text("placementTenancy"),
        )
    interfaces = values.items("networkInterfaces")
    return Machine(
        instance_type=values.text("instanceType"),
        disks=disks_of_template(values),
        spot=values.text("instanceMarketOptions.marketType") == "spot",
        detailed_monitoring=values.flag("monitoring.enabled"),
        public_address=any(one.flag("associatePublicIpAddress") for one in interfaces),
        tenancy=values.text("placement.tenancy"),
    )


def template_of(bill: Bill, *properties: str) -> Resource | None:
    """The launch template or configuration that one of these properties names."""
    found = (bill.around.target(bill.resource, one, LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION) for one in properties)
    return next((template for template in found if template), None)


def add_machines(bill: Bill, machine: Machine, count: float, spot_count: float = 0, hours_share: float = 1.0) -> None:
    """The lines of so many instances on demand and so many on spot, with their disks, for a share of the month."""
    if not count + spot_count:
        return
    if not machine.instance_type:
        raise PriceError("its instance type is not known: neither it nor its launch template names one")
    add_hours(bill, machine, count * hours_share, spot_count * hours_share)
    both = (count + spot_count) * hours_share
    add_disks(bill, machine.disks, both)
    if machine.detailed_monitoring:
        bill.add("detailed monitoring", both * _MONITORED_METRICS, "cloudwatch", "custom_metric_first_10k")
    if machine.public_address:
        bill.hours("public addresses", both, "public_ipv4", "address_hour")


def add_hours(bill: Bill, machine: Machine, count: float, spot_count: float = 0) -> None:
    """The lines of the instances alone."""
    kind = machine.instance_type
    if machine.tenancy == "host":
        return  # the host is paid, whatever runs on it
    if machine.tenancy == "dedicated":
        raise PriceError(f"no price for {kind} with dedicated tenancy")
    item = "on_demand_windows" if machine.windows else "on_demand_linux"
    if machine.spot:
        count, spot_count = 0, count + spot_count
    bill.hours(f"instances {kind}", count, "ec2", item, kind)
    bill.hours(f"spot instances {kind}", spot_count, "ec2", item, kind, times=bill.spot_factor(kind))
