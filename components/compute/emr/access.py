"""Roles, security configuration and service access of an EMR cluster."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.emr.jobs import SparkArgs, grant_layers, job_statements
from components.network.flows import port
from components.network.naming import name_tag
from components.security.policies import Statement, allow, document, role, trust_without_source

MANAGED_BY_EMR = {"for-use-with-amazon-emr-managed-policies": "true"}
"""What AWS's policy for EMR lets it work on; EMR hands the tag on to all that it starts."""

_SERVICE_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2"
_TO_NODES, _TO_SERVICE = port("emr-agent", 8443), port("emr-service", 9443)


@dataclass(frozen=True)
class ClusterAccessArgs:
    """What the cluster's surroundings need."""

    spark: SparkArgs
    certificates_key: str


class ClusterAccess(Component):
    """Who the cluster is, how it encrypts, and the one way in that EMR itself has."""

    service_role: aws.iam.Role
    profile: aws.iam.InstanceProfile
    security: aws.emr.SecurityConfiguration
    service_group: aws.ec2.SecurityGroup
    ready: list[pulumi.Resource]
    """What must be there before the first node."""

    def __init__(self, name: str, args: ClusterAccessArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args, self._name = args, name
        placement = args.spark.placement
        nodes = role(placement, f"{name}-node", trust_without_source("ec2.amazonaws.com"), self.options(), job_statements(args.spark))
        self.profile = aws.iam.InstanceProfile(f"{name}-node", role=nodes.name, opts=self.options())
        grants = grant_layers(args.spark, "spark", nodes)
        self.service_group, rules = self._service_access()
        self.service_role = role(
            placement,
            f"{name}-service",
            _service_trust(args.spark),
            self.options(),
            self._service_statements(nodes),
            managed=[_SERVICE_POLICY],
        )
        self.security = aws.emr.SecurityConfiguration(
            name, configuration=pulumi.Output.json_dumps(self._security(), sort_keys=True), opts=self.options()
        )
        self.ready = [*grants, *rules]
        self.register_outputs({})

    def _service_access(self) -> tuple[aws.ec2.SecurityGroup, list[pulumi.Resource]]:
        """EMR's own interface in the private subnets, which talks to the nodes' agents."""
        spark, name = self._args.spark, self._name
        processing = spark.network.security_groups.processing
        group = aws.ec2.SecurityGroup(
            f"{name}-service",
            vpc_id=spark.network.vpc_id,
            description="EMR itself, on its way to the nodes of a cluster",
            # EMR adds rules of its own that refer to the group and would keep it from being deleted.
            revoke_rules_on_delete=True,
            tags=name_tag(spark.placement, "emr-service"),
            opts=self.options(),
        )
        rules: list[pulumi.Resource] = []
        for source, target, ports in ((group, processing, _TO_NODES), (processing, group, _TO_SERVICE)):
            common = {"ip_protocol": ports.protocol, "from_port": ports.first, "to_port": ports.last, "description": ports.name}
            rules += [
                aws.vpc.SecurityGroupEgressRule(
                    f"{name}-{ports.name}",
                    security_group_id=source.id,
                    referenced_security_group_id=target.id,
                    opts=self.options(),
                    **common,
                ),
                aws.vpc.SecurityGroupIngressRule(
                    f"{name}-{ports.name}",
                    security_group_id=target.id,
                    referenced_security_group_id=source.id,
                    opts=self.options(),
                    **common,
                ),
            ]
        return group, rules

    def _service_statements(self, nodes: aws.iam.Role) -> list[Statement]:
        """What AWS's policy leaves to us: which network, which role for the nodes, and the key of their volumes."""
        spark = self._args.spark
        key = spark.keys.arns["s3"]
        groups = [spark.network.security_groups.processing.arn, self.service_group.arn]
        subnets = [subnet.arn for subnet in spark.network.subnets["private"]]
        on_behalf: dict[str, Any] = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
        for_nodes: dict[str, Any] = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
        return [
            allow(
                [
                    "ec2:CreateFleet",
                    "ec2:CreateLaunchTemplate",
                    "ec2:CreateLaunchTemplateVersion",
                    "ec2:CreateNetworkInterface",
                    "ec2:RunInstances",
                ],
                [*subnets, *groups],
                "InThisNetwork",
            ),
            allow(
                [
                    "ec2:AuthorizeSecurityGroupEgress",
                    "ec2:AuthorizeSecurityGroupIngress",
                    "ec2:RevokeSecurityGroupEgress",
                    "ec2:RevokeSecurityGroupIngress",
                ],
                groups,
                "RulesOfItsGroups",
            ),
            allow(["iam:PassRole"], [nodes.arn], "NodesRole", Condition=for_nodes),
            allow(["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"], [key], "Volumes"),
            allow(["kms:CreateGrant"], [key], "VolumesOfInstances", Condition=on_behalf),
            # The log of the cluster's own steps.
            allow(["s3:PutObject"], [f"{spark.logs.logs.bucket_arn}/emr/*"], "Logs"),
            allow(["kms:Decrypt", "kms:GenerateDataKey"], [spark.keys.arns["logs"]], "LogKey"),
            allow(["ec2:DescribeVolumes"], ["*"], "LooksAtVolumes"),
        ]

    def _security(self) -> dict[str, Any]:
        spark = self._args.spark
        key = spark.keys.arns["s3"]
        certificates = f"s3://{spark.lakehouse.buckets['artifacts'].bucket_name}/{self._args.certificates_key}"
        return {
            "EncryptionConfiguration": {
                "EnableAtRestEncryption": True,
                "EnableInTransitEncryption": True,
                "AtRestEncryptionConfiguration": {
                    "S3EncryptionConfiguration": {"EncryptionMode": "SSE-KMS", "AwsKmsKey": key},
                    "LocalDiskEncryptionConfiguration": {
                        "EncryptionKeyProviderType": "AwsKms",
                        "AwsKmsKey": key,
                        "EnableEbsEncryption": True,
                    },
                },
                "InTransitEncryptionConfiguration": {
                    "TLSCertificateConfiguration": {"CertificateProviderType": "PEM", "S3Object": certificates}
                },
            },
            "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": 2, "HttpPutResponseHopLimit": 1},
        }


def _service_trust(spark: SparkArgs) -> str:
    placement = spark.placement
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "elasticmapreduce.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": placement.account_id},
                "ArnLike": {"aws:SourceArn": placement.arn("elasticmapreduce", "*")},
            },
        }
    )
