"""EC2 instances, fleets, hosts and addresses."""

from costing.bill import Bill
from costing.disks import disks_of_instance
from costing.estimators import estimates, free
from costing.machines import LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, Machine, add_machines, machine_of_template, template_of
from costing.price import PriceError
from inventory.values import Values

free("what is started from it is paid", LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION)
free(
    "AWS charges nothing for it",
    "aws:ec2/keyPair:KeyPair",
    "aws:ec2/placementGroup:PlacementGroup",
    "aws:ec2/eipAssociation:EipAssociation",
    "aws:ec2/eipDomainName:EipDomainName",
    "aws:ec2/spotDatafeedSubscription:SpotDatafeedSubscription",
    "aws:ec2/tag:Tag",
)
free(
    "a setting of the account",
    "aws:ec2/availabilityZoneGroup:AvailabilityZoneGroup",
    "aws:ec2/defaultCreditSpecification:DefaultCreditSpecification",
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
    "aws:ec2/serialConsoleAccess:SerialConsoleAccess",
)


@estimates("aws:ec2/instance:Instance", "aws:ec2/spotInstanceRequest:SpotInstanceRequest")
def instance(bill: Bill) -> None:
    """Linux, unless its password is asked for, as only Windows has one.

    Usage: `cpu_credit_hours` of vCPUs beyond the baseline of a T type.
    """
    values = bill.values
    machine = machine_of_template(template_of(bill, "launchTemplate.id", "launchTemplate.name"))
    machine = Machine(
        instance_type=values.text("instanceType") or machine.instance_type,
        disks=disks_of_instance(values) if values.has("rootBlockDevice") or not machine.disks else machine.disks,
        spot=bill.resource.type.endswith(":SpotInstanceRequest")
        or machine.spot
        or values.text("instanceMarketOptions.marketType") == "spot",
        windows=values.flag("getPasswordData"),
        detailed_monitoring=values.flag("monitoring", default=machine.detailed_monitoring),
        public_address=values.flag("associatePublicIpAddress", default=machine.public_address),
        tenancy=values.text("tenancy") or machine.tenancy,
    )
    add_machines(bill, machine, 1)
    if machine.instance_type.startswith("t"):
        bill.add("CPU credits", bill.usage("cpu_credit_hours"), "ec2", "cpu_credits", by_usage=True)


@estimates("aws:ec2/spotFleetRequest:SpotFleetRequest")
def spot_fleet(bill: Bill) -> None:
    """All of the first kind of instance that it may start, which is the cheapest to say and the usual one to get."""
    values = bill.values
    capacity, on_demand = values.number("targetCapacity") or 0, values.number("onDemandTargetCapacity") or 0
    machine, weight = _first_of_fleet(bill, values.items("launchSpecifications"), values.items("launchTemplateConfigs"))
    add_machines(bill, machine, on_demand / weight, max(capacity - on_demand, 0) / weight)


@estimates("aws:ec2/fleet:Fleet")
def fleet(bill: Bill) -> None:
    """All of the first kind of instance that it may start."""
    target = bill.values.inner("targetCapacitySpecification")
    total = target.number("totalTargetCapacity") or 0
    default_spot = target.text("defaultTargetCapacityType") != "on-demand"
    spot = target.number("spotTargetCapacity")
    on_demand = target.number("onDemandTargetCapacity")
    if spot is None:
        spot = total - (on_demand or 0) if default_spot else 0
    machine, weight = _first_of_fleet(bill, [], bill.values.items("launchTemplateConfigs"))
    add_machines(bill, machine, max(total - spot, 0) / weight, spot / weight)


@estimates("aws:ec2/dedicatedHost:DedicatedHost")
def host(bill: Bill) -> None:
    family = bill.values.text("instanceFamily") or bill.values.text("instanceType").partition(".")[0]
    bill.hours(f"host {family}", 1, "ec2", "dedicated_host", family)


@estimates("aws:ec2/eip:Eip")
def address(bill: Bill) -> None:
    """Paid whether attached or not, unless it is of an address range that the account brought itself."""
    own = bill.values.text("publicIpv4Pool") not in ("", "amazon")
    bill.hours("public address", 0 if own else 1, "public_ipv4", "address_hour")


def _first_of_fleet(bill: Bill, specifications: list[Values], configs: list[Values]) -> tuple[Machine, float]:
    """What the fleet starts first, and how much of its capacity one of it is."""
    for specification in specifications:
        machine = Machine(specification.text("instanceType"), disks_of_instance(specification))
        return machine, specification.number("weightedCapacity") or 1
    for config in configs:
        machine = machine_of_template(template_of(bill, "launchTemplateConfigs"))
        for override in config.items("overrides"):
            return machine.of_type(override.text("instanceType")), override.number("weightedCapacity") or 1
        return machine, 1
    raise PriceError("it names no instance to start")
