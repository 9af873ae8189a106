"""Grafana's dashboards in a cluster: a ConfigMap each, which Grafana's sidecar finds by its label."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.observability.dashboards.catalogue import boards
from components.observability.dashboards.grafana import render
from components.observability.dashboards.node_prices import price_rules

LABEL = "grafana_dashboard"
FOLDER = "grafana_folder"
"""The annotation by which the sidecar puts a dashboard into a folder of Grafana's."""


@dataclass(frozen=True)
class DashboardsArgs:
    """What the dashboards need."""

    ground: Ground
    monitors: pulumi.Resource
    """What a PrometheusRule waits for."""


class Dashboards(Component):
    """The same in every cluster but for what only AWS has: rows that ask CloudWatch, and prices of nodes."""

    def __init__(self, name: str, args: DashboardsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        ground = args.ground
        settings = ground.settings.observability
        for board in boards(settings.slos, aws=ground.region is not None):
            ground.object(
                self,
                {
                    "apiVersion": "v1",
                    "kind": "ConfigMap",
                    "metadata": {
                        "name": board.uid,
                        "namespace": MONITORING,
                        "labels": {LABEL: "1"},
                        "annotations": {FOLDER: settings.dashboards.folder},
                    },
                    "data": {f"{board.uid}.json": render(board, settings.alerting.runbooks)},
                },
            )
        if prices := price_rules(ground.place):
            ground.object(self, prices, after=[args.monitors])
        self.register_outputs({})
