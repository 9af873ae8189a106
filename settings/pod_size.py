"""How much of a node one pod gets."""

from typing import Annotated

from pydantic import Field, model_validator

from settings.section import GiB, Section

Cpus = Annotated[float, Field(gt=0, le=192)]
"""Virtual CPUs; parts of one are fine."""
MemoryGiB = Annotated[float, Field(gt=0, le=1536)]
"""Memory in GiB."""


class PodSize(Section):
    """What a pod is promised, and what it may take where there is more."""

    cpu: Cpus
    max_cpu: Cpus | None = None
    """Where it is slowed down; None never does."""
    memory_gib: MemoryGiB
    max_memory_gib: MemoryGiB | None = None
    """Where it is killed; None is what it is promised."""

    @model_validator(mode="after")
    def _grows(self) -> "PodSize":
        if self.max_cpu is not None and self.max_cpu < self.cpu:
            raise ValueError(f"max_cpu ({self.max_cpu:g}) is less than cpu ({self.cpu:g})")
        if self.max_memory_gib is not None and self.max_memory_gib < self.memory_gib:
            raise ValueError(f"max_memory_gib ({self.max_memory_gib:g}) is less than memory_gib ({self.memory_gib:g})")
        return self

    @property
    def most_memory_gib(self) -> float:
        """Where it is killed."""
        return self.max_memory_gib or self.memory_gib


class StorePod(PodSize):
    """A pod of a store with its volume."""

    storage_gib: GiB
    """It can grow later, never shrink."""
