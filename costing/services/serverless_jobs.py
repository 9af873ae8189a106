"""EMR Serverless, EMR on EKS and AWS Batch: jobs that are paid while they run."""

import re

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.machines import Machine, add_hours
from costing.price import PriceError
from costing.sizes import size_of
from inventory.values import Values

_AMOUNT = re.compile(r"[\d.]+")

free("what runs the jobs is paid", "aws:batch/jobQueue:JobQueue", "aws:batch/jobDefinition:JobDefinition")
free("AWS charges nothing for it", "aws:batch/schedulingPolicy:SchedulingPolicy")


@estimates("aws:emrserverless/application:Application")
def emr_serverless(bill: Bill) -> None:
    """Usage: `vcpu_hours`, `gb_hours` and `storage_gb_hours` of workers; `started_hours` in which initial ones wait, too."""
    values = bill.values
    arm = "_arm" if values.text("architecture") == "ARM64" else ""
    bill.add("workers: vCPU", bill.usage("vcpu_hours"), "emr_serverless", f"vcpu{arm}", by_usage=True)
    bill.add("workers: memory", bill.usage("gb_hours"), "emr_serverless", f"memory_gb{arm}", by_usage=True)
    bill.add("workers: storage over 20 GB", bill.usage("storage_gb_hours"), "emr_serverless", "storage_gb", by_usage=True)
    initial = [one.inner("initialCapacityConfig") for one in values.items("initialCapacities")]
    if initial:
        hours = bill.usage("started_hours")
        vcpus, gb = (sum(_of_workers(one, name) for one in initial) for name in ("cpu", "memory"))
        bill.add("initial workers: vCPU", vcpus * hours, "emr_serverless", f"vcpu{arm}", by_usage=True)
        bill.add("initial workers: memory", gb * hours, "emr_serverless", f"memory_gb{arm}", by_usage=True)


@estimates("aws:batch/computeEnvironment:ComputeEnvironment")
def batch(bill: Bill) -> None:
    """The least vCPUs it keeps. Usage beyond them: `vcpu_hours`, and on Fargate `gb_hours`."""
    resources = bill.values.inner("computeResources")
    kind = resources.text("type").upper()
    used = bill.usage("vcpu_hours")
    if kind.startswith("FARGATE"):
        spot = kind.endswith("SPOT")
        bill.add("jobs: vCPU", used, "fargate", "vcpu_hour_spot" if spot else "vcpu_hour", by_usage=True)
        bill.add("jobs: memory", bill.usage("gb_hours"), "fargate", "gb_hour_spot" if spot else "gb_hour", by_usage=True)
        return
    vcpus = (resources.number("minVcpus") or 0) + used / HOURS
    if vcpus:
        types = [one for one in resources.texts("instanceTypes") if "." in one]
        if not types:
            raise PriceError("it leaves the instance type to AWS: name one")
        machine = Machine(types[0], spot=kind == "SPOT")
        add_hours(bill, machine, vcpus / size_of(types[0]).vcpus)


@estimates("aws:emrcontainers/virtualCluster:VirtualCluster")
def emr_on_eks(bill: Bill) -> None:
    """The nodes are paid by themselves. Usage: `vcpu_hours` and `gb_hours` of its jobs, on which EMR charges its own price."""
    bill.add("jobs: vCPU", bill.usage("vcpu_hours"), "emr_on_eks", "vcpu", by_usage=True)
    bill.add("jobs: memory", bill.usage("gb_hours"), "emr_on_eks", "memory_gb", by_usage=True)


def _of_workers(config: Values, name: str) -> float:
    found = _AMOUNT.search(config.text(f"workerConfiguration.{name}"))
    return (config.number("workerCount") or 0) * (float(found[0]) if found else 0)
