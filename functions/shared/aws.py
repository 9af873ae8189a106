"""How the functions call AWS."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from botocore.config import Config

from functions.shared.batch import Context

CLIENT = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
"""Throttling and 5xx are tried three times by the client itself; a call is given up within 25 s."""

ATTEMPTS = 4
RESERVE_SECONDS = 25.0
"""No call is begun later than this before the end, so that one that hangs still leaves time to answer.

Should the time not be enough all the same, Lambda brings the whole batch again; nothing is lost by it.
"""


@dataclass(frozen=True)
class Pace:
    """How long and how often something is tried."""

    context: Context
    sleep: Callable[[float], None] = time.sleep

    @property
    def out_of_time(self) -> bool:
        """Whether it is time to answer."""
        return self.context.get_remaining_time_in_millis() < RESERVE_SECONDS * 1000

    def attempts(self) -> Iterator[int]:
        """Attempts from 0 on, with exponential backoff and full jitter between them, as long as there is time."""
        for attempt in range(ATTEMPTS):
            if attempt:
                self.sleep(secrets.SystemRandom().uniform(0, 0.2 * 2**attempt))
            if self.out_of_time:
                return
            yield attempt
