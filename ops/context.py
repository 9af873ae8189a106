"""What every command needs to know of the stack it works on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ops.gateway import Gateway
from ops.outputs import Outputs
from settings import PROJECT, Settings


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Context:
    """A stack that runs, and the way to it."""

    stack: str
    settings: Settings
    outputs: Outputs
    gateway: Gateway
    now: Callable[[], datetime] = _now

    def all(self, region: str, service: str, operation: str, key: str, **arguments: Any) -> list[Any]:
        """The items of an answer, of all its pages."""
        pages = self.gateway.pages(region, service, operation, **arguments)
        return [item for page in pages for item in page.get(key, [])]

    def physical(self, *words: str) -> str:
        """What the program calls a thing inside a region, such as `event-platform-prod-warehouse`."""
        return "-".join((PROJECT, self.stack, *words))

    def serving(self, active: str) -> Sequence[str]:
        """The regions that serve while the primary's work is done in `active`: it and all secondary ones."""
        return [name for name, region in self.outputs.regions.items() if region.role == "secondary" or name == active]
