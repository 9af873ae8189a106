"""What holds for every resource of every stack on AWS, whatever it is."""

import importlib
import inspect
import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from inventory.resource import Resource
from tests.support import ALL_STACKS, inventory_of, leaves, settings_of

pytestmark = pytest.mark.parametrize("stack", ALL_STACKS)

TAGS = {"project", "stack", "environment", "component", "owner", "cost-center", "data-classification", "managed-by"}

# Type → longest name AWS allows; Pulumi adds 8 characters to a logical name.
NAME_LIMITS = {
    "aws:iam/role:Role": 64,
    "aws:iam/policy:Policy": 128,
    "aws:iam/instanceProfile:InstanceProfile": 128,
    "aws:s3/bucket:Bucket": 63,
    "aws:eks/nodeGroup:NodeGroup": 63,
    "aws:ec2/launchTemplate:LaunchTemplate": 128,
    "aws:cloudwatch/eventRule:EventRule": 64,
    "aws:sqs/queue:Queue": 80,
    "aws:sns/topic:Topic": 256,
    "aws:glue/crawler:Crawler": 255,
    "aws:athena/workgroup:Workgroup": 128,
    "aws:lb/loadBalancer:LoadBalancer": 32,
    "aws:lb/targetGroup:TargetGroup": 32,
    "aws:lambda/function:Function": 64,
}

# Type → the input that names what it belongs to.
NAMED_WITHIN = {
    "aws:cloudwatch/logStream:LogStream": "logGroupName",
    "aws:glue/catalogTable:CatalogTable": "databaseName",
    "aws:guardduty/detectorFeature:DetectorFeature": "detectorId",
    "aws:iam/rolePolicy:RolePolicy": "role",
    "aws:lambda/alias:Alias": "functionName",
    "aws:s3/inventory:Inventory": "bucket",
}

# Type → what proves that its data is encrypted with a key of the customer.
ENCRYPTED: dict[str, tuple[str, ...]] = {
    "aws:cloudtrail/trail:Trail": ("kmsKeyId",),
    "aws:cloudwatch/logGroup:LogGroup": ("kmsKeyId",),
    "aws:efs/fileSystem:FileSystem": ("encrypted", "kmsKeyId"),
    "aws:secretsmanager/secret:Secret": ("kmsKeyId",),
    "aws:sns/topic:Topic": ("kmsMasterKeyId",),
    "aws:sqs/queue:Queue": ("kmsMasterKeyId",),
}

# Those that write only where no customer key is possible; with the reason.
ENCRYPTED_BY_AWS = {"access-logs": "S3 and load balancers write their logs to SSE-S3 buckets only"}


def aws_resources(stack: str) -> list[Resource]:
    """What AWS holds of a stack."""
    return [resource for resource in inventory_of(stack) if resource.is_aws]


def under_regions(stack: str) -> Iterator[tuple[Resource, str]]:
    """Every resource below a RegionStack, with that region."""
    by_urn = {resource.urn: resource for resource in inventory_of(stack)}
    for resource in by_urn.values():
        above = resource
        while above.parent:
            above = by_urn[above.parent]
            if above.type == "platform:index:RegionStack":
                yield resource, above.name
                break


def takes_tags(resource: Resource) -> bool:
    """Whether the SDK's class of a resource has tags of its own."""
    module, kind = resource.type.removeprefix("aws:").split(":")
    package = importlib.import_module(f"pulumi_aws.{module.split('/')[0].replace('lambda', 'lambda_')}")
    parameters = inspect.signature(getattr(package, kind)._internal_init).parameters
    return "tags" in parameters and "Sequence" not in str(parameters["tags"].annotation)


def test_every_resource_lands_in_the_region_it_stands_under(stack: str) -> None:
    wrong = [f"{resource.urn} in {resource.region}" for resource, region in under_regions(stack) if resource.region != region]
    assert not wrong


def test_every_aws_resource_is_in_a_region_of_the_stack_or_global(stack: str) -> None:
    regions = {region.name for region in settings_of(stack).regions}
    elsewhere = {resource.urn: resource.region for resource in aws_resources(stack) if resource.region not in regions}
    assert all("platform:edge:GlobalEdge$" in urn for urn in elsewhere), "only the global edge is where no region of the stack is"
    assert set(elsewhere.values()) <= {"us-east-1"}


def test_every_taggable_resource_has_the_tags(stack: str) -> None:
    wrong = [
        f"{resource.urn} lacks {sorted(missing)}"
        for resource in aws_resources(stack)
        if takes_tags(resource) and (missing := TAGS - set(resource.inputs.get("tags", {})))
    ]
    assert not wrong


def test_no_two_resources_of_a_kind_share_a_physical_name(stack: str) -> None:
    names = Counter(
        (resource.type, _scope(resource), name)
        for resource in aws_resources(stack)
        if isinstance(name := resource.inputs.get(_name_key(resource)), str)
    )
    assert [key for key, count in names.items() if count > 1] == []


def _name_key(resource: Resource) -> str:
    return "bucket" if resource.type == "aws:s3/bucket:Bucket" else "name"


