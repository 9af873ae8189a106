"""GraphQL, devices, metrics and dashboards as services: AppSync, IoT Core, Managed Prometheus, Managed Grafana."""

import math

from costing.bill import Bill, Tier
from costing.estimators import estimates, free

_SAMPLES: tuple[Tier, ...] = ((200, "samples_first_2b"), (math.inf, "samples_next_250b"))
"""In tens of millions."""

free(
    "part of the API",
    "aws:appsync/apiKey:ApiKey",
    "aws:appsync/channelNamespace:ChannelNamespace",
    "aws:appsync/dataSource:DataSource",
    "aws:appsync/domainName:DomainName",
    "aws:appsync/domainNameApiAssociation:DomainNameApiAssociation",
    "aws:appsync/function:Function",
    "aws:appsync/resolver:Resolver",
    "aws:appsync/sourceApiAssociation:SourceApiAssociation",
    "aws:appsync/type:Type",
)
free(
    "connections and messages are paid",
    "aws:iot/authorizer:Authorizer",
    "aws:iot/billingGroup:BillingGroup",
    "aws:iot/caCertificate:CaCertificate",
    "aws:iot/certificate:Certificate",
    "aws:iot/domainConfiguration:DomainConfiguration",
    "aws:iot/eventConfigurations:EventConfigurations",
    "aws:iot/loggingOptions:LoggingOptions",
    "aws:iot/policy:Policy",
    "aws:iot/policyAttachment:PolicyAttachment",
    "aws:iot/provisioningTemplate:ProvisioningTemplate",
    "aws:iot/roleAlias:RoleAlias",
    "aws:iot/thingGroup:ThingGroup",
    "aws:iot/thingGroupMembership:ThingGroupMembership",
    "aws:iot/thingPrincipalAttachment:ThingPrincipalAttachment",
    "aws:iot/thingType:ThingType",
    "aws:iot/topicRuleDestination:TopicRuleDestination",
)
free(
    "part of the workspace",
    "aws:amp/alertManagerDefinition:AlertManagerDefinition",
    "aws:amp/queryLoggingConfiguration:QueryLoggingConfiguration",
    "aws:amp/resourcePolicy:ResourcePolicy",
    "aws:amp/ruleGroupNamespace:RuleGroupNamespace",
    "aws:amp/scraperLoggingConfiguration:ScraperLoggingConfiguration",
    "aws:amp/workspaceConfiguration:WorkspaceConfiguration",
    "aws:grafana/roleAssociation:RoleAssociation",
    "aws:grafana/workspaceApiKey:WorkspaceApiKey",
    "aws:grafana/workspaceSamlConfiguration:WorkspaceSamlConfiguration",
    "aws:grafana/workspaceServiceAccount:WorkspaceServiceAccount",
    "aws:grafana/workspaceServiceAccountToken:WorkspaceServiceAccountToken",
)


@estimates("aws:appsync/graphQLApi:GraphQLApi")
def graphql_api(bill: Bill) -> None:
    """Usage: `operations`, `updates` sent to subscribers, `connection_minutes` of these."""
    bill.add("operations", bill.usage("operations") / 1_000_000, "appsync", "operation", by_usage=True)
    bill.add("updates", bill.usage("updates") / 1_000_000, "appsync", "realtime_update", by_usage=True)
    bill.add("connections", bill.usage("connection_minutes") / 1_000_000, "appsync", "connection_minutes", by_usage=True)


@estimates("aws:iot/thing:Thing")
def thing(bill: Bill) -> None:
    """Usage: `connection_minutes`, `messages` of 5 KB and `shadow_updates` of the device."""
    bill.add("connection", bill.usage("connection_minutes") / 1_000_000, "iot", "connection_minutes", by_usage=True)
    bill.add("messages", bill.usage("messages") / 1_000_000, "iot", "messages", by_usage=True)
    bill.add("updates of its shadow", bill.usage("shadow_updates") / 1_000_000, "iot", "shadow_updates", by_usage=True)


@estimates("aws:iot/topicRule:TopicRule")
def topic_rule(bill: Bill) -> None:
    """Usage: `messages` that set it off and `actions` that it takes, one each unless said."""
    messages = bill.usage("messages")
    bill.add("messages", messages / 1_000_000, "iot", "rules_triggered", by_usage=True)
    bill.add("actions", bill.usage_or("actions", messages) / 1_000_000, "iot", "rule_actions", by_usage=True)


@estimates("aws:amp/workspace:Workspace")
def metrics_workspace(bill: Bill) -> None:
    """Usage: `samples` taken in, `storage_gb` held, `query_samples` read."""
    bill.tiers("samples", bill.usage("samples") / 10_000_000, "managed_prometheus", _SAMPLES)
    bill.add("storage", bill.usage("storage_gb"), "managed_prometheus", "storage", by_usage=True)
    bill.add("samples read", bill.usage("query_samples") / 1_000_000_000, "managed_prometheus", "query_samples", by_usage=True)


@estimates("aws:amp/scraper:Scraper")
def scraper(bill: Bill) -> None:
    """Usage: `samples` collected."""
    bill.hours("collector", 1, "managed_prometheus", "collector_hour")
    bill.add("samples collected", bill.usage("samples") / 10_000_000, "managed_prometheus", "collector_samples", by_usage=True)


@estimates("aws:grafana/workspace:Workspace")
def grafana_workspace(bill: Bill) -> None:
    """Usage: active `editors` (1 unless said) and `viewers`."""
    bill.add("editors", bill.rate("editors", 1), "managed_grafana", "editor", by_usage=True)
    bill.add("viewers", bill.usage("viewers"), "managed_grafana", "viewer", by_usage=True)
