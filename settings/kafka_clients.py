"""Which service reads and writes which topic: the least that each must be allowed."""

from dataclasses import dataclass

from settings.strimzi import KafkaService


@dataclass(frozen=True)
class KafkaClient:
    """A service's part in the flow of events. Who reads a topic may also write its dead letters."""

    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    transactions: bool = False
    """Writes several records as one, so that a restart repeats none."""


CLIENTS: dict[KafkaService, KafkaClient] = {
    "ingestion": KafkaClient(writes=("events",)),
    "attribution": KafkaClient(reads=("events", "sessions", "conversions"), writes=("attributions",)),
    "api": KafkaClient(reads=("attributions", "campaigns")),
    "ml": KafkaClient(reads=("events", "sessions", "attributions")),
    "campaign-manager": KafkaClient(reads=("attributions", "campaigns"), writes=("campaigns",)),
    "stream-processor": KafkaClient(reads=("events",), writes=("sessions", "conversions"), transactions=True),
}
"""The schema registry has a topic of its own and is not among them."""
