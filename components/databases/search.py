"""OpenSearch: a region's traces and application logs."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.rotation import SEARCH, domain_name
from components.databases.store import Site, store_logs
from components.observability.alerts import Breach, Metric, alarm
from components.security.policies import allow, document, service_may
from components.security.secrets import GeneratedSecret
from settings.databases import Search as SearchSettings

_LOGS = {
    "index-slow": "INDEX_SLOW_LOGS",
    "search-slow": "SEARCH_SLOW_LOGS",
    "application": "ES_APPLICATION_LOGS",
    "audit": "AUDIT_LOGS",
}
_TLS = "Policy-Min-TLS-1-2-PFS-2023-10"


@dataclass(frozen=True)
class SearchArgs:
    """What a domain needs."""

    site: Site
    settings: SearchSettings
    primary: "Search | None"
    """The primary region's, which makes what the account needs once; None in the primary region."""


class Search(Component):
    """A domain in the data tier: encrypted at rest and between nodes, HTTPS only, every user under fine-grained access control."""

    domain: aws.opensearch.Domain
    secret: GeneratedSecret
    account_role: aws.iam.ServiceLinkedRole
    """By which OpenSearch puts interfaces into VPCs. One for the account: where it has one already, import it."""

    def __init__(self, name: str, args: SearchArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        self._args = args
        site = args.site
        placement = site.placement
        self.secret = site.rotation.secret(SEARCH, domain_name(placement), self.options())
        if args.primary:
            self.account_role = args.primary.account_role
        else:
            self.account_role = aws.iam.ServiceLinkedRole(
                name, aws_service_name="opensearchservice.amazonaws.com", description="OpenSearch in VPCs", opts=self.options()
            )
        self.domain = self._domain(name)
        site.rotation.rotate(name, self.secret, self.domain, self.options())
        self._alarms()
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        return {"search_endpoint": self.domain.endpoint, "search_secret_arn": self.secret.arn}

    def _domain(self, name: str) -> aws.opensearch.Domain:
        site, settings = self._args.site, self._args.settings
        placement = site.placement
        domain = domain_name(placement)
        logs = {log: store_logs(site, placement.label("search", log), f"/aws/opensearch/{domain}/{log}", self.options()) for log in _LOGS}
        allowed = aws.cloudwatch.LogResourcePolicy(
            name, policy_name=placement.physical("search"), policy_document=log_policy(site), opts=self.options()
        )
        tunes_itself = not settings.instance_type.startswith("t")
        return aws.opensearch.Domain(
            name,
            domain_name=domain,
            engine_version=settings.version,
            cluster_config=cluster_config(settings),
            ebs_options={"ebs_enabled": True, "volume_type": "gp3", "volume_size": settings.storage_gib},
            vpc_options={
                "subnet_ids": site.network.subnet_ids["data"][: settings.zones],
                "security_group_ids": [site.data_group],
            },
            encrypt_at_rest={"enabled": True, "kms_key_id": site.key_arn},
            node_to_node_encryption={"enabled": True},
            domain_endpoint_options={"enforce_https": True, "tls_security_policy": _TLS},
            advanced_security_options={
                "enabled": True,
                "anonymous_auth_enabled": False,
                "internal_user_database_enabled": True,
                "master_user_options": {"master_user_name": "platform", "master_user_password": self.secret.password},
            },
            access_policies=access_policy(site),
            log_publishing_options=[
                {"log_type": kind, "cloudwatch_log_group_arn": logs[log].arn, "enabled": True} for log, kind in _LOGS.items()
            ],
            auto_tune_options={"desired_state": "ENABLED" if tunes_itself else "DISABLED", "rollback_on_disable": "NO_ROLLBACK"},
            off_peak_window_options={"enabled": True, "off_peak_window": {"window_start_time": {"hours": 2, "minutes": 0}}},
            software_update_options={"auto_software_update_enabled": True},
            opts=self.options(
                depends_on=[allowed, self.account_role],
                ignore_changes=["advancedSecurityOptions.masterUserOptions.masterUserPassword"],
                **placement.stateful(),
            ),
        )

    def _alarms(self) -> None:
        site, settings = self._args.site, self._args.settings
        domain = {"DomainName": domain_name(site.placement), "ClientId": site.placement.account_id}
        watched = (
            ("red", "ClusterStatus.red", "Maximum", Breach(above=0, period=60), "a primary shard is missing: data cannot be read"),
            ("blocked", "ClusterIndexWritesBlocked", "Maximum", Breach(above=0, period=60, periods=5), "takes no writes"),
            # The metric counts MiB.
            (
                "storage",
                "FreeStorageSpace",
                "Minimum",
                Breach(below=settings.storage_gib * 1024 * 0.2),
                "a node's disk is fuller than 80 %",
            ),
            ("memory", "JVMMemoryPressure", "Maximum", Breach(above=90, periods=3), "runs out of Java memory"),
        )
        for name, metric, statistic, breach, meaning in watched:
            alarm(
                site.placement.label("search", name),
                f"OpenSearch {meaning}",
                Metric("AWS/ES", metric, domain, statistic),
                breach,
                site.alerts,
                self.options(),
            )


def cluster_config(settings: SearchSettings) -> dict[str, Any]:
    """Data nodes spread over the zones, and the nodes that only keep order."""
    config: dict[str, Any] = {"instance_type": settings.instance_type, "instance_count": settings.nodes}
    if settings.zones > 1:
        config |= {"zone_awareness_enabled": True, "zone_awareness_config": {"availability_zone_count": settings.zones}}
    if settings.masters:
        config |= {
            "dedicated_master_enabled": True,
            "dedicated_master_type": settings.master_type,
            "dedicated_master_count": settings.masters,
        }
    return config


def access_policy(site: Site) -> str:
    """Who may knock: whoever reaches it in the VPC. Who may come in, fine-grained access control decides, by password or IAM role."""
    domain = site.placement.arn("es", f"domain/{domain_name(site.placement)}/*")
    return document(allow(["es:ESHttp*"], [domain], "FineGrainedAccessDecides", Principal={"AWS": "*"}))


def log_policy(site: Site) -> str:
    """OpenSearch writes this domain's logs."""
    placement = site.placement
    groups = placement.arn("logs", f"log-group:/aws/opensearch/{domain_name(placement)}/*")
    actions = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:PutLogEventsBatch"]
    return document(service_may("SearchLogs", "es.amazonaws.com", actions, [groups], {"aws:SourceAccount": placement.account_id}))
