"""What stands in for AWS's managed services in a cluster that is not on AWS."""

from settings.pod_size import PodSize
from settings.section import GiB, Section


class ObjectStore(Section):
    """SeaweedFS instead of S3: one pod with one volume, for what others keep in buckets."""

    size: PodSize = PodSize(cpu=0.2, memory_gib=0.5, max_memory_gib=2)
    storage_gib: GiB = 20
    """Shared by all buckets."""


class DynamodbLocal(Section):
    """DynamoDB Local instead of DynamoDB: AWS's own emulator, for development."""

    size: PodSize = PodSize(cpu=0.1, memory_gib=0.5)
    storage_gib: GiB = 5


class SchemaRegistry(Section):
    """Karapace instead of Glue Schema Registry: the same API as Confluent's, its schemas in a Kafka topic."""

    size: PodSize = PodSize(cpu=0.1, memory_gib=0.25, max_memory_gib=0.5)


class StandIns(Section):
    """One that is left out does not exist. `components/dataservices/stand_ins/table.py` has one for every managed service."""

    dynamodb: DynamodbLocal | None = None
    schema_registry: SchemaRegistry | None = None
