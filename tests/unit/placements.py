"""A place in a stack for what is written without a running program."""

from components.placement import Placement
from tests.support import settings_of


def placement(stack: str = "prod", region: str | None = None) -> Placement:
    """A region of a stack; without a name, its primary one."""
    settings = settings_of(stack)
    chosen = next(r for r in settings.regions if r.name == (region or settings.primary.name))
    return Placement(stack, settings, chosen, "arn:aws:iam::aws:policy/test")
