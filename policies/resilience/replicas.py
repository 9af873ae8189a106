"""Databases that follow another one."""

from policies.subject import Subject


def is_replica(database: Subject) -> bool:
    """Whether a database follows another; which one need not be known yet."""
    return database.values.raw.get("replicateSourceDb") not in (None, "")
