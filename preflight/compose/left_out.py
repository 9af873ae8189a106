"""What has no part in a Compose file, and why."""

_OPERATOR = "an operator works on Kubernetes objects; what it runs is here without it"
_SCALING = "there is one container of each, so nothing to spread, to scale or to keep while nodes go"
_MESH = "Compose's own network joins the containers, and nothing comes in from outside"
_TLS = "containers of one laptop talk in the clear"
_BACKUPS = "a laptop's data are not backed up"
_LOGS = "`docker compose logs` shows them"
_DELIVERY = "a new version comes by `docker compose up --pull`"
_PART = "belongs to an object that is here"
_ADMISSION = "nothing but this file starts containers"

REASONS: dict[str, str] = {
    "alloy": _LOGS,
    "altinity-clickhouse-operator": _OPERATOR,
    "argo-cd": _DELIVERY,
    "argo-rollouts": _DELIVERY,
    "base": _MESH,
    "cert-manager": _TLS,
    "cloudnative-pg": _OPERATOR,
    "cni": _MESH,
    "flink-kubernetes-operator": _OPERATOR,
    "fluent-bit": _LOGS,
    "gateway": _MESH,
    "istiod": _MESH,
    "keda": _SCALING,
    "kong": _MESH,
    "kyverno": _ADMISSION,
    "loki": _LOGS,
    "metrics-server": _SCALING,
    "opentelemetry-operator": _OPERATOR,
    "plugin-barman-cloud": _BACKUPS,
    "prometheus-adapter": _SCALING,
    "redis-operator": _OPERATOR,
    "reloader": _DELIVERY,
    "spark-operator": "it starts jobs as pods; run `spark-submit` where one is needed",
    "strimzi-kafka-operator": _OPERATOR,
    "trivy-operator": _ADMISSION,
    "velero": _BACKUPS,
    "vertical-pod-autoscaler": _SCALING,
    "argoproj.io:ClusterAnalysisTemplate": _DELIVERY,
    "autoscaling.k8s.io:VerticalPodAutoscaler": _SCALING,
    "autoscaling:HorizontalPodAutoscaler": _SCALING,
    "barmancloud.cnpg.io:ObjectStore": _BACKUPS,
    "batch:CronJob": "backups and retention, which a laptop needs none of",
    "batch:Job": "sets up users and tests of a cluster; here stores are made with their user",
    "cert-manager.io:Certificate": _TLS,
    "cert-manager.io:ClusterIssuer": _TLS,
    "clickhouse-keeper.altinity.com:ClickHouseKeeperInstallation": _SCALING,
    "configuration.konghq.com:KongClusterPlugin": _MESH,
    "configuration.konghq.com:KongConsumer": _MESH,
    "configuration.konghq.com:KongPlugin": _MESH,
    "configuration.konghq.com:KongUpstreamPolicy": _MESH,
    "core:ConfigMap": _PART,
    "core:LimitRange": _ADMISSION,
    "core:Namespace": "Compose has one project instead",
    "core:PersistentVolumeClaim": _PART,
    "core:ResourceQuota": _ADMISSION,
    "core:Secret": _PART,
    "core:Service": _PART,
    "core:ServiceAccount": _PART,
    "flink.apache.org:FlinkDeployment": "runs in Flink's own cluster of pods; its jar runs in an IDE or by `flink run`",
    "kafka.strimzi.io:KafkaNodePool": _PART,
    "kafka.strimzi.io:KafkaTopic": _PART,
    "kafka.strimzi.io:KafkaUser": _TLS,
    "keda.sh:ScaledObject": _SCALING,
    "keda.sh:TriggerAuthentication": _SCALING,
    "monitoring.coreos.com:PodMonitor": _PART,
    "monitoring.coreos.com:PrometheusRule": _PART,
    "monitoring.coreos.com:ServiceMonitor": _PART,
    "networking.istio.io:DestinationRule": _MESH,
    "networking.istio.io:Gateway": _MESH,
    "networking.istio.io:ServiceEntry": _MESH,
    "networking.istio.io:VirtualService": _MESH,
    "networking.k8s.io:Ingress": _MESH,
    "networking.k8s.io:NetworkPolicy": _MESH,
    "opentelemetry.io:Instrumentation": _PART,
    "opentelemetry.io:OpenTelemetryCollector": "Jaeger takes traces straight from the services",
    "policies.kyverno.io:ValidatingPolicy": _ADMISSION,
    "policy:PodDisruptionBudget": _SCALING,
    "postgresql.cnpg.io:ImageCatalog": _PART,
    "postgresql.cnpg.io:Pooler": _SCALING,
    "postgresql.cnpg.io:ScheduledBackup": _BACKUPS,
    "rbac.authorization.k8s.io:ClusterRole": _PART,
    "rbac.authorization.k8s.io:ClusterRoleBinding": _PART,
    "rbac.authorization.k8s.io:Role": _PART,
    "rbac.authorization.k8s.io:RoleBinding": _PART,
    "scheduling.k8s.io:PriorityClass": _SCALING,
    "security.istio.io:AuthorizationPolicy": _MESH,
    "security.istio.io:PeerAuthentication": _MESH,
    "telemetry.istio.io:Telemetry": _MESH,
    "velero.io:BackupStorageLocation": _BACKUPS,
    "velero.io:Schedule": _BACKUPS,
}
"""Chart, or group and kind → reason."""


def reason(name: str) -> str:
    """Why something is left out; empty if nobody has said."""
    return REASONS.get(name, "")
