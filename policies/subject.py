"""What rules judge: one resource, and the stack around it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from inventory.values import UNKNOWN, NotYetKnown, Values

_SYNONYMS = {
    "aws:alb/": "aws:lb/",
    "aws:elasticloadbalancingv2/": "aws:lb/",
    "aws:applicationloadbalancing/": "aws:lb/",
    "aws:elasticloadbalancing/": "aws:elb/",
    "aws:s3/bucketV2:BucketV2": "aws:s3/bucket:Bucket",
    "aws:s3/bucketAclV2:BucketAclV2": "aws:s3/bucketAcl:BucketAcl",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": (
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    ),
    "aws:s3/bucketLoggingV2:BucketLoggingV2": "aws:s3/bucketLogging:BucketLogging",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": (
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    ),
    "aws:s3/bucketVersioningV2:BucketVersioningV2": "aws:s3/bucketVersioning:BucketVersioning",
}
"""Older names of types → those that rules use."""

IDENTIFIERS = ("id", "arn", "name", "bucket", "url", "identifier", "clusterIdentifier", "keyId", "functionName", "repositoryName")
"""Properties by which other resources name a resource."""

Check = Callable[[Values], Iterable[str]]
Item = TypeVar("Item")


def usual_type(type_: str) -> str:
    """The name that rules know a type by."""
    if type_ in _SYNONYMS:
        return _SYNONYMS[type_]
    for old, new in _SYNONYMS.items():
        if old.endswith("/") and type_.startswith(old):
            return new + type_.removeprefix(old)
    return type_


@dataclass(eq=False)
class Subject:
    """A resource under judgement."""

    urn: str
    type: str
    name: str
    load: Callable[[], dict[str, Any]]
    """Decodes the properties, when a rule first asks for them."""
    provider: Mapping[str, Any] = field(default_factory=dict)
    """Inputs of the provider it is made with."""
    provider_urn: str = ""
    """Tells providers apart, such as those of two clusters."""
    protect: bool = False
    parent: str = ""
    depends_on: frozenset[str] = frozenset()
    property_dependencies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Property → URNs its value comes from; known for a whole stack only."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The configuration of the rule that judges it."""
    not_known: list[str] = field(default_factory=list)
    """Paths of values that the rule wanted and that are not known yet."""

    @cached_property
    def values(self) -> Values:
        """Its properties."""
        return Values(self.load())

    @property
    def region(self) -> str:
        """The AWS region it lands in; empty where it can't be told."""
        own = self.values.raw.get("region")
        found = own if isinstance(own, str) else self.provider.get("region")
        return found if isinstance(found, str) else ""

    def each(self, items: Iterable[Item], *checks: Callable[[Item], Iterable[str]]) -> Iterator[str]:
        """What the checks find wrong with each item. One that can't tell yet is noted, and all others judge all the same."""
        for item in items:
            for check in checks:
                try:
                    yield from check(item)
                except NotYetKnown as unknown:
                    self.not_known.append(unknown.path)

    def separately(self, *checks: Check) -> Iterator[str]:
        """What each check finds wrong with the properties, whatever the others could not tell."""
        yield from self.each([self.values], *checks)


def any_of(*tests: Callable[[], bool]) -> bool:
    """Whether one of the tests holds; raises NotYetKnown only if none does and one can't be told."""
    unknown: NotYetKnown | None = None
    for test in tests:
        try:
            if test():
                return True
        except NotYetKnown as reason:
            unknown = reason
    if unknown:
        raise unknown
    return False


