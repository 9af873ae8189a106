"""Neo4j: who came by which way, as a graph."""

import pulumi

from components.dataservices.backups import bucket_access, cron_job, uploader, working_volume
from components.dataservices.clients import NEO4J, namespaces_of
from components.dataservices.neo4j import jobs, members
from components.dataservices.store import Store, StoreArgs, hosts
from components.kubernetes.names import DATABASES, MONITORING
from settings.neo4j import Neo4j

_BACKUP = "neo4j-backup"
_A_YEAR = {"duration": "8760h", "renewBefore": "720h"}
"""Neo4j reads its certificates when it starts; it is restarted for updates more often than that."""


class Neo4jStore(Store):
    """Members that agree by majority. Clients begin at Service `neo4j`.

    A member is ready once all have found each other, so their releases stand side by side: one after another, the first would never be.
    """

    def __init__(self, name: str, args: StoreArgs[Neo4j], opts: pulumi.ResourceOptions | None = None):
        super().__init__(name, args, opts)
        settings, ground = args.settings, self.ground
        admin = self.credential(members.AUTH_SECRET, "Neo4j's administrator", "neo4j", NEO4J_AUTH="neo4j/{{ .password }}")
        services = [f"{name}{ending}" for name in members.names(settings) for ending in ("", "-admin", "-internals")]
        certificate = self.certificate(members.CERTIFICATE, [*hosts(members.NAME, *services), "localhost"], **_A_YEAR)
        values = members.values(settings, ground.settings.kubernetes.storage_class, ground.scheduling("memory-intensive"))
        releases: list[pulumi.Resource] = [
            ground.release(self, "neo4j", DATABASES, values, after=[certificate, *admin.objects], called=member)
            for member in members.names(settings)
        ]
        self._service()
        if members.is_cluster(settings):
            self.budget(members.NAME, members.PODS)
        doors = {namespace: [members.BOLT, members.HTTPS] for namespace in namespaces_of(NEO4J)}
        self.isolate(members.NAME, members.PODS, {**doors, MONITORING: [members.METRICS]})
        self._users(settings, [*releases, *admin.objects])
        if settings.license_agreement:
            admin_services = {"app": members.NAME, "helm.neo4j.com/service": "admin"}
            self.service_monitor(members.NAME, admin_services, "tcp-prometheus")
            self._backups(settings, releases)
        self.register_outputs({})

    def _service(self) -> None:
        """One name for all members, whichever are there."""
        ports = [{"name": "tcp-bolt", "port": members.BOLT}, {"name": "tcp-https", "port": members.HTTPS}]
        self.make("v1/Service", members.NAME, {"spec": {"type": "ClusterIP", "selector": members.PODS, "ports": ports}})

    def _users(self, settings: Neo4j, needs: list[pulumi.Resource]) -> None:
        users = self.clients(NEO4J)
        secrets = [secret for credential in users.values() for secret in credential.objects]
        spec = jobs.users_job(settings, {client: credential.secret for client, credential in users.items()})
        self.make("batch/v1/Job", "neo4j-users", {"spec": spec}, after=[*needs, *secrets])
        self.isolate("neo4j-users", {"app": "neo4j-users"}, {})

    def _backups(self, settings: Neo4j, releases: list[pulumi.Resource]) -> None:
        access = bucket_access(self, _BACKUP, "neo4j")
        cron_job(
            self,
            _BACKUP,
            settings.backup,
            _BACKUP,
            [uploader(self, access, "neo4j", settings.backup_days)],
            first=[jobs.backup_container(settings)],
            volumes=[working_volume(self, settings.pod.storage_gib), {"name": "tls", "secret": {"secretName": members.CERTIFICATE}}],
            user=jobs.USER,
            after=[*releases, self.account(_BACKUP), *access.objects],
        )
