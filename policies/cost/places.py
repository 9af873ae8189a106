"""Texts at several places of a resource, some of them in lists."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from inventory.values import Values
from policies.subject import Subject


def each_text_at(subject: Subject, paths: Iterable[str], check: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """What a check finds wrong with each text at paths such as `coreInstanceGroup.instanceType` or `productionVariants[].instanceType`."""

    def holders(path: str) -> Iterator[str]:
        outer, _, inner = path.rpartition("[].")
        holding = subject.values.items(outer) if outer else [subject.values]
        yield from subject.each(holding, partial(checked, inner))

    def checked(path: str, values: Values) -> Iterator[str]:
        for text in values.each_text(path):
            place = f"{values.path}.{path}" if values.path else path
            yield from (f"{place}: {message}" for message in check(text))

    yield from subject.each(paths, holders)
