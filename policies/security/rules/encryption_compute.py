"""Machines, clusters and functions keep volumes, secrets, images and variables encrypted."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.customer_key import customer_key_rule, has_customer_key
from policies.subject import Check, Stack, Subject, any_of

_VOLUME = "aws:ebs/volume:Volume"
_LAUNCH_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration"
_MACHINES = ("aws:ec2/instance:Instance", "aws:ec2/spotInstanceRequest:SpotInstanceRequest", _LAUNCH_CONFIGURATION)
_VOLUMES = {
    **dict.fromkeys(_MACHINES, ("rootBlockDevice", "ebsBlockDevices")),
    "aws:ec2/launchTemplate:LaunchTemplate": ("blockDeviceMappings.ebs",),
    "aws:ec2/spotFleetRequest:SpotFleetRequest": ("launchSpecifications.rootBlockDevices", "launchSpecifications.ebsBlockDevices"),
    "aws:ecs/service:Service": ("volumeConfiguration.managedEbsVolume",),
    "aws:imagebuilder/imageRecipe:ImageRecipe": ("blockDeviceMappings.ebs",),
    "aws:imagebuilder/containerRecipe:ContainerRecipe": ("instanceConfiguration.blockDeviceMappings.ebs",),
}
"""Where the volumes stand in what makes them."""

_BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault"
_DEFAULT_KEY = "aws:ebs/defaultKmsKey:DefaultKmsKey"
_EKS = "aws:eks/cluster:Cluster"


def _encrypted_by_default(machine: Subject, stack: Stack) -> bool:
    settings = [setting for setting in stack.of_type(_BY_DEFAULT) if setting.region == machine.region]
    return any_of(*(lambda setting=setting: setting.values.flag("enabled", default=True) for setting in settings))


def _has_default_key(machine: Subject, stack: Stack) -> bool:
    return any(setting.region == machine.region for setting in stack.of_type(_DEFAULT_KEY))


def _volumes(machine: Subject, *checks: Check) -> Iterator[str]:
    """What the checks find wrong with each volume. One from a snapshot takes over how that is encrypted."""

    def volume(values: Values) -> Iterator[str]:
        if not values.has("snapshotId"):
            yield from machine.each([values], *checks)

    def at(path: str) -> Check:
        first, _, further = path.partition(".")
        return lambda values: machine.each(values.items(first), at(further) if further else volume)

    def root(values: Values) -> Iterator[str]:
        if machine.type in _MACHINES and not values.has("rootBlockDevice") and not values.has("launchTemplate"):
            yield from machine.each([values.inner("rootBlockDevice")], *checks)  # there is one all the same

    yield from machine.separately(*(at(path) for path in _VOLUMES[machine.type]), root)


@stack_rule(
    "ebs-volume-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="EBS volumes are encrypted, by their own setting or by the region's default.",
    remedy="Set encrypted=True and kms_key_id, or add aws.ebs.EncryptionByDefault; a volume that exists is replaced.",
    controls=("FSBP EC2.3", "CIS AWS 5.1.1", "CKV_AWS_3"),
    types=(_VOLUME,),
)
def ebs_volume_encrypted(volume: Subject, stack: Stack) -> Iterator[str]:
    if not any_of(lambda: volume.values.flag("encrypted"), lambda: _encrypted_by_default(volume, stack)):
        yield "encrypted is not true, and the region does not encrypt by default"


@stack_rule(
    "ec2-volumes-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Machines, launch templates, image recipes and tasks have encrypted volumes only, by their own or the region's setting.",
    remedy="Set encrypted=True in root_block_device, ebs_block_devices and block_device_mappings, or add aws.ebs.EncryptionByDefault.",
    controls=("FSBP EC2.3", "FSBP EC2.173", "FSBP EC2.181", "CKV_AWS_8"),
    types=tuple(_VOLUMES),
)
def ec2_volumes_encrypted(machine: Subject, stack: Stack) -> Iterator[str]:
    def encrypted(volume: Values) -> Iterator[str]:
        if not any_of(lambda: volume.flag("encrypted"), lambda: _encrypted_by_default(machine, stack)):
            yield f"{volume.path}.encrypted is not true, and the region does not encrypt by default"

    yield from _volumes(machine, encrypted)


@stack_rule(
    "ebs-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="EBS volumes are encrypted with a customer managed key, their own or the region's default.",
    remedy="Set kms_key_id, or add aws.ebs.DefaultKmsKey for the region.",
    controls=("CKV_AWS_189", "CKV_AWS_200"),
    types=(_VOLUME, *(type_ for type_ in _VOLUMES if type_ != _LAUNCH_CONFIGURATION)),  # that takes no key
)
def ebs_customer_key(machine: Subject, stack: Stack) -> Iterator[str]:
    def with_key(volume: Values) -> Iterator[str]:
        if not has_customer_key(machine, volume, "kmsKeyId"):
            yield f"{volume.path}.kmsKeyId".removeprefix(".") + " names no customer managed key, nor does the region's default"

    if not _has_default_key(machine, stack):
        yield from machine.separately(with_key) if machine.type == _VOLUME else _volumes(machine, with_key)


@resource_rule(
    "ebs-encryption-by-default",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="A region encrypts new EBS volumes by default.",
    remedy="Set enabled=True, which is the default.",
    controls=("FSBP EC2.7", "CIS AWS 5.1.1", "CKV_AWS_106"),
    types=(_BY_DEFAULT,),
)
def ebs_encryption_by_default(setting: Subject) -> Iterator[str]:
    if not setting.values.flag("enabled", default=True):
        yield "enabled is false"


@stack_rule(
    "eks-secrets-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="EKS clusters encrypt Kubernetes secrets with a customer managed key before they are stored.",
    remedy='Set encryption_config with resources=["secrets"] and the key_arn of a provider (encryption_config_key_arn of an eks.Cluster).',
    controls=("FSBP EKS.3", "CKV_AWS_58"),
    types=(_EKS, "eks:index:Cluster"),
)
def eks_secrets_customer_key(cluster: Subject, stack: Stack) -> Iterator[str]:
    if cluster.type != _EKS:
        inside = any(made.parent == cluster.urn for made in stack.of_type(_EKS))  # the engine shows it; arguments it does not
        if not inside and not has_customer_key(cluster, cluster.values, "encryptionConfigKeyArn"):
            yield "encryptionConfigKeyArn names no customer managed key"
        return
    encryption = cluster.values.inner("encryptionConfig")
    if "secrets" not in encryption.texts("resources"):
        yield "encryptionConfig.resources does not have secrets"
    elif not has_customer_key(cluster, encryption.inner("provider"), "keyArn"):
        yield "encryptionConfig.provider.keyArn names no customer managed key"


ecr_customer_key = customer_key_rule(
    "ecr-customer-key",
    severity=Severity.LOW,
    description="Repositories of images are encrypted with a customer managed key.",
    remedy='Set encryption_configurations with encryption_type="KMS" and kms_key; a repository that exists is replaced with its images.',
    controls=("Security Hub ECR.5", "CKV_AWS_136"),
    keys={
        "aws:ecr/repository:Repository": "encryptionConfigurations.kmsKey",
        "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": "encryptionConfigurations.kmsKey",
    },
)


@stack_rule(
    "lambda-environment-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Functions that have environment variables encrypt them with a customer managed key.",
    remedy="Set kms_key_arn, and let the function's role decrypt with it.",
    controls=("CKV_AWS_173",),
    types=("aws:lambda/function:Function",),
)
def lambda_environment_customer_key(function: Subject, _: Stack) -> Iterator[str]:
    variables = function.values.inner("environment").keys("variables")
    if variables and not has_customer_key(function, function.values, "kmsKeyArn"):
        yield "kmsKeyArn names no customer managed key, though there are environment variables"


@stack_rule(
    "ecs-exec-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="ECS encrypts the sessions of exec, their logs and managed storage with customer managed keys.",
    remedy="Set kms_key_id in execute_command_configuration and in managed_storage_configuration, and encrypt the logs.",
    controls=("CKV_AWS_224",),
    types=("aws:ecs/cluster:Cluster",),
)
def ecs_exec_customer_key(cluster: Subject, _: Stack) -> Iterator[str]:
    configuration = cluster.values.inner("configuration")

    def sessions(_: Values) -> Iterator[str]:
        sessions = configuration.inner("executeCommandConfiguration")
        if sessions.keys() and sessions.text("logging") != "NONE" and not has_customer_key(cluster, sessions, "kmsKeyId"):
            yield f"{sessions.path}.kmsKeyId names no customer managed key"

    def logs(_: Values) -> Iterator[str]:
        logs = configuration.inner("executeCommandConfiguration.logConfiguration")
        for name, encrypted in _ENCRYPTED_LOGS.items():
            if logs.has(name) and not logs.flag(encrypted):
                yield f"{logs.path}.{encrypted} is not true"

    def storage(_: Values) -> Iterator[str]:
        storage = configuration.inner("managedStorageConfiguration")
        keys = storage.keys()
        for key in keys:
            if not has_customer_key(cluster, storage, key):
                yield f"{storage.path}.{key} names no customer managed key"

    yield from cluster.separately(sessions, logs, storage)


_ENCRYPTED_LOGS = {"cloudWatchLogGroupName": "cloudWatchEncryptionEnabled", "s3BucketName": "s3BucketEncryptionEnabled"}
"""Where sessions are logged, and what says that it is encrypted."""
