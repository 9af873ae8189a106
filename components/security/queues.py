"""What every queue has besides its own settings."""

import pulumi
import pulumi_aws as aws

from components.security.policies import document_output, tls_only


def refuse_plain_http(name: str, queue: aws.sqs.Queue, opts: pulumi.ResourceOptions) -> None:
    """Give a queue the policy that nobody sends or receives without TLS; the endpoints of SQS take plain HTTP, too."""
    aws.sqs.QueuePolicy(name, queue_url=queue.url, policy=document_output(tls_only(["sqs:*"], [queue.arn])), opts=opts)
