"""What a container is told, in the terms of one laptop."""

import re
from collections.abc import Mapping
from typing import Any

USER = "platform"
PASSWORD = "${PLATFORM_PASSWORD:?export PLATFORM_PASSWORD=$$(openssl rand -hex 16)}"
"""The one secret of the whole laptop; Compose asks for it, and no file holds it."""

# What only TLS and single users need.
_DROPPED = re.compile(r".*(_CA_FILE|_SSL_CAFILE|_TLS_(CERT|KEY)FILE|_SASL_\w+)|OTEL_EXPORTER_OTLP_CERTIFICATE|KAFKA_(USERNAME|PASSWORD)")
_CHANGED = {
    r".*SECURITY_PROTOCOL": "PLAINTEXT",
    r".*ADVERTISED_PROTOCOL": "http",
    r"CLICKHOUSE_PORT": "9000",
}


def environment(container: Mapping[str, Any], config_maps: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """A container's variables: those of its ConfigMaps and its own; Secrets become the laptop's user and password."""
    found: dict[str, str] = {}
    for source in container.get("envFrom", []):
        found |= config_maps.get(source.get("configMapRef", {}).get("name", ""), {})
    for variable in container.get("env", []):
        value = _value(variable, config_maps)
        if value is not None:
            found[variable["name"]] = value
    return {name: _changed(name, value) for name, value in sorted(found.items()) if not _DROPPED.fullmatch(name)}


def _changed(name: str, value: str) -> str:
    return next((fixed for pattern, fixed in _CHANGED.items() if re.fullmatch(pattern, name)), _plain(value))


def _value(variable: Mapping[str, Any], config_maps: Mapping[str, Mapping[str, str]]) -> str | None:
    """None where only Kubernetes knows it, such as the pod's own name."""
    if "value" in variable:
        return str(variable["value"]).replace("$", "$$")
    source = variable.get("valueFrom", {})
    if reference := source.get("secretKeyRef"):
        return USER if "user" in reference["key"].lower() or reference["key"] == "AWS_ACCESS_KEY_ID" else PASSWORD
    if reference := source.get("configMapKeyRef"):
        return config_maps.get(reference["name"], {}).get(reference["key"])
    return None


def _plain(value: str) -> str:
    """Addresses without TLS."""
    return re.sub(r"https://(?=[a-z0-9.-]+\.svc)", "http://", value)
