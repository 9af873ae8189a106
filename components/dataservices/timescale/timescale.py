"""TimescaleDB: series of measurements over time, in PostgreSQL."""

from collections.abc import Mapping

import pulumi

from components.dataservices.backups import BUCKET, bucket_access
from components.dataservices.clients import TIMESCALE, Client, namespaces_of
from components.dataservices.store import Manifest, Store, StoreArgs, hosts, verified
from components.dataservices.store_pods import CONTAINER_SECURITY, SMALL, zones_apart
from components.dataservices.timescale.operator import NAMESPACE, PLUGIN, PostgresOperator
from components.kubernetes.bucket_access import BucketAccess
from components.kubernetes.images import image
from components.kubernetes.names import CA_SECRET, MONITORING, STATEFUL
from components.kubernetes.pods import sized, user
from components.kubernetes.tls import client_config
from settings.pod_size import PodSize
from settings.timescale import Timescale

NAME = "timescale"
COPIES = "timescale-copies"
"""The archive of the other region's, as copied here: `ops` restores from it, nobody writes to it."""
POOLER = "timescale-pooler-rw"
DATABASE = "metrics"
PREFIX = "timescale"
_CNPG = "postgresql.cnpg.io/v1"
_MAJOR = 17
_USER = 1000
"""The image's user."""
_POSTGRES, _STATUS, _METRICS, _POOLER_METRICS = 5432, 8000, 9187, 9127
_PODS = {"cnpg.io/cluster": NAME}
_POOLER_PODS = {"cnpg.io/poolerName": POOLER}
_OWNER = "timescale"


