"""What CloudWatch shows and whom it tells, beside what the clusters watch themselves."""

from typing import Annotated

from pydantic import Field

from settings.section import Section, matches

CHAT_REGION = "us-west-2"
"""Where the global service behind a chat channel has its API; others are Ohio, Ireland and Singapore."""


class Slack(Section):
    """A channel that alarms are written to, by Amazon Q Developer in chat applications (formerly AWS Chatbot).

    Neither id is a secret. The workspace is authorised once, by a person, in that service's console.
    """

    workspace: Annotated[str, matches(r"T[0-9A-Z]{4,20}", "a Slack workspace's id, such as T0123ABCDEF")]
    channel: Annotated[str, matches(r"[CG][0-9A-Z]{4,20}", "a Slack channel's id, such as C0123ABCDEF")]


class CloudWatch(Section):
    """Dashboards and alarms that still answer when a cluster does not."""

    dashboards: bool = True
    """Five in each region, at 3 USD a month each beyond an account's first three."""
    slack: Slack | None = None
    """Where alarms are written to; without it they reach only who else subscribes to the topics."""
    pagerduty: bool = False
    """Alarms that somebody must get up for are sent to PagerDuty, with the key in the secret `pagerduty`."""
    traced_share: Annotated[float, Field(ge=0, le=1)] = 0.05
    """Requests that X-Ray keeps a trace of, beside the first one of each second. Each million is 5 USD."""
