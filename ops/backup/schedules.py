"""How old a backup may be: what its schedule says, and some time for making it."""

from datetime import timedelta

from settings.schedules import longest_gap

_NEVER = 3660 * 1440
"""Minutes of a schedule that never comes round."""

LATE = timedelta(hours=1)
"""At least so long a backup may take to appear."""


def longest_pause(schedule: str) -> timedelta:
    """The longest time between two runs of a CronJob's schedule."""
    return timedelta(minutes=min(longest_gap(schedule), _NEVER))


def oldest_allowed(pause: timedelta) -> timedelta:
    """The age from which on a backup is late: its schedule's pause and a quarter of it, at least an hour."""
    return pause + max(LATE, pause / 4)