class Stack:
    """All resources of a stack, and which refers to which."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.subjects = subjects
        self.by_urn = {subject.urn: subject for subject in subjects}
        self._by_type: defaultdict[str, list[Subject]] = defaultdict(list)
        self._names: dict[str, _Subjects] = {}
        self._references: dict[tuple[str, str, str], _References] = {}
        for subject in subjects:
            self._by_type[subject.type].append(subject)

    def of_type(self, *types: str) -> list[Subject]:
        """The resources of these types."""
        return [subject for type_ in types for subject in self._by_type.get(type_, ())]

    def companions(self, subject: Subject, type_: str, property_: str) -> list[Subject]:
        """The resources of a type whose property refers to a subject, such as the versioning of a bucket.

        Raises NotYetKnown if there is none but one of which it can't be told yet.
        """
        key = (type_, property_, subject.type)
        if key not in self._references:
            self._references[key] = _References(self, self.of_type(type_), property_, subject.type)
        references = self._references[key]
        own = _names_of(subject)
        found = _among(references.sources, [subject.urn, *own])
        unclear = references.unknown or references.passed_on.get(subject.urn) or (references.stranger if UNKNOWN in own else "")
        if unclear and not found:
            raise NotYetKnown(unclear)
        return found

    def refers(self, source: Subject, property_: str, target: Subject) -> bool:
        """Whether a property's value comes from a resource, or names it. Raises NotYetKnown if that can't be told."""
        origins = _origins(source, property_)
        if target.urn in origins:
            return True
        try:
            named = _texts(source, property_)
        except NotYetKnown:
            if origins and target.urn not in self.behind(origins):
                return False  # it comes from something else
            raise
        own = _names_of(target)
        if any(text in own for text in named):
            return True
        if UNKNOWN in own and not origins and any(text not in self.named(target.type) for text in named):
            raise NotYetKnown(property_)
        return False

    def targets(self, source: Subject, property_: str, *types: str) -> list[Subject]:
        """The resources of some types that a property refers to, such as the key that a volume is encrypted with."""
        keys = [*_origins(source, property_)]
        with suppress(NotYetKnown):
            keys += _texts(source, property_)
        return [target for type_ in types for target in _among(self.named(type_), keys)]

    def given(self, source: Subject, property_: str) -> bool:
        """Whether a property has a value, or will have one: what comes from another resource is not known yet, but given."""
        if _origins(source, property_):
            value: Any = source.values.raw
            for part in property_.split("."):
                value = value.get(part) if isinstance(value, dict) else value
            if value is UNKNOWN:
                return True
        return source.values.has(property_)

    def behind(self, urns: Iterable[str]) -> set[str]:
        """What resources get values from themselves, and may pass on: an association's `subnet_id` is that of its subnet."""
        resources = (self.by_urn[urn] for urn in urns if urn in self.by_urn)
        return {origin for resource in resources for origins in resource.property_dependencies.values() for origin in origins}

    def named(self, type_: str) -> "_Subjects":
        """The resources of a type by URN and by all names that are known."""
        if type_ not in self._names:
            found = self._names[type_] = defaultdict(list)
            for subject in self.of_type(type_):
                for name in (subject.urn, *_names_of(subject)):
                    if isinstance(name, str):
                        found[name].append(subject)
        return self._names[type_]


_Subjects = defaultdict[str, list[Subject]]


class _References:
    """What the resources of a type refer to by a property. Read once, as many are asked for theirs."""

    def __init__(self, stack: Stack, sources: Iterable[Subject], property_: str, target_type: str) -> None:
        self.sources: _Subjects = defaultdict(list)
        """By URN and by name of what is referred to."""
        self.unknown = ""
        """Place of a reference of which nothing is known."""
        self.passed_on: dict[str, str] = {}
        """By URN of what a value may have come from by way of another resource: the place of it."""
        self.stranger = ""
        """Place of a name that none of the targets is known by, but one may turn out to have."""
        for source in sources:
            origins = _origins(source, property_)
            for urn in origins:
                self.sources[urn].append(source)
            try:
                named = _texts(source, property_)
            except NotYetKnown as unknown:
                place = f"{source.name}.{unknown.path}"
                self.passed_on |= dict.fromkeys(stack.behind(origins), place)
                if not origins:
                    self.unknown = place
                continue
            for text in named:
                self.sources[text].append(source)
            if not origins and any(text not in stack.named(target_type) for text in named):
                self.stranger = f"{source.name}.{property_}"


def _among(found: _Subjects, keys: Iterable[Any]) -> list[Subject]:
    return list(dict.fromkeys(subject for key in keys if key in found for subject in found[key]))


def _origins(source: Subject, property_: str) -> frozenset[str]:
    """URNs of the resources that a property's value comes from."""
    return source.property_dependencies.get(property_.split(".", maxsplit=1)[0], frozenset())


def _texts(source: Subject, property_: str) -> list[str]:
    """The texts of a property. Raises NotYetKnown."""
    value = source.values.get(property_)
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str) and text]


def _names_of(subject: Subject) -> list[Any]:
    """By what others may name a resource; UNKNOWN for a name that is not known yet."""
    given = [subject.values.raw.get(key) for key in IDENTIFIERS]
    return [name for name in given if isinstance(name, str) or name is UNKNOWN]
