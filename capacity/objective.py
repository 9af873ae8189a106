"""How much of a store is lost with its region and how long it takes to bring it back: sums of named terms."""

from collections.abc import Sequence
from dataclasses import dataclass

from capacity.recovery_facts import FactName, fact
from settings.problems import Path, dotted
from settings.recovery import StoreName


@dataclass(frozen=True)
class Term:
    """A part of the time, in minutes, and where its figure comes from."""

    what: str
    minutes: float
    source: str
    setting: Path = ()
    """What a stack can change it by."""

    def __str__(self) -> str:
        """As in a sum."""
        return f"{self.what} {shown(self.minutes)}"


@dataclass(frozen=True)
class Bound:
    """A time that is not exceeded, as a sum."""

    terms: tuple[Term, ...]

    @property
    def minutes(self) -> float:
        """The sum."""
        return sum(term.minutes for term in self.terms)

    @property
    def arithmetic(self) -> str:
        """The sum, written out."""
        if len(self.terms) == 1:
            return str(self.terms[0])
        return f"{' + '.join(str(term) for term in self.terms)} = {shown(self.minutes)} min"


@dataclass(frozen=True)
class Objective:
    """What becomes of a store when its region is lost."""

    store: StoreName
    mechanism: str
    """By which it is in the dr region; or whose copy it is made of again there."""
    rpo: Bound | None
    """None: nothing of it is anywhere else."""
    rto: Bound
    remedy: tuple[Path, str] = ((), "")
    """Where there is no copy, or none that could be quick enough: the setting that makes a better one, and what to do."""


def shown(minutes: float) -> str:
    """Minutes as a person reads them."""
    return f"{minutes:,.0f}".replace(",", " ") if minutes >= 1000 or minutes == int(minutes) else f"{minutes:.1f}"


def bound(*terms: Term) -> Bound:
    """A sum."""
    return Bound(tuple(terms))


def published(what: str, name: FactName, factor: float = 1) -> Term:
    """A term that somebody else says."""
    said = fact(name)
    return Term(what, said.value * factor, f"{said.says} ({said.source}, {said.date})")


def given(what: str, minutes: float, *setting: str) -> Term:
    """A term that the settings say."""
    return Term(what, minutes, dotted(setting), setting)


def moved(what: str, gib: float, *setting: str, parts: float = 1) -> Term:
    """A term for data that goes through a volume; `parts` of them go at once."""
    rate = fact("disk.mib_s")
    minutes = gib * 1024 / rate.value / 60 / parts
    each = f" by {parts:g}" if parts != 1 else ""
    return Term(what, minutes, f"{gib:,.1f} GiB{each} through {rate.value:g} MiB/s ({rate.says}; {rate.source}, {rate.date})", setting)


def largest(terms: Sequence[Term]) -> Term | None:
    """Of the terms that a stack can change, the one that counts most."""
    return max((term for term in terms if term.setting), key=lambda term: term.minutes, default=None)
