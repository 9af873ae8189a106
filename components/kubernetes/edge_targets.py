"""The pods of a gateway, as targets of the edge's load balancer."""

from collections.abc import Mapping, Sequence

import pulumi

from components.component import Component
from components.edge.hosts import Gateway
from components.kubernetes.ground import Ground
from components.kubernetes.network_policy import Port, admit


def register(
    parent: Component,
    ground: Ground,
    gateway: Gateway,
    namespace: str,
    service: str,
    health: Port,
    pods: Mapping[str, str],
    after: Sequence[pulumi.Resource],
) -> None:
    """Let the AWS load balancer controller, which is among `after`, keep them registered, and the load balancer ask them how they are.

    Security groups let the load balancer in already (`components/network/flows.py`), so the controller has nothing to open.
    """
    edge = ground.edge
    if edge is None or ground.region is None or gateway not in edge.groups:
        return
    subnets = [str(subnet.cidr) for subnet in ground.region.network.plan.tier("public")]
    admit(parent, ground, namespace, "edge-health", [health], subnets, pods)
    ground.object(
        parent,
        {
            "apiVersion": "elbv2.k8s.aws/v1beta1",
            "kind": "TargetGroupBinding",
            "metadata": {"name": "edge", "namespace": namespace},
            "spec": {
                "targetGroupARN": edge.groups[gateway].arn,
                "targetType": "ip",
                "vpcID": ground.region.network.vpc_id,
                "serviceRef": {"name": service, "port": 443},
            },
        },
        after=after,
    )
