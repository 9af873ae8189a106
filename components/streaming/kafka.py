"""What clients of Kafka on MSK need to know, and what they must be allowed."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.placement import Placement
from components.security.policies import Statement, allow
from components.streaming.topics import topic_settings
from settings.regions import short_name_of


@dataclass(frozen=True)
class Kafka:
    """A cluster, whichever kind it is."""

    placement: Placement
    name: str
    """Known before deployment, so that policies can name its topics."""
    arn: pulumi.Output[str]
    iam_brokers: pulumi.Output[str]
    """Where clients begin that say who they are by IAM (port 9098)."""
    scram_brokers: pulumi.Output[str] | None
    """Where those with a password begin (port 9096); None if nobody has one."""
    secret_arns: dict[str, pulumi.Output[str]]
    """The secret of each of those users."""

    def topics(self, *topics: str) -> list[str]:
        """ARNs of topics. The part that AWS makes up is left open; the cluster's name is unique in the region."""
        return [self.placement.arn("kafka", f"topic/{self.name}/*/{topic}") for topic in topics]

    def groups(self, prefix: str = "") -> list[str]:
        """ARNs of consumer groups."""
        return [self.placement.arn("kafka", f"group/{self.name}/*/{prefix}*")]


def cluster_name(placement: Placement) -> str:
    """With the region, because the dr region shows it in the names of replicated topics."""
    return placement.physical("kafka", short_name_of(placement.region.name))


def use_topics(kafka: Kafka, reads: Sequence[str] = (), writes: Sequence[str] = (), group: str = "") -> list[Statement]:
    """Read and write topics, with consumer groups of one prefix.

    https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html
    """
    known = topic_settings(kafka.placement.settings.streaming)
    if unknown := sorted({*reads, *writes} - set(known)):
        raise ValueError(f"no topic is called {', '.join(unknown)}; there are {', '.join(known)}")
    statements: list[Statement] = [allow(["kafka-cluster:Connect"], [kafka.arn])]
    if writes:
        statements += [
            allow(["kafka-cluster:WriteDataIdempotently"], [kafka.arn]),
            allow(["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"], kafka.topics(*writes)),
        ]
    if reads:
        statements += [
            allow(["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"], kafka.topics(*reads)),
            allow(["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"], kafka.groups(group)),
        ]
    return statements
