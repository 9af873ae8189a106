"""What every engine is made with."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from components.dataservices.kafka.strimzi import Strimzi
from components.kubernetes.ground import Ground
from components.kubernetes.operators import Operators
from components.observability.observability import Observability

Settings = TypeVar("Settings")


@dataclass(frozen=True)
class EngineArgs(Generic[Settings]):
    """What an engine needs."""

    ground: Ground
    operators: Operators
    observability: Observability
    kafka: Strimzi | None
    settings: Settings
