"""What a service may do on AWS: exactly what its profile says that it uses."""

from collections.abc import Iterator, Sequence

from components.databases.postgres_proxy import connect
from components.lakehouse.statements import read_objects, read_with_key
from components.placement import Placement
from components.region import RegionStack
from components.security.policies import Statement, allow
from components.streaming.kafka import Kafka, use_topics
from components.streaming.streams import write_stream
from components.streaming.topics import DEAD_LETTERS
from components.workloads.profiles import Profile, Table

_READ_ITEMS = ("dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query")
_WRITE_ITEMS = ("dynamodb:BatchWriteItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
MODELS = "models/"
"""Where trained models are, in the bucket `artifacts`."""


def statements(region: RegionStack, profile: Profile) -> list[Statement]:
    """The policy of a service's role; empty for one that needs nothing of AWS."""
    return [*_streaming(region, profile), *_lakehouse(region, profile), *_tables(region, profile), *_postgres(region, profile)]


def _streaming(region: RegionStack, profile: Profile) -> Iterator[Statement]:
    if profile.writes_stream:
        yield from write_stream(region.streaming.streams["raw-events"])
    if region.streaming.kafka and profile.kafka:
        topics, client = region.placement.settings.streaming.topics, profile.kafka
        letters = [f"{topic}{DEAD_LETTERS}" for topic in client.reads if topics[topic].dead_letters]
        yield from use_topics(region.streaming.kafka, client.reads, [*client.writes, *letters], profile.name)


def lag_statements(kafka: Kafka, profiles: Sequence[Profile]) -> list[Statement]:
    """Ask how far the services' consumer groups are, and read nothing."""
    clients = [(profile.name, profile.kafka) for profile in profiles if profile.kafka]
    topics = sorted({topic for _, client in clients for topic in client.reads})
    return [
        allow(["kafka-cluster:Connect"], [kafka.arn]),
        allow(["kafka-cluster:DescribeTopic"], kafka.topics(*topics)),
        allow(["kafka-cluster:DescribeGroup"], [arn for name, _ in clients for arn in kafka.groups(name)]),
    ]


def _lakehouse(region: RegionStack, profile: Profile) -> Iterator[Statement]:
    if profile.reads_gold:
        yield from read_objects([region.lakehouse.buckets["gold"]])
        yield from read_objects([region.lakehouse.buckets["artifacts"]], MODELS)
        yield read_with_key(region.keys.arns["s3"])


def _tables(region: RegionStack, profile: Profile) -> Iterator[Statement]:
    if profile.reads_tables:
        yield allow(_READ_ITEMS, _arns(region.placement, profile.reads_tables))
    if profile.writes_tables:
        yield allow(_WRITE_ITEMS, _arns(region.placement, profile.writes_tables))
    if profile.reads_tables or profile.writes_tables:
        yield allow(["kms:Decrypt"], [region.keys.arns["rds"]], Condition=_by_dynamodb(region.placement))


def _postgres(region: RegionStack, profile: Profile) -> Iterator[Statement]:
    if profile.postgres and (proxy := region.databases.postgres_proxy):
        yield connect(proxy)


def _arns(placement: Placement, tables: tuple[Table, ...]) -> list[str]:
    return [placement.arn("dynamodb", f"table/{placement.physical(table)}") for table in tables]


def _by_dynamodb(placement: Placement) -> dict[str, dict[str, str]]:
    return {"StringEquals": {"kms:ViaService": f"dynamodb.{placement.region.name}.amazonaws.com"}}
