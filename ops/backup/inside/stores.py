"""Each store inside a cluster."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import unquote

from ops.backup.inside import manifests
from ops.backup.inside.manifests import LABEL, NAMESPACE, Manifest
from ops.backup.inside.store import InsideStore, condition
from ops.backup.store import RestoreError, State, Wish

_CRON = ("batch/v1", "CronJob")


@dataclass(frozen=True)
class ClickhouseBackups(InsideStore):
    """Restored into databases with new names, on the same servers."""

    name: ClassVar[str] = "clickhouse"
    prefix: ClassVar[str] = "clickhouse"

    def objects(self, wish: Wish) -> list[Manifest]:
        """A Job."""
        cron = self.live(wish.region, *_CRON, "clickhouse-backup")
        copies = self.bucket(wish) if wish.point.source else None
        return [manifests.clickhouse(cron, wish.name, wish.point.id, self._databases(wish), copies)]

    def _databases(self, wish: Wish) -> list[str]:
        """Those of the backup: servers that are new have none of them yet. Raises RestoreError."""
        folder = f"{self.prefix}/shard-0/{wish.point.id}/metadata/"
        listed = self.context.all(
            wish.region, "s3", "list_objects_v2", "CommonPrefixes", Bucket=self.bucket(wish), Prefix=folder, Delimiter="/"
        )
        names = [unquote(one["Prefix"].removeprefix(folder).rstrip("/")) for one in listed]
        found = [name for name in names if "_restored_" not in name]
        if not found:
            raise RestoreError(f"{wish.region}: ClickHouse's backup {wish.point.id} in {self.bucket(wish)} has no tables")
        return found

    def state(self, wish: Wish, handle: str) -> State:
        """The Job's."""
        return self.job_state(wish, handle)

    def advice(self, wish: Wish, made: str) -> list[str]:  # noqa: ARG002 - every store is asked alike
        """Tables can change places at once."""
        ending = manifests.sql_ending(made)
        return [
            f"The databases are <name>_{ending}, on every server; compare them with the old ones.",
            f"A table: EXCHANGE TABLES events.t AND events_{ending}.t ON CLUSTER events.",
            f"Rows: copy them from events_{ending}.t into events.t.",
            f"Then: DROP DATABASE events_{ending} ON CLUSTER events SYNC.",
        ]

    def remove(self, wish: Wish, made: str) -> None:
        """By a Job, too."""
        cron = self.live(wish.region, *_CRON, "clickhouse-backup")
        self.cluster(wish.region).create(manifests.clickhouse_removed(cron, made))


@dataclass(frozen=True)
class CockroachBackups(InsideStore):
    """Restored into databases with new names, on the same nodes."""

    name: ClassVar[str] = "cockroachdb"
    prefix: ClassVar[str] = "cockroachdb"

    def objects(self, wish: Wish) -> list[Manifest]:
        """A Job."""
        setup = self.live(wish.region, "batch/v1", "Job", "cockroachdb-setup")
        # The connection that the program makes leads to the own bucket; nodes read copies as themselves, too.
        copies = f"s3://{self.bucket(wish)}/{self.prefix}?AWS_REGION={wish.region}&AUTH=implicit" if wish.point.source else None
        return [manifests.cockroachdb(setup, wish.name, wish.point.id, wish.at, copies)]

    def state(self, wish: Wish, handle: str) -> State:
        """The Job's."""
        return self.job_state(wish, handle)

    def advice(self, wish: Wish, made: str) -> list[str]:  # noqa: ARG002 - every store is asked alike
        """Databases can be renamed."""
        ending = manifests.sql_ending(made)
        return [
            f"The databases are <name>_{ending}; compare them with the old ones.",
            f"Everything: stop the service, ALTER DATABASE api RENAME TO api_old; ALTER DATABASE api_{ending} RENAME TO api; and give its "
            "user the database: ALTER DATABASE api OWNER TO api.",
            f"Then: DROP DATABASE api_{ending} CASCADE.",
        ]

    def remove(self, wish: Wish, made: str) -> None:
        """By a Job, too."""
        setup = self.live(wish.region, "batch/v1", "Job", "cockroachdb-setup")
        self.cluster(wish.region).create(manifests.cockroachdb_removed(setup, made))


