"""What changed in the region's resources: AWS Config."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.keys import Keys
from components.security.log_archive import LogArchive


@dataclass(frozen=True)
class ConfigRecorderArgs:
    """What recording needs."""

    placement: Placement
    keys: Keys
    logs: LogArchive
    primary: "ConfigRecorder | None"
    """The primary region's recorder, which has the role; None in the primary region."""


class ConfigRecorder(Component):
    """The region's one recorder: every type of resource, with IAM and other global ones in the primary region only."""

    role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: ConfigRecorderArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        placement = args.placement
        # The service-linked role is what Security Hub's control Config.1 asks for. An account that has it imports it.
        self.role_arn = (
            args.primary.role_arn
            if args.primary
            else aws.iam.ServiceLinkedRole(name, aws_service_name="config.amazonaws.com", opts=self.options()).arn
        )
        recorder = aws.cfg.Recorder(
            name,
            name="default",
            role_arn=self.role_arn,
            recording_group={"all_supported": True, "include_global_resource_types": placement.is_primary},
            recording_mode={"recording_frequency": "CONTINUOUS"},
            opts=self.options(),
        )
        # AWS wants the recorder first and the channel before it starts; and the same backwards.
        channel = aws.cfg.DeliveryChannel(
            name,
            name="default",
            s3_bucket_name=args.logs.logs.name,
            s3_kms_key_arn=args.keys.arns["logs"],
            snapshot_delivery_properties={"delivery_frequency": "TwentyFour_Hours"},
            opts=self.options(depends_on=[recorder, args.logs]),
        )
        aws.cfg.RecorderStatus(name, name=recorder.name, is_enabled=True, opts=self.options(depends_on=[channel]))
        self.register_outputs({"role_arn": self.role_arn})
