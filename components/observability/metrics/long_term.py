"""Metrics beyond what Prometheus keeps itself: in AWS's managed Prometheus, or as blocks in a bucket."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes.bucket_access import BucketAccess, BucketAccessArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.kubernetes.pods import resources
from components.observability import endpoints
from components.observability.bucket import telemetry_bucket
from components.region import RegionStack
from components.security.policies import allow

_SERVICE_ACCOUNT = f"{endpoints.STACK}-prometheus"
_BUCKET = "metrics"
_PREFIX = "thanos"
_OBJECT_STORE = "thanos-object-store"


@dataclass(frozen=True)
class LongTermArgs:
    """What long-term storage needs."""

    ground: Ground
    region: RegionStack


class ManagedPrometheus(Component):
    """A workspace that this cluster's Prometheus writes to, signed by its own role."""

    spec: dict[str, Any]
    """What it adds to Prometheus' own."""
    objects: list[pulumi.Resource]
    """What Prometheus waits for."""

    def __init__(self, name: str, args: LongTermArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        region = args.region
        key = region.keys.arns["logs"]
        workspace = aws.amp.Workspace(name, alias=region.placement.physical("metrics"), kms_key_arn=key, opts=self.options())
        statements = [
            allow(["aps:RemoteWrite"], [workspace.arn], "Writes"),
            allow(["kms:Decrypt", "kms:GenerateDataKey"], [key], "Key"),
        ]
        pod = PodIdentityArgs(region.placement, region.eks.name, MONITORING, _SERVICE_ACCOUNT, statements)
        self.objects = [PodIdentity(args.ground.label("prometheus"), pod, self.options())]
        url = pulumi.Output.concat(
            f"https://aps-workspaces.{args.ground.place}.amazonaws.com/workspaces/", workspace.id, "/api/v1/remote_write"
        )
        self.spec = {
            "remoteWrite": [
                {"url": url, "sigv4": {"region": args.ground.place}, "queueConfig": {"maxSamplesPerSend": 1000, "maxShards": 200}}
            ],
            # By this label it takes each sample once, whichever replica sent it.
            "replicaExternalLabelName": "__replica__",
        }
        self.register_outputs({"workspace_id": workspace.id})


class Thanos(Component):
    """A sidecar of Prometheus that uploads each finished block; the bucket's lifecycle ends them."""

    spec: dict[str, Any]
    objects: list[pulumi.Resource]

    def __init__(self, name: str, args: LongTermArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        ground = args.ground
        days = ground.settings.observability.metrics.long_term_days
        bucket = telemetry_bucket(self, args.region, _BUCKET, days)
        access = BucketAccessArgs(ground, MONITORING, _SERVICE_ACCOUNT, _BUCKET, _PREFIX)
        store = {
            "type": "S3",
            "config": {
                "bucket": bucket.bucket_name,
                "endpoint": f"s3.{ground.s3_region}.amazonaws.com",
                "region": ground.s3_region,
                "aws_sdk_auth": True,
            },
            "prefix": _PREFIX,
        }
        secret = ground.object(
            self,
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": _OBJECT_STORE, "namespace": MONITORING},
                "type": "Opaque",
                "stringData": {"objstore.yml": pulumi.Output.json_dumps(store)},
            },
        )
        self.objects = [*BucketAccess(ground.label("prometheus"), access, self.options()).objects, bucket, secret]
        self.spec = {
            "thanos": {
                "objectStorageConfig": {"existingSecret": {"name": _OBJECT_STORE, "key": "objstore.yml"}},
                "resources": resources("100m", "256Mi", "512Mi"),
            },
            # Blocks of two hours are uploaded as they are; Prometheus must not join them first.
            "disableCompaction": True,
        }
        self.register_outputs({"bucket": bucket.name})
