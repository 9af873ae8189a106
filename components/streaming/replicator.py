"""Copies topics from one region's MSK cluster to another's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.network import Network
from components.observability.alerts import Alerts, Breach, Metric, alarm, late
from components.security.keys import Keys
from components.security.policies import Statement, allow, document_output, role, trust
from components.streaming.kafka import Kafka
from components.streaming.topics import topic_settings
from settings.regions import short_name_of
from settings.streaming_checks import BROKER_ZONES


@dataclass(frozen=True)
class End:
    """One end of a replication."""

    kafka: Kafka
    network: Network


@dataclass(frozen=True)
class ReplicatorArgs:
    """What a replicator needs; it stands in the target's region."""

    source: End
    target: End
    keys: Keys
    """Of the target."""
    alerts: Alerts
    """Of the target."""


class Replicator(Component):
    """Copies every topic with its configuration, and how far each consumer group has come.

    Between the primary and the dr region topics keep their names, so that after a failover producers and consumers find them as
    before; one replicator goes each way, and neither copies back what the other has copied. Topics of secondary regions, which go on
    by themselves, get the source cluster's name in front: held, but read by nobody.
    """

    def __init__(self, name: str, args: ReplicatorArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        source, target = args.source.kafka, args.target.kafka
        placement = target.placement
        physical = placement.physical("from", short_name_of(source.placement.region.name))
        acts = role(placement, name, trust(placement, "kafka.amazonaws.com"), self.options())
        allowed = aws.iam.RolePolicy(
            name,
            role=acts.name,
            policy=document_output(*_statements(source), *_statements(target)),
            opts=pulumi.ResourceOptions(parent=acts),
        )
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/vendedlogs/msk/{physical}",
            retention_in_days=placement.settings.streaming.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(),
        )
        aws.msk.Replicator(
            name,
            replicator_name=physical,
            description=f"{source.name} to {target.name}",
            service_execution_role_arn=acts.arn,
            kafka_clusters=[_source(args.source), _target(args.target)],
            replication_info_list=replication(source, target),
            log_delivery={"replicator_log_delivery": {"cloudwatch_logs": {"enabled": True, "log_group": logs.name}}},
            opts=self.options(depends_on=[allowed]),
        )
        dimensions = {"ReplicatorName": physical}
        alarm(
            f"{name}-latency",
            f"{physical}: records reach {placement.region.name} late: they would be lost with their region",
            Metric("AWS/Kafka", "ReplicationLatency", dimensions, "Maximum"),
            late(placement, 1000),
            args.alerts,
            self.options(),
        )
        for metric, meaning in (("ReplicatorFailure", "does not replicate"), ("AuthError", "is refused by a cluster")):
            alarm(
                f"{name}-{metric.lower()}",
                f"{physical} {meaning}",
                Metric("AWS/Kafka", metric, dimensions, "Sum"),
                Breach(above=0, period=300, missing="notBreaching"),
                args.alerts,
                self.options(),
            )
        self.register_outputs({})


def replicator_may_connect(name: str, cluster_arn: pulumi.Output[str], opts: pulumi.ResourceOptions) -> None:
    """Let MSK's replicator of another region in.

    https://docs.aws.amazon.com/msk/latest/developerguide/msk-replicator-prepare-clusters.html
    """
    statement = allow(
        ["kafka:CreateVpcConnection", "kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers"],
        [cluster_arn],
        "Replicator",
        Principal={"Service": "kafka.amazonaws.com"},
    )
    aws.msk.ClusterPolicy(name, cluster_arn=cluster_arn, policy=document_output(statement), opts=opts)


def _source(end: End) -> dict[str, Any]:
    """By PrivateLink: AWS asks for subnets, but uses no group of ours on this side."""
    network = end.network
    return _end(end.kafka, network.subnet_ids["data"], network.security_groups.data)


def _target(end: End) -> dict[str, Any]:
    """From the private subnets, like every client."""
    network = end.network
    return _end(end.kafka, network.subnet_ids["private"], network.security_groups.processing)


def _end(kafka: Kafka, subnets: Sequence[pulumi.Input[str]], group: aws.ec2.SecurityGroup) -> dict[str, Any]:
    return {
        "amazon_msk_cluster": {"msk_cluster_arn": kafka.arn},
        "vpc_config": {"subnet_ids": subnets[:BROKER_ZONES], "security_groups_ids": [group.id]},
    }


def replication(source: Kafka, target: Kafka) -> dict[str, Any]:
    """What is copied, and how."""
    both_ways = source.placement.takes_turns and target.placement.takes_turns
    names = "IDENTICAL" if both_ways else "PREFIXED_WITH_SOURCE_CLUSTER_ALIAS"
    return {
        "source_kafka_cluster_arn": source.arn,
        "target_kafka_cluster_arn": target.arn,
        "target_compression_type": "ZSTD",
        "topic_replications": [
            {
                "topics_to_replicates": [re.escape(topic) for topic in topic_settings(source.placement.settings.streaming)],
                "topic_name_configuration": {"type": names},
                "starting_position": {"type": "EARLIEST"},
                "copy_topic_configurations": True,
                "detect_and_copy_new_topics": True,
                # Passwords and their ACLs are each region's own.
                "copy_access_control_lists_for_topics": False,
            }
        ],
        "consumer_group_replications": [
            {
                "consumer_groups_to_replicates": [".*"],
                "detect_and_copy_new_consumer_groups": True,
                "synchronise_consumer_group_offsets": True,
                # ENHANCED: wherever producers are. A group that has members in the target keeps its own offsets.
                # https://docs.aws.amazon.com/msk/latest/developerguide/msk-replicator-bidirectional-offset-sync.html
                "consumer_group_offset_sync_mode": "ENHANCED" if both_ways else "LEGACY",
            }
        ],
    }


def _statements(kafka: Kafka) -> list[Statement]:
    """What AWS's own policy AWSMSKReplicatorExecutionRole allows, for this cluster alone."""
    return [
        allow(
            ["kafka-cluster:AlterCluster", "kafka-cluster:Connect", "kafka-cluster:DescribeCluster", "kafka-cluster:WriteDataIdempotently"],
            [kafka.arn],
        ),
        allow(
            [
                "kafka-cluster:AlterTopic",
                "kafka-cluster:AlterTopicDynamicConfiguration",
                "kafka-cluster:CreateTopic",
                "kafka-cluster:DescribeTopic",
                "kafka-cluster:DescribeTopicDynamicConfiguration",
                "kafka-cluster:ReadData",
                "kafka-cluster:WriteData",
            ],
            kafka.topics("*"),
        ),
        allow(["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"], kafka.groups()),
    ]
