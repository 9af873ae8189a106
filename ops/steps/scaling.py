"""Sizes of node groups and of services."""

from collections.abc import Mapping
from typing import Any

from ops.errors import OpsError
from ops.gateway import Gateway
from ops.journal import State
from ops.outputs import Size
from ops.runner import Step

_DIMENSION = "ecs:service:DesiredCount"
_PAGE = 10
"""Services that ECS describes at once."""


def _fits(found: Size, wanted: Size) -> bool:
    """Autoscaling may move the number between its bounds at any time."""
    return (found.min, found.max) == (wanted.min, wanted.max) and wanted.min <= found.desired <= wanted.max


def _runs(found: Size, wanted: Size) -> bool:
    """None means none: a number that was there before the bounds would fit them, too."""
    return _fits(found, wanted) and (wanted.desired > 0 or found.desired == 0)


def _says(size: Size) -> str:
    return f"{size.desired} of {size.min}–{size.max}"


class NodeGroups(Step):
    """EKS's managed node groups have given sizes."""

    timeout = 900

    def __init__(self, gateway: Gateway, region: str, cluster: str, wanted: Mapping[str, Size]):
        self.name = f"nodes {region}"
        self.what = f"node groups of {region}: " + ", ".join(f"{name} {_says(size)}" for name, size in wanted.items())
        self._gateway, self._region, self._cluster, self._wanted = gateway, region, cluster, wanted

    def before(self) -> State:
        """The sizes."""
        return {name: self._found(name)[0].model_dump() for name in self._wanted}

    def missing(self) -> str:
        """Groups of another size, or not ready."""
        found = {name: self._found(name) for name in self._wanted}
        wrong = [
            f"{name} is {_says(size)}, {status}"
            for name, (size, status) in found.items()
            if not _fits(size, self._wanted[name]) or status != "ACTIVE"
        ]
        return "; ".join(wrong)

    def do(self) -> None:
        """New sizes."""
        for name, size in self._wanted.items():
            if not _fits(self._found(name)[0], size):
                scaling = {"minSize": size.min, "maxSize": size.max, "desiredSize": size.desired}
                self._gateway.change(
                    self._region,
                    "eks",
                    "update_nodegroup_config",
                    clusterName=self._cluster,
                    nodegroupName=name,
                    scalingConfig=scaling,
                )

    def reverse(self, before: State) -> Step:
        """The sizes of before."""
        return NodeGroups(self._gateway, self._region, self._cluster, {name: Size(**size) for name, size in before.items()})

    def _found(self, name: str) -> tuple[Size, str]:
        answer = self._gateway.read(self._region, "eks", "describe_nodegroup", clusterName=self._cluster, nodegroupName=name)
        group: dict[str, Any] = answer["nodegroup"]
        scaling = group["scalingConfig"]
        return Size(min=scaling["minSize"], desired=scaling["desiredSize"], max=scaling["maxSize"]), group["status"]


class Services(Step):
    """Services of ECS have a given number of tasks, within given bounds of their autoscaling."""

    timeout = 900

    def __init__(self, gateway: Gateway, region: str, cluster: str, wanted: Mapping[str, Size]):
        self.name = f"services {region}"
        self.what = f"services of {region}: " + ", ".join(f"{name} {_says(size)}" for name, size in wanted.items())
        self._gateway, self._region, self._cluster, self._wanted = gateway, region, cluster, wanted

    def before(self) -> State:
        """The sizes."""
        services, bounds = self._services(), self._bounds()
        return {name: self._size(services[name], bounds.get(name)).model_dump() for name in self._wanted}

    def missing(self) -> str:
        """Services of another size, or whose tasks do not run yet."""
        services, bounds = self._services(), self._bounds()
        wrong = []
        for name, wanted in self._wanted.items():
            found, running = self._size(services[name], bounds.get(name)), services[name]["runningCount"]
            if not _runs(found, wanted):
                wrong.append(f"{name} is {_says(found)}")
            elif running < min(found.desired, wanted.desired) or (wanted.desired == 0 and running):
                wrong.append(f"{running} of {found.desired} tasks of {name} run")
        return "; ".join(wrong)

    def do(self) -> None:
        """New bounds first: a number outside of them would not last."""
        services, bounds = self._services(), self._bounds()
        for name, wanted in self._wanted.items():
            if _runs(self._size(services[name], bounds.get(name)), wanted):
                continue
            if name in bounds:
                self._gateway.change(
                    self._region,
                    "application-autoscaling",
                    "register_scalable_target",
                    ServiceNamespace="ecs",
                    ResourceId=self._resource(name),
                    ScalableDimension=_DIMENSION,
                    MinCapacity=wanted.min,
                    MaxCapacity=wanted.max,
                )
            self._gateway.change(self._region, "ecs", "update_service", cluster=self._cluster, service=name, desiredCount=wanted.desired)

    def reverse(self, before: State) -> Step:
        """The sizes of before."""
        return Services(self._gateway, self._region, self._cluster, {name: Size(**size) for name, size in before.items()})

    def _size(self, service: Mapping[str, Any], bounds: tuple[int, int] | None) -> Size:
        """Without autoscaling there are no bounds to be wrong."""
        desired, wanted = service["desiredCount"], self._wanted[service["serviceName"]]
        least, most = bounds or (wanted.min, wanted.max)
        return Size(min=least, desired=desired, max=most)

    def _services(self) -> dict[str, dict[str, Any]]:
        names = list(self._wanted)
        found: dict[str, dict[str, Any]] = {}
        for at in range(0, len(names), _PAGE):
            answer = self._gateway.read(self._region, "ecs", "describe_services", cluster=self._cluster, services=names[at : at + _PAGE])
            found |= {service["serviceName"]: service for service in answer["services"] if service["status"] == "ACTIVE"}
        if lost := sorted(set(names) - set(found)):
            raise OpsError(f"there is no service {', '.join(lost)} in {self._cluster} of {self._region}; run `pulumi up`")
        return found

    def _bounds(self) -> dict[str, tuple[int, int]]:
        pages = self._gateway.pages(
            self._region,
            "application-autoscaling",
            "describe_scalable_targets",
            ServiceNamespace="ecs",
            ResourceIds=[self._resource(name) for name in self._wanted],
            ScalableDimension=_DIMENSION,
        )
        targets = [target for page in pages for target in page["ScalableTargets"]]
        return {target["ResourceId"].rpartition("/")[2]: (target["MinCapacity"], target["MaxCapacity"]) for target in targets}

    def _resource(self, name: str) -> str:
        return f"service/{self._cluster}/{name}"