class TimescaleStore(Store):
    """A primary and standbys, a role for each client, pooled connections, and an archive from which any second can be restored.

    Clients begin at Service `timescale-pooler-rw`, database `metrics`.
    """

    def __init__(self, name: str, args: StoreArgs[Timescale], opts: pulumi.ResourceOptions | None = None):
        super().__init__(name, args, opts)
        operator = PostgresOperator(args.ground.label("postgres-operator"), args, self.options())
        cluster = self._cluster(args.settings, operator.releases)
        self._pooler(args.settings, cluster)
        spec = {
            "cluster": {"name": NAME},
            "schedule": f"0 {args.settings.full_backup}",  # CloudNativePG's schedules begin with seconds
            "method": "plugin",
            "pluginConfiguration": {"name": PLUGIN},
            "immediate": True,
            "backupOwnerReference": "cluster",
            "target": "prefer-standby",
        }
        self.make(f"{_CNPG}/ScheduledBackup", "timescale-full", {"spec": spec}, after=[cluster])
        self.isolate(NAME, _PODS, {NAMESPACE: [_STATUS, _POSTGRES], MONITORING: [_METRICS]})
        doors = {namespace: [_POSTGRES] for namespace in namespaces_of(TIMESCALE)}
        self.isolate(POOLER, _POOLER_PODS, {**doors, MONITORING: [_POOLER_METRICS]})
        own_ca = client_config(f"{NAME}-rw", f"{NAME}-ca")
        self.pod_monitor(NAME, _PODS, "metrics", scheme="https", tlsConfig=own_ca)
        self.pod_monitor(POOLER, _POOLER_PODS, "metrics", **verified(POOLER))
        self.register_outputs({})

    def _cluster(self, settings: Timescale, operator: list[pulumi.Resource]) -> pulumi.Resource:
        owner = self.credential("timescale-owner", "Owner of TimescaleDB's database", _OWNER)
        users = self.clients(TIMESCALE)
        access = bucket_access(self, NAME, PREFIX)
        archive = self._archive(settings, access, operator)
        if copies := self.ground.copies_bucket(BUCKET):
            self._store(COPIES, copies, access, operator)
        catalog = {"images": [{"major": _MAJOR, "image": image("timescale")}]}
        images = self.make(f"{_CNPG}/ImageCatalog", NAME, {"spec": catalog}, after=operator)
        spec = self._spec(settings, owner.secret, {client: credential.secret for client, credential in users.items()})
        secrets = [secret for credential in (owner, *users.values()) for secret in credential.objects]
        after = [*operator, archive, images, *secrets, *access.objects]
        return self.make(f"{_CNPG}/Cluster", NAME, {"spec": spec}, after=after, **self.stateful())

    def _archive(self, settings: Timescale, access: BucketAccess, operator: list[pulumi.Resource]) -> pulumi.Resource:
        """Where base backups and the write-ahead log go."""
        return self._store(NAME, self.ground.bucket(BUCKET), access, operator, {"retentionPolicy": f"{settings.backup_days}d"})

    def _store(
        self, name: str, bucket: str, access: BucketAccess, operator: list[pulumi.Resource], more: Manifest | None = None
    ) -> pulumi.Resource:
        """A place of archives: on AWS reached as the pod's identity, elsewhere with the object store's keys."""
        credentials: Manifest = {"inheritFromIAMRole": True}
        if access.secret:
            credentials = {
                "accessKeyId": {"name": access.secret, "key": "AWS_ACCESS_KEY_ID"},
                "secretAccessKey": {"name": access.secret, "key": "AWS_SECRET_ACCESS_KEY"},
            }
        endpoint: Manifest = {}
        if self.ground.s3_endpoint:
            endpoint = {"endpointURL": self.ground.s3_endpoint, "endpointCA": {"name": CA_SECRET, "key": "ca.crt"}}
        spec = {
            **(more or {}),
            "configuration": {
                "destinationPath": f"s3://{bucket}/{PREFIX}",
                "s3Credentials": credentials,
                **endpoint,
                "wal": {"compression": "zstd", "maxParallel": 4},
                "data": {"compression": "gzip", "jobs": 2},
            },
            "instanceSidecarConfiguration": {
                "resources": sized(PodSize(cpu=0.1, max_cpu=1, memory_gib=0.125, max_memory_gib=1)),
                "env": [{"name": "AWS_DEFAULT_REGION", "value": self.ground.s3_region}],
            },
        }
        return self.make("barmancloud.cnpg.io/v1/ObjectStore", name, {"spec": spec}, after=operator)

    def _spec(self, settings: Timescale, owner: str, users: Mapping[Client, str]) -> Manifest:
        storage_class = self.ground.settings.kubernetes.storage_class
        several = settings.instances > 1
        scheduling = self.ground.scheduling("memory-intensive")
        return {
            "instances": settings.instances,
            "imageCatalogRef": {"apiGroup": "postgresql.cnpg.io", "kind": "ImageCatalog", "name": NAME, "major": _MAJOR},
            "postgresUID": _USER,
            "postgresGID": _USER,
            "enableSuperuserAccess": False,
            "enablePDB": several,
            "priorityClassName": STATEFUL,
            "primaryUpdateStrategy": "unsupervised",
            "primaryUpdateMethod": "switchover",
            "storage": {"size": f"{settings.pod.storage_gib}Gi", "storageClass": storage_class},
            "walStorage": {"size": f"{settings.wal_storage_gib}Gi", "storageClass": storage_class},
            "resources": sized(settings.pod),
            "seccompProfile": {"type": "RuntimeDefault"},
            "affinity": {"enablePodAntiAffinity": several, "podAntiAffinityType": "required", **scheduling},
            "topologySpreadConstraints": zones_apart(_PODS, several),
            "bootstrap": {
                "initdb": {
                    "database": DATABASE,
                    "owner": _OWNER,
                    "secret": {"name": owner},
                    "dataChecksums": True,
                    "postInitTemplateSQL": ["CREATE EXTENSION IF NOT EXISTS timescaledb"],
                }
            },
            "managed": {
                "roles": [
                    {
                        "name": client.service,
                        "login": True,
                        "inRoles": ["pg_read_all_data", "pg_write_all_data"],
                        "passwordSecret": {"name": secret},
                    }
                    for client, secret in users.items()
                ]
            },
            "plugins": [{"name": PLUGIN, "isWALArchiver": True, "parameters": {"barmanObjectName": NAME}}],
            "monitoring": {"tls": {"enabled": True}},
            "postgresql": {
                "shared_preload_libraries": ["timescaledb"],
                "pg_hba": ["hostnossl all all all reject"],
                "parameters": {
                    "timescaledb.telemetry_level": "off",
                    "max_locks_per_transaction": "256",
                    "ssl_min_protocol_version": "TLSv1.2",
                    "password_encryption": "scram-sha-256",
                    "shared_buffers": f"{round(settings.pod.memory_gib * 256)}MB",
                    "effective_cache_size": f"{round(settings.pod.memory_gib * 768)}MB",
                },
                **({"synchronous": {"method": "any", "number": 1, "dataDurability": "preferred"}} if several else {}),
            },
        }

    def _pooler(self, settings: Timescale, cluster: pulumi.Resource) -> None:
        """PgBouncer, with a certificate that clients can verify as all others."""
        certificate = self.certificate(f"{POOLER}-tls", hosts(POOLER))
        several = settings.poolers > 1
        spec = {
            "cluster": {"name": NAME},
            "type": "rw",
            "instances": settings.poolers,
            "pgbouncer": {
                "poolMode": "transaction",
                "clientTLSSecret": {"name": f"{POOLER}-tls"},
                "clientCASecret": {"name": f"{POOLER}-tls"},
                "parameters": {
                    "max_client_conn": "2000",
                    "default_pool_size": "25",
                    "client_tls_sslmode": "require",
                },
            },
            "monitoring": {"tls": {"enabled": True}},
            "template": {
                "metadata": {"labels": _POOLER_PODS},
                "spec": {
                    "priorityClassName": STATEFUL,
                    "securityContext": user(998),
                    "topologySpreadConstraints": zones_apart(_POOLER_PODS, several),
                    "containers": [{"name": "pgbouncer", "resources": SMALL, "securityContext": CONTAINER_SECURITY}],
                },
            },
        }
        self.make(f"{_CNPG}/Pooler", POOLER, {"spec": spec}, after=[cluster, certificate])
        if several:
            self.budget(POOLER, _POOLER_PODS)
