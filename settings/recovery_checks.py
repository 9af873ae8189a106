"""Rules of recovery: what may be given up, and what a drill needs."""

from collections.abc import Iterator

from settings.problems import Problem
from settings.recovery import NOT_RECOVERED, Drills, Experiments
from settings.regions import Region
from settings.valid import Valid


def recovery_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    for path in valid.below("recovery", "stores"):
        if valid.raw(*path) == "none" and path[-1] not in NOT_RECOVERED:
            known = ", ".join(NOT_RECOVERED)
            yield Problem(path, f"holds what is nowhere else; only {known} may be lost with their region: give it a tier", "none")
    yield from _experiments(valid)
    drills = valid.get(Drills, "recovery", "drills")
    if drills is None:
        return
    if drills.automatic and valid.raw("recovery", "experiments") is None:
        yield Problem(("recovery", "drills", "automatic"), "needs recovery.experiments, one of which it starts", True)
    if valid.raw("recovery", "drills", "quarterly") and not any(valid.raw(*region, "role") == "dr" for region in valid.below("regions")):
        yield Problem(("recovery", "drills", "quarterly"), "needs a region with the role dr to fail over to", drills.quarterly)


def _experiments(valid: Valid) -> Iterator[Problem]:
    experiments = valid.get(Experiments, "recovery", "experiments")
    if experiments is None:
        return
    for _, region in valid.each(Region, "regions"):
        if experiments.zone > region.availability_zones:
            message = f"is more than the {region.availability_zones} zones of {region.name}; give 1 to {region.availability_zones}"
            yield Problem(("recovery", "experiments", "zone"), message, experiments.zone)
            return
