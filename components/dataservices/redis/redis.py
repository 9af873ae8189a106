"""Redis: what services must know within a millisecond."""

from typing import Any

import pulumi

from components.dataservices.backups import bucket_access, cron_job, uploader, working_volume
from components.dataservices.clients import REDIS, namespaces_of
from components.dataservices.redis import cluster
from components.dataservices.store import Store, StoreArgs, hosts
from components.dataservices.store_pods import OPERATOR, READ_ONLY, SMALL
from components.kubernetes.images import image
from components.kubernetes.names import CA_SECRET, MONITORING, STATEFUL
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.network_policy import ANYWHERE, admit
from components.kubernetes.pods import from_secret
from components.kubernetes.targets import Target
from components.observability.metrics.targets import watch
from settings.redis import Redis

_OPERATOR = "redis-operator"
_OPERATOR_USER = 65532
_BACKUP = "redis-backup"
_BACKUP_USER = 1000


class RedisStore(Store):
    """Leaders and followers, one password for all clients, a copy of every leader in the bucket each hour.

    Clients begin at Service `redis-leader` and speak the cluster protocol.
    """

    def __init__(self, name: str, args: StoreArgs[Redis], opts: pulumi.ResourceOptions | None = None):
        super().__init__(name, args, opts)
        made = self._cluster(args.settings, self._operator())
        doors = {namespace: [cluster.PORT] for namespace in namespaces_of(REDIS)}
        self.isolate("redis", cluster.PODS, {**doors, _OPERATOR: [cluster.PORT], MONITORING: [cluster.METRICS]})
        self.pod_monitor("redis", cluster.PODS, "redis-exporter")
        self._backups(args.settings, made)
        self.register_outputs({})

    def _operator(self) -> pulumi.Resource:
        ground = self.ground
        Namespace(ground.label("namespace", _OPERATOR), NamespaceArgs(ground, _OPERATOR), self.options())
        admit(self, ground, _OPERATOR, "webhooks", [9443], [ANYWHERE])
        watch(self, ground, [Target(_OPERATOR, _OPERATOR, {"name": _OPERATOR}, 8080)], self.monitors)
        values = {
            # The webhook keeps a leader and its follower apart.
            "redisOperator": {"imagePullPolicy": "IfNotPresent", "webhook": True},
            "certmanager": {"enabled": True},
            "resources": OPERATOR,
            "priorityClassName": STATEFUL,
            "podSecurityContext": {"runAsNonRoot": True, "runAsUser": _OPERATOR_USER, "seccompProfile": {"type": "RuntimeDefault"}},
            "securityContext": dict(READ_ONLY),
        }
        release: pulumi.Resource = ground.release(self, _OPERATOR, _OPERATOR, values, after=[self.operators.certificates])
        return release

    def _cluster(self, redis: Redis, operator: pulumi.Resource) -> pulumi.Resource:
        password = self.credential("redis", "Password of Redis inside the cluster", "default", namespaces_of(REDIS))
        services = [f"{cluster.NAME}-{role}{ending}" for role in ("leader", "follower") for ending in ("", "-headless")]
        pods = [f"*.{name}" for name in hosts(*(service for service in services if service.endswith("headless")))]
        certificate = self.certificate(cluster.CERTIFICATE, [*hosts(*services), *pods, "localhost"])
        config = self.make("v1/ConfigMap", cluster.CONFIG, {"data": {"redis-additional.conf": cluster.config(redis)}})
        settings = self.ground.settings.kubernetes
        spec = cluster.cluster(redis, password.secret, settings.storage_class, self.ground.scheduling("memory-intensive"))
        after = [operator, certificate, config, *password.objects]
        body = {"metadata": {"annotations": cluster.APART}, "spec": spec}
        return self.make("redis.redis.opstreelabs.in/v1beta2/RedisCluster", cluster.NAME, body, after=after, **self.stateful())

    def _backups(self, redis: Redis, made: pulumi.Resource) -> None:
        access = bucket_access(self, _BACKUP, "redis")
        gib = max(1, round(redis.leaders * redis.max_memory_gb))
        cron_job(
            self,
            _BACKUP,
            redis.backup,
            _BACKUP,
            [uploader(self, access, "redis", redis.backup_days)],
            first=[_dump(redis)],
            volumes=[working_volume(self, gib), {"name": "ca", "secret": {"secretName": CA_SECRET}}],
            user=_BACKUP_USER,
            after=[made, self.account(_BACKUP), *access.objects],
        )


def _dump(redis: Redis) -> dict[str, Any]:
    """One file of each leader's keys, as a new follower would get them."""
    pods = " ".join(f"{cluster.NAME}-leader-{index}" for index in range(redis.leaders))
    script = (
        f"for pod in {pods}; do "
        f'redis-cli -h "$pod.{cluster.NAME}-leader-headless" -p {cluster.PORT} --tls --cacert /ca/ca.crt --rdb "/backup/$pod.rdb"; done'
    )
    return {
        "name": "dump",
        "image": image("redis"),
        "command": ["sh", "-ec", script],
        "env": [from_secret("REDISCLI_AUTH", "redis", "password")],
        "resources": SMALL,
        "securityContext": READ_ONLY,
        "volumeMounts": [{"name": "backup", "mountPath": "/backup"}, {"name": "ca", "mountPath": "/ca", "readOnly": True}],
    }
