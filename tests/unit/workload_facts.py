"""What tests of the platform's own services look for."""

from typing import Any

from inventory.resource import Resource
from tests.support import inventory_of

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
ROLLOUT = "kubernetes:argoproj.io/v1alpha1:Rollout"
JUDGE = "kubernetes:argoproj.io/v1alpha1:ClusterAnalysisTemplate"
SERVICE = "kubernetes:core/v1:Service"
CONFIG = "kubernetes:core/v1:ConfigMap"
HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
SCALED = "kubernetes:keda.sh/v1alpha1:ScaledObject"
TRIGGER_ACCESS = "kubernetes:keda.sh/v1alpha1:TriggerAuthentication"
VPA = "kubernetes:autoscaling.k8s.io/v1:VerticalPodAutoscaler"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
MONITOR = "kubernetes:monitoring.coreos.com/v1:ServiceMonitor"
ROUTE = "kubernetes:networking.istio.io/v1:VirtualService"
RULE = "kubernetes:networking.istio.io/v1:DestinationRule"
CALLERS = "kubernetes:security.istio.io/v1:AuthorizationPolicy"
EXTERNAL_SECRET = "kubernetes:external-secrets.io/v1:ExternalSecret"


def find(stack: str, type_: str, place: str, name: str) -> Resource | None:
    """One of our own objects of a cluster, or None."""
    found = [one for one in _own(stack, type_) if one.inputs["metadata"]["name"] == name and one.name.startswith(f"{place}-")]
    assert len(found) <= 1
    return found[0] if found else None


def spec(stack: str, type_: str, place: str, name: str) -> dict[str, Any]:
    """Its spec."""
    one = find(stack, type_, place, name)
    assert one, f"{stack} has no {type_} {name} in {place}"
    wanted: dict[str, Any] = dict(one.inputs["spec"])
    return wanted


def place_of(one: Resource) -> str:
    """The cluster that an object is in: its name begins with it."""
    metadata = one.inputs["metadata"]
    return one.name.removesuffix(f"-{metadata['namespace']}-{metadata['name']}")


def controllers(stack: str) -> list[Resource]:
    """Deployments and Rollouts of our own services."""
    return _own(stack, DEPLOYMENT, ROLLOUT)


def _own(stack: str, *types: str) -> list[Resource]:
    return [one for one in inventory_of(stack).of_type(*types) if "platform:workloads:" in one.qualified_type]


def pod(stack: str, place: str, name: str) -> dict[str, Any]:
    """The spec of a service's pods."""
    (one,) = [each for each in controllers(stack) if each.inputs["metadata"]["name"] == name and each.name.startswith(f"{place}-")]
    wanted: dict[str, Any] = one.inputs["spec"]["template"]["spec"]
    return wanted
