"""The region's containers on Fargate."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.compute.ecr.registry import Registry
from components.compute.ecs.cluster import FargateCluster, FargateClusterArgs
from components.compute.ecs.ingestion_api import NAME as API
from components.compute.ecs.ingestion_api import IngestionApi, IngestionApiArgs
from components.compute.ecs.stream_processor import NAME as PROCESSOR
from components.compute.ecs.stream_processor import FargateProcessor, FargateProcessorArgs
from components.network.network import Network
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys
from components.security.log_archive import LogArchive
from components.security.secrets import Secrets
from components.streaming.streaming import Streaming
from settings.compute import Ecs, FargateService


@dataclass(frozen=True)
class FargateArgs:
    """What the services need."""

    placement: Placement
    network: Network
    keys: Keys
    logs: LogArchive
    alerts: Alerts
    secrets: Secrets
    streaming: Streaming
    registry: Registry
    settings: Ecs


class Fargate(Component):
    """A cluster with the ingestion API and the stream processor. In the dr region they stand by."""

    cluster: FargateCluster
    api: IngestionApi
    processor: FargateProcessor
    services: dict[str, FargateService]
    """What the settings say of each, by its name in the cluster."""

    def __init__(self, name: str, args: FargateArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        placement, streams = args.placement, args.streaming.streams
        label = placement.label
        self.cluster = FargateCluster(label("ecs"), FargateClusterArgs(placement, args.keys, args.settings), self.options())
        api = IngestionApiArgs(
            placement,
            args.network,
            args.keys,
            args.logs,
            args.alerts,
            args.secrets,
            args.registry,
            self.cluster,
            streams["raw-events"],
            args.settings,
        )
        self.api = IngestionApi(label(API), api, self.options())
        processor = FargateProcessorArgs(
            placement,
            args.network,
            args.keys,
            args.alerts,
            args.registry,
            self.cluster,
            streams["validated-events"],
            args.streaming.kafka,
            args.settings,
        )
        self.processor = FargateProcessor(label(PROCESSOR), processor, self.options())
        self.services = {API: args.settings.data_ingestion_api, PROCESSOR: args.settings.stream_processor}
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        return {"ecs": {"cluster": self.cluster.name, "services": [API, PROCESSOR], API: self.api.exports()}}
