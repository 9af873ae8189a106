"""How old a backup may be: what its schedule says, and some time for making it."""

from datetime import timedelta

from settings.schedules import late_after, longest_gap

_NEVER = 3660 * 1440
"""Minutes of a schedule that never comes round."""


def longest_pause(schedule: str) -> timedelta:
    """The longest time between two runs of a CronJob's schedule."""
    return timedelta(minutes=min(longest_gap(schedule), _NEVER))


def oldest_allowed(pause: timedelta) -> timedelta:
    """The age from which on a backup is late."""
    return timedelta(minutes=late_after(pause.total_seconds() / 60))
