"""Spark for the batch layer."""

import pulumi

from components.component import Component
from components.compute.emr.cluster import SparkCluster, SparkClusterArgs
from components.compute.emr.jobs import SparkArgs
from components.compute.emr.serverless import SparkServerless, SparkServerlessArgs


class Spark(Component):
    """A cluster or a serverless application in the primary region, as the settings say."""

    cluster: SparkCluster | None = None
    serverless: SparkServerless | None = None

    def __init__(self, name: str, args: SparkArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        settings, label = args.settings, args.placement.label
        if args.placement.is_primary and settings.cluster:
            self.cluster = SparkCluster(label("spark-cluster"), SparkClusterArgs(args, settings.cluster), self.options())
        if args.placement.is_primary and settings.serverless:
            self.serverless = SparkServerless(label("spark-serverless"), SparkServerlessArgs(args, settings.serverless), self.options())
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        made = self.cluster or self.serverless
        return {"spark": made.exports()} if made else {}
