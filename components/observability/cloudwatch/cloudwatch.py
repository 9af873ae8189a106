"""What CloudWatch and X-Ray show of a region: it answers when the region's cluster, and Grafana in it, does not."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.cloudwatch.boards import region_boards
from components.observability.cloudwatch.widgets import body
from components.region import RegionStack
from settings.cloudwatch import CloudWatch as CloudWatchSettings

_LAST_PRIORITY = 9000
"""After rules that people add for single services."""


@dataclass(frozen=True)
class CloudWatchArgs:
    """What the dashboards are about."""

    region: RegionStack
    settings: CloudWatchSettings


class CloudWatch(Component):
    """Dashboards, and which requests X-Ray keeps traces of."""

    def __init__(self, name: str, args: CloudWatchArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        placement = args.region.placement
        if args.settings.dashboards:
            for board in region_boards(args.region):
                aws.cloudwatch.Dashboard(
                    placement.label(board.name.lower()),
                    # CloudWatch lists the dashboards of all regions together.
                    dashboard_name=placement.physical(placement.region.name, board.name),
                    dashboard_body=pulumi.Output.json_dumps(body(board, placement.region.name), separators=(",", ":")),
                    opts=self.options(),
                )
        aws.xray.SamplingRule(
            name,
            rule_name=placement.physical("traces"),
            priority=_LAST_PRIORITY,
            version=1,
            reservoir_size=1,
            fixed_rate=args.settings.traced_share,
            host="*",
            http_method="*",
            url_path="*",
            service_name="*",
            service_type="*",
            resource_arn="*",
            opts=self.options(),
        )
        aws.xray.Group(
            name,
            group_name=placement.physical("faults"),
            filter_expression="fault = true OR error = true OR responsetime > 1",
            insights_configuration={"insights_enabled": True, "notifications_enabled": False},
            opts=self.options(),
        )
        self.register_outputs({})
