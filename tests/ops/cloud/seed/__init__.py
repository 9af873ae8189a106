"""Makes in the cloud what a stack's inventory says, as far as `ops` touches it, with the inventory's own inputs."""

from tests.ops.cloud.seed import compute, ground, names, recovery, stores, streams
from tests.ops.cloud.seed.seeding import Seeding

_PARTS = (ground.make, stores.make, streams.make, compute.make, names.make, recovery.make)
"""In the order in which they need each other."""


def seed(seeding: Seeding) -> None:
    """Make everything."""
    for make in _PARTS:
        make(seeding)
