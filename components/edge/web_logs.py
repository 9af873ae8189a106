"""Who asked CloudFront for what."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket
from components.placement import Placement

_FIELDS = (
    "date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status", "cs(Referer)",
    "cs(User-Agent)", "x-edge-result-type", "x-edge-request-id", "x-host-header", "cs-protocol", "cs-bytes", "time-taken", "ssl-protocol",
    "ssl-cipher", "x-edge-response-result-type", "cs-protocol-version", "time-to-first-byte", "x-edge-detailed-result-type",
    "sc-content-type", "sc-content-len",
)  # fmt: skip
"""Neither cookies nor what is asked after the path: they hold what callers know, and how they prove it."""


@dataclass(frozen=True)
class WebLogsArgs:
    """What they need."""

    placement: Placement
    distribution: aws.cloudfront.Distribution
    bucket: SecureBucket
    """The primary region's for logs, whose policy lets log delivery in."""


class WebLogs(Component):
    """Standard logging (v2), which unlike the older one writes to buckets without ACLs. It is set up in us-east-1, wherever the bucket is.

    Objects go below `AWSLogs/<account>/CloudFront/`. AWS adds that to a path of one's own when the delivery is made, but not when it
    changes (https://github.com/hashicorp/terraform-provider-aws/issues/46328), so there is none.
    """

    def __init__(self, name: str, args: WebLogsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        called = args.placement.physical(name)
        source = aws.cloudwatch.LogDeliverySource(
            name, name=called, log_type="ACCESS_LOGS", resource_arn=args.distribution.arn, opts=self.options()
        )
        destination = aws.cloudwatch.LogDeliveryDestination(
            name,
            name=called,
            output_format="json",
            delivery_destination_configuration={"destination_resource_arn": args.bucket.arn},
            opts=self.options(),
        )
        aws.cloudwatch.LogDelivery(
            name,
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            record_fields=list(_FIELDS),
            # It tries to write when it is made, which the bucket's policy has to allow.
            opts=self.options(depends_on=[args.bucket]),
        )
        self.register_outputs({})
