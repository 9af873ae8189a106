"""Values of the chart for Fluent Bit: the logs of our own services, from the node's files to OpenSearch."""

from typing import Any

import yaml

from components.kubernetes import tls
from components.kubernetes.names import APPLICATIONS, CRITICAL
from components.kubernetes.pods import CONTAINER, resources
from components.observability import certificates
from components.observability.search.search import CREDENTIAL, Search

_STATE = "/var/lib/fluent-bit"
_CONFIG = "/fluent-bit/etc/conf"
_FILE = "platform.yaml"
_SEARCH = "/search"
_PORT = 2020


def fluent_bit_values(search: Search, certificate: str) -> dict[str, Any]:
    """One pod per node; `certificate` is in its namespace, and with it the issuer's own."""
    mounts = {"state": _STATE, "search": _SEARCH, "tls": tls.CA_MOUNT}
    return {
        "config": {"extraFiles": {_FILE: yaml.safe_dump(config(search.own_issuer), sort_keys=False)}},
        "args": ["--workdir=/fluent-bit/etc", f"--config={_CONFIG}/{_FILE}"],
        "env": [{"name": "SEARCH_HOST", "value": search.host}, {"name": "SEARCH_PORT", "value": str(search.port)}],
        "daemonSetVolumes": [{"name": "logs", "hostPath": {"path": "/var/log"}}],
        "daemonSetVolumeMounts": [{"name": "logs", "mountPath": "/var/log", "readOnly": True}],
        "extraVolumes": [
            {"name": "state", "hostPath": {"path": _STATE, "type": "DirectoryOrCreate"}},
            {"name": "search", "secret": {"secretName": CREDENTIAL}},
            {"name": "tls", "secret": {"secretName": certificates.secret_of(certificate), "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        ],
        "extraVolumeMounts": [{"name": name, "mountPath": path, "readOnly": name != "state"} for name, path in mounts.items()],
        # Root, without any of its privileges: the files are root's.
        "securityContext": CONTAINER | {"runAsUser": 0, "runAsGroup": 0, "seccompProfile": {"type": "RuntimeDefault"}},
        "resources": resources("50m", "64Mi", "256Mi"),
        "priorityClassName": CRITICAL,
        "tolerations": [{"operator": "Exists"}],
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "10%"}},
        "serviceMonitor": {"enabled": True},
        "testFramework": {"enabled": False},
    }


def config(own_issuer: bool) -> dict[str, Any]:
    """Fluent Bit's configuration: an index per namespace and day. What OpenSearch does not take waits on the node's disk."""
    return {
        # The password is rotated: it is read again every minute.
        "env": [
            {"name": f"SEARCH_{key.upper()}", "uri": f"file://{_SEARCH}/{key}", "refresh_interval": 60} for key in ("username", "password")
        ],
        "service": {
            "flush": 5,
            "log_level": "warn",
            "parsers_file": "/fluent-bit/etc/parsers.conf",
            "http_server": "on",
            "http_listen": "0.0.0.0",
            "http_port": _PORT,
            "health_check": "on",
            "storage.path": f"{_STATE}/buffer",
            "storage.sync": "normal",
            "storage.max_chunks_up": 64,
            "storage.backlog.mem_limit": "32M",
        },
        "pipeline": {
            "inputs": [_input(namespace) for namespace in APPLICATIONS],
            "filters": [
                {
                    "name": "kubernetes",
                    "match": "kube.*",
                    "merge_log": "on",
                    "keep_log": "off",
                    "annotations": "off",
                    "k8s-logging.parser": "off",
                    "k8s-logging.exclude": "on",
                }
            ],
            "outputs": [_output(namespace, own_issuer) for namespace in APPLICATIONS],
        },
    }


def _input(namespace: str) -> dict[str, Any]:
    return {
        "name": "tail",
        "path": f"/var/log/containers/*_{namespace}_*.log",
        "tag": "kube.*",
        "multiline.parser": "docker, cri",
        "db": f"{_STATE}/{namespace}.db",
        "skip_long_lines": "on",
        "refresh_interval": 10,
        "storage.type": "filesystem",
    }


def _output(namespace: str, own_issuer: bool) -> dict[str, Any]:
    return {
        "name": "opensearch",
        "match": f"kube.*_{namespace}_*",
        "host": "${SEARCH_HOST}",
        "port": "${SEARCH_PORT}",
        "http_user": "${SEARCH_USERNAME}",
        "http_passwd": "${SEARCH_PASSWORD}",
        "tls": "on",
        "tls.verify": "on",
        **({"tls.ca_file": tls.CA_FILE} if own_issuer else {}),
        "logstash_format": "on",
        "logstash_prefix": f"logs-{namespace}",
        "suppress_type_name": "on",
        "replace_dots": "on",
        # A line that is sent again is not kept twice.
        "generate_id": "on",
        "compress": "gzip",
        "retry_limit": "no_limits",
        "storage.total_limit_size": "500M",
    }
