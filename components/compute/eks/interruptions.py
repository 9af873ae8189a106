"""Warnings from EC2 that an instance is about to go, queued for Karpenter, which drains the node in time."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.eks.control_plane import cluster_name
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import allow, document, tls_only

_RETENTION_SECONDS = 300  # a spot instance goes two minutes after its warning: an older one helps nobody

# What happened → the event's source and detail type.
_EVENTS = {
    "health": ("aws.health", "AWS Health Event"),
    "spot": ("aws.ec2", "EC2 Spot Instance Interruption Warning"),
    "rebalance": ("aws.ec2", "EC2 Instance Rebalance Recommendation"),
    "state": ("aws.ec2", "EC2 Instance State-change Notification"),
    "reservation": ("aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning"),
}


@dataclass(frozen=True)
class InterruptionsArgs:
    """What the queue needs."""

    placement: Placement
    keys: Keys


class Interruptions(Component):
    """An encrypted queue and the EventBridge rules that fill it."""

    queue_name: str
    queue_arn: str
    """Known before deployment, so that policies can name it."""

    def __init__(self, name: str, args: InterruptionsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        placement = args.placement
        self.queue_name = f"{cluster_name(placement)}-interruptions"
        self.queue_arn = placement.arn("sqs", self.queue_name)
        queue = aws.sqs.Queue(
            name,
            name=self.queue_name,
            message_retention_seconds=_RETENTION_SECONDS,
            kms_master_key_id=args.keys.arns["eks"],
            opts=self.options(),
        )
        policy = aws.sqs.QueuePolicy(name, queue_url=queue.url, policy=self._policy(placement), opts=self.options())
        for event, (source, detail_type) in _EVENTS.items():
            rule = aws.cloudwatch.EventRule(
                placement.label("karpenter", event),
                description=f"{detail_type}: for Karpenter, which drains the node",
                event_pattern=pulumi.Output.json_dumps({"source": [source], "detail-type": [detail_type]}),
                opts=self.options(),
            )
            aws.cloudwatch.EventTarget(
                placement.label("karpenter", event), rule=rule.name, arn=queue.arn, opts=self.options(depends_on=[policy])
            )
        self.register_outputs({"queue_name": queue.name})

    def _policy(self, placement: Placement) -> str:
        own_rules = {"ArnLike": {"aws:SourceArn": placement.arn("events", "rule/*")}}
        send = allow(
            ["sqs:SendMessage"], [self.queue_arn], "RulesOfThisRegion", Principal={"Service": "events.amazonaws.com"}, Condition=own_rules
        )
        return document(send, tls_only(["sqs:*"], [self.queue_arn]))
