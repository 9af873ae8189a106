"""Values of the chart for one OpenSearch node inside the cluster, under the security plugin."""

from typing import Any

import yaml

from components.kubernetes import helm
from components.kubernetes.ground import Ground
from components.kubernetes.names import STATEFUL
from components.kubernetes.pods import CONTAINER, resources, sized, user
from components.observability import certificates

CHART = "opensearch"
CERTIFICATE = "opensearch"
_HOME = "/usr/share/opensearch"
_CONFIG = f"{_HOME}/config"
_SECURITY = f"{_CONFIG}/opensearch-security"
_USERS = "internal_users.yml"

_HASH_PASSWORD = f"""\
set -eu
hash="$({_HOME}/plugins/opensearch-security/tools/hash.sh -env PASSWORD | tail -n 1)"
cat > /users/{_USERS} <<END
_meta: {{type: internalusers, config_version: 2}}
$USERNAME: {{hash: "$hash", reserved: true, backend_roles: [admin], description: Jaeger and Fluent Bit}}
END
"""


def node_values(ground: Ground, credential: str) -> dict[str, Any]:
    """HTTPS only; its one user comes from the Secret `credential`, and no demo certificate or user with it."""
    settings = ground.settings.observability.search
    heap = round(settings.size.memory_gib * 1024 / 2)
    return {
        "clusterName": "platform",
        "fullnameOverride": CHART,
        "masterService": CHART,
        "singleNode": True,
        "replicas": 1,
        "config": {"opensearch.yml": yaml.safe_dump(node_config(), sort_keys=False)},
        "opensearchJavaOpts": f"-Xms{heap}m -Xmx{heap}m",
        "extraEnvs": [{"name": "DISABLE_INSTALL_DEMO_CONFIG", "value": "true"}],
        "secretMounts": [{"name": "tls", "secretName": certificates.secret_of(CERTIFICATE), "path": f"{_CONFIG}/tls"}],
        "extraVolumes": [{"name": "users", "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"}}],
        "extraVolumeMounts": [
            {"name": "users", "mountPath": f"{_CONFIG}/opensearch-security/{_USERS}", "subPath": _USERS, "readOnly": True}
        ],
        "extraInitContainers": [_user_maker(credential)],
        "persistence": {
            "size": f"{settings.volume_gib}Gi",
            "storageClass": ground.settings.kubernetes.storage_class,
            # Root would be needed; `fsGroup` gives the volume to the node's group.
            "enableInitChown": False,
        },
        "podSecurityContext": user(1000),
        # It writes its keystore and temporary files beside its configuration.
        "securityContext": CONTAINER | {"readOnlyRootFilesystem": False, "runAsNonRoot": True, "runAsUser": 1000},
        "resources": sized(settings.size),
        "initResources": resources("10m", "32Mi"),
        "priorityClassName": STATEFUL,
    }


def node_config() -> dict[str, Any]:
    """`opensearch.yml`."""
    files = {"pemcert_filepath": "tls.crt", "pemkey_filepath": "tls.key", "pemtrustedcas_filepath": "ca.crt"}
    security = {
        **{f"ssl.{layer}.{key}": f"{_CONFIG}/tls/{file}" for layer in ("transport", "http") for key, file in files.items()},
        "ssl.http.enabled": True,
        "ssl.transport.enforce_hostname_verification": False,
        "ssl.certificates_hot_reload.enabled": True,
        "nodes_dn": [f"CN={CERTIFICATE}"],
        "allow_default_init_securityindex": True,
        "restapi.roles_enabled": ["all_access"],
    }
    return {
        # Memory maps would need a kernel setting of the host.
        "node.store.allow_mmap": False,
        **{f"plugins.security.{key}": value for key, value in security.items()},
    }


def _user_maker(credential: str) -> dict[str, Any]:
    """The node knows its user by a hash of the password, which nothing but its own tool makes."""
    return {
        "name": "user",
        "image": f"docker.io/opensearchproject/opensearch:{helm.app_version(CHART)}",
        "command": ["bash", "-c", _HASH_PASSWORD],
        "env": [
            {"name": name, "valueFrom": {"secretKeyRef": {"name": credential, "key": name.lower()}}} for name in ("USERNAME", "PASSWORD")
        ],
        "volumeMounts": [{"name": "users", "mountPath": "/users"}],
        "resources": resources("100m", "128Mi", "512Mi"),
        "securityContext": CONTAINER,
    }
