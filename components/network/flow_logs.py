"""Who talked to whom: every connection of the VPC, accepted or rejected, in a form that Athena reads."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.naming import name_tag
from components.network.vpc import Vpc
from components.placement import Placement
from components.security.log_archive import FLOW_LOGS, LogArchive

# The packet addresses name the pod behind a node, and the client behind a NAT gateway, where the plain ones name the hop.
_FIELDS = (
    "version", "account-id", "vpc-id", "subnet-id", "az-id", "interface-id", "instance-id", "flow-direction", "traffic-path",
    "srcaddr", "srcport", "dstaddr", "dstport", "pkt-srcaddr", "pkt-dstaddr", "pkt-src-aws-service", "pkt-dst-aws-service",
    "protocol", "tcp-flags", "packets", "bytes", "start", "end", "action", "reject-reason", "log-status",
)  # fmt: skip


@dataclass(frozen=True)
class FlowLogsArgs:
    """What the flow logs need."""

    placement: Placement
    vpc: Vpc
    logs: LogArchive


class FlowLogs(Component):
    """The VPC's flow log, in hourly partitions of Parquet files."""

    def __init__(self, name: str, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        aws.ec2.FlowLog(
            name,
            vpc_id=args.vpc.id,
            traffic_type="ALL",
            log_destination_type="s3",
            log_destination=f"{args.logs.logs.bucket_arn}/{FLOW_LOGS}/",
            log_format=" ".join(f"${{{field}}}" for field in _FIELDS),
            max_aggregation_interval=600,  # seconds; 60 would make ten times the records
            destination_options={"file_format": "parquet", "hive_compatible_partitions": True, "per_hour_partition": True},
            tags=name_tag(args.placement, "flow-logs"),
            # AWS tests the bucket's policy when the flow log is made.
            opts=self.options(depends_on=[args.logs.logs]),
        )
        self.register_outputs({})