@dataclass(frozen=True)
class RedisBackups(InsideStore):
    """Restored into a pod for each leader's keys."""

    name: ClassVar[str] = "redis"
    prefix: ClassVar[str] = "redis"

    def objects(self, wish: Wish) -> list[Manifest]:
        """A pod for each leader."""
        cron = self.live(wish.region, *_CRON, "redis-backup")
        return manifests.redis(cron, wish.name, wish.point.id, self.bucket(wish))

    def state(self, wish: Wish, handle: str) -> State:
        """Ready once each pod has loaded its file."""
        wanted = self.objects(wish)
        found = [self.cluster(wish.region).find("v1", "Pod", NAMESPACE, pod["metadata"]["name"]) for pod in wanted]
        ready = sum(condition(pod, "Ready") for pod in found)
        if any((pod or {}).get("status", {}).get("phase") == "Failed" for pod in found):
            return State("failed", f"a pod failed: kubectl -n {NAMESPACE} describe pods -l {LABEL}={handle}", handle)
        return State("ready" if ready == len(wanted) else "busy", f"{ready} of {len(wanted)} pods have loaded their keys", handle)

    def advice(self, wish: Wish, made: str) -> list[str]:  # noqa: ARG002 - every store is asked alike
        """Keys go back by their owners' slots."""
        return [
            f"Each pod {made}-N serves the keys of leader N by TLS on port 6379, with the password of Redis.",
            "Keys that were lost: DUMP and RESTORE them by a client of the cluster protocol, which finds each key's leader.",
            "Everything: redis-cli --cluster import redis-leader:6379 --cluster-from <pod's address>:6379 --cluster-copy --cluster-replace "
            "with --tls and both passwords, for each pod.",
            f"Then: kubectl -n {NAMESPACE} delete pods -l {LABEL}={made}",
        ]


@dataclass(frozen=True)
class Neo4jBackups(InsideStore):
    """Restored into a pod that serves the graph alone. Printed, because a cluster's system database cannot follow by itself."""

    name: ClassVar[str] = "neo4j"
    prefix: ClassVar[str] = "neo4j"
    by_hand: ClassVar[bool] = True

    def objects(self, wish: Wish) -> list[Manifest]:
        """A pod."""
        cron = self.live(wish.region, *_CRON, "neo4j-backup")
        return [manifests.neo4j(cron, wish.name, wish.point.id, self.bucket(wish))]

    def state(self, wish: Wish, handle: str) -> State:
        """The pod's."""
        pod = self.cluster(wish.region).find("v1", "Pod", NAMESPACE, handle)
        return State("ready" if condition(pod, "Ready") else "busy", (pod or {}).get("status", {}).get("phase", "absent"), handle)

    def advice(self, wish: Wish, made: str) -> list[str]:  # noqa: ARG002 - every store is asked alike
        """A cluster takes a database from a dump."""
        return [
            f"kubectl -n {NAMESPACE} logs {made} -c neo4j shows when it serves; ask it with cypher-shell in the pod.",
            "Nodes that were lost: export them there (apoc.export.cypher.query) and run the statements in the cluster.",
            "Everything: neo4j-admin database dump in the pod, then seed a new database of the cluster from the dump "
            "(CREATE DATABASE … OPTIONS { existingData: 'use', seedURI: … }) and let clients use it.",
            f"Then: kubectl -n {NAMESPACE} delete pod {made}",
        ]


