"""Who asked for which name: every DNS query of the VPC, which shows a call home before a connection does."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.naming import name_tag
from components.network.vpc import Vpc
from components.placement import Placement
from components.security.log_archive import LogArchive


@dataclass(frozen=True)
class QueryLogsArgs:
    """What the query log needs."""

    placement: Placement
    vpc: Vpc
    logs: LogArchive


class QueryLogs(Component):
    """The Resolver's query log of the VPC, in the bucket of the flow logs."""

    def __init__(self, name: str, args: QueryLogsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        log = aws.route53.ResolverQueryLogConfig(
            name,
            destination_arn=args.logs.logs.bucket_arn,
            tags=name_tag(args.placement, "query-logs"),
            # AWS tests the bucket's policy when the log is made.
            opts=self.options(depends_on=[args.logs.logs]),
        )
        aws.route53.ResolverQueryLogConfigAssociation(
            name, resolver_query_log_config_id=log.id, resource_id=args.vpc.id, opts=self.options()
        )
        self.register_outputs({})
