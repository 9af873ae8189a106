"""Policies of resources let in those they name, and nobody else."""

from collections.abc import Iterator, Mapping

from policies.rule import Rule, Severity, Topic, resource_rule, stack_rule
from policies.security.policy_document import CALLERS, SOURCES, Statement, each_grant
from policies.subject import Stack, Subject, any_of

_S3 = {
    "aws:s3/bucketPolicy:BucketPolicy": "policy",
    "aws:s3/bucket:Bucket": "policy",
    "aws:s3/accessPoint:AccessPoint": "policy",
    "aws:s3control/accessPointPolicy:AccessPointPolicy": "policy",
    "aws:s3tables/tableBucketPolicy:TableBucketPolicy": "resourcePolicy",
    "aws:s3tables/tablePolicy:TablePolicy": "resourcePolicy",
    "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy": "policy",
    "aws:glacier/vault:Vault": "accessPolicy",
}
_SNS = {"aws:sns/topic:Topic": "policy", "aws:sns/topicPolicy:TopicPolicy": "policy"}
_SQS = {"aws:sqs/queue:Queue": "policy", "aws:sqs/queuePolicy:QueuePolicy": "policy"}
_EVENTS = {"aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy", "aws:schemas/registryPolicy:RegistryPolicy": "policy"}
_ECR = {"aws:ecr/repositoryPolicy:RepositoryPolicy": "policy", "aws:ecr/registryPolicy:RegistryPolicy": "policy"}
_KMS = {
    "aws:kms/key:Key": "policy",
    "aws:kms/replicaKey:ReplicaKey": "policy",
    "aws:kms/externalKey:ExternalKey": "policy",
    "aws:kms/keyPolicy:KeyPolicy": "policy",
}
_SECRETS = {"aws:secretsmanager/secret:Secret": "policy", "aws:secretsmanager/secretPolicy:SecretPolicy": "policy"}
_BACKUP = {"aws:backup/vaultPolicy:VaultPolicy": "policy"}
_EFS = {"aws:efs/fileSystemPolicy:FileSystemPolicy": "policy"}
_DATA = {
    "aws:glue/resourcePolicy:ResourcePolicy": "policy",
    "aws:ses/identityPolicy:IdentityPolicy": "policy",
    "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
    "aws:kinesis/resourcePolicy:ResourcePolicy": "policy",
    "aws:msk/clusterPolicy:ClusterPolicy": "policy",
    "aws:redshift/resourcePolicy:ResourcePolicy": "policy",
    "aws:redshiftserverless/resourcePolicy:ResourcePolicy": "policy",
    "aws:opensearchingest/resourcePolicy:ResourcePolicy": "policy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
    "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
    "aws:amp/resourcePolicy:ResourcePolicy": "policyDocument",
    "aws:codeartifact/domainPermissions:DomainPermissions": "policyDocument",
    "aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy": "policyDocument",
    "aws:codebuild/resourcePolicy:ResourcePolicy": "policy",
    "aws:acmpca/policy:Policy": "policy",
    "aws:lambda/resourcePolicy:ResourcePolicy": "policy",
}
_SEARCH = {
    "aws:opensearch/domain:Domain": "accessPolicies",
    "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
    "aws:elasticsearch/domain:Domain": "accessPolicies",
    "aws:elasticsearch/domainPolicy:DomainPolicy": "accessPolicies",
}
_DOMAINS = ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")
_ALL = _S3 | _SNS | _SQS | _EVENTS | _ECR | _SECRETS | _BACKUP | _EFS | _DATA
_ENDPOINT_POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"
_ENDPOINTS = {"aws:ec2/vpcEndpoint:VpcEndpoint": "policy", _ENDPOINT_POLICY: "policy"}
_SEND_NO_SOURCE = {
    ("aws:sns/topic:Topic", "events.amazonaws.com"),
    ("aws:sns/topicPolicy:TopicPolicy", "events.amazonaws.com"),
    ("aws:s3/bucketPolicy:BucketPolicy", "logdelivery.elasticloadbalancing.amazonaws.com"),
    ("aws:secretsmanager/secret:Secret", "kafka.amazonaws.com"),
    ("aws:secretsmanager/secretPolicy:SecretPolicy", "kafka.amazonaws.com"),
    ("aws:msk/clusterPolicy:ClusterPolicy", "kafka.amazonaws.com"),
}
"""Resource and service that reaches it without saying for whom, as in the policies that AWS documents for them."""
_FOR_WHOM = ("kms:calleraccount", "kms:encryptioncontext:*", "aws:principalorgid")
"""What else says for whom a service calls."""
_REMEDY = "Name the principals, or demand aws:PrincipalOrgID, aws:PrincipalArn, aws:SourceAccount or aws:SourceArn."


def _open(statement: Statement) -> Iterator[str]:
    if statement.for_anybody() and not statement.pins(*CALLERS):
        yield f"{statement.label}: lets in everybody"


def _no_anybody(
    name: str,
    *,
    description: str,
    controls: tuple[str, ...],
    places: Mapping[str, str],
    remedy: str = _REMEDY,
    severity: Severity = Severity.CRITICAL,
) -> Rule:
    """A rule that the policies at these places let in nobody unnamed."""

    def check(policy: Subject) -> Iterator[str]:
        yield from each_grant(policy, places[policy.type], _open)

    made = resource_rule(
        name, topic=Topic.IAM, severity=severity, description=description, remedy=remedy, controls=controls, types=tuple(places)
    )
    return made(check)


s3_policy_no_anybody = _no_anybody(
    "s3-policy-no-anybody",
    description="No policy of a bucket, access point, table bucket or vault lets in everybody.",
    controls=("FSBP S3.2", "FSBP S3.3", "CKV_AWS_70", "CKV_AWS_167"),
    places=_S3,
)

