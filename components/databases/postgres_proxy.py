"""RDS Proxy: shared connections, TLS only, clients by IAM."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.store import Site, store_logs
from components.observability.alerts import Breach, Metric, alarm
from components.security.policies import Statement, allow, role, trust

USER = "platform"
"""Of the database, also for those who come through the proxy."""


@dataclass(frozen=True)
class PostgresProxyArgs:
    """What the proxy needs."""

    site: Site
    secret_arn: pulumi.Output[str]
    instance: aws.rds.Instance | None
    """What it leads to. None before a replica, which AWS takes as no target: `ops failover` registers it once it is promoted."""


class PostgresProxy(Component):
    """The endpoint that workloads connect to. It alone knows the password, and reads the new one after each rotation."""

    endpoint: pulumi.Output[str]
    user_arn: pulumi.Output[str]
    """Who may connect, as IAM knows it: a user of the database behind this proxy."""

    def __init__(self, name: str, args: PostgresProxyArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        site = args.site
        placement = site.placement
        physical = placement.physical("postgres")
        logs = store_logs(site, name, f"/aws/rds/proxy/{physical}", self.options())
        reads = role(
            placement,
            name,
            trust(placement, "rds.amazonaws.com"),
            self.options(),
            [
                allow(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], [args.secret_arn]),
                allow(
                    ["kms:Decrypt"],
                    [site.keys.arns["secrets"]],
                    Condition={"StringEquals": {"kms:ViaService": f"secretsmanager.{placement.region.name}.amazonaws.com"}},
                ),
            ],
        )
        proxy = aws.rds.Proxy(
            name,
            name=physical,
            engine_family="POSTGRESQL",
            role_arn=reads.arn,
            auths=[{"auth_scheme": "SECRETS", "iam_auth": "REQUIRED", "secret_arn": args.secret_arn}],
            require_tls=True,
            debug_logging=False,  # it would write statements with their values into the log
            idle_client_timeout=1800,
            vpc_subnet_ids=site.network.subnet_ids["data"],
            vpc_security_group_ids=[site.data_group],
            opts=self.options(depends_on=[logs]),
        )
        group = aws.rds.ProxyDefaultTargetGroup(
            name,
            db_proxy_name=proxy.name,
            # The rest is for those who come directly: migrations and people.
            connection_pool_config={"max_connections_percent": 90, "max_idle_connections_percent": 50, "connection_borrow_timeout": 30},
            opts=self.options(),
        )
        if args.instance:
            aws.rds.ProxyTarget(
                name,
                db_proxy_name=proxy.name,
                target_group_name=group.name,
                db_instance_identifier=args.instance.identifier,
                opts=self.options(),
            )
        alarm(
            name,
            "Clients wait for a connection to PostgreSQL: more than a second on average",
            Metric("AWS/RDS", "DatabaseConnectionsBorrowLatency", {"ProxyName": physical}),
            Breach(above=1_000_000, period=60, periods=5, of_them=3, missing="notBreaching"),  # microseconds
            site.alerts,
            self.options(),
        )
        self.endpoint = proxy.endpoint
        self.user_arn = proxy.arn.apply(lambda arn: placement.arn("rds-db", f"dbuser:{arn.rpartition(':')[2]}/{USER}"))
        self.register_outputs({"endpoint": self.endpoint})


def connect(proxy: PostgresProxy) -> Statement:
    """Log in without a password, by a token of IAM's."""
    return allow(["rds-db:connect"], [proxy.user_arn])
