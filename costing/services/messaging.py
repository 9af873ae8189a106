"""Queues, topics, brokers and mail."""

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.price import PriceError
from inventory.values import Values

TOPIC = "aws:sns/topic:Topic"
_NOTIFICATIONS = {
    "http": (1_000_000, "http_notification"),
    "https": (1_000_000, "http_notification"),
    "email": (100_000, "email_notification"),
    "email-json": (100_000, "email_notification"),
    "firehose": (1_000_000, "firehose_notification"),
    "application": (1_000_000, "mobile_push"),
}
"""Protocol → how many notifications the price is for, and its item. SNS delivers to queues and functions for nothing."""
_NODES = {"ACTIVE_STANDBY_MULTI_AZ": 2, "CLUSTER_MULTI_AZ": 3}

free(
    "part of the queue",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
    "aws:sqs/redrivePolicy:RedrivePolicy",
)
free("part of the topic", "aws:sns/topicPolicy:TopicPolicy")
free("the messages sent are paid", "aws:sns/platformApplication:PlatformApplication", "aws:sns/smsPreferences:SmsPreferences")
free("part of the broker", "aws:mq/configuration:Configuration")
free(
    "the mail sent is paid with the identity",
    "aws:ses/activeReceiptRuleSet:ActiveReceiptRuleSet",
    "aws:ses/configurationSet:ConfigurationSet",
    "aws:ses/domainDkim:DomainDkim",
    "aws:ses/domainIdentityVerification:DomainIdentityVerification",
    "aws:ses/eventDestination:EventDestination",
    "aws:ses/identityNotificationTopic:IdentityNotificationTopic",
    "aws:ses/identityPolicy:IdentityPolicy",
    "aws:ses/mailFrom:MailFrom",
    "aws:ses/receiptFilter:ReceiptFilter",
    "aws:ses/receiptRuleSet:ReceiptRuleSet",
    "aws:ses/template:Template",
    "aws:sesv2/accountSuppressionAttributes:AccountSuppressionAttributes",
    "aws:sesv2/configurationSet:ConfigurationSet",
    "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
    "aws:sesv2/contactList:ContactList",
    "aws:sesv2/emailIdentityFeedbackAttributes:EmailIdentityFeedbackAttributes",
    "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes",
    "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy",
)


@estimates("aws:sqs/queue:Queue")
def queue(bill: Bill) -> None:
    """Usage: `requests` of 64 KB, those that send, receive and delete."""
    item = "fifo_requests" if bill.values.flag("fifoQueue") else "standard_requests"
    bill.add("requests", bill.usage("requests") / 1_000_000, "sqs", item, by_usage=True)


@estimates(TOPIC)
def topic(bill: Bill) -> None:
    """Usage: `requests` of 64 KB that publish; with FIFO the `in_gb` published, too."""
    millions = bill.usage("requests") / 1_000_000
    if bill.values.flag("fifoTopic"):
        bill.add("messages published", millions, "sns", "fifo_publish", by_usage=True)
        bill.add("data published", bill.usage("in_gb"), "sns", "fifo_publish_data", by_usage=True)
    else:
        bill.add("messages published", millions, "sns", "requests_over_1m", by_usage=True)


@estimates("aws:sns/topicSubscription:TopicSubscription")
def subscription(bill: Bill) -> None:
    """Usage: `notifications` delivered; of a FIFO topic the `out_gb`, too. Standard topics reach queues and functions for nothing."""
    protocol = bill.values.text("protocol")
    source = bill.around.target(bill.resource, "topic", TOPIC)
    notifications = bill.usage("notifications")
    if protocol == "sms":
        raise PriceError("no price for SMS, which depends on the country")
    if source and Values(dict(source.inputs)).flag("fifoTopic"):
        bill.add("messages delivered", notifications / 1_000_000, "sns", "fifo_notification", by_usage=True)
        bill.add("data delivered", bill.usage("out_gb"), "sns", "fifo_notification_data", by_usage=True)
    elif protocol in _NOTIFICATIONS:
        unit, item = _NOTIFICATIONS[protocol]
        bill.add(f"notifications by {protocol}", notifications / unit, "sns", item, by_usage=True)


@estimates("aws:mq/broker:Broker")
def broker(bill: Bill) -> None:
    """Usage: `storage_gb` on each broker of a RabbitMQ cluster, or in all that ActiveMQ's brokers share."""
    kind = bill.values.text("hostInstanceType")
    nodes = _NODES.get(bill.values.text("deploymentMode").upper(), 1)
    bill.hours(f"brokers {kind}", nodes, "mq", "broker", kind)
    storage = bill.usage("storage_gb")
    if bill.values.text("engineType").lower() == "rabbitmq" or bill.values.text("storageType").lower() == "ebs":
        bill.add("storage", storage * nodes, "mq", "storage_ebs", by_usage=True)
    else:
        bill.add("storage", storage, "mq", "storage_efs", by_usage=True)


@estimates("aws:ses/domainIdentity:DomainIdentity", "aws:ses/emailIdentity:EmailIdentity", "aws:sesv2/emailIdentity:EmailIdentity")
def mail_identity(bill: Bill) -> None:
    """Usage: `emails` sent from it."""
    bill.add("mail sent", bill.usage("emails") / 1000, "ses", "email", by_usage=True)


@estimates("aws:ses/receiptRule:ReceiptRule")
def receipt_rule(bill: Bill) -> None:
    """Usage: `emails` received by it."""
    bill.add("mail received", bill.usage("emails") / 1000, "ses", "email", by_usage=True)
