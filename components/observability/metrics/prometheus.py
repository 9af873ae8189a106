"""Values of the chart for Prometheus, its operator and what it reads of nodes and objects."""

from typing import Any

from components.kubernetes import tls
from components.kubernetes.ground import Ground
from components.kubernetes.names import CRITICAL, ISSUER, STATEFUL
from components.kubernetes.pods import CONTAINER, resources, sized, spread, user, volume_claim
from components.observability import certificates, endpoints
from settings import PROJECT
from settings.metrics import Metrics

CERTIFICATE = "prometheus"
NODE_EXPORTER = "node-exporter"
"""In the certificate of the namespace that it is in."""
_MIB = 2**20
_GB = 10**9
_ELSEWHERE = ("kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler")
"""On EKS in AWS's hands, on k3s one process: nothing to scrape, so their rules would alarm for ever."""
_MONITORED = {"matchLabels": {"monitoring": "true"}}
_NODE_LABELS = (
    "topology.kubernetes.io/zone",
    "node.kubernetes.io/instance-type",
    "eks.amazonaws.com/capacityType",
    "eks.amazonaws.com/nodegroup",
)
"""By which an alert knows that a whole zone is down, and dashboards what nodes cost."""
_WATCHED = ("rule", "serviceMonitor", "podMonitor", "probe", "scrapeConfig")


def replicas(ground: Ground, settings: Metrics) -> int:
    """In a pilot light one is enough."""
    return 1 if ground.pilot else settings.replicas


def prometheus_values(ground: Ground, long_term: dict[str, Any]) -> dict[str, Any]:
    """`prometheus` of the chart; `long_term` is further spec."""
    settings = ground.settings.observability.metrics
    count = replicas(ground, settings)
    spec: dict[str, Any] = {
        "replicas": count,
        "externalUrl": endpoints.PROMETHEUS_URL,
        "retention": f"{settings.retention_days}d",
        # Prometheus counts its "GB" in powers of two, so 500GB would be the whole of a 500 Gi volume.
        "retentionSize": f"{settings.retention_size_gb * _GB // _MIB}MB",
        "scrapeInterval": f"{settings.scrape_seconds}s",
        "evaluationInterval": f"{settings.scrape_seconds}s",
        "externalLabels": {"cluster": ground.cluster_name, "region": ground.place, "stack": f"{PROJECT}-{ground.stack}"},
        "storageSpec": {"volumeClaimTemplate": {"spec": volume_claim(ground.settings.kubernetes.storage_class, settings.volume_gib)}},
        "resources": sized(settings.size),
        "priorityClassName": STATEFUL,
        "securityContext": user(1000),
        "topologySpreadConstraints": spread({"app.kubernetes.io/name": "prometheus"}),
        "enableFeatures": ["exemplar-storage"],
        "web": certificates.web_config(CERTIFICATE),
        # Where volumes are zonal and nodes are one group per zone; a pilot light has no such nodes.
        **({} if ground.pilot else ground.scheduling("memory-intensive")),
        **{f"{kind}SelectorNilUsesHelmValues": False for kind in _WATCHED},
        **{f"{kind}NamespaceSelector": _MONITORED for kind in _WATCHED},
    }
    return {
        "prometheusSpec": spec | long_term,
        "podDisruptionBudget": {"enabled": count > 1, "minAvailable": count - 1 or 1},
        "serviceMonitor": {"scheme": "https", "tlsConfig": tls.client_config(endpoints.PROMETHEUS)},
    }


def operator_values() -> dict[str, Any]:
    """`prometheusOperator` of the chart, with a certificate of ours for its webhooks and metrics."""
    return {
        "priorityClassName": CRITICAL,
        "resources": resources("100m", "128Mi", "256Mi"),
        "prometheusConfigReloader": {"resources": resources("10m", "32Mi", "64Mi")},
        "admissionWebhooks": {
            "certManager": {"enabled": True, "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": ISSUER}},
        },
    }


def exporter_values(node_agents: str) -> dict[str, Any]:
    """What reads nodes, in a namespace where pods may see the host, and what reads Kubernetes' objects."""
    return {
        **{part: {"enabled": False} for part in _ELSEWHERE},
        "prometheus-node-exporter": {
            "namespaceOverride": node_agents,
            "resources": resources("50m", "32Mi", "96Mi"),
            "priorityClassName": CRITICAL,
            "containerSecurityContext": CONTAINER,
            # On the host's network no policy guards its port: a proxy asks for Prometheus' own token, by TLS.
            "kubeRBACProxy": {
                "enabled": True,
                "tls": {"enabled": True},
                "resources": resources("10m", "32Mi", "64Mi"),
                "containerSecurityContext": CONTAINER,
            },
            "tlsSecret": {"enabled": True, "secretName": certificates.secret_of(node_agents)},
            "prometheus": {
                "monitor": {
                    "scheme": "https",
                    "bearerTokenFile": "/var/run/secrets/kubernetes.io/serviceaccount/token",
                    "tlsConfig": tls.client_config(f"{NODE_EXPORTER}.{node_agents}.svc", certificates.secret_of(node_agents)),
                    "relabelings": [_NODE_NAME],
                }
            },
        },
        "kube-state-metrics": {
            "resources": resources("50m", "128Mi", "512Mi"),
            "priorityClassName": CRITICAL,
            "selfMonitor": {"enabled": True},
            "metricLabelsAllowlist": [f"nodes=[{','.join(_NODE_LABELS)}]", "namespaces=[pod-security.kubernetes.io/enforce]"],
        },
    }


_NODE_NAME = {"sourceLabels": ["__meta_kubernetes_pod_node_name"], "targetLabel": "node", "action": "replace"}
