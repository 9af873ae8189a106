"""Prometheus and Grafana on a laptop, with the rules and dashboards of the cluster."""

import json
from collections.abc import Iterable
from typing import Any

import yaml

from inventory.resource import Inventory, Resource
from preflight.compose.environment import PASSWORD
from preflight.compose.images import image
from preflight.compose.stand_ins import Part

_METRICS_PORTS = ("metrics", "http-metrics")


def monitoring(inventory: Inventory) -> Part:
    """What the chart kube-prometheus-stack runs, but for Alertmanager: nobody is woken for a laptop."""
    rules = _rules(inventory.of_type("kubernetes:monitoring.coreos.com/v1:PrometheusRule"))
    dashboards = _dashboards(inventory)
    prometheus = {
        "image": image("prometheus"),
        "configs": [
            {"source": "prometheus", "target": "/etc/prometheus/prometheus.yml"},
            {"source": "prometheus-rules", "target": "/etc/prometheus/rules.yml"},
        ],
        "networks": {"default": {"aliases": ["prometheus-operated.monitoring.svc"]}},
        "ports": ["127.0.0.1:9090:9090"],
        "restart": "unless-stopped",
    }
    grafana = {
        "image": image("grafana"),
        "environment": {"GF_SECURITY_ADMIN_PASSWORD": PASSWORD},
        "configs": [
            {"source": "grafana-datasources", "target": "/etc/grafana/provisioning/datasources/platform.yml"},
            {"source": "grafana-dashboards", "target": "/etc/grafana/provisioning/dashboards/platform.yml"},
            *({"source": name, "target": f"/var/lib/grafana/dashboards/{name}.json"} for name in dashboards),
        ],
        "ports": ["127.0.0.1:3000:3000"],
        "restart": "unless-stopped",
    }
    configs = {
        "prometheus": yaml.safe_dump(_prometheus(inventory), sort_keys=False),
        "prometheus-rules": json.dumps(rules, separators=(",", ":")),  # JSON is YAML, and here on one line
        "grafana-datasources": yaml.safe_dump(_DATASOURCES, sort_keys=False),
        "grafana-dashboards": yaml.safe_dump(_PROVIDER, sort_keys=False),
        **dashboards,
    }
    return Part({"prometheus": prometheus, "grafana": grafana}, {name: text.replace("$", "$$") for name, text in configs.items()})


def _prometheus(inventory: Inventory) -> dict[str, Any]:
    """Scrapes the metrics port of every service that has one."""
    targets = sorted(
        f"{service.inputs['metadata']['name']}.{service.inputs['metadata']['namespace']}.svc:{port['port']}"
        for service in inventory.of_type("kubernetes:core/v1:Service")
        for port in service.inputs["spec"].get("ports", [])
        if port.get("name") in _METRICS_PORTS
    )
    return {
        "global": {"scrape_interval": "30s"},
        "rule_files": ["/etc/prometheus/rules.yml"],
        "scrape_configs": [{"job_name": "services", "static_configs": [{"targets": targets}]}],
    }


def _rules(resources: Iterable[Resource]) -> dict[str, Any]:
    return {"groups": [group for resource in resources for group in resource.inputs["spec"]["groups"]]}


def _dashboards(inventory: Inventory) -> dict[str, str]:
    """Those ConfigMaps that Grafana's sidecar would load; compact, as Compose files are read by people."""
    return {
        key.removesuffix(".json"): json.dumps(json.loads(text), separators=(",", ":"))
        for resource in inventory.of_type("kubernetes:core/v1:ConfigMap")
        if "grafana_dashboard" in resource.inputs["metadata"].get("labels", {})
        for key, text in resource.inputs["data"].items()
    }


_DATASOURCES = {
    "apiVersion": 1,
    "datasources": [
        {"name": "Prometheus", "uid": "prometheus", "type": "prometheus", "url": "http://prometheus:9090", "isDefault": True},
        {"name": "Jaeger", "uid": "jaeger", "type": "jaeger", "url": "http://jaeger:16686"},
    ],
}

_PROVIDER = {
    "apiVersion": 1,
    "providers": [{"name": "platform", "type": "file", "options": {"path": "/var/lib/grafana/dashboards"}}],
}
