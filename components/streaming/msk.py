"""Amazon MSK with brokers of our own choice."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.network import Network
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys
from components.security.log_archive import LogArchive
from components.streaming.kafka import Kafka, cluster_name
from components.streaming.msk_alarms import msk_alarms
from components.streaming.replicator import replicator_may_connect
from components.streaming.scram import ScramUser, ScramUserArgs
from components.streaming.topics import MIN_IN_SYNC, REPLICATION, Topics, TopicsArgs
from settings.streaming import Msk
from settings.streaming_checks import BROKER_ZONES


@dataclass(frozen=True)
class MskArgs:
    """What a cluster needs."""

    placement: Placement
    network: Network
    keys: Keys
    logs: LogArchive
    alerts: Alerts
    settings: Msk


class MskCluster(Component):
    """Brokers in three zones: TLS only, clients by IAM or password, data under the region's key, disks that grow."""

    kafka: Kafka

    def __init__(self, name: str, args: MskArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        self._args = args
        placement, settings = args.placement, args.settings
        self._name = cluster_name(placement)
        cluster = self._cluster(name)
        self._grow(name, cluster)
        secrets = self._users(name, cluster)
        Topics(placement.label("topics"), TopicsArgs(placement, cluster), self.options())
        if settings.replicate:
            replicator_may_connect(name, cluster.arn, self.options())
        msk_alarms(placement, settings, self._name, args.alerts, self.options())
        self.kafka = Kafka(
            placement,
            self._name,
            cluster.arn,
            cluster.bootstrap_brokers_sasl_iam,
            cluster.bootstrap_brokers_sasl_scram if secrets else None,
            secrets,
        )
        self.register_outputs({"arn": cluster.arn})

    def _cluster(self, name: str) -> aws.msk.Cluster:
        args, settings = self._args, self._args.settings
        placement = args.placement
        # By vended logs' name, which needs no room in the account's one resource policy for logs.
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/vendedlogs/msk/{self._name}",
            retention_in_days=placement.settings.streaming.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(),
        )
        configuration = aws.msk.Configuration(
            name,
            description="Replicas in every zone, no topic by accident, reads from the nearest broker",
            server_properties=server_properties(),
            opts=self.options(),
        )
        return aws.msk.Cluster(
            name,
            cluster_name=self._name,
            kafka_version=settings.version,
            number_of_broker_nodes=settings.brokers_per_zone * BROKER_ZONES,
            broker_node_group_info=self._brokers(),
            configuration_info={"arn": configuration.arn, "revision": configuration.latest_revision},
            client_authentication={"sasl": {"iam": True, "scram": bool(settings.scram_users)}, "unauthenticated": False},
            encryption_info={
                "encryption_at_rest_kms_key_arn": args.keys.arns["streams"],
                "encryption_in_transit": {"client_broker": "TLS", "in_cluster": True},
            },
            storage_mode="TIERED" if settings.tiered else "LOCAL",
            enhanced_monitoring=settings.monitoring,
            open_monitoring={"prometheus": {"jmx_exporter": {"enabled_in_broker": True}, "node_exporter": {"enabled_in_broker": True}}},
            logging_info={
                "broker_logs": {
                    "cloudwatch_logs": {"enabled": True, "log_group": logs.name},
                    "s3": {"enabled": True, "bucket": args.logs.logs.name},
                }
            },
            # Disks grow by themselves: the size of the first day must not be put back.
            opts=self.options(
                ignore_changes=["brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize"],
                depends_on=[args.logs.logs],
                **placement.stateful(),
            ),
        )

    def _brokers(self) -> dict[str, Any]:
        network, settings = self._args.network, self._args.settings
        disk: dict[str, Any] = {"volume_size": settings.storage_gib}
        if settings.volume_mib_s is not None:
            disk["provisioned_throughput"] = {"enabled": True, "volume_throughput": settings.volume_mib_s}
        connectivity: dict[str, Any] = {"public_access": {"type": "DISABLED"}}
        if settings.replicate:
            # The replicator of another region comes in by PrivateLink.
            connectivity["vpc_connectivity"] = {"client_authentication": {"sasl": {"iam": True, "scram": False}, "tls": False}}
        return {
            "az_distribution": "DEFAULT",  # the same number of brokers in each zone, and the zone as their rack
            "client_subnets": network.subnet_ids["data"][:BROKER_ZONES],
            "security_groups": [network.security_groups.data.id],
            "instance_type": settings.instance_type,
            "storage_info": {"ebs_storage_info": disk},
            "connectivity_info": connectivity,
        }

    def _grow(self, name: str, cluster: aws.msk.Cluster) -> None:
        target = aws.appautoscaling.Target(
            name,
            service_namespace="kafka",
            resource_id=cluster.arn,
            scalable_dimension="kafka:broker-storage:VolumeSize",
            min_capacity=1,  # AWS takes no other; disks never shrink
            max_capacity=self._args.settings.max_storage_gib,
            opts=self.options(),
        )
        aws.appautoscaling.Policy(
            name,
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            resource_id=target.resource_id,
            scalable_dimension=target.scalable_dimension,
            target_tracking_scaling_policy_configuration={
                "predefined_metric_specification": {"predefined_metric_type": "KafkaBrokerStorageUtilization"},
                "target_value": 60,  # AWS enlarges a disk once in six hours: what is free must last as long
                "disable_scale_in": True,
            },
            opts=self.options(),
        )

    def _users(self, name: str, cluster: aws.msk.Cluster) -> dict[str, pulumi.Output[str]]:
        args = self._args
        users = {
            user: ScramUser(args.placement.label("kafka", user), ScramUserArgs(args.placement, args.keys, user), self.options())
            for user in args.settings.scram_users
        }
        if users:
            aws.msk.ScramSecretAssociation(
                name,
                cluster_arn=cluster.arn,
                secret_arn_lists=[user.arn for user in users.values()],
                opts=self.options(depends_on=list(users.values())),
            )
        return {user: made.arn for user, made in users.items()}


def server_properties() -> str:
    """What holds for every topic that says nothing else, and for the brokers."""
    properties = {
        "auto.create.topics.enable": "false",
        "default.replication.factor": REPLICATION,
        "min.insync.replicas": MIN_IN_SYNC,
        "replica.selector.class": "org.apache.kafka.common.replica.RackAwareReplicaSelector",
        "transaction.state.log.min.isr": MIN_IN_SYNC,
        "transaction.state.log.replication.factor": REPLICATION,
        "unclean.leader.election.enable": "false",
    }
    return "".join(f"{key}={value}\n" for key, value in properties.items())
