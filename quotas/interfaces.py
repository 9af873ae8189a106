"""Network interfaces: who has them, and with how many security groups."""

from collections.abc import Iterator

from quotas.containers import SERVICE, tasks_of
from quotas.counting import NotCountedError, One, Use, counts
from quotas.databases import CACHES, nodes_of_cache
from quotas.groups import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, groups_of
from quotas.groups import TYPES as INSTANCES
from quotas.kubernetes import CLUSTERS, is_counted_inside
from quotas.tables import LOAD_BALANCERS

_KUBERNETES = 2
"""Of a control plane in the cluster's subnets, at least; up to four while it is renewed."""

_FIXED = {
    "aws:ec2/networkInterface:NetworkInterface": 1,
    "aws:ec2/natGateway:NatGateway": 1,
    "aws:efs/mountTarget:MountTarget": 1,
    "aws:rds/instance:Instance": 1,
    "aws:rds/clusterInstance:ClusterInstance": 1,
    "aws:docdb/clusterInstance:ClusterInstance": 1,
    "aws:neptune/clusterInstance:ClusterInstance": 1,
}
_PER_SUBNET = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": "subnetIds",
    "aws:route53/resolverEndpoint:ResolverEndpoint": "ipAddresses",
    "aws:rds/proxy:Proxy": "vpcSubnetIds",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": "subnetIds",
}
_PER_NODE = {
    "aws:msk/cluster:Cluster": "numberOfBrokerNodes",
    "aws:redshift/cluster:Cluster": "numberOfNodes",
    "aws:opensearch/domain:Domain": "clusterConfig.instanceCount",
}
_SECURITY_GROUPS = {
    INSTANCE: "vpcSecurityGroupIds",
    LAUNCH_TEMPLATE: "vpcSecurityGroupIds",
    LAUNCH_CONFIGURATION: "securityGroups",
    "aws:ec2/networkInterface:NetworkInterface": "securityGroups",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "securityGroupIds",
    **dict.fromkeys(LOAD_BALANCERS, "securityGroups"),
    "aws:rds/instance:Instance": "vpcSecurityGroupIds",
    "aws:rds/cluster:Cluster": "vpcSecurityGroupIds",
    "aws:rds/proxy:Proxy": "vpcSecurityGroupIds",
    "aws:lambda/function:Function": "vpcConfig.securityGroupIds",
    "aws:msk/cluster:Cluster": "brokerNodeGroupInfo.securityGroups",
    "aws:redshift/cluster:Cluster": "vpcSecurityGroupIds",
    "aws:elasticache/cluster:Cluster": "securityGroupIds",
    "aws:elasticache/replicationGroup:ReplicationGroup": "securityGroupIds",
    "aws:opensearch/domain:Domain": "vpcOptions.securityGroupIds",
    "aws:efs/mountTarget:MountTarget": "securityGroups",
    "aws:route53/resolverEndpoint:ResolverEndpoint": "securityGroupIds",
    SERVICE: "networkConfiguration.securityGroups",
}


@counts("vpc", "Security groups per network interface", of=tuple(_SECURITY_GROUPS))
def security_groups(one: One) -> Iterator[Use]:
    """Those that are named; a launch template may name them for each interface."""
    each = [one.values.count(_SECURITY_GROUPS[one.resource.type])]
    if one.resource.type == LAUNCH_TEMPLATE:
        each += [interface.count("securityGroups") for interface in one.values.items("networkInterfaces")]
    yield one.use(max(each), where=one.name)


@counts(
    "vpc", "Network interfaces per Region", of=(*_FIXED, *_PER_SUBNET, *LOAD_BALANCERS, *_PER_NODE, *CACHES, SERVICE, *CLUSTERS, *INSTANCES)
)
def interfaces(one: One) -> Iterator[Use]:
    """The least there is: nodes of a cluster take more of them with the number of pods. Functions have a quota of their own."""
    type_ = one.resource.type
    if type_ in _FIXED:
        yield one.use(_FIXED[type_])
    elif type_ in _PER_SUBNET:
        yield one.use(one.values.count(_PER_SUBNET[type_]))
    elif type_ in LOAD_BALANCERS:
        yield one.use(one.values.count("subnets") or one.values.count("subnetMappings"))
    elif type_ in _PER_NODE:
        yield one.use(one.values.number(_PER_NODE[type_]) or 1)
    elif type_ in CACHES:
        shards, each = nodes_of_cache(one)
        yield one.use(shards * each)
    elif type_ in CLUSTERS:
        yield one.use(0 if is_counted_inside(one) else _KUBERNETES)
    elif type_ == SERVICE:
        yield one.use(*tasks_of(one, one.resource) if one.values.has("networkConfiguration") else (0,))
    else:
        for group in groups_of(one):
            if group.vcpus:
                raise NotCountedError("how many nodes Karpenter starts within its limit is open")
            yield one.use(group.now, group.most)
