"""The stores and engines that run inside the clusters."""

from settings.engines import Engines
from settings.section import Section
from settings.stand_ins import ObjectStore, StandIns
from settings.strimzi import Kafka


class DataServices(Section):
    """One that is left out does not exist."""

    kafka: Kafka | None = None
    """With `streaming.kafka: strimzi`, and only with it; off AWS where events are to flow."""
    engines: Engines = Engines()
    object_store: ObjectStore | None = None
    """Off AWS, and always there: backups, logs and the lakehouse need a place."""
    stand_ins: StandIns = StandIns()
    """Off AWS only."""
