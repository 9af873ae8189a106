"""Amazon MSK without brokers to size."""

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.streaming.kafka import Kafka, cluster_name
from components.streaming.msk import MskArgs
from components.streaming.replicator import replicator_may_connect
from settings.streaming_checks import BROKER_ZONES


class MskServerless(Component):
    """A cluster that sizes itself. Clients use TLS and IAM; AWS encrypts it with a key of its own and offers no other.

    No topic is made here, because AWS has no call for it: clients with the right to may create what the stack exports as `topics`.
    """

    kafka: Kafka

    def __init__(self, name: str, args: MskArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        placement, network = args.placement, args.network
        cluster = aws.msk.ServerlessCluster(
            name,
            cluster_name=cluster_name(placement),
            vpc_configs=[
                {"subnet_ids": network.subnet_ids["data"][:BROKER_ZONES], "security_group_ids": [network.security_groups.data.id]}
            ],
            client_authentication={"sasl": {"iam": {"enabled": True}}},
            opts=self.options(**placement.stateful()),
        )
        if args.settings.replicate:
            replicator_may_connect(name, cluster.arn, self.options())
        self.kafka = Kafka(placement, cluster_name(placement), cluster.arn, cluster.bootstrap_brokers_sasl_iam, None, {})
        self.register_outputs({"arn": cluster.arn})
