"""Kinesis: what reads a stream does so when it comes to it, and a record is taken whatever becomes of that."""

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call


class Records:
    """moto's streams, which run each reader's code before they take a record, and for that want Docker."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        return {("kinesis", operation): self._put for operation in ("PutRecord", "PutRecords")}

    def _put(self, call: Call, forward: Forward) -> Result:
        name = call.parameters.get("StreamName") or str(call.parameters.get("StreamARN")).rpartition("/")[2]
        stream = self._world.backend("kinesis", call.region).streams.get(name)
        if stream is None:
            return forward()
        readers, stream.lambda_event_source_mappings = stream.lambda_event_source_mappings, {}
        try:
            return forward()
        finally:
            stream.lambda_event_source_mappings = readers
