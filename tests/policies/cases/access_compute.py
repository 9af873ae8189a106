"""Machines, clusters and stores of what runs."""

import json
from typing import Any

from tests.policies.case import Case, made

INSTANCE = "aws:ec2/instance:Instance"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration"
DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"
NODES = "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass"
EMR = "aws:emr/securityConfiguration:SecurityConfiguration"
IMDS = "InstanceMetadataServiceConfiguration"
ACCESS = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
COMPONENT = "eks:index:Cluster"
CLUSTER = "aws:eks/cluster:Cluster"
POINT = "aws:efs/accessPoint:AccessPoint"
REPOSITORY = "aws:ecr/repository:Repository"
POLICIES = "arn:aws:eks::aws:cluster-access-policy"


def _entry(policy: str, **entry: Any) -> dict[str, Any]:
    return {"accessEntries": {"ann.doe": entry | {"accessPolicies": {"it": {"policyArn": f"{POLICIES}/{policy}"}}}}}


CASES = [
    Case(
        "ec2-metadata-needs-token",
        passing=[
            made(TEMPLATE, metadataOptions={"httpTokens": "required"}),
            made(INSTANCE, metadataOptions={"httpEndpoint": "disabled"}),
            made(INSTANCE, launchTemplate={"id": "lt-1"}),
        ],
        failing=[
            made(INSTANCE),
            made(TEMPLATE, metadataOptions={"httpTokens": "optional"}),
            made(INSTANCE, launchTemplate={"id": "lt-1"}, metadataOptions={"httpTokens": "optional"}),
        ],
    ),
    Case(
        "autoscaling-metadata-needs-token",
        passing=[made(CONFIGURATION, metadataOptions={"httpTokens": "required"}), made(DEFAULTS, httpTokens="required")],
        failing=[made(CONFIGURATION), made(DEFAULTS, httpEndpoint="enabled")],
    ),
    Case(
        "ec2-metadata-stays-on-instance",
        passing=[made(TEMPLATE), made(TEMPLATE, metadataOptions={"httpPutResponseHopLimit": 1})],
        failing=[made(TEMPLATE, metadataOptions={"httpPutResponseHopLimit": 2}), made(DEFAULTS, httpPutResponseHopLimit=2)],
    ),
    Case(
        "ec2-metadata-stays-on-instance",
        config={"hops": 2},
        passing=[made(TEMPLATE, metadataOptions={"httpPutResponseHopLimit": 2})],
        failing=[made(TEMPLATE, metadataOptions={"httpPutResponseHopLimit": 3})],
    ),
    Case(
        "karpenter-metadata-needs-token",
        passing=[made(NODES, spec={"role": "nodes"}), made(NODES, spec={"metadataOptions": {"httpPutResponseHopLimit": 1}})],
        failing=[
            made(NODES, spec={"metadataOptions": {"httpTokens": "optional"}}),
            made(NODES, spec={"metadataOptions": {"httpPutResponseHopLimit": 2}}),
        ],
    ),
    Case(
        "emr-metadata-needs-token",
        passing=[made(EMR, configuration=json.dumps({IMDS: {"MinimumInstanceMetadataServiceVersion": 2}}))],
        failing=[made(EMR, configuration="{}"), made(EMR, configuration=json.dumps({IMDS: {"MinimumInstanceMetadataServiceVersion": 1}}))],
    ),
    Case(
        "ec2-no-key-pairs",
        passing=[made(INSTANCE)],
        failing=[made(TEMPLATE, keyName="ops"), made("aws:eks/nodeGroup:NodeGroup", remoteAccess={"ec2SshKey": "ops"})],
    ),
    Case(
        "eks-administrators-by-exception",
        passing=[
            made(ACCESS, policyArn=f"{POLICIES}/AmazonEKSAdminPolicy"),
            made("aws:eks/accessEntry:AccessEntry", kubernetesGroups=["viewers"]),
            made(COMPONENT, roleMappings=[{"groups": ["viewers"]}], **_entry("AmazonEKSViewPolicy")),
        ],
        failing=[
            made(ACCESS, policyArn=f"{POLICIES}/AmazonEKSClusterAdminPolicy"),
            made("aws:eks/accessEntry:AccessEntry", kubernetesGroups=["viewers", "system:masters"]),
            made(COMPONENT, userMappings=[{"groups": ["system:masters"]}]),
            made(COMPONENT, **_entry("AmazonEKSClusterAdminPolicy")),
            made(COMPONENT, **_entry("AmazonEKSViewPolicy", kubernetesGroups=["system:masters"])),
        ],
    ),
    Case(
        "eks-access-by-entries",
        passing=[made(CLUSTER, accessConfig={"authenticationMode": "API"}), made(COMPONENT, authenticationMode="API")],
        failing=[made(CLUSTER), made(COMPONENT, authenticationMode="API_AND_CONFIG_MAP")],
    ),
    Case(
        "eks-creator-is-no-administrator",
        passing=[made(CLUSTER, accessConfig={"bootstrapClusterCreatorAdminPermissions": False})],
        failing=[made(CLUSTER)],
    ),
    Case(
        "eks-pods-have-own-identity",
        passing=[made("aws:eks/podIdentityAssociation:PodIdentityAssociation", serviceAccount="api")],
        failing=[made("aws:eks/podIdentityAssociation:PodIdentityAssociation", serviceAccount="default")],
    ),
    Case(
        "efs-access-point-limits",
        passing=[made(POINT, rootDirectory={"path": "/models"}, posixUser={"uid": 1000, "gid": 1000})],
        failing=[
            made(POINT, posixUser={"uid": 1000}),
            made(POINT, rootDirectory={"path": "/"}, posixUser={"uid": 1000}),
            made(POINT, rootDirectory={"path": "/models"}),
            made(POINT, rootDirectory={"path": "/models"}, posixUser={"uid": 0}),
        ],
    ),
    Case(
        "ecr-tags-stay",
        passing=[made(REPOSITORY, imageTagMutability="IMMUTABLE"), made(REPOSITORY, imageTagMutability="IMMUTABLE_WITH_EXCLUSION")],
        failing=[made(REPOSITORY), made(REPOSITORY, imageTagMutability="MUTABLE")],
    ),
]