@dataclass(frozen=True)
class TimescaleBackups(InsideStore):
    """Restored into a cluster of one instance, to any second."""

    name: ClassVar[str] = "timescale"
    prefix: ClassVar[str] = "timescale"

    _kind: ClassVar[tuple[str, str]] = ("postgresql.cnpg.io/v1", "Cluster")

    def objects(self, wish: Wish) -> list[Manifest]:
        """Its network policy first: a pod that reaches nothing would fail."""
        cluster = self.live(wish.region, *self._kind, "timescale")
        policy = self.live(wish.region, "networking.k8s.io/v1", "NetworkPolicy", "timescale")
        return [
            manifests.same_doors(policy, wish.name, {"cnpg.io/cluster": wish.name}),
            manifests.timescale(cluster, wish.name, wish.at, copies=wish.point.source is not None),
        ]

    def state(self, wish: Wish, handle: str) -> State:
        """As the operator says it."""
        found = self.live(wish.region, *self._kind, handle)
        phase: str = found.get("status", {}).get("phase", "is being made")
        return State("ready" if condition(found, "Ready") else "busy", phase, handle)

    def advice(self, wish: Wish, made: str) -> list[str]:  # noqa: ARG002 - every store is asked alike
        """Clients know the pooler, and the pooler its cluster."""
        return [
            f"It serves at {made}-rw.{NAMESPACE}.svc:5432, database metrics, with the users and passwords of the old one.",
            f"Rows that were lost: pg_dump them from {made}-rw into timescale-rw.",
            "Everything: stop the services, pg_dump the whole database into a new one of the old cluster, and rename the two.",
            f"Then: kubectl -n {NAMESPACE} delete cluster.postgresql.cnpg.io,networkpolicy {made}",
        ]


@dataclass(frozen=True)
class ClusterBackups(InsideStore):
    """Velero: objects and volumes of namespaces, in namespaces beside them."""

    name: ClassVar[str] = "cluster"
    prefix: ClassVar[str] = "velero"

    _place: ClassVar[tuple[str, str, str]] = ("velero.io/v1", "Restore", "velero")
    _copies: ClassVar[str] = "copies"
    """The program's storage location for the copies."""

    def objects(self, wish: Wish) -> list[Manifest]:
        """A Restore."""
        if not wish.part:
            raise RestoreError("say which namespace of the cluster is to be restored with --part, such as --part ingestion")
        if wish.point.source:
            self._require_known(wish)
        return [manifests.velero(wish.point.id, wish.name, wish.part.split(","), copies=wish.point.source is not None)]

    def _require_known(self, wish: Wish) -> None:
        """Velero restores by a backup's name, and reads by itself which there are among the copies. Raises RestoreError."""
        backup = self.cluster(wish.region).find("velero.io/v1", "Backup", "velero", wish.point.id)
        if backup is None:
            raise RestoreError(f"{wish.region}: Velero has not read {wish.point.id} from the copies yet; try again in a minute")
        if (place := backup["spec"].get("storageLocation")) != self._copies:
            raise RestoreError(f"{wish.region}: Velero's backup {wish.point.id} is that in {place}, not the copy; take another (--point)")

    def state(self, wish: Wish, handle: str) -> State:
        """As Velero says it."""
        api, kind, namespace = self._place
        status = self.live(wish.region, api, kind, handle, namespace).get("status", {})
        phase = status.get("phase", "New")
        detail = f"{phase}: {status.get('progress', {}).get('itemsRestored', 0)} objects, {status.get('warnings', 0)} warnings"
        if phase in ("Failed", "PartiallyFailed", "FailedValidation"):
            reasons = status.get("failureReason") or "; ".join(status.get("validationErrors", [])) or f"{status.get('errors', '?')} errors"
            return State("failed", f"{phase}: {reasons}; see velero restore logs {handle}", handle)
        return State("ready" if phase == "Completed" else "busy", detail, handle)

    def advice(self, wish: Wish, made: str) -> list[str]:
        """Nothing runs there."""
        spaces = [f"{part}-{manifests.ending_of(made)}" for part in wish.part.split(",")]
        what = "Objects" if wish.point.source else "Objects and volumes"
        return [
            f"{what} are in {', '.join(spaces)}; whatever runs was left out, so that nothing works twice.",
            "An object: kubectl get it there with -o yaml, take namespace, uid and resourceVersion out, and apply it in the old namespace.",
            "Volumes are not there: their snapshots are in the region that was backed up."
            if wish.point.source
            else "A volume: mount its claim in a pod there and copy files, or give the volume to a claim of the old namespace.",
            f"Then: kubectl delete namespace {' '.join(spaces)}",
        ]

    def remove(self, wish: Wish, made: str) -> None:
        """The namespaces, and what says how they came."""
        cluster = self.cluster(wish.region)
        for part in wish.part.split(","):
            cluster.delete("v1", "Namespace", "", f"{part}-{manifests.ending_of(made)}")
        api, kind, namespace = self._place
        cluster.delete(api, kind, namespace, made)
