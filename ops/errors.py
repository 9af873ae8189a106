"""What goes wrong, in words for people, with the exit status that it leads to."""


class OpsError(Exception):
    """Wrong use, wrong settings, or a refusal: nothing was changed by what raised it."""

    status = 2


class LockedError(OpsError):
    """Somebody else is at work on the stack."""

    status = 3


class RunError(OpsError):
    """Work that was begun and did not reach its end."""

    status = 1
