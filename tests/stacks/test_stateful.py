"""What holds for everything that keeps data, in every stack."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from inventory.resource import Resource
from tests.support import ALL_STACKS, inventory_of, settings_of

every_stack = pytest.mark.parametrize("stack", ALL_STACKS)

Inputs = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """How one type shows that it is encrypted, and by which name CloudWatch knows it."""

    key: Callable[[Inputs], Any]
    """ARN of its key; empty if it has none of the customer's."""
    protection: str = ""
    """The service's own deletion protection."""


STATEFUL = {
    "aws:dynamodb/table:Table": Rule(lambda i: i["serverSideEncryption"]["kmsKeyArn"], "deletionProtectionEnabled"),
    "aws:elasticache/replicationGroup:ReplicationGroup": Rule(lambda i: i["kmsKeyId"]),
    "aws:efs/fileSystem:FileSystem": Rule(lambda i: i["kmsKeyId"]),
    "aws:kinesis/stream:Stream": Rule(lambda i: i["kmsKeyId"]),
    "aws:msk/cluster:Cluster": Rule(lambda i: i["encryptionInfo"]["encryptionAtRestKmsKeyArn"]),
    "aws:opensearch/domain:Domain": Rule(lambda i: i["encryptAtRest"]["kmsKeyId"]),
    "aws:rds/instance:Instance": Rule(lambda i: i["kmsKeyId"], "deletionProtection"),
    "aws:redshift/cluster:Cluster": Rule(lambda i: i["kmsKeyId"]),
}

# One of each in a region (or, of the last two, in the account): AWS has no second one, so the second would overwrite the first.
SINGLETONS = (
    "aws:cfg/deliveryChannel:DeliveryChannel",
    "aws:cfg/recorder:Recorder",
    "aws:ebs/defaultKmsKey:DefaultKmsKey",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    "aws:ecr/replicationConfiguration:ReplicationConfiguration",
    "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration",
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings",
    "aws:guardduty/detector:Detector",
    "aws:inspector2/enabler:Enabler",
    "aws:lakeformation/dataLakeSettings:DataLakeSettings",
    "aws:securityhub/account:Account",
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
)


def stateful(stack: str) -> list[Resource]:
    """Everything that keeps data and is no bucket."""
    found = inventory_of(stack).of_type(*STATEFUL)
    assert found
    return found


def names_of(resource: Resource) -> set[str]:
    """What CloudWatch may call a resource in its dimensions."""
    keys = ("name", "identifier", "clusterIdentifier", "clusterName", "domainName", "replicationGroupId")
    given = {value for key in keys if isinstance(value := resource.inputs.get(key), str)}
    nodes = {f"{name}-001" for name in given} if resource.type.startswith("aws:elasticache/") else set()
    return given | nodes | {resource.id, resource.id.rpartition("/")[2]}


@every_stack
def test_it_is_encrypted_with_a_key_of_its_own_region(stack: str) -> None:
    account = settings_of(stack).account_id
    for resource in stateful(stack):
        assert str(STATEFUL[resource.type].key(dict(resource.inputs))).startswith(f"arn:aws:kms:{resource.region}:{account}:key/"), (
            resource.urn
        )


@every_stack
def test_it_is_protected_where_the_settings_ask_for_it(stack: str) -> None:
    protect = settings_of(stack).protect
    for resource in stateful(stack):
        assert (resource.protect, resource.retain_on_delete) == (protect, protect), resource.urn
        if own := STATEFUL[resource.type].protection:
            assert bool(resource.inputs.get(own)) is protect, resource.urn


@every_stack
def test_somebody_is_called_when_it_is_ill(stack: str) -> None:
    alarms = inventory_of(stack).of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    watched = {(alarm.region, str(value)) for alarm in alarms for dimensions in _dimensions(alarm) for value in dimensions.values()}
    missing = [r.urn for r in stateful(stack) if not any((r.region, name) in watched for name in names_of(r))]
    assert not missing


def _dimensions(alarm: Resource) -> list[dict[str, Any]]:
    metrics = [query.get("metric") or {} for query in alarm.inputs.get("metricQueries", [])]
    return [alarm.inputs.get("dimensions") or {}, *(metric.get("dimensions") or {} for metric in metrics)]


@every_stack
def test_every_alarm_calls_the_topic_of_its_own_region(stack: str) -> None:
    for alarm in inventory_of(stack).of_type("aws:cloudwatch/metricAlarm:MetricAlarm"):
        assert alarm.inputs["alarmActions"], alarm.urn
        assert all(arn.startswith(f"arn:aws:sns:{alarm.region}:") for arn in alarm.inputs["alarmActions"]), alarm.urn


@every_stack
def test_what_aws_has_once_in_a_region_is_made_once(stack: str) -> None:
    twice = Counter((resource.type, resource.region) for resource in inventory_of(stack).of_type(*SINGLETONS))
    assert {key: count for key, count in twice.items() if count > 1} == {}


def test_prod_survives_the_loss_of_a_zone() -> None:
    inventory = inventory_of("prod")
    writers = [r for r in inventory.of_type("aws:rds/instance:Instance") if not r.inputs.get("replicateSourceDb")]
    assert writers and all(r.inputs["multiAz"] for r in writers)
    for cluster in inventory.of_type("aws:msk/cluster:Cluster"):
        assert len(cluster.inputs["brokerNodeGroupInfo"]["clientSubnets"]) == 3
    for domain in inventory.of_type("aws:opensearch/domain:Domain"):
        assert domain.inputs["clusterConfig"]["zoneAwarenessConfig"]["availabilityZoneCount"] == 3
    for group in inventory.of_type("aws:elasticache/replicationGroup:ReplicationGroup"):
        assert group.inputs["automaticFailoverEnabled"] and group.inputs["multiAzEnabled"], group.urn
    gateways = Counter(gateway.region for gateway in inventory.of_type("aws:ec2/natGateway:NatGateway"))
    assert set(gateways.values()) == {3}
