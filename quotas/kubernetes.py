"""EKS clusters, their node groups and Fargate profiles."""

from collections.abc import Iterator

from quotas.counting import One, Use, counts

_CLUSTER = "aws:eks/cluster:Cluster"
_COMPONENT = "eks:index:Cluster"
CLUSTERS = (_CLUSTER, _COMPONENT)
_NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
_PROFILE = "aws:eks/fargateProfile:FargateProfile"


def is_counted_inside(one: One) -> bool:
    """Whether the cluster of a component is in the stack as a resource of its own."""
    return one.resource.type == _COMPONENT and any(one.stack.is_inside(other, one.resource) for other in one.stack.of_type(_CLUSTER))


@counts("eks", "Clusters", of=CLUSTERS)
def clusters(one: One) -> Iterator[Use]:
    if not is_counted_inside(one):
        yield one.use(1)


@counts("eks", "Managed node groups per cluster", of=(_NODE_GROUP,))
def node_groups(one: One) -> Iterator[Use]:
    yield one.use(1, where=one.owner("clusterName", *CLUSTERS))


@counts("eks", "Nodes per managed node group", of=(_NODE_GROUP,))
def nodes(one: One) -> Iterator[Use]:
    desired = one.values.number("scalingConfig.desiredSize") or 0
    yield one.use(desired, one.values.number("scalingConfig.maxSize"), where=one.name)


@counts("eks", "Fargate profiles per cluster", of=(_PROFILE,))
def profiles(one: One) -> Iterator[Use]:
    yield one.use(1, where=one.owner("clusterName", *CLUSTERS))


@counts("eks", "Selectors per Fargate profile", of=(_PROFILE,))
def selectors(one: One) -> Iterator[Use]:
    yield one.use(one.values.count("selectors"), where=one.name)


@counts("eks", "Label pairs per Fargate profile selector", of=(_PROFILE,))
def labels(one: One) -> Iterator[Use]:
    for number, selector in enumerate(one.values.items("selectors")):
        yield one.use(len(selector.keys("labels")), where=f"{one.name} selector {number}")


@counts("eks", "Control plane security groups per cluster", of=CLUSTERS)
def security_groups(one: One) -> Iterator[Use]:
    """Besides the one that EKS makes."""
    if one.resource.type == _CLUSTER:
        yield one.use(one.values.count("vpcConfig.securityGroupIds"), where=one.name)
    elif not is_counted_inside(one):
        yield one.use(one.values.count("clusterSecurityGroup"), where=one.name)


@counts("eks", "Public endpoint access CIDR ranges per cluster", of=CLUSTERS)
def public_ranges(one: One) -> Iterator[Use]:
    path = "vpcConfig.publicAccessCidrs" if one.resource.type == _CLUSTER else "publicAccessCidrs"
    if not is_counted_inside(one):
        yield one.use(one.values.count(path), where=one.name)


@counts("eks", "Pod Identity associations per cluster", of=("aws:eks/podIdentityAssociation:PodIdentityAssociation",))
def pod_identities(one: One) -> Iterator[Use]:
    yield one.use(1, where=one.owner("clusterName", *CLUSTERS))
