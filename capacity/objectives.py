"""Every store of a stack against the objectives of its tier, should its region be lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from capacity.cluster_recovery import cluster_objectives
from capacity.database_recovery import database_objectives
from capacity.objective import Bound, Objective, largest, shown
from capacity.recovery_steps import Steps
from capacity.stream_recovery import stream_objectives
from settings import Problem, Settings, SettingsError
from settings.problems import Path
from settings.recovery import NOT_RECOVERED, Tier, TierName


@dataclass(frozen=True)
class Verdict:
    """A store, and what its tier says of it."""

    objective: Objective
    name: TierName | None
    """None: it is not recovered, on purpose."""
    tier: Tier | None

    @property
    def reason(self) -> str:
        """Why it is not recovered."""
        return NOT_RECOVERED.get(self.objective.store, "") if self.tier is None else ""

    @property
    def rpo_is_met(self) -> bool:
        """Whether no more is lost than the tier allows."""
        rpo = self.objective.rpo
        return self.tier is None or (rpo is not None and _fits(rpo, self.tier.rpo_minutes))

    @property
    def rto_is_met(self) -> bool:
        """Whether it is back as soon as the tier asks."""
        return self.tier is None or _fits(self.objective.rto, self.tier.rto_minutes)

    @property
    def is_met(self) -> bool:
        """Both."""
        return self.rpo_is_met and self.rto_is_met


def _fits(time: Bound, minutes: float) -> bool:
    return time.minutes <= minutes + 1e-9


def objectives(settings: Settings) -> tuple[Objective, ...]:
    """Every store that the stack has, by what the settings do for it."""
    steps = Steps(settings)
    return (*stream_objectives(settings, steps), *database_objectives(settings, steps), *cluster_objectives(settings, steps))


def verdicts(settings: Settings) -> tuple[Verdict, ...]:
    """Each with its tier; nothing for a stack without a dr region, which has nowhere to go."""
    return tuple(_judged(settings, each) for each in objectives(settings)) if settings.dr else ()


def _judged(settings: Settings, objective: Objective) -> Verdict:
    name = settings.recovery.tier_of(objective.store)
    return Verdict(objective, None, None) if name == "none" else Verdict(objective, name, getattr(settings.recovery.tiers, name))


def objective_problems(settings: Settings) -> Iterator[Problem]:
    """Each objective that the settings cannot meet, at the setting that counts most."""
    for verdict in verdicts(settings):
        if not verdict.rpo_is_met:
            yield _problem(settings, verdict, "rpo", verdict.objective.rpo)
        if not verdict.rto_is_met:
            yield _problem(settings, verdict, "rto", verdict.objective.rto)


def _problem(settings: Settings, verdict: Verdict, kind: str, time: Bound | None) -> Problem:
    store, tier = verdict.objective.store, f"recovery.tiers.{verdict.name}.{kind}_minutes"
    limit: float = getattr(verdict.tier, f"{kind}_minutes")
    if time is None:
        path, remedy = verdict.objective.remedy
        message = f"with its region {store} is lost, and {tier} is {shown(limit)}: {verdict.objective.mechanism}; {remedy}"
        return Problem(path, message, _value(settings, path))
    what = "could lose" if kind == "rpo" else "takes"
    said = f"{store} {what} {shown(time.minutes)} minutes, {tier} is {shown(limit)}: {time.arithmetic}"
    term = largest(time.terms)
    path, better = verdict.objective.remedy
    if better and kind == "rpo" and (term is None or time.minutes - term.minutes >= limit):
        return Problem(path, f"{said}; {better}", _value(settings, path))
    message = f"{said}; {_remedy(time, limit, tier)}"
    path = term.setting if term else ("recovery", "tiers", str(verdict.name), f"{kind}_minutes")
    return Problem(path, message, _value(settings, path))


def _remedy(time: Bound, limit: float, tier: str) -> str:
    """How much the largest term may take, or that it cannot be had."""
    term = largest(time.terms)
    rest = time.minutes - term.minutes if term else time.minutes
    if term is None or rest >= limit:
        return f"nothing here makes it shorter: put the store into another tier (recovery.stores), or raise {tier}"
    return f"{term.what} may take at most {shown(limit - rest)} minutes, or put the store into another tier (recovery.stores)"


def _value(settings: Settings, path: Path) -> object:
    """What stands at a path, if it is one value."""
    value: object = settings
    for part in path:
        value = value.get(part) if isinstance(value, dict) else getattr(value, str(part), None)
    return value if isinstance(value, str | int | float) else None


def require_objectives(settings: Settings) -> None:
    """Raise SettingsError where a tier's objectives cannot be met and the settings want that refused."""
    if settings.recovery.action == "refuse" and (problems := list(objective_problems(settings))):
        raise SettingsError(settings.source, problems)
