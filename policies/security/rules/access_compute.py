"""Machines, clusters and stores of what runs: who gets in, and with which rights."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule
from policies.security.instance_metadata import demand_tokens
from policies.subject import Check, Subject

_INSTANCES = ("aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate")
_FIXED = ("aws:ec2/launchConfiguration:LaunchConfiguration", "aws:ec2/spotInstanceRequest:SpotInstanceRequest")
"""Those that a change replaces."""
_COMPONENT = "eks:index:Cluster"
_DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"


def _members(of: Values) -> list[Values]:
    """What stands under the names of an object, which may have dots."""
    return [Values(of.raw[name], f"{of.path}.{name}") for name in of.keys("")]


def _metadata(machine: Subject) -> Values:
    """Settings of the metadata service: of their own in the region's defaults."""
    return machine.values if machine.type == _DEFAULTS else machine.values.inner("metadataOptions")


def _without_token(options: Values) -> Iterator[str]:
    if options.text("httpEndpoint") != "disabled" and options.text("httpTokens") != "required":
        yield "httpTokens is not required"


@resource_rule(
    "ec2-metadata-needs-token",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="The metadata service of an instance, which hands out its role, answers requests with a token only (IMDSv2).",
    remedy='Set metadata_options with http_tokens="required".',
    controls=("FSBP EC2.8", "CKV_AWS_79"),
    types=_INSTANCES,
    remediation=demand_tokens,
)
def ec2_metadata_needs_token(machine: Subject) -> Iterator[str]:
    if machine.values.has("metadataOptions") or not machine.values.has("launchTemplate"):  # a launch template says it for an instance
        yield from _without_token(_metadata(machine))


@resource_rule(
    "autoscaling-metadata-needs-token",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Launch configurations, spot requests and the region's defaults demand a token of the metadata service (IMDSv2).",
    remedy='Set http_tokens="required". A launch configuration or spot request is replaced by it.',
    controls=("CKV_AWS_79",),
    types=(*_FIXED, _DEFAULTS),
)
def autoscaling_metadata_needs_token(machine: Subject) -> Iterator[str]:
    yield from _without_token(_metadata(machine))


@resource_rule(
    "ec2-metadata-stays-on-instance",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Answers of the metadata service do not get further than the instance, so not into its containers.",
    remedy="Set metadata_options with http_put_response_hop_limit=1.",
    controls=("CKV_AWS_341",),
    types=(*_INSTANCES, *_FIXED, _DEFAULTS),
    config={"hops": {"type": "integer", "default": 1, "description": "The most allowed."}},
)
def ec2_metadata_stays_on_instance(machine: Subject) -> Iterator[str]:
    limit = machine.settings["hops"]
    if (_metadata(machine).number("httpPutResponseHopLimit") or 1) > limit:
        yield f"httpPutResponseHopLimit is more than {limit}"


@resource_rule(
    "karpenter-metadata-needs-token",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Nodes that Karpenter starts demand a token of the metadata service and keep its answers, as they do by default.",
    remedy="Leave spec.metadataOptions out, or set httpTokens to required and httpPutResponseHopLimit to 1.",
    controls=("platform",),
    types=("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",),
)
def karpenter_metadata_needs_token(nodes: Subject) -> Iterator[str]:
    def token(values: Values) -> Iterator[str]:
        if values.text("spec.metadataOptions.httpTokens") == "optional":
            yield "spec.metadataOptions.httpTokens is optional"

    def hops(values: Values) -> Iterator[str]:
        if (values.number("spec.metadataOptions.httpPutResponseHopLimit") or 1) > 1:
            yield "spec.metadataOptions.httpPutResponseHopLimit is more than 1"

    yield from nodes.separately(token, hops)


@resource_rule(
    "emr-metadata-needs-token",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Nodes of an EMR cluster demand a token of the metadata service (IMDSv2), which they do not by default.",
    remedy="Set InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion to 2 in configuration.",
    controls=("platform",),
    types=("aws:emr/securityConfiguration:SecurityConfiguration",),
)
def emr_metadata_needs_token(security: Subject) -> Iterator[str]:
    configuration = security.values.document("configuration")
    if configuration.text("InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion") != "2":
        yield "configuration does not demand version 2 of the metadata service"


