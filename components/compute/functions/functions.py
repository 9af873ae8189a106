"""The region's Lambda functions and what they read."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.compute.functions.counts_table import RETENTION_DAYS, CountsTable, CountsTableArgs
from components.compute.functions.function import LambdaFunction, LambdaFunctionArgs
from components.compute.functions.rejected import Rejected, RejectedArgs
from components.lakehouse.lakehouse import Lakehouse
from components.network.network import Network
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys
from components.streaming.delivery import put_records
from components.streaming.stream_mapping import StreamMapping, StreamMappingArgs
from components.streaming.streaming import Streaming
from components.streaming.streams import write_stream


@dataclass(frozen=True)
class FunctionsArgs:
    """What the functions need."""

    placement: Placement
    network: Network
    keys: Keys
    alerts: Alerts
    lakehouse: Lakehouse
    streaming: Streaming


class Functions(Component):
    """Both read the raw events: one lets events through to bronze and to the validated stream, one counts them."""

    validator: LambdaFunction
    aggregator: LambdaFunction
    counts: CountsTable
    mappings: dict[str, StreamMapping]
    """How each function reads its stream, by its plain name."""

    def __init__(self, name: str, args: FunctionsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args = args
        placement, label = args.placement, args.placement.label
        rejected = RejectedArgs(placement, args.keys, args.alerts, args.lakehouse.buckets["raw-events"])
        self.rejected = Rejected(label("event-validator-rejected"), rejected, self.options())
        self.counts = CountsTable(label("real-time-counts"), CountsTableArgs(placement, args.keys, args.alerts), self.options())
        self.validator = self._validator()
        self.aggregator = self._aggregator()
        self.mappings = {function.plain_name: self._feed(function) for function in (self.validator, self.aggregator)}
        self.register_outputs(self.exports())

    def _validator(self) -> LambdaFunction:
        args = self._args
        bronze, validated = args.streaming.bronze.stream, args.streaming.streams["validated-events"]
        given = LambdaFunctionArgs(
            args.placement,
            args.network,
            args.keys,
            args.alerts,
            "event_validator",
            "Lets events through to bronze and to the validated stream, and puts aside what is none",
            args.placement.settings.compute.functions.event_validator,
            {
                "BRONZE_DELIVERY_STREAM": bronze.name,
                "VALIDATED_STREAM_ARN": validated.arn,
                "DEAD_LETTER_QUEUE_URL": self.rejected.queue.url,
                "DEAD_LETTER_BUCKET": self.rejected.bucket.bucket_name,
            },
            [*put_records(bronze), *write_stream(validated), *self.rejected.put_aside()],
        )
        return LambdaFunction(args.placement.label("event-validator"), given, self.options())

    def _aggregator(self) -> LambdaFunction:
        args = self._args
        given = LambdaFunctionArgs(
            args.placement,
            args.network,
            args.keys,
            args.alerts,
            "real_time_aggregator",
            "Counts events by type and minute",
            args.placement.settings.compute.functions.real_time_aggregator,
            {"COUNTS_TABLE": self.counts.table.name, "COUNTS_RETENTION_DAYS": str(RETENTION_DAYS)},
            self.counts.count(),
        )
        return LambdaFunction(args.placement.label("real-time-aggregator"), given, self.options())

    def _feed(self, function: LambdaFunction) -> StreamMapping:
        args = self._args
        # One batch of a shard at a time, which the aggregator's checkpoints and the order of a user's events rest on.
        mapping = StreamMappingArgs(
            args.placement,
            args.keys,
            args.alerts,
            args.streaming.streams["raw-events"],
            function.plain_name,
            function.live.arn,
            function.name,
            function.role,
        )
        return StreamMapping(args.placement.label(function.plain_name, "stream"), mapping, self.options())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of them, for the pipeline that moves aliases."""
        return {"functions": {function.plain_name: function.deployment for function in (self.validator, self.aggregator)}}
