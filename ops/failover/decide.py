"""Decide: whether a move may be made. Every reason against it is told at once."""

from collections.abc import Sequence

from ops.errors import OpsError
from ops.failover.facts import Facts, Health
from ops.failover.plan import FAILBACK, Move
from ops.runner import Step


def refuse(move: Move, facts: Facts, steps: Sequence[Step], *, planned: bool, forced: bool) -> None:
    """Raises OpsError with all reasons."""
    reasons = [*_wrong_direction(move, facts), *_wrong_mode(move, facts, planned=planned, forced=forced)]
    if not forced:
        reasons += [fact.reason for fact in facts.all if fact.reason]
    reasons += _not_ready(steps)
    if reasons:
        raise OpsError(f"no {move.words}; nothing was changed:\n" + "\n".join(f"  {reason}" for reason in dict.fromkeys(reasons)))


def _wrong_direction(move: Move, facts: Facts) -> list[str]:
    if move.kind == FAILBACK and facts.target_works:
        return [f"{move.target} works already: there is nothing to go back from"]
    return []


def _wrong_mode(move: Move, facts: Facts, *, planned: bool, forced: bool) -> list[str]:
    if move.kind == FAILBACK:
        lost = f"{move.source} does not answer, and only there is what was written since the failover; wait for it, or restore from backups"
        return [lost] if facts.source is Health.unreachable else []
    if facts.source is Health.healthy and not (planned or forced):
        return [f"{move.source} is healthy: say --planned if it is to be left all the same"]
    if facts.source is Health.unreachable and not forced:
        return [f"{move.source} does not answer, so what it wrote last may be lost: say --forced if that is to be accepted"]
    return []


def _not_ready(steps: Sequence[Step]) -> list[str]:
    """What of the target cannot even be looked at: a thing that is not there, or a permission."""
    reasons = []
    for step in steps:
        if step.optional:
            continue
        try:
            step.before()
            step.missing()
        except OpsError as error:
            reasons.append(f"{step.name}: {error}")
    return reasons
