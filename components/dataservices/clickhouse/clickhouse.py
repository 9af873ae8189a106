"""ClickHouse: the events, for questions over all of them."""

import pulumi

from components.dataservices.backups import bucket_access, cron_job
from components.dataservices.clickhouse import backup, installation, keeper, tls
from components.dataservices.clickhouse.operator import NAMESPACE, ClickhouseOperator
from components.dataservices.clients import CLICKHOUSE, namespaces_of
from components.dataservices.store import Store, StoreArgs, hosts
from components.kubernetes.names import MONITORING
from settings.clickhouse import Clickhouse

_INSTALLATION = "clickhouse.altinity.com/v1/ClickHouseInstallation"
_KEEPER = "clickhouse-keeper.altinity.com/v1/ClickHouseKeeperInstallation"
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_BACKUP_USER = 101
_MSK_SCRAM = 9096
"""Where MSK's brokers listen for users with a password; ClickHouse reads topics itself."""


class ClickhouseStore(Store):
    """Shards × replicas, a Keeper, a user for each client, backups. Clients begin at Service `clickhouse-events`."""

    installation: pulumi.Resource

    def __init__(self, name: str, args: StoreArgs[Clickhouse], opts: pulumi.ResourceOptions | None = None):
        super().__init__(name, args, opts)
        operator = ClickhouseOperator(args.ground.label("clickhouse-operator"), args, self.options())
        self._keeper(args.settings, operator.release)
        self._servers(args.settings, operator.release)
        self.pod_monitor("clickhouse", installation.PODS, "metrics")
        self.pod_monitor("clickhouse-keeper", keeper.PODS, "metrics")
        self.register_outputs({})

    def _keeper(self, settings: Clickhouse, operator: pulumi.Resource) -> None:
        names = [*hosts(f"keeper-{keeper.NAME}", *keeper.servers(settings.keepers)), "localhost"]
        certificate = self.certificate(keeper.CERTIFICATE, names)
        spec = keeper.installation(settings, self._storage_class, self._scheduling)
        self.make(_KEEPER, keeper.NAME, {"spec": spec}, after=[operator, certificate], **self.stateful())
        self.isolate("clickhouse-keeper", keeper.PODS, {NAMESPACE: [tls.KEEPER], MONITORING: [keeper.METRICS]})

    def _servers(self, settings: Clickhouse, operator: pulumi.Resource) -> None:
        users = self.clients(CLICKHOUSE)
        own = [
            self.credential(installation.BACKUP_SECRET, "ClickHouse's user that makes backups", "backup"),
            self.credential(installation.INTERSERVER_SECRET, "What ClickHouse's servers show to each other", "interserver"),
        ]
        access = bucket_access(self, installation.ACCOUNT, backup.PREFIX)
        names = [*hosts(installation.SERVICE, *installation.servers(settings)), "localhost"]
        spec = installation.installation(
            settings,
            {client: credential.secret for client, credential in users.items()},
            self._storage_class,
            self._networks(),
            self._scheduling,
            backup.sidecar(settings, self.ground, access),
        )
        needs = [operator, self.account(installation.ACCOUNT), self.certificate(installation.CERTIFICATE, names), *access.objects]
        needs += [secret for credential in (*users.values(), *own) for secret in credential.objects]
        self.installation = self.make(_INSTALLATION, installation.NAME, {"spec": spec}, after=needs, **self.stateful())
        doors = {namespace: [tls.HTTPS, tls.NATIVE] for namespace in namespaces_of(CLICKHOUSE)}
        brokers = [_MSK_SCRAM] if self.ground.region and self.ground.region.streaming.kafka else []
        self.isolate("clickhouse", installation.PODS, {**doors, NAMESPACE: [tls.HTTPS], MONITORING: [installation.METRICS]}, brokers)
        self._backups(settings)

    def _backups(self, settings: Clickhouse) -> None:
        account = self.account("clickhouse-backup")
        config = self.make("v1/ConfigMap", "clickhouse-client", {"data": {"client.xml": backup.CLIENT_CONFIG}})
        start = backup.starter(installation.one_of_each_shard(settings))
        after = [account, config, self.installation]
        cron_job(
            self, "clickhouse-backup", settings.backup, "clickhouse-backup", [start], volumes=backup.VOLUMES, user=_BACKUP_USER, after=after
        )

    @property
    def _storage_class(self) -> str:
        return self.ground.settings.kubernetes.storage_class

    @property
    def _scheduling(self) -> dict[str, object]:
        return self.ground.scheduling("memory-intensive")

    def _networks(self) -> tuple[str, ...]:
        """Where pods have their addresses."""
        region = self.ground.region
        return (str(region.placement.region.pod_cidr),) if region else _PRIVATE
