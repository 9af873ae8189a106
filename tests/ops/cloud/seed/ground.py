"""What others stand on: networks and keys, secrets and topics."""

from typing import Any

from inventory.resource import Resource
from tests.ops.cloud.seed.seeding import Seeding, tags

_BY_A_PERSON = ("pagerduty", "slack", "telegram")


def make(seeding: Seeding) -> None:
    """Networks, keys, secrets, topics."""
    _networks(seeding)
    for type_ in ("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"):
        for key, inputs in seeding.of(type_):
            made = seeding.client("kms", key.region).create_key(Description=inputs["description"])["KeyMetadata"]
            seeding.made(key, made["KeyId"], made["Arn"])
    for secret, inputs in seeding.of("aws:secretsmanager/secret:Secret"):
        _secret(seeding, secret, inputs)
    for topic, _ in seeding.of("aws:sns/topic:Topic"):
        arn = seeding.client("sns", topic.region).create_topic(Name=seeding.name(topic))["TopicArn"]
        seeding.made(topic, arn, arn)


def _secret(seeding: Seeding, secret: Resource, inputs: dict[str, Any]) -> None:
    """With a value, unless a person is to give it: with one of those, a test would tell somebody out there."""
    client, value = seeding.client("secretsmanager", secret.region), f'{{"username": "platform", "password": "{secret.name}"}}'
    given = {} if secret.name.endswith(_BY_A_PERSON) else {"SecretString": value}
    arn = client.create_secret(Name=seeding.name(secret), **given, Tags=tags(inputs))["ARN"]
    seeding.made(secret, arn, arn)
    for replica in inputs.get("replicas", []):
        client.replicate_secret_to_regions(SecretId=arn, AddReplicaRegions=[{"Region": replica["region"]}])
        there = f":{replica['region']}:"
        seeding.means(seeding.named(secret).id.replace(f":{secret.region}:", there), arn.replace(f":{secret.region}:", there))


def _networks(seeding: Seeding) -> None:
    for vpc, inputs in seeding.of("aws:ec2/vpc:Vpc"):
        made = seeding.client("ec2", vpc.region).create_vpc(CidrBlock=inputs["cidrBlock"])
        seeding.made(vpc, made["Vpc"]["VpcId"])
    for more, inputs in seeding.of("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"):
        seeding.client("ec2", more.region).associate_vpc_cidr_block(VpcId=inputs["vpcId"], CidrBlock=inputs["cidrBlock"])
    for subnet, inputs in seeding.of("aws:ec2/subnet:Subnet"):
        place = {"VpcId": inputs["vpcId"], "CidrBlock": inputs["cidrBlock"], "AvailabilityZone": inputs["availabilityZone"]}
        seeding.made(subnet, seeding.client("ec2", subnet.region).create_subnet(**place)["Subnet"]["SubnetId"])
    for group, inputs in seeding.of("aws:ec2/securityGroup:SecurityGroup"):
        given = {"GroupName": seeding.name(group), "Description": inputs["description"], "VpcId": inputs["vpcId"]}
        seeding.made(group, seeding.client("ec2", group.region).create_security_group(**given)["GroupId"])
