"""Made-up but realistic outputs: ids of the right form, ARNs that parse, names with Pulumi's random suffix.

Code that takes an ARN apart, or builds a policy from one, then runs offline as it would in the cloud.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Type (without its class part) → the id. Fields are those of `_Facts`.
_IDS = {
    "aws:ec2/eip": "eipalloc-{hex17}",
    "aws:ec2/eipAssociation": "eipassoc-{hex17}",
    "aws:ec2/defaultSecurityGroup": "sg-{hex17}",
    "aws:ec2/flowLog": "fl-{hex17}",
    "aws:ec2/internetGateway": "igw-{hex17}",
    "aws:ec2/egressOnlyInternetGateway": "eigw-{hex17}",
    "aws:ec2/launchTemplate": "lt-{hex17}",
    "aws:ec2/managedPrefixList": "pl-{hex17}",
    "aws:ec2/natGateway": "nat-{hex17}",
    "aws:ec2/networkAcl": "acl-{hex17}",
    "aws:ec2/routeTable": "rtb-{hex17}",
    "aws:ec2/routeTableAssociation": "rtbassoc-{hex17}",
    "aws:ec2/securityGroup": "sg-{hex17}",
    "aws:ec2/subnet": "subnet-{hex17}",
    "aws:ec2/vpc": "vpc-{hex17}",
    "aws:ec2/vpcEndpoint": "vpce-{hex17}",
    "aws:ec2/vpcIpv4CidrBlockAssociation": "vpc-cidr-assoc-{hex17}",
    "aws:ec2/vpcPeeringConnection": "pcx-{hex17}",
    "aws:ec2transitgateway/transitGateway": "tgw-{hex17}",
    "aws:ec2transitgateway/vpcAttachment": "tgw-attach-{hex17}",
    "aws:ec2transitgateway/peeringAttachment": "tgw-attach-{hex17}",
    "aws:ec2transitgateway/routeTable": "tgw-rtb-{hex17}",
    "aws:efs/fileSystem": "fs-{hex17}",
    "aws:emr/cluster": "j-{HEX20}",
    "aws:efs/accessPoint": "fsap-{hex17}",
    "aws:guardduty/detector": "{hex32}",
    "aws:kms/key": "{uuid}",
    "aws:kms/replicaKey": "{uuid}",
    "aws:route53/zone": "Z{HEX20}",
    "aws:route53/resolverEndpoint": "rslvr-out-{hex17}",
    "aws:route53/resolverRule": "rslvr-rr-{hex17}",
    "aws:lambda/eventSourceMapping": "{uuid}",
    "aws:sqs/queue": "https://sqs.{region}.amazonaws.com/{account}/{name}",
    "aws:vpc/securityGroupEgressRule": "sgr-{hex17}",
    "aws:vpc/securityGroupIngressRule": "sgr-{hex17}",
}

# Types whose id is their name, and those whose id is their ARN.
_ID_IS_NAME = (
    "aws:athena/workgroup", "aws:backup/vault", "aws:cloudwatch/eventRule", "aws:cloudwatch/logGroup", "aws:cloudwatch/metricAlarm",
    "aws:dynamodb/table", "aws:eks/cluster", "aws:elasticache/replicationGroup", "aws:elasticache/user", "aws:elasticache/userGroup",
    "aws:iam/instanceProfile", "aws:iam/role", "aws:kms/alias", "aws:lambda/function", "aws:rds/parameterGroup", "aws:rds/subnetGroup",
    "aws:redshift/cluster", "aws:redshiftserverless/namespace", "aws:redshiftserverless/workgroup", "aws:s3/bucket",
)  # fmt: skip
_ID_IS_ARN = (
    "aws:accessanalyzer/analyzer", "aws:cloudtrail/trail", "aws:glue/registry", "aws:glue/schema", "aws:iam/openIdConnectProvider",
    "aws:iam/policy", "aws:kinesis/firehoseDeliveryStream", "aws:kinesis/stream", "aws:kinesis/streamConsumer",
    "aws:kinesisanalyticsv2/application", "aws:msk/cluster", "aws:msk/configuration", "aws:msk/serverlessCluster",
    "aws:opensearch/domain", "aws:secretsmanager/secret", "aws:sfn/stateMachine", "aws:sns/topic",
)  # fmt: skip

# Type → the ARN after `arn:aws:`, where the general form does not fit.
_ARNS = {
    "aws:athena/workgroup": "athena:{region}:{account}:workgroup/{name}",
    "aws:backup/vault": "backup:{region}:{account}:backup-vault:{name}",
    "aws:cloudtrail/trail": "cloudtrail:{region}:{account}:trail/{name}",
    "aws:cloudwatch/eventRule": "events:{region}:{account}:rule/{name}",
    "aws:cloudwatch/logGroup": "logs:{region}:{account}:log-group:{name}",
    "aws:cloudwatch/metricAlarm": "cloudwatch:{region}:{account}:alarm:{name}",
    "aws:dynamodb/table": "dynamodb:{region}:{account}:table/{name}",
    "aws:ecr/repository": "ecr:{region}:{account}:repository/{name}",
    "aws:ecs/cluster": "ecs:{region}:{account}:cluster/{name}",
    "aws:ecs/taskDefinition": "ecs:{region}:{account}:task-definition/{name}:1",
    "aws:efs/fileSystem": "elasticfilesystem:{region}:{account}:file-system/{id}",
    "aws:elasticache/replicationGroup": "elasticache:{region}:{account}:replicationgroup:{name}",
    "aws:eks/cluster": "eks:{region}:{account}:cluster/{name}",
    "aws:glue/catalogDatabase": "glue:{region}:{account}:database/{name}",
    "aws:iam/instanceProfile": "iam::{account}:instance-profile/{name}",
    "aws:iam/openIdConnectProvider": "iam::{account}:oidc-provider/{url}",
    "aws:iam/policy": "iam::{account}:policy{path}{name}",
    "aws:iam/role": "iam::{account}:role{path}{name}",
    "aws:iam/serviceLinkedRole": "iam::{account}:role/aws-service-role/{awsServiceName}/AWSServiceRole",
    "aws:kinesis/firehoseDeliveryStream": "firehose:{region}:{account}:deliverystream/{name}",
    "aws:kinesis/stream": "kinesis:{region}:{account}:stream/{name}",
    "aws:kinesis/streamConsumer": "kinesis:{region}:{account}:stream/mock/consumer/{name}:1700000000",
    "aws:kinesisanalyticsv2/application": "kinesisanalytics:{region}:{account}:application/{name}",
    "aws:kms/alias": "kms:{region}:{account}:{name}",
    "aws:kms/key": "kms:{region}:{account}:key/{id}",
    "aws:kms/replicaKey": "kms:{region}:{account}:key/{id}",
    "aws:lambda/alias": "lambda:{region}:{account}:function:mock:{name}",
    "aws:lambda/function": "lambda:{region}:{account}:function:{name}",
    "aws:lb/listener": "elasticloadbalancing:{region}:{account}:listener/app/mock/{hex17}/{hex17}",
    "aws:lb/loadBalancer": "elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex17}",
    "aws:lb/targetGroup": "elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex17}",
    "aws:msk/cluster": "kafka:{region}:{account}:cluster/{name}/{uuid}-1",
    "aws:msk/configuration": "kafka:{region}:{account}:configuration/{name}/{uuid}-1",
    "aws:msk/serverlessCluster": "kafka:{region}:{account}:cluster/{name}/{uuid}-s1",
    "aws:opensearch/domain": "es:{region}:{account}:domain/{name}",
    "aws:rds/instance": "rds:{region}:{account}:db:{name}",
    "aws:rds/proxy": "rds:{region}:{account}:db-proxy:prx-{hex17}",
    "aws:redshift/cluster": "redshift:{region}:{account}:cluster:{name}",
    "aws:redshiftserverless/namespace": "redshift-serverless:{region}:{account}:namespace/{uuid}",
    "aws:redshiftserverless/workgroup": "redshift-serverless:{region}:{account}:workgroup/{uuid}",
    "aws:route53/zone": "route53:::hostedzone/{id}",
    "aws:s3/bucket": "s3:::{name}",
    "aws:secretsmanager/secret": "secretsmanager:{region}:{account}:secret:{name}-{hex6}",
    "aws:sfn/stateMachine": "states:{region}:{account}:stateMachine:{name}",
    "aws:sns/topic": "sns:{region}:{account}:{name}",
    "aws:sqs/queue": "sqs:{region}:{account}:{name}",
}

# SDK module → service part of an ARN, where they differ.
_SERVICES = {"cfg": "config", "ebs": "ec2", "ec2transitgateway": "ec2", "efs": "elasticfilesystem", "vpc": "ec2"}

# Type → further outputs that programs read.
_OUTPUTS: dict[str, dict[str, Any]] = {
    "aws:ecr/repository": {"repositoryUrl": "{account}.dkr.ecr.{region}.amazonaws.com/{name}"},
    "aws:lambda/function": {"version": "1"},
    "aws:lambda/eventSourceMapping": {"uuid": "{uuid}"},
    "aws:lb/loadBalancer": {"arnSuffix": "app/{name}/{hex17}", "dnsName": "internal-{name}.{region}.elb.amazonaws.com"},
    "aws:route53/record": {"fqdn": "{name}"},
    "aws:ec2/launchTemplate": {"latestVersion": 1, "defaultVersion": 1},
    "aws:ec2/vpc": {
        "defaultSecurityGroupId": "sg-{hex17}",
        "mainRouteTableId": "rtb-{hex17}",
        "ipv6CidrBlock": "2600:1f18:{hex4}:{hex2}00::/56",
    },
    "aws:ec2/vpcEndpoint": {"prefixListId": "pl-{hex8}"},
    "aws:ec2transitgateway/transitGateway": {
        "associationDefaultRouteTableId": "tgw-rtb-{hex17}",
        "propagationDefaultRouteTableId": "tgw-rtb-{hex17}",
    },
    "aws:efs/fileSystem": {"dnsName": "{id}.efs.{region}.amazonaws.com"},
    "aws:eks/cluster": {
        "endpoint": "https://{HEX32}.gr7.{region}.eks.amazonaws.com",
        "certificateAuthority": {"data": "bW9jay1jZXJ0aWZpY2F0ZQ=="},
        "vpcConfig": {"clusterSecurityGroupId": "sg-{hex17}"},
        "identities": [{"oidcs": [{"issuer": "https://oidc.eks.{region}.amazonaws.com/id/{HEX32}"}]}],
        "status": "ACTIVE",
    },
    "aws:eks/nodeGroup": {"nodeGroupName": "{name}", "resources": [{"autoscalingGroups": [{"name": "eks-{name}-{uuid}"}]}], "status": "ACTIVE"},
    "aws:elasticache/globalReplicationGroup": {"globalReplicationGroupId": "ldgnf-{name}"},
    "aws:elasticache/replicationGroup": {
        "primaryEndpointAddress": "master.{name}.{hex6}.{region}.cache.amazonaws.com",
        "readerEndpointAddress": "replica.{name}.{hex6}.{region}.cache.amazonaws.com",
    },
    "aws:guardduty/detector": {"accountId": "{account}"},
    "aws:kms/key": {"keyId": "{id}"},
    "aws:kms/replicaKey": {"keyId": "{id}"},
    "aws:msk/cluster": {
        "bootstrapBrokersSaslIam": "b-1.{name}.{hex6}.c2.kafka.{region}.amazonaws.com:9098",
        "bootstrapBrokersSaslScram": "b-1.{name}.{hex6}.c2.kafka.{region}.amazonaws.com:9096",
    },
    "aws:msk/configuration": {"latestRevision": 1},
    "aws:msk/serverlessCluster": {"bootstrapBrokersSaslIam": "boot-{hex8}.c2.kafka-serverless.{region}.amazonaws.com:9098"},
    "aws:opensearch/domain": {"endpoint": "vpc-{name}-{hex17}.{region}.es.amazonaws.com"},
    "aws:rds/instance": {
        "address": "{name}.{hex6}.{region}.rds.amazonaws.com",
        "endpoint": "{name}.{hex6}.{region}.rds.amazonaws.com:5432",
        "resourceId": "db-{HEX20}",
    },
    "aws:rds/proxy": {"endpoint": "{name}.proxy-{hex6}.{region}.rds.amazonaws.com"},
    "aws:redshift/cluster": {
        "endpoint": "{name}.{hex6}.{region}.redshift.amazonaws.com:5439",
        "masterPasswordSecretArn": "arn:aws:secretsmanager:{region}:{account}:secret:redshift!{name}-platform-{hex6}",
    },
    "aws:redshiftserverless/namespace": {
        "adminPasswordSecretArn": "arn:aws:secretsmanager:{region}:{account}:secret:redshift!{name}-platform-{hex6}"
    },
    "aws:redshiftserverless/workgroup": {"endpoints": [{"address": "{name}.{account}.{region}.redshift-serverless.amazonaws.com"}]},
    "aws:route53/zone": {"zoneId": "{id}", "nameServers": ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"]},
    "aws:s3/bucket": {
        "bucket": "{name}",
        "bucketDomainName": "{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": "{name}.s3.{region}.amazonaws.com",
    },
    "aws:sqs/queue": {"url": "{id}"},
    "random:index/randomBytes:RandomBytes": {"base64": "{hex32}", "hex": "{hex32}"},
    "random:index/randomPassword:RandomPassword": {"result": "{hex32}", "bcryptHash": "{hex32}"},
}

_NAME_KEYS = (
    "name", "bucket", "identifier", "clusterIdentifier", "clusterName", "registryName", "replicatorName", "schemaName", "workgroupName",
    "domainName", "globalReplicationGroupIdSuffix", "namespaceName", "replicationGroupId", "userGroupId", "userId",
)  # fmt: skip


@dataclass(frozen=True)
class Outputs:
    """The id of a resource and what the cloud would have added to its inputs."""

    id: str
    state: dict[str, Any]


def outputs(type_: str, urn: str, name: str, inputs: Mapping[str, Any], region: str, account: str) -> Outputs:
    """Make up a resource's outputs; the same URN gives the same ones in every run."""
    token = type_.rpartition(":")[0]
    facts = _Facts.of(urn, _physical_name(token, name, urn, inputs), region, account)
    facts["url"] = str(inputs.get("url", "")).removeprefix("https://")
    facts["path"] = str(inputs.get("path", "/"))
    facts["awsServiceName"] = str(inputs.get("awsServiceName", ""))
    template = _IDS.get(token, "{name}" if token in _ID_IS_NAME or not type_.startswith("aws:") else "{hex17}")
    facts["id"] = template.format_map(facts)
    state: dict[str, Any] = {}
    if type_.startswith("aws:"):
        facts["arn"] = "arn:aws:" + _arn(token).format_map(facts)
        if token in _ID_IS_ARN:
            facts["id"] = facts["arn"]
        state = {"arn": facts["arn"], "name": facts["name"], "region": region, "tagsAll": inputs.get("tags", {})}
    for key, value in (_OUTPUTS.get(token) or _OUTPUTS.get(type_) or {}).items():
        state[key] = _filled(value, facts)
    if token == "aws:acm/certificate":
        domains = [inputs.get("domainName"), *inputs.get("subjectAlternativeNames", ())]
        state["domainValidationOptions"] = [_proof(domain) for domain in domains]
    return Outputs(facts["id"], state)


