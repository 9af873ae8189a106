"""Rules of the lakehouse: when data moves and ends, and who may read it."""

import itertools
from collections.abc import Iterator

from settings.lakehouse import IcebergTable, Tiering
from settings.problems import Problem, did_you_mean
from settings.section import RoleArn
from settings.valid import Valid


def lakehouse_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _tiering(valid)
    yield from _tables(valid)
    yield from _access(valid)


def _tiering(valid: Valid) -> Iterator[Problem]:
    for path, tiering in valid.each(Tiering, "lakehouse", "tiering"):
        steps = [(name, getattr(tiering, name)) for name in ("infrequent_access", "glacier", "deep_archive", "expire")]
        given = [(name, days) for name, days in steps if days is not None]
        for (earlier, first), (later, second) in itertools.pairwise(given):
            if second <= first:
                yield Problem((*path, later), f"must be later than {earlier} ({first} days)", second)
        if tiering.infrequent_access is not None and tiering.infrequent_access < 30:
            message = "must be at least 30: S3 moves nothing to Infrequent Access before"
            yield Problem((*path, "infrequent_access"), message, tiering.infrequent_access)


def _tables(valid: Valid) -> Iterator[Problem]:
    for path, table in valid.each(IcebergTable, "lakehouse", "tables"):
        for index, column in enumerate(table.partition_by):
            if column not in table.columns:
                message = f"is no column{did_you_mean(column, table.columns)}; there are {', '.join(table.columns)}"
                yield Problem((*path, "partition_by", index), message, column)
        tiering = valid.get(Tiering, "lakehouse", "tiering", table.layer)
        if tiering and tiering.expire is not None:
            message = f"would delete files that the Iceberg table {path[-1]} needs; delete its rows, and the optimizers remove the files"
            yield Problem(("lakehouse", "tiering", table.layer, "expire"), message, tiering.expire)


def _access(valid: Valid) -> Iterator[Problem]:
    administrators = [role for _, role in valid.each(RoleArn, "security", "administrators")]
    if valid.raw("security") and not valid.below("security", "administrators") and not valid.raw("security", "github"):
        message = "must name a role: Lake Formation would be left without an administrator, and nobody could grant access to data"
        yield Problem(("security", "administrators"), message)
    engineers = [role for _, role in valid.each(RoleArn, "lakehouse", "engineers")]
    for group, wider in (("engineers", administrators), ("analysts", [*administrators, *engineers])):
        for path, role in valid.each(RoleArn, "lakehouse", group):
            if role in wider:
                yield Problem(path, "has wider access already, as an administrator or engineer", role)
