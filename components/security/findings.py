"""From a finding to people: EventBridge rules and the topic of security alerts."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import allow, document_output, tls_only

Source = Literal["guardduty", "security-hub", "access-analyzer", "inspector", "macie"]

PATTERNS: Mapping[Source, Mapping[str, Any]] = {
    "guardduty": {
        "source": ["aws.guardduty"],
        "detail-type": ["GuardDuty Finding"],
        "detail": {"severity": [{"numeric": [">=", 4]}]},  # medium and above
    },
    "security-hub": {
        "source": ["aws.securityhub"],
        "detail-type": ["Security Hub Findings - Imported"],
        "detail": {
            "findings": {
                # The others' findings arrive here, too, and have rules of their own.
                "ProductName": ["Security Hub"],
                "Severity": {"Label": ["CRITICAL", "HIGH"]},
                "Compliance": {"Status": ["FAILED"]},
                "Workflow": {"Status": ["NEW"]},
                "RecordState": ["ACTIVE"],
            }
        },
    },
    "access-analyzer": {
        "source": ["aws.access-analyzer"],
        "detail-type": ["Access Analyzer Finding"],
        "detail": {"status": ["ACTIVE"]},
    },
    "inspector": {
        "source": ["aws.inspector2"],
        "detail-type": ["Inspector2 Finding"],
        "detail": {"severity": ["CRITICAL", "HIGH"], "status": ["ACTIVE"]},
    },
    "macie": {
        "source": ["aws.macie"],
        "detail-type": ["Macie Finding"],
        "detail": {"severity": {"description": ["High"]}},
    },
}
"""What of each source's findings wakes somebody."""


@dataclass(frozen=True)
class FindingsArgs:
    """What alerting needs."""

    placement: Placement
    keys: Keys
    sources: Iterable[Source]
    """The detectors that are on."""


class Findings(Component):
    """One topic for the region's findings, with the mail addresses of the settings subscribed."""

    topic: aws.sns.Topic

    def __init__(self, name: str, args: FindingsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        label = args.placement.label
        self.topic = aws.sns.Topic(name, display_name="Security findings", kms_master_key_id=args.keys.arns["logs"], opts=self.options())
        policy = aws.sns.TopicPolicy(name, arn=self.topic.arn, policy=topic_policy(self.topic.arn), opts=self.options())
        for source in args.sources:
            rule = aws.cloudwatch.EventRule(
                label("findings", source),
                description=f"Findings of {source} that somebody should see",
                event_pattern=json.dumps(PATTERNS[source], sort_keys=True),
                opts=self.options(),
            )
            aws.cloudwatch.EventTarget(
                label("findings", source), rule=rule.name, arn=self.topic.arn, opts=self.options(depends_on=[policy])
            )
        for address in args.placement.settings.security.alert_emails:
            # AWS sends a mail with a link; nothing more arrives before it is followed.
            aws.sns.TopicSubscription(
                label("findings", address), topic=self.topic.arn, protocol="email", endpoint=address, opts=self.options()
            )
        self.register_outputs({"topic": self.topic.arn})


def topic_policy(topic: pulumi.Input[str]) -> pulumi.Output[str]:
    """EventBridge may publish, and nobody without TLS.

    The first has no condition, because EventBridge sends neither source account nor rule when it publishes to a topic:
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    return document_output(
        allow(["sns:Publish"], [topic], "Events", Principal={"Service": "events.amazonaws.com"}),
        tls_only(["sns:Publish"], [topic]),
    )
