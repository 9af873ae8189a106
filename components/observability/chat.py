"""Alarms of all regions in one Slack channel, by Amazon Q Developer in chat applications (formerly AWS Chatbot)."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.policies import allow, role, trust
from settings.cloudwatch import CHAT_REGION, Slack

_LOOKS_ONLY = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"


@dataclass(frozen=True)
class ChatArgs:
    """What the channel needs."""

    placement: Placement
    """The primary region's."""
    slack: Slack
    topics: Sequence[pulumi.Input[str]]
    """Every region's: a channel can have only one configuration."""


class Chat(Component):
    """A channel that reads the topics. From the channel itself nothing can be changed in AWS."""

    def __init__(self, name: str, args: ChatArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        # For the graph beside an alarm.
        draws = [allow(["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics"], ["*"])]
        acts = role(args.placement, name, trust(args.placement, "chatbot.amazonaws.com"), self.options(), draws)
        aws.chatbot.SlackChannelConfiguration(
            name,
            configuration_name=args.placement.physical("alarms"),
            iam_role_arn=acts.arn,
            slack_team_id=args.slack.workspace,
            slack_channel_id=args.slack.channel,
            sns_topic_arns=list(args.topics),
            guardrail_policy_arns=[_LOOKS_ONLY],
            logging_level="ERROR",
            user_authorization_required=True,
            region=CHAT_REGION,
            opts=self.options(),
        )
        self.register_outputs({})