sns_policy_no_anybody = _no_anybody(
    "sns-policy-no-anybody",
    description="No policy of a topic lets in everybody.",
    controls=("FSBP SNS.4", "CKV_AWS_169"),
    places=_SNS,
)

sqs_policy_no_anybody = _no_anybody(
    "sqs-policy-no-anybody",
    description="No policy of a queue lets in everybody.",
    controls=("CKV_AWS_168", "CKV_AWS_387"),
    places=_SQS,
)

eventbridge_policy_no_anybody = _no_anybody(
    "eventbridge-policy-no-anybody",
    description="No policy of an event bus or schema registry lets in everybody.",
    controls=("CKV_AWS_283",),
    places=_EVENTS,
)

ecr_policy_no_anybody = _no_anybody(
    "ecr-policy-no-anybody",
    description="No policy of an image repository or registry lets in everybody.",
    controls=("CKV_AWS_32",),
    places=_ECR,
)

kms_policy_no_anybody = _no_anybody(
    "kms-policy-no-anybody",
    description="No policy of a key lets in everybody; the account's root may be named, as it leaves the decision to IAM.",
    remedy=_REMEDY + " For calls through a service, kms:CallerAccount.",
    controls=("FSBP KMS.5", "CKV_AWS_33"),
    places=_KMS,
)

secretsmanager_policy_no_anybody = _no_anybody(
    "secretsmanager-policy-no-anybody",
    description="No policy of a secret lets in everybody.",
    remedy=_REMEDY + " block_public_policy=True on aws.secretsmanager.SecretPolicy refuses such a policy.",
    controls=("CKV_AWS_283",),
    places=_SECRETS,
)

backup_policy_no_anybody = _no_anybody(
    "backup-policy-no-anybody",
    description="No policy of a backup vault lets in everybody.",
    controls=("CKV_AWS_283",),
    places=_BACKUP,
)

efs_policy_no_anybody = _no_anybody(
    "efs-policy-no-anybody",
    severity=Severity.HIGH,
    description="No policy of a file system lets in everybody who reaches it.",
    remedy=_REMEDY + " Or demand elasticfilesystem:AccessedViaMountTarget, which leaves it to the security groups.",
    controls=("CKV_AWS_283",),
    places=_EFS,
)

data_policy_no_anybody = _no_anybody(
    "data-policy-no-anybody",
    description="No policy of a table, stream, catalog, cluster, log, package, build or function lets in everybody.",
    controls=("CKV_AWS_283",),
    places=_DATA,
)


@stack_rule(
    "opensearch-policy-no-anybody",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="A search domain that lets in everybody by its policy asks each for a login of its own.",
    remedy=_REMEDY + " Or enable advanced_security_options.",
    controls=("CKV_AWS_283",),
    types=tuple(_SEARCH),
)
def opensearch_policy_no_anybody(policy: Subject, stack: Stack) -> Iterator[str]:
    def asks_for_login(domain: Subject) -> bool:
        is_its = domain.urn == policy.urn or stack.refers(policy, "domainName", domain)
        return is_its and domain.values.flag("advancedSecurityOptions.enabled")

    def check(statement: Statement) -> Iterator[str]:
        for message in _open(statement):
            if not any_of(*((lambda domain=domain: asks_for_login(domain)) for domain in stack.of_type(*_DOMAINS))):
                yield message

    yield from each_grant(policy, _SEARCH[policy.type], check)


@resource_rule(
    "resource-policy-no-all-actions",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="No policy of a resource allows every action of its service.",
    remedy="Name the actions, such as sqs:SendMessage.",
    controls=("CKV_AWS_72",),
    types=tuple(_ALL),
)
def resource_policy_no_all_actions(policy: Subject) -> Iterator[str]:
    def check(statement: Statement) -> Iterator[str]:
        for action in statement.actions():
            if action == "*" or action.endswith(":*"):
                yield f"{statement.label}: allows {action}"

    yield from each_grant(policy, _ALL[policy.type], check)


@resource_rule(
    "resource-policy-names-source",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="A policy lets in a service only for the account or resource that it acts for.",
    remedy="Demand aws:SourceAccount or aws:SourceArn, of a key also kms:CallerAccount or kms:EncryptionContext.",
    controls=("platform",),
    types=tuple(_ALL | _KMS),
)
def resource_policy_names_source(policy: Subject) -> Iterator[str]:
    def check(statement: Statement) -> Iterator[str]:
        for service in statement.principals("Service"):
            if (policy.type, service) not in _SEND_NO_SOURCE and not statement.pins(*SOURCES, *_FOR_WHOM):
                yield f"{statement.label}: {service} may act for any account"

    yield from each_grant(policy, (_ALL | _KMS)[policy.type], check)


@stack_rule(
    "vpc-endpoint-policy-limits",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="The policy of a VPC endpoint says what may be done through it; without one, everything to everybody's resources.",
    remedy="Set policy, with the actions, the resources or aws:ResourceOrgID.",
    controls=("platform",),
    types=tuple(_ENDPOINTS),
)
def vpc_endpoint_policy_limits(endpoint: Subject, stack: Stack) -> Iterator[str]:
    def check(statement: Statement) -> Iterator[str]:
        everything = "*" in statement.actions() and "*" in statement.values.each_text("Resource")
        if everything and statement.for_anybody() and not statement.conditions:
            yield f"{statement.label}: lets everybody do everything"

    if stack.given(endpoint, "policy"):
        yield from each_grant(endpoint, _ENDPOINTS[endpoint.type], check)
    elif endpoint.values.text("vpcEndpointType") in ("", "Gateway") and not stack.companions(endpoint, _ENDPOINT_POLICY, "vpcEndpointId"):
        yield "policy is not set"
