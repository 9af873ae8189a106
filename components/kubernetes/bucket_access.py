"""What lets one service account use a part of a bucket: a pod identity on AWS, access keys in a Secret elsewhere."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes.ground import Ground, StaticKeys
from components.region import RegionStack
from components.security.policies import Statement, allow


@dataclass(frozen=True)
class BucketAccessArgs:
    """Who gets which part of which bucket."""

    ground: Ground
    namespace: str
    service_account: str
    purpose: str
    """The bucket's, such as `backups`."""
    prefix: str
    """Without slashes at its ends; everything below it."""
    copies: bool = False
    """Whether it also reads, below the same prefix, the copies of what the other region of the turns keeps."""


class BucketAccess(Component):
    """Read, write and delete below a prefix, and nothing else; of copies, read only. The pod's service account is the caller's to make."""

    secret: str | None
    """Off AWS: the Secret with `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. On AWS there are no keys."""
    objects: list[pulumi.Resource]
    """What a pod that uses it waits for."""

    def __init__(self, name: str, args: BucketAccessArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        if args.ground.region:
            self.secret = None
            pod = PodIdentityArgs(
                args.ground.region.placement,
                args.ground.region.eks.name,
                args.namespace,
                args.service_account,
                statements(args.ground.region, args),
            )
            self.objects = [PodIdentity(name, pod, self.options())]
        elif args.ground.static_keys:
            self.secret = f"{args.service_account}-s3"
            self.objects = [self._keys(args, self.secret, args.ground.static_keys), *args.ground.object_store]
        self.register_outputs({})

    def _keys(self, args: BucketAccessArgs, secret: str, keys: StaticKeys) -> pulumi.Resource:
        return args.ground.object(
            self,
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": secret, "namespace": args.namespace},
                "type": "Opaque",
                "stringData": {"AWS_ACCESS_KEY_ID": keys.access, "AWS_SECRET_ACCESS_KEY": keys.secret},
            },
        )


def statements(region: RegionStack, args: BucketAccessArgs) -> list[Statement]:
    """Objects below the prefix, under the bucket's key, which the copies in this region have, too."""
    bucket = f"arn:aws:s3:::{args.ground.bucket(args.purpose)}"
    whole = {"StringLike": {"s3:prefix": [args.prefix, f"{args.prefix}/*"]}}
    copies = args.ground.copies_bucket(args.purpose) if args.copies else None
    return [
        allow(["s3:GetBucketLocation", "s3:ListBucketMultipartUploads"], [bucket], "Bucket"),
        allow(["s3:ListBucket"], [bucket], "List", Condition=whole),
        allow(
            ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
            [f"{bucket}/{args.prefix}/*"],
            "Objects",
        ),
        *(
            [
                allow(["s3:ListBucket"], [f"arn:aws:s3:::{copies}"], "ListCopies", Condition=whole),
                allow(["s3:GetObject"], [f"arn:aws:s3:::{copies}/{args.prefix}/*"], "ReadCopies"),
            ]
            if copies
            else []
        ),
        allow(["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"], [region.keys.arns["s3"]], "Key"),
    ]
