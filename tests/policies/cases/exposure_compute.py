"""Instances, containers, clusters and functions can't be reached from the internet."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

INSTANCE = "aws:ec2/instance:Instance"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
SERVICE = "aws:ecs/service:Service"
EMR_BLOCK = "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration"
EKS = "aws:eks/cluster:Cluster"
NODES = "aws:eks/nodeGroup:NodeGroup"
NOTEBOOK = "aws:sagemaker/notebookInstance:NotebookInstance"
PUBLIC = made("aws:ec2/subnet:Subnet", "public", mapPublicIpOnLaunch=True)
PRIVATE = made("aws:ec2/subnet:Subnet", "private")


def emr(**attributes: Any) -> Made:
    """An EMR cluster."""
    return made("aws:emr/cluster:Cluster", ec2Attributes=attributes)


def eks(**network: Any) -> Made:
    """An EKS cluster."""
    return made(EKS, vpcConfig={"subnetIds": [ref("private")], **network})


CASES = [
    Case(
        "ec2-instance-no-public-ip",
        passing=[made(INSTANCE), made(TEMPLATE, networkInterfaces=[{"associatePublicIpAddress": "false"}])],
        failing=[
            made(INSTANCE, associatePublicIpAddress=True),
            made("aws:ec2/spotFleetRequest:SpotFleetRequest", launchSpecifications=[{"associatePublicIpAddress": True}]),
            made(TEMPLATE, networkInterfaces=[{"deviceIndex": 0}, {"associatePublicIpAddress": "true"}]),
        ],
    ),
    Case(
        "ec2-instance-no-elastic-ip",
        passing=[made("aws:ec2/eip:Eip", domain="vpc"), made("aws:ec2/eipAssociation:EipAssociation", networkInterfaceId="eni-1")],
        failing=[
            made("aws:ec2/eip:Eip", instance=ref("instance")),
            made("aws:ec2/eipAssociation:EipAssociation", instanceId="i-1"),
        ],
    ),
    Case(
        "ecs-service-no-public-ip",
        passing=[made(SERVICE), made(SERVICE, networkConfiguration={"assignPublicIp": False, "subnets": [ref("private")]})],
        failing=[
            made(SERVICE, networkConfiguration={"assignPublicIp": True}),
            made("aws:cloudwatch/eventTarget:EventTarget", ecsTarget={"networkConfiguration": {"assignPublicIp": True}}),
            made("aws:scheduler/schedule:Schedule", target={"ecsParameters": {"networkConfiguration": {"assignPublicIp": True}}}),
        ],
    ),
    Case(
        "emr-cluster-in-private-subnets",
        passing=[[emr(subnetIds=[ref("private")]), PRIVATE, PUBLIC], emr(subnetId="subnet-1")],
        failing=[
            [emr(subnetIds=[ref("private"), ref("public")]), PRIVATE, PUBLIC],
            [emr(subnetId=ref("public")), PUBLIC],
        ],
    ),
    Case(
        "efs-mount-target-in-private-subnet",
        passing=[[made("aws:efs/mountTarget:MountTarget", subnetId=ref("private")), PRIVATE, PUBLIC]],
        failing=[[made("aws:efs/mountTarget:MountTarget", subnetId=ref("public")), PRIVATE, PUBLIC]],
    ),
    Case(
        "emr-blocks-public-access",
        passing=[
            made(EMR_BLOCK, blockPublicSecurityGroupRules=True),
            made(
                EMR_BLOCK,
                blockPublicSecurityGroupRules=True,
                permittedPublicSecurityGroupRuleRanges=[{"minRange": 22, "maxRange": 22}],
            ),
        ],
        failing=[
            made(EMR_BLOCK, blockPublicSecurityGroupRules=False),
            made(
                EMR_BLOCK,
                blockPublicSecurityGroupRules=True,
                permittedPublicSecurityGroupRuleRanges=[{"minRange": 22, "maxRange": 100}],
            ),
        ],
    ),
    Case(
        "eks-endpoint-not-open",
        passing=[
            eks(endpointPublicAccess=False),
            eks(endpointPublicAccess=True, publicAccessCidrs=["198.51.100.0/24"]),
            made("eks:index:Cluster", endpointPublicAccess=False),
        ],
        failing=[
            eks(),
            eks(publicAccessCidrs=["198.51.100.0/24", "0.0.0.0/0"]),
            made("eks:index:Cluster", vpcConfig={"endpointPublicAccess": False}),
        ],
    ),
    Case(
        "eks-endpoint-private",
        passing=[eks(endpointPublicAccess=False)],
        failing=[eks(), eks(endpointPublicAccess=True, publicAccessCidrs=["198.51.100.0/24"])],
    ),
    Case(
        "eks-nodes-ssh-restricted",
        passing=[made(NODES), made(NODES, remoteAccess={"ec2SshKey": "ops", "sourceSecurityGroupIds": [ref("bastion")]})],
        failing=[made(NODES, remoteAccess={"ec2SshKey": "ops"})],
    ),
    Case(
        "lambda-in-vpc",
        passing=[made("aws:lambda/function:Function", vpcConfig={"subnetIds": [ref("private")]})],
        failing=[made("aws:lambda/function:Function")],
    ),
    Case(
        "sagemaker-notebook-no-internet",
        passing=[made(NOTEBOOK, directInternetAccess="Disabled", subnetId=ref("private"))],
        failing=[made(NOTEBOOK)],
    ),
    Case(
        "mwaa-web-server-private",
        passing=[made("aws:mwaa/environment:Environment"), made("aws:mwaa/environment:Environment", webserverAccessMode="PRIVATE_ONLY")],
        failing=[made("aws:mwaa/environment:Environment", webserverAccessMode="PUBLIC_ONLY")],
    ),
]
