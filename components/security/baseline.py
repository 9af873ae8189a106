"""What is closed by default in every region, for resources this program does not make, too."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.keys import Keys


@dataclass(frozen=True)
class AccountBaselineArgs:
    """What the defaults need."""

    placement: Placement
    keys: Keys


class AccountBaseline(Component):
    """Account settings of a region: volumes encrypted, instance metadata by token only, nothing shared with the public."""

    def __init__(self, name: str, args: AccountBaselineArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        label, child = args.placement.label, self.options()
        encryption = aws.ebs.EncryptionByDefault(label("volumes"), enabled=True, opts=child)
        aws.ebs.DefaultKmsKey(label("volumes"), key_arn=args.keys.arns["eks"], opts=self.options(depends_on=[encryption]))
        aws.ebs.SnapshotBlockPublicAccess(label("snapshots"), state="block-all-sharing", opts=child)
        aws.ec2.ImageBlockPublicAccess(label("images"), state="block-new-sharing", opts=child)
        aws.ec2.InstanceMetadataDefaults(
            label("metadata"), http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1, opts=child
        )
        aws.emr.BlockPublicAccessConfiguration(label("emr"), block_public_security_group_rules=True, opts=child)
        if args.placement.is_primary:
            aws.s3.AccountPublicAccessBlock(
                label("buckets"),
                account_id=args.placement.account_id,
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
                opts=child,
            )
        self.register_outputs({})
