"""Which resources AWS Backup takes: a selection names them by ARN, by pattern or by tags."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import partial

from inventory.values import Values
from policies.subject import Stack, Subject, any_of

_SELECTION = "aws:backup/selection:Selection"
_TAG = "aws:ResourceTag/"

_ARNS = {
    "aws:rds/instance:Instance": ("rds", "db:", "identifier"),
    "aws:rds/cluster:Cluster": ("rds", "cluster:", "clusterIdentifier"),
    "aws:dynamodb/table:Table": ("dynamodb", "table/", "name"),
    "aws:efs/fileSystem:FileSystem": ("elasticfilesystem", "file-system/", "id"),
    "aws:ebs/volume:Volume": ("ec2", "volume/", "id"),
}
"""Type → service in its ARNs, what precedes the name there, and the property that holds the name."""


def is_selected(subject: Subject, stack: Stack) -> bool:
    """Whether a selection in the resource's region takes it. Raises NotYetKnown if none surely does and one may."""
    selections = [selection for selection in stack.of_type(_SELECTION) if selection.region == subject.region]
    return any_of(*(partial(_takes, selection, subject, stack) for selection in selections))


def _takes(selection: Subject, subject: Subject, stack: Stack) -> bool:
    """AWS Backup filters by resources, then by tags, then by conditions; without any of them it takes everything."""
    values = selection.values
    if _names(selection, "notResources", subject, stack):
        return False
    if values.has("resources") and not _names(selection, "resources", subject, stack):
        return False
    tags = values.items("selectionTags")
    if tags and not any(_tag(subject, tag.text("key")) == tag.text("value") for tag in tags):
        return False
    return all(_holds(condition, subject) for condition in values.items("conditions"))


def _names(selection: Subject, property_: str, subject: Subject, stack: Stack) -> bool:
    return any_of(
        lambda: stack.refers(selection, property_, subject),
        lambda: any(_matches(pattern, subject) for pattern in selection.values.texts(property_)),
    )


def _matches(pattern: str, subject: Subject) -> bool:
    parts = pattern.split(":", maxsplit=5)
    if len(parts) < 6:
        return pattern == "*"
    service, prefix, name = _ARNS[subject.type]
    if not fnmatchcase(service, parts[2]) or not fnmatchcase(subject.region, parts[3] or "*"):
        return False
    return parts[5] in ("*", f"{prefix}*") or fnmatchcase(prefix + subject.values.text(name), parts[5])


def _holds(condition: Values, subject: Subject) -> bool:
    return (
        all(_of(subject, test) == test.text("value") for test in condition.items("stringEquals"))
        and all(fnmatchcase(_of(subject, test), test.text("value")) for test in condition.items("stringLikes"))
        and all(_of(subject, test) != test.text("value") for test in condition.items("stringNotEquals"))
        and not _any_like(subject, condition.items("stringNotLikes"))
    )


def _any_like(subject: Subject, tests: Iterable[Values]) -> bool:
    return any(fnmatchcase(_of(subject, test), test.text("value")) for test in tests)


def _of(subject: Subject, test: Values) -> str:
    return _tag(subject, test.text("key").removeprefix(_TAG))


def _tag(subject: Subject, key: str) -> str:
    """A tag of its own, or one that the provider adds."""
    value = subject.values.inner("tags").at(key) or subject.values.inner("tagsAll").at(key)
    return value if isinstance(value, str) else ""
