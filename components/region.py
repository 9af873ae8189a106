"""One region of the platform, in the order in which a packet and then an event meets its parts."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.component import Component
from components.compute.ecr.registry import Registry, RegistryArgs
from components.compute.ecs.ecs import Fargate, FargateArgs
from components.compute.eks.cluster import EksCluster, EksClusterArgs
from components.compute.emr.jobs import SparkArgs
from components.compute.emr.spark import Spark
from components.compute.functions.functions import Functions, FunctionsArgs
from components.databases.databases import Databases, DatabasesArgs
from components.edge.regional import RegionalEdge, RegionalEdgeArgs
from components.lakehouse.copies import copies_in
from components.lakehouse.lakehouse import Lakehouse, LakehouseArgs
from components.network.network import Network, NetworkArgs
from components.observability.alerts import Alerts, AlertsArgs
from components.placement import Placement
from components.recovery.backup import BackupVault, BackupVaultArgs
from components.security.baseline import AccountBaseline, AccountBaselineArgs
from components.security.detection import Detection, DetectionArgs
from components.security.keys import Keys
from components.security.log_archive import LogArchive, LogArchiveArgs
from components.security.secrets import Secrets, SecretsArgs
from components.streaming.streaming import Streaming, StreamingArgs


@dataclass(frozen=True)
class RegionStackArgs:
    """What one region needs."""

    placement: Placement
    keys: Mapping[str, Keys]
    """Every region's keys, by region."""
    primary: "RegionStack | None"
    """The primary region, whose secrets are copied here; None for the primary region itself."""
    zone_id: pulumi.Input[str] | None = None
    """The public zone, where the stack has an edge."""
    edge_key: pulumi.Input[str] | None = None
    """What CloudFront says to load balancers to be known, where the stack has one."""


class RegionStack(Component):
    """Everything inside one region."""

    placement: Placement
    keys: Keys
    logs: LogArchive
    lakehouse: Lakehouse
    detection: Detection
    secrets: Secrets
    alerts: Alerts
    network: Network
    streaming: Streaming
    registry: Registry
    functions: Functions
    ecs: Fargate | None
    edge: RegionalEdge | None
    emr: Spark
    databases: Databases
    backups: BackupVault
    eks: EksCluster

    def __init__(self, name: str, args: RegionStackArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("index", name, opts)
        self.placement = args.placement
        label = args.placement.label
        self.keys = args.keys[args.placement.region.name]
        AccountBaseline(label("baseline"), AccountBaselineArgs(args.placement, self.keys), self.options())
        self.logs = LogArchive(label("logs"), LogArchiveArgs(args.placement, self.keys), self.options())
        self.lakehouse = Lakehouse(label("lakehouse"), LakehouseArgs(args.placement, self.keys, self.logs), self.options())
        watching = DetectionArgs(args.placement, self.keys, self.logs, args.primary.detection if args.primary else None)
        self.detection = Detection(label("detection"), watching, self.options())
        secrets = SecretsArgs(args.placement, args.keys, args.primary.secrets if args.primary else None)
        self.secrets = Secrets(label("secrets"), secrets, self.options())
        self.alerts = Alerts(label("alerts"), AlertsArgs(args.placement, self.keys), self.options())
        self.network = Network(label("network"), NetworkArgs(args.placement, self.logs), self.options())
        self.streaming = Streaming(
            label("streaming"),
            StreamingArgs(args.placement, self.network, self.keys, self.logs, self.alerts, self.lakehouse),
            self.options(),
        )
        self._compute(args)
        self._border(args)
        databases = DatabasesArgs(
            args.placement,
            self.network,
            self.keys,
            self.alerts,
            self.lakehouse,
            args.primary.databases if args.primary else None,
            args.keys[args.placement.settings.dr.name] if args.placement.settings.dr else None,
        )
        self.databases = Databases(label("databases"), databases, self.options())
        self.backups = BackupVault(label("backups"), BackupVaultArgs(args.placement, self.keys, self.alerts), self.options())
        self.eks = EksCluster(label("eks"), EksClusterArgs(args.placement, self.network, self.keys, self.alerts), self.options())
        self.register_outputs(self.exports())

    def _compute(self, args: RegionStackArgs) -> None:
        """What runs beside the cluster."""
        placement, label = args.placement, args.placement.label
        settings = placement.settings.compute
        self.registry = Registry(label("registry"), RegistryArgs(placement, self.keys), self.options())
        functions = FunctionsArgs(placement, self.network, self.keys, self.alerts, self.lakehouse, self.streaming)
        self.functions = Functions(label("functions"), functions, self.options())
        self.ecs = None
        if settings.ecs:
            services = FargateArgs(
                placement,
                self.network,
                self.keys,
                self.logs,
                self.alerts,
                self.secrets,
                self.streaming,
                self.registry,
                settings.ecs,
            )
            self.ecs = Fargate(label("fargate"), services, self.options())
        spark = SparkArgs(placement, self.network, self.keys, self.logs, self.alerts, self.lakehouse, settings.emr)
        self.emr = Spark(label("spark"), spark, self.options())

    def _border(self, args: RegionStackArgs) -> None:
        """What stands between the internet and the region."""
        settings, self.edge = args.placement.settings.edge, None
        if settings and args.zone_id is not None:
            primary = args.primary.edge if args.primary else None
            edge = RegionalEdgeArgs(
                args.placement, self.network, self.keys, self.logs, self.alerts, self.ecs, settings, args.zone_id, args.edge_key, primary
            )
            self.edge = RegionalEdge(args.placement.label("edge"), edge, self.options())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of this region, for `ops` and for other stacks."""
        return {
            "role": self.placement.region.role,
            "key_arns": self.keys.arns,
            "secret_arns": self.secrets.arns,
            "alerts_topic_arn": self.alerts.topic_arn,
            "vpc_id": self.network.vpc_id,
            "subnet_ids": self.network.subnet_ids,
            "cluster_name": self.eks.name,
            "cluster_endpoint": self.eks.endpoint,
            "cluster_certificate": self.eks.certificate,
            **self.lakehouse.exports(),
            **({"copies": copies} if (copies := copies_in(self.placement)) else {}),
            **self.streaming.exports(),
            "repository_urls": {name: repository.repository_url for name, repository in self.registry.repositories.items()},
            **self.functions.exports(),
            **({"ecs_cluster": self.ecs.cluster.name, **self.ecs.exports()} if self.ecs else {}),
            **self.emr.exports(),
            **self.databases.exports(),
            "backup_vault": self.backups.vault.name,
            "backup_vault_arn": self.backups.vault.arn,
            **({"health_urls": self.edge.health_urls} if self.edge else {}),
        }
