"""Values of the chart for Alloy: every pod's log, from the node's files to Loki."""

from typing import Any

from components.kubernetes import tls
from components.kubernetes.ground import Ground
from components.kubernetes.names import CRITICAL
from components.kubernetes.pods import CONTAINER, resources
from components.observability import certificates, endpoints
from components.observability.logging.loki import push_url

_STATE = "/var/lib/alloy"
_LABELS = {
    "namespace": "__meta_kubernetes_namespace",
    "pod": "__meta_kubernetes_pod_name",
    "container": "__meta_kubernetes_pod_container_name",
    "app": "__meta_kubernetes_pod_label_app_kubernetes_io_name",
    "node": "__meta_kubernetes_pod_node_name",
}


def alloy_values(ground: Ground, certificate: str) -> dict[str, Any]:
    """One pod per node; `certificate` is in its namespace, and with it the issuer's own."""
    return {
        "alloy": {
            "configMap": {"content": pipeline(ground)},
            "enableReporting": False,
            "storagePath": _STATE,
            "mounts": {
                "varlog": True,
                "extra": [
                    {"name": "state", "mountPath": _STATE},
                    {"name": "tls", "mountPath": tls.CA_MOUNT, "readOnly": True},
                ],
            },
            # Root, without any of its privileges: the files are root's.
            "securityContext": CONTAINER | {"runAsUser": 0, "runAsGroup": 0, "seccompProfile": {"type": "RuntimeDefault"}},
            "resources": resources("100m", "192Mi", "512Mi"),
        },
        "configReloader": {"resources": resources("10m", "50Mi", "64Mi")},
        "controller": {
            "type": "daemonset",
            "priorityClassName": CRITICAL,
            "tolerations": [{"operator": "Exists"}],
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "10%"}},
            "volumes": {
                "extra": [
                    # How far each file was read: a new pod goes on where the old one was.
                    {"name": "state", "hostPath": {"path": _STATE, "type": "DirectoryOrCreate"}},
                    {
                        "name": "tls",
                        "secret": {"secretName": certificates.secret_of(certificate), "items": [{"key": "ca.crt", "path": "ca.crt"}]},
                    },
                ]
            },
        },
        "crds": {"create": False},
        # The chart joins the two, neither of which may be empty.
        "rbac": {"rules": [_may_watch("pods")], "clusterRules": [_may_watch("namespaces")]},
        "serviceMonitor": {"enabled": True},
    }


def _may_watch(kind: str) -> dict[str, Any]:
    return {"apiGroups": [""], "resources": [kind], "verbs": ["get", "list", "watch"]}


def pipeline(ground: Ground) -> str:
    """Alloy's configuration. Labels are few, because each combination of them is a stream of its own; all else is in the line."""
    rules = "\n".join(
        f'  rule {{\n    source_labels = ["{source}"]\n    target_label  = "{label}"\n  }}' for label, source in _LABELS.items()
    )
    return f"""\
logging {{
  level = "warn"
}}

discovery.kubernetes "pods" {{
  role = "pod"
  selectors {{
    role  = "pod"
    field = "spec.nodeName=" + sys.env("HOSTNAME")
  }}
}}

discovery.relabel "pods" {{
  targets = discovery.kubernetes.pods.targets
{rules}
  rule {{
    source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    target_label  = "__path__"
    replacement   = "/var/log/pods/*$1/*.log"
  }}
}}

local.file_match "pods" {{
  path_targets = discovery.relabel.pods.output
}}

loki.source.file "pods" {{
  targets    = local.file_match.pods.targets
  forward_to = [loki.process.pods.receiver]
}}

loki.process "pods" {{
  stage.cri {{}}
  stage.label_drop {{
    values = ["filename", "stream"]
  }}
  forward_to = [loki.write.platform.receiver]
}}

loki.write "platform" {{
  endpoint {{
    url       = "{push_url(ground.settings.observability.logs)}"
    tenant_id = "{endpoints.TENANT}"
    tls_config {{
      ca_file = "{tls.CA_FILE}"
    }}
  }}
  external_labels = {{
    cluster = "{ground.cluster_name}",
    region  = "{ground.place}",
  }}
}}
"""
