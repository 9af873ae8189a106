"""Container images, App Runner and Lightsail."""

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.measures import measure
from inventory.values import Values

free(
    "part of the repository, or a setting of the registry",
    "aws:ecr/accountSetting:AccountSetting",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
    "aws:ecr/pullTimeUpdateExclusion:PullTimeUpdateExclusion",
    "aws:ecr/registryPolicy:RegistryPolicy",
    "aws:ecr/replicationConfiguration:ReplicationConfiguration",
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "aws:ecrpublic/repositoryPolicy:RepositoryPolicy",
)
free(
    "part of the service",
    "aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion",
    "aws:apprunner/connection:Connection",
    "aws:apprunner/customDomainAssociation:CustomDomainAssociation",
    "aws:apprunner/defaultAutoScalingConfigurationVersion:DefaultAutoScalingConfigurationVersion",
    "aws:apprunner/deployment:Deployment",
    "aws:apprunner/observabilityConfiguration:ObservabilityConfiguration",
    "aws:apprunner/vpcConnector:VpcConnector",
)
free(
    "part of the instance",
    "aws:lightsail/instancePublicPorts:InstancePublicPorts",
    "aws:lightsail/keyPair:KeyPair",
    "aws:lightsail/staticIpAttachment:StaticIpAttachment",
)

_SCALING = "aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion"


@estimates("aws:ecr/repository:Repository", "aws:ecrpublic/repository:Repository")
def repository(bill: Bill) -> None:
    """Usage: `storage_gb` of images, 1 unless said; downloads are data transfer."""
    bill.add("images", bill.usage("storage_gb", 1), "ecr", "storage", by_usage=True)


@estimates("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration")
def scanning(bill: Bill) -> None:
    """Basic scanning is free. Usage of Inspector's: `images` that are pushed, and `rescans` as new weaknesses become known."""
    if bill.values.text("scanType") == "ENHANCED":
        bill.add("scans of new images", bill.usage("images"), "ecr", "enhanced_scan", by_usage=True)
        bill.add("scans of known images", bill.usage("rescans"), "ecr", "enhanced_rescan", by_usage=True)


@estimates("aws:apprunner/service:Service")
def app_runner(bill: Bill) -> None:
    """The memory of the instances that always wait. Usage: `active_hours` in which one serves requests.

    What a month of automatic deployments and the builds cost is not in it.
    """
    instance = bill.values.inner("instanceConfiguration")
    vcpus, gb = measure(instance.text("cpu")) or 1, measure(instance.text("memory")) or 2
    scaling = bill.around.target(bill.resource, "autoScalingConfigurationArn", _SCALING)
    waiting = (Values(dict(scaling.inputs)).number("minSize") if scaling else None) or 1
    bill.hours("provisioned memory", gb * waiting, "apprunner", "gb_hour")
    bill.add("active vCPU", vcpus * bill.usage("active_hours"), "apprunner", "vcpu_hour", by_usage=True)


@estimates("aws:lightsail/instance:Instance")
def lightsail(bill: Bill) -> None:
    bill.add("instance", 1, "lightsail", "instance", bill.values.text("bundleId"))
