"""What the additions share: the account's state in moto, their own state, and how long things take."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from moto.backends import get_backend

POLLS = 2
"""How often somebody has to look before something that takes its time is done."""


class World:
    """One account's state beside moto's own."""

    def __init__(self, account_id: str):
        self.account_id = account_id
        self.polls = POLLS
        self.kept: dict[str, dict[Any, Any]] = defaultdict(dict)
        """The state of what moto has not: subject → key → value. Plain values."""
        self._under_way: dict[Hashable, int] = {}

    def backend(self, service: str, region: str) -> Any:
        """moto's model of a service in a region (`aws` for those that have none)."""
        found: Any = get_backend(service)  # type: ignore[call-overload]  # moto lists every name as a literal
        return found[self.account_id][region]

    def begin(self, *what: Hashable) -> None:
        """Something is under way from now on."""
        self._under_way[what] = self.polls

    def look(self, *what: Hashable) -> bool:
        """Whether it is still under way; each look brings it on."""
        left = self._under_way.get(what, 0)
        if left == 0:
            self._under_way.pop(what, None)
            return False
        self._under_way[what] = left - 1
        return True

    def busy(self, *what: Hashable) -> bool:
        """Whether it is under way, without bringing it on."""
        return self._under_way.get(what, 0) > 0