def _scope(resource: Resource) -> str:
    """Where a name must be unique: in all of AWS, in the account, in the region, or in the thing it belongs to."""
    if resource.type == "aws:route53/record:Record":
        return " ".join(str(resource.inputs.get(key)) for key in ("zoneId", "type", "setIdentifier"))
    if owner := NAMED_WITHIN.get(resource.type):
        return f"{resource.region} {resource.inputs[owner]}"
    return "" if resource.type.startswith(("aws:iam/", "aws:s3/bucket:")) else resource.region


def test_names_fit_their_limits_with_the_suffix_that_pulumi_adds(stack: str) -> None:
    wrong = []
    for resource in aws_resources(stack):
        limit = NAME_LIMITS.get(resource.type)
        given = resource.inputs.get("bucket") or resource.inputs.get("name") or resource.inputs.get("nodeGroupName")
        length = len(given) if isinstance(given, str) else len(resource.name) + 8
        if limit and length > limit:
            wrong.append(f"{resource.type} {given or resource.name}: {length} > {limit}")
    assert not wrong


def test_stored_data_is_encrypted_with_a_customer_key(stack: str) -> None:
    wrong = [
        f"{resource.urn}: {field}"
        for resource in aws_resources(stack)
        for field in ENCRYPTED.get(resource.type, ())
        if not resource.inputs.get(field)
    ]
    assert not wrong


def test_every_bucket_is_encrypted_with_a_customer_key(stack: str) -> None:
    inventory = inventory_of(stack)
    algorithms = {
        resource.inputs["bucket"]: resource.inputs["rules"][0]["applyServerSideEncryptionByDefault"]
        for resource in inventory.of_type("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
    }
    for bucket in inventory.of_type("aws:s3/bucket:Bucket"):
        rule = algorithms[bucket.inputs["bucket"]]
        if any(f"-{purpose}-" in bucket.inputs["bucket"] for purpose in ENCRYPTED_BY_AWS):
            assert rule["sseAlgorithm"] == "AES256"
        else:
            assert rule["sseAlgorithm"] == "aws:kms", bucket.urn
            assert rule["kmsMasterKeyId"].startswith(f"arn:aws:kms:{bucket.region}:"), bucket.urn


def test_every_arn_parses_and_names_the_account(stack: str) -> None:
    account = settings_of(stack).account_id
    pattern = re.compile(r"^arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws|)?:.+$")
    wrong = []
    for resource in aws_resources(stack):
        for text in leaves(resource.inputs):
            if not text.startswith("arn:") or "*" in text.split(":")[4]:
                continue
            match = pattern.match(text)
            if not match or (match[1] and match[1] not in (account, "aws")):
                wrong.append(f"{resource.urn}: {text}")
    assert not wrong


def test_every_policy_is_json_with_statements(stack: str) -> None:
    for resource in aws_resources(stack):
        for key in ("policy", "assumeRolePolicy", "resourcePolicy"):
            text = resource.inputs.get(key)
            if isinstance(text, str) and text.startswith("{") and resource.type != "aws:ecr/lifecyclePolicy:LifecyclePolicy":
                assert json.loads(text)["Statement"], resource.urn


def test_stateful_resources_are_protected_where_the_settings_ask_for_it(stack: str) -> None:
    stateful = ("aws:s3/bucket:Bucket", "aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:efs/fileSystem:FileSystem")
    for resource in inventory_of(stack).of_type(*stateful):
        assert resource.protect is settings_of(stack).protect, resource.urn
        assert resource.retain_on_delete is settings_of(stack).protect, resource.urn


def test_every_region_exports_what_others_need(stack: str) -> None:
    exported = inventory_of(stack).outputs["regions"]
    for region in settings_of(stack).regions:
        assert exported[region.name]["role"] == region.role
        assert exported[region.name]["vpc_id"].startswith("vpc-")
        assert exported[region.name]["cluster_name"]
        assert exported[region.name]["buckets"]["bronze"]


def test_logical_names_contain_their_region(stack: str) -> None:
    wrong = [resource.urn for resource, region in under_regions(stack) if region not in resource.name]
    assert not wrong


def test_the_component_tag_says_the_area_that_a_resource_is_part_of(stack: str) -> None:
    inventory = inventory_of(stack)
    by_urn = {resource.urn: resource for resource in inventory}

    def area(resource: Resource | None) -> str:
        while resource and not resource.type.startswith("platform:"):
            resource = by_urn.get(resource.parent)
        name = resource.type.split(":")[1] if resource else "index"
        return "platform" if name == "index" else name

    tagged = [resource for resource in aws_resources(stack) if takes_tags(resource)]
    assert [one.urn for one in tagged if one.inputs["tags"]["component"] != area(one)] == []
    found = {one.inputs["tags"]["component"] for one in tagged}
    assert found >= {"compute", "network", "streaming", "security"}, found
    assert all(re.fullmatch(r"[a-z]+", one) for one in found)


def test_what_is_started_later_carries_the_component_tag_too(stack: str) -> None:
    for template in inventory_of(stack).of_type("aws:ec2/launchTemplate:LaunchTemplate"):
        assert [one["tags"]["component"] for one in template.inputs["tagSpecifications"]] == ["compute"] * 3
    for service in inventory_of(stack).of_type("aws:ecs/service:Service"):
        assert service.inputs["propagateTags"] == "SERVICE"
