"""ECS: tasks on Fargate. On EC2 the instances are paid, whatever runs on them."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.measures import measure
from costing.price import PriceError
from inventory.resource import Resource
from inventory.values import Values

SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
_CLUSTER = "aws:ecs/cluster:Cluster"
_PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
_SCALING = "aws:appautoscaling/target:Target"
_INCLUDED_GB = 20

free(
    "the tasks and instances are paid",
    _PROVIDERS,
    "aws:ecs/capacityProvider:CapacityProvider",
    "aws:ecs/tag:Tag",
    "aws:ecs/accountSettingDefault:AccountSettingDefault",
)


@estimates(_CLUSTER)
def cluster(bill: Bill) -> None:
    """Usage, where Container Insights is on: `metrics` that it publishes."""
    settings = {one.text("name"): one.text("value") for one in bill.values.items("settings")}
    if settings.get("containerInsights", "disabled") != "disabled":
        bill.add("Container Insights metrics", bill.usage("metrics"), "cloudwatch", "custom_metric_first_10k", by_usage=True)


@estimates(SERVICE)
def service(bill: Bill) -> None:
    """The desired number of tasks, or the least that autoscaling leaves."""
    values = bill.values
    count = max(values.number("desiredCount") or 0, _least(bill))
    on_demand, spot = _split(values, _strategies(bill), count)
    if not on_demand + spot:
        return
    task = bill.around.target(bill.resource, "taskDefinition", TASK)
    if task is None:
        raise PriceError("the task definition that it runs is not in the stack")
    _add_tasks(bill, Values(dict(task.inputs)), on_demand, spot)
    if values.flag("networkConfiguration.assignPublicIp"):
        bill.hours("public addresses", on_demand + spot, "public_ipv4", "address_hour")


@estimates(TASK)
def task_definition(bill: Bill) -> None:
    """Its services are paid by themselves. Usage: `task_hours` of tasks that run without one, as on a schedule, on Fargate."""
    if "FARGATE" in bill.values.texts("requiresCompatibilities"):
        hours = bill.usage("task_hours")
        if hours:
            _add_tasks(bill, bill.values, hours / HOURS, 0, by_usage=True)


def _strategies(bill: Bill) -> list[Values]:
    """Of the service, or else its cluster's default, which counts where the service names no launch type either."""
    own = bill.values.items("capacityProviderStrategies")
    if own or bill.values.text("launchType") or not (cluster := bill.around.target(bill.resource, "cluster", _CLUSTER)):
        return own
    providers = bill.around.referring(cluster, _PROVIDERS, "clusterName")
    return [one for given in providers for one in Values(dict(given.inputs)).items("defaultCapacityProviderStrategies")]


def _split(values: Values, strategies: list[Values], count: float) -> tuple[float, float]:
    """How many tasks run on Fargate and on Fargate Spot."""
    if not strategies:
        return (count, 0) if values.text("launchType").upper() == "FARGATE" else (0, 0)
    bases = {one.text("capacityProvider"): min(one.number("base") or 0, count) for one in strategies}
    weights = {one.text("capacityProvider"): one.number("weight") or 0 for one in strategies}
    rest, sum_of_weights = max(count - sum(bases.values()), 0), sum(weights.values())
    share = {name: bases[name] + (rest * weights[name] / sum_of_weights if sum_of_weights else 0) for name in bases}
    return share.get("FARGATE", 0), share.get("FARGATE_SPOT", 0)


def _least(bill: Bill) -> float:
    """The least number of tasks that a scaling target of the service leaves."""
    targets = [Values(dict(one.inputs)) for one in bill.around.of_type(_SCALING) if _scales(bill, one)]
    return max((one.number("minCapacity") or 0 for one in targets), default=0)


def _scales(bill: Bill, target: Resource) -> bool:
    if bill.resource.urn in target.property_dependencies.get("resourceId", ()):
        return True
    name = bill.values.text("name") or bill.resource.name
    return target.region == bill.region and Values(dict(target.inputs)).text("resourceId").endswith(f"/{name}")


def _add_tasks(bill: Bill, task: Values, on_demand: float, spot: float, by_usage: bool = False) -> None:
    vcpus, gb = measure(task.text("cpu")), measure(task.text("memory"))
    if not vcpus or not gb:
        raise PriceError("its task definition does not say how much CPU and memory a task has")
    windows = task.text("runtimePlatform.operatingSystemFamily").startswith("WINDOWS")
    arm = task.text("runtimePlatform.cpuArchitecture") == "ARM64"
    suffix = "_windows" if windows else "_arm" if arm else ""
    for text, each, item in (("vCPU", vcpus, "vcpu_hour"), ("memory", gb, "gb_hour")):
        factor = float(bill.price("fargate", f"{item}_spot").usd / bill.price("fargate", item).usd)
        bill.add(f"tasks: {text}", each * on_demand * HOURS, "fargate", f"{item}{suffix}", by_usage=by_usage)
        bill.add(f"spot tasks: {text}", each * spot * HOURS, "fargate", f"{item}{suffix}", by_usage=by_usage, times=round(factor, 4))
    if windows:
        bill.add("tasks: Windows licence", vcpus * (on_demand + spot) * HOURS, "fargate", "windows_os_hour", by_usage=by_usage)
    over = max((task.number("ephemeralStorage.sizeInGib") or 0) - _INCLUDED_GB, 0)
    bill.add("tasks: storage over 20 GB", over * (on_demand + spot) * HOURS, "fargate", "ephemeral_gb_hour", by_usage=by_usage)
