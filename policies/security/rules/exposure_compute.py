"""Instances, containers, clusters and functions can't be reached from the internet, and images are not given away."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.addresses import holds_everyone
from policies.subject import Stack, Subject

_SUBNET = "aws:ec2/subnet:Subnet"
_CLUSTERS = ("aws:eks/cluster:Cluster", "eks:index:Cluster")


@resource_rule(
    "ec2-instance-no-public-ip",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Instances, and what launches them, have no public address.",
    remedy="Leave associate_public_ip_address out, or set it to False, and stand behind a load balancer.",
    controls=("FSBP EC2.9", "FSBP EC2.25", "FSBP AutoScaling.5", "CKV_AWS_88", "CKV_AWS_389"),
    types=(
        "aws:ec2/instance:Instance",
        "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
        "aws:ec2/spotFleetRequest:SpotFleetRequest",
        "aws:ec2/launchTemplate:LaunchTemplate",
        "aws:ec2/launchConfiguration:LaunchConfiguration",
    ),
)
def instance_no_public_ip(launched: Subject) -> Iterator[str]:
    values = launched.values
    yield from launched.each([values, *values.items("networkInterfaces"), *values.items("launchSpecifications")], _has_public_address)


def _has_public_address(interface: Values) -> Iterator[str]:
    if interface.flag("associatePublicIpAddress"):
        yield f"{interface.path} associatePublicIpAddress is true".lstrip()


@stack_rule(
    "ec2-instance-no-elastic-ip",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="No elastic address belongs to an instance.",
    remedy="Stand behind a load balancer, or go out by a NAT gateway.",
    controls=("FSBP EC2.9",),
    types=("aws:ec2/eip:Eip", "aws:ec2/eipAssociation:EipAssociation"),
)
def instance_no_elastic_ip(address: Subject, stack: Stack) -> Iterator[str]:
    property_ = "instance" if address.type == "aws:ec2/eip:Eip" else "instanceId"
    if stack.given(address, property_):
        yield f"{property_} is set"


@resource_rule(
    "ecs-service-no-public-ip",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="ECS tasks get no public address, whoever starts them.",
    remedy="Leave assign_public_ip out of the network configuration, or set it to False.",
    controls=("FSBP ECS.2", "CKV_AWS_333"),
    types=(
        "aws:ecs/service:Service",
        "aws:ecs/taskSet:TaskSet",
        "aws:cloudwatch/eventTarget:EventTarget",
        "aws:scheduler/schedule:Schedule",
    ),
)
def service_no_public_ip(service: Subject) -> Iterator[str]:
    for path in ("", "ecsTarget.", "target.ecsParameters."):
        if service.values.flag(f"{path}networkConfiguration.assignPublicIp"):
            yield f"{path}networkConfiguration.assignPublicIp is true"


@stack_rule(
    "emr-cluster-in-private-subnets",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="EMR clusters stand in subnets that give no public addresses.",
    remedy="Name private subnets in ec2_attributes.",
    controls=("FSBP EMR.1",),
    types=("aws:emr/cluster:Cluster",),
)
def emr_in_private_subnets(cluster: Subject, stack: Stack) -> Iterator[str]:
    for path in ("ec2Attributes.subnetIds", "ec2Attributes.subnetId"):
        yield from _public_subnets(cluster, path, stack)


@stack_rule(
    "efs-mount-target-in-private-subnet",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Mount targets of EFS stand in subnets that give no public addresses.",
    remedy="Name a private subnet.",
    controls=("FSBP EFS.6",),
    types=("aws:efs/mountTarget:MountTarget",),
)
def efs_in_private_subnet(mount_target: Subject, stack: Stack) -> Iterator[str]:
    yield from _public_subnets(mount_target, "subnetId", stack)


def _public_subnets(subject: Subject, property_: str, stack: Stack) -> Iterator[str]:
    for subnet in stack.of_type(_SUBNET):
        if subnet.values.flag("mapPublicIpOnLaunch") and stack.refers(subject, property_, subnet):
            yield f"{property_} names {subnet.name}, which gives public addresses"


@resource_rule(
    "emr-blocks-public-access",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="EMR refuses clusters whose security groups are open to the internet, on any port but 22.",
    remedy="Set block_public_security_group_rules=True and permit no ranges.",
    controls=("FSBP EMR.2", "CKV_AWS_390"),
    types=("aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration",),
)
def emr_blocks_public_access(account: Subject) -> Iterator[str]:
    if not account.values.flag("blockPublicSecurityGroupRules"):
        yield "blockPublicSecurityGroupRules is not true"
    yield from account.each(account.values.items("permittedPublicSecurityGroupRuleRanges"), _permitted)


def _permitted(ports: Values) -> Iterator[str]:
    if {ports.number("minRange"), ports.number("maxRange")} != {22}:
        yield f"{ports.path} permits more than port 22"


@resource_rule(
    "eks-endpoint-not-open",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="The API server of EKS can't be reached from anywhere, as it can by default.",
    remedy="Set endpoint_public_access=False, or public_access_cidrs to the blocks that may.",
    controls=("CKV_AWS_38",),
    types=_CLUSTERS,
)
def eks_endpoint_not_open(cluster: Subject) -> Iterator[str]:
    network = _network_of(cluster)
    if not network.flag("endpointPublicAccess", default=True):
        return
    if not network.has("publicAccessCidrs"):
        yield "publicAccessCidrs is not set, which means anyone"
    for cidr in network.each_text("publicAccessCidrs"):
        if holds_everyone(cidr):
            yield f"publicAccessCidrs has {cidr}"


@resource_rule(
    "eks-endpoint-private",
    topic=Topic.NETWORK,
    severity=Severity.LOW,
    description="The API server of EKS is reached from inside the VPC only.",
    remedy="Set endpoint_public_access=False and endpoint_private_access=True.",
    controls=("FSBP EKS.1", "CKV_AWS_39"),
    types=_CLUSTERS,
)
def eks_endpoint_private(cluster: Subject) -> Iterator[str]:
    if _network_of(cluster).flag("endpointPublicAccess", default=True):
        yield "endpointPublicAccess is not false"


def _network_of(cluster: Subject) -> Values:
    return cluster.values if cluster.type == "eks:index:Cluster" else cluster.values.inner("vpcConfig")


@resource_rule(
    "eks-nodes-ssh-restricted",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Who may log in to nodes of EKS is named; by default a key lets in anyone.",
    remedy="Set source_security_group_ids in remote_access, or leave remote_access out and use Session Manager.",
    controls=("CKV_AWS_100",),
    types=("aws:eks/nodeGroup:NodeGroup", "eks:index:ManagedNodeGroup"),
)
def eks_nodes_ssh_restricted(nodes: Subject) -> Iterator[str]:
    if nodes.values.has("remoteAccess.ec2SshKey") and not nodes.values.has("remoteAccess.sourceSecurityGroupIds"):
        yield "remoteAccess.sourceSecurityGroupIds is not set"


@resource_rule(
    "lambda-in-vpc",
    topic=Topic.NETWORK,
    severity=Severity.LOW,
    description="Functions stand in a VPC, where security groups and flow logs apply.",
    remedy="Set vpc_config with subnet_ids and security_group_ids.",
    controls=("FSBP Lambda.3", "CKV_AWS_117"),
    types=("aws:lambda/function:Function",),
)
def lambda_in_vpc(function: Subject) -> Iterator[str]:
    if not function.values.has("vpcConfig.subnetIds"):
        yield "vpcConfig.subnetIds is not set"


@resource_rule(
    "sagemaker-notebook-no-internet",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Notebooks of SageMaker reach the internet by the VPC only, and not directly as they do by default.",
    remedy='Set direct_internet_access="Disabled", subnet_id and security_groups.',
    controls=("FSBP SageMaker.1", "FSBP SageMaker.2", "CKV_AWS_122"),
    types=("aws:sagemaker/notebookInstance:NotebookInstance",),
)
def notebook_no_internet(notebook: Subject) -> Iterator[str]:
    if notebook.values.text("directInternetAccess") != "Disabled":
        yield "directInternetAccess is not Disabled"


@resource_rule(
    "mwaa-web-server-private",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="The web server of a managed Airflow is reached from inside the VPC only.",
    remedy='Leave webserver_access_mode out, or set it to "PRIVATE_ONLY".',
    controls=("CKV2_AWS_66",),
    types=("aws:mwaa/environment:Environment",),
)
def mwaa_web_server_private(environment: Subject) -> Iterator[str]:
    if environment.values.text("webserverAccessMode") == "PUBLIC_ONLY":
        yield "webserverAccessMode is PUBLIC_ONLY"