def _proof(domain: Any) -> dict[str, Any]:
    """The record that ACM asks for: the same of an account for a domain, whatever the certificate."""
    name, value = (_digest(f"{domain} {part}")[:32] for part in ("name", "value"))
    return {
        "domainName": domain,
        "resourceRecordName": f"_{name}.{domain}.",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": f"_{value}.acm-validations.aws.",
    }


def _arn(token: str) -> str:
    module, _, kind = token.removeprefix("aws:").partition("/")
    return _ARNS.get(token, f"{_SERVICES.get(module, module)}:{{region}}:{{account}}:{kind.lower()}/{{id}}")


def _physical_name(token: str, name: str, urn: str, inputs: Mapping[str, Any]) -> str:
    """The name given, else Pulumi's autoname: the logical name and seven hex digits."""
    if isinstance(prefix := inputs.get("namePrefix"), str):
        return f"{prefix}{_digest(urn)[:26]}"
    for key in _NAME_KEYS:
        if key == "clusterName" and not token.startswith("aws:msk/"):
            continue  # of the cluster that it is in
        if isinstance(given := inputs.get(key), str) and given:
            return given
    return f"{name}-{_digest(urn)[:7]}"


def _digest(urn: str) -> str:
    return hashlib.sha256(urn.encode()).hexdigest()


class _Facts:
    """The fields of the templates above."""

    @staticmethod
    def of(urn: str, name: str, region: str, account: str) -> dict[str, str]:
        digest = _digest(urn)
        facts = {f"hex{length}": digest[:length] for length in (2, 4, 6, 8, 17, 32)}
        facts |= {f"HEX{length}": digest[:length].upper() for length in (20, 32)}
        return facts | {"uuid": str(uuid.UUID(digest[:32])), "name": name, "region": region, "account": account}


def _filled(value: Any, facts: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return value.format_map(facts)
    if isinstance(value, dict):
        return {key: _filled(item, facts) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, facts) for item in value]
    return value
