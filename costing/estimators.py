"""Which types cost what: each service's module says it with `@estimates(...)` and `free(...)`."""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable

from costing import services
from costing.bill import Estimator

_ESTIMATORS: dict[str, Estimator] = {}
_FREE: dict[str, str] = {}


def estimates(*types: str) -> Callable[[Estimator], Estimator]:
    """The estimator of some types."""

    def known(estimator: Estimator) -> Estimator:
        _once(types)
        _ESTIMATORS.update(dict.fromkeys(types, estimator))
        return estimator

    return known


def free(reason: str, *types: str) -> None:
    """Types that cost nothing by themselves, and why: `part of the distribution`, `AWS charges nothing for it`."""
    _once(types)
    _FREE.update(dict.fromkeys(types, reason))


def _once(types: Iterable[str]) -> None:
    """Refuses a type that is known already: of two answers to what it costs, the module that loads last would win."""
    if twice := sorted({*types} & {*_ESTIMATORS, *_FREE}):
        raise ValueError(f"what it costs is said more than once: {', '.join(twice)}")


def estimator_of(type_: str) -> Estimator | None:
    """The estimator of a type, or None if there is none."""
    _load()
    return _ESTIMATORS.get(type_)


def estimators() -> tuple[str, ...]:
    """All types that have an estimator."""
    _load()
    return tuple(sorted(_ESTIMATORS))


def why_free(type_: str) -> str:
    """Why a type costs nothing; empty if it is not known to."""
    _load()
    return _FREE.get(type_, "")


@functools.cache
def _load() -> None:
    for module in pkgutil.iter_modules(services.__path__):
        importlib.import_module(f"{services.__name__}.{module.name}")