@resource_rule(
    "ec2-no-key-pairs",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="One gets onto instances by Session Manager, which knows who, and not with a key that is passed on.",
    remedy="Leave out key_name, and give the instance's role AmazonSSMManagedInstanceCore.",
    controls=("platform",),
    types=(*_INSTANCES, *_FIXED, "aws:eks/nodeGroup:NodeGroup"),
)
def ec2_no_key_pairs(machine: Subject) -> Iterator[str]:
    for place in ("keyName", "remoteAccess.ec2SshKey"):
        if machine.values.has(place):
            yield f"{place} is set"


@resource_rule(
    "eks-administrators-by-exception",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Nobody administers a whole cluster but roles that are excluded from this rule for a reason.",
    remedy="Give AmazonEKSAdminPolicy or less, in the namespaces it is needed for.",
    controls=("platform",),
    types=("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", "aws:eks/accessEntry:AccessEntry", _COMPONENT),
)
def eks_administrators_by_exception(access: Subject) -> Iterator[str]:
    def policy(values: Values) -> Iterator[str]:
        if values.text("policyArn").endswith("/AmazonEKSClusterAdminPolicy"):
            yield f"{values.path}.policyArn is AmazonEKSClusterAdminPolicy".lstrip(".")

    def groups(place: str) -> Check:
        def check(values: Values) -> Iterator[str]:
            if "system:masters" in values.each_text(place):
                yield f"{values.path}.{place} has system:masters".lstrip(".")

        return check

    yield from access.separately(policy, groups("kubernetesGroups"))
    for mappings in ("roleMappings", "userMappings"):
        yield from access.each(access.values.items(mappings), groups("groups"))
    for entry in _members(access.values.inner("accessEntries")):
        yield from access.each([entry], groups("kubernetesGroups"), lambda one: access.each(_members(one.inner("accessPolicies")), policy))


@resource_rule(
    "eks-access-by-entries",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="Who gets into a cluster is decided by access entries of EKS only; the default is a ConfigMap inside it.",
    remedy='Set authentication_mode="API".',
    controls=("platform",),
    types=("aws:eks/cluster:Cluster", _COMPONENT),
)
def eks_access_by_entries(cluster: Subject) -> Iterator[str]:
    place = "authenticationMode" if cluster.type == _COMPONENT else "accessConfig.authenticationMode"
    if cluster.values.text(place) != "API":
        yield f"{place} is not API"


@resource_rule(
    "eks-creator-is-no-administrator",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="The role that makes a cluster does not stay its administrator, which it does by default.",
    remedy="Set access_config.bootstrap_cluster_creator_admin_permissions=False, which replaces a cluster that exists.",
    controls=("platform",),
    types=("aws:eks/cluster:Cluster",),
)
def eks_creator_is_no_administrator(cluster: Subject) -> Iterator[str]:
    if cluster.values.flag("accessConfig.bootstrapClusterCreatorAdminPermissions", default=True):
        yield "accessConfig.bootstrapClusterCreatorAdminPermissions is not false"


@resource_rule(
    "eks-pods-have-own-identity",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="A role is for a service account made for it, and not for `default`, which every pod of a namespace runs as.",
    remedy="Give the workload a service account of its own.",
    controls=("platform",),
    types=("aws:eks/podIdentityAssociation:PodIdentityAssociation",),
)
def eks_pods_have_own_identity(association: Subject) -> Iterator[str]:
    if association.values.text("serviceAccount") == "default":
        yield "serviceAccount is default"


@resource_rule(
    "efs-access-point-limits",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="An access point of a file system shows one folder, and writes as one user other than root.",
    remedy="Set root_directory.path and posix_user.",
    controls=("FSBP EFS.3", "FSBP EFS.4", "CKV_AWS_329", "CKV_AWS_330"),
    types=("aws:efs/accessPoint:AccessPoint",),
)
def efs_access_point_limits(point: Subject) -> Iterator[str]:
    def folder(values: Values) -> Iterator[str]:
        if values.text("rootDirectory.path") in ("", "/"):
            yield "rootDirectory.path is the whole file system"

    def user(values: Values) -> Iterator[str]:
        if not values.number("posixUser.uid"):
            yield "posixUser is root or not set"

    yield from point.separately(folder, user)


@resource_rule(
    "ecr-tags-stay",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="A tag of an image means the same image for ever.",
    remedy='Set image_tag_mutability="IMMUTABLE".',
    controls=("FSBP ECR.2", "CKV_AWS_51"),
    types=("aws:ecr/repository:Repository",),
)
def ecr_tags_stay(repository: Subject) -> Iterator[str]:
    if not repository.values.text("imageTagMutability").startswith("IMMUTABLE"):
        yield "imageTagMutability is not IMMUTABLE"
