"""Values of the chart for Alertmanager, and its configuration as a Secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import yaml

from components.kubernetes import tls
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING, STATEFUL
from components.kubernetes.pods import sized, spread, user, volume_claim
from components.observability import certificates, endpoints
from settings.pod_size import PodSize

CERTIFICATE = "alertmanager"
CONFIG = "alertmanager-config"
_SIZE = PodSize(cpu=0.1, memory_gib=0.125, max_memory_gib=0.25)


@dataclass(frozen=True)
class Routes:
    """Who is told of alerts. Tokens are no part of it: they are files below `/etc/alertmanager/secrets/<secret>/`."""

    config: Mapping[str, Any]
    """`alertmanager.yaml`."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """Messages, by file name; below `/etc/alertmanager/config/`."""
    secrets: Sequence[str] = ()
    """Those with tokens."""
    objects: Sequence[pulumi.Resource] = ()
    """What Alertmanager waits for."""


NOBODY = Routes({"route": {"receiver": "nobody", "group_by": ["alertname", "cluster", "service"]}, "receivers": [{"name": "nobody"}]})
"""Alerts are seen in Alertmanager only."""


def replicas(ground: Ground) -> int:
    """In a pilot light one is enough."""
    return 1 if ground.pilot else ground.settings.observability.metrics.alertmanagers


def alertmanager_values(ground: Ground, routes: Routes) -> dict[str, Any]:
    """`alertmanager` of the chart."""
    count = replicas(ground)
    mutual = certificates.web_config(CERTIFICATE)["tlsConfig"]
    client = tls.client_config(endpoints.ALERTMANAGER)
    storage = volume_claim(ground.settings.kubernetes.storage_class, ground.settings.observability.metrics.alertmanager_gib)
    return {
        "alertmanagerSpec": {
            "replicas": count,
            "externalUrl": endpoints.ALERTMANAGER_URL,
            "useExistingSecret": True,
            "configSecret": CONFIG,
            "secrets": list(routes.secrets),
            "storage": {"volumeClaimTemplate": {"spec": storage}},
            "resources": sized(_SIZE),
            "priorityClassName": STATEFUL,
            "securityContext": user(1000),
            "topologySpreadConstraints": spread({"app.kubernetes.io/name": "alertmanager"}),
            "web": {"tlsConfig": mutual},
            # How they tell each other what was sent.
            "clusterTLS": {"server": mutual, "client": client | _key_pair()},
            "scheme": "https",
            "tlsConfig": client,
        },
        "podDisruptionBudget": {"enabled": count > 1, "minAvailable": count - 1 or 1},
        "serviceMonitor": {"scheme": "https", "tlsConfig": client},
    }


def _key_pair() -> dict[str, Any]:
    secret = certificates.secret_of(CERTIFICATE)
    return {"cert": {"secret": {"name": secret, "key": "tls.crt"}}, "keySecret": {"name": secret, "key": "tls.key"}}


def config_secret(routes: Routes) -> dict[str, Any]:
    """The configuration as the operator wants it. The chart's own Secret would be mixed with its defaults."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": CONFIG, "namespace": MONITORING},
        "type": "Opaque",
        "stringData": {"alertmanager.yaml": yaml.safe_dump(dict(routes.config), sort_keys=False), **routes.templates},
    }
