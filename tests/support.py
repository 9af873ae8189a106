"""What tests share: each stack's inventory, read once."""

import functools
from pathlib import Path

from inventory.cache import read_inventory
from inventory.project import Project
from inventory.resource import Inventory
from settings import Settings, from_stack_file

ROOT = Path(__file__).parent.parent
OPTIONS = ROOT / "tests" / "options"
STACKS = tuple(sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml")))
OPTION_STACKS = tuple(sorted(path.name.split(".")[1] for path in OPTIONS.glob("Pulumi.*.yaml")))
ALL_STACKS = STACKS + OPTION_STACKS


def folder_of(stack: str) -> Path:
    """Where a stack's file stands."""
    return ROOT if stack in STACKS else OPTIONS


@functools.cache
def settings_of(stack: str) -> Settings:
    """A stack's settings."""
    return from_stack_file(folder_of(stack), stack)


@functools.cache
def inventory_of(stack: str) -> Inventory:
    """Everything a stack's real program registers."""
    return read_inventory(Project.read(folder_of(stack)), stack)
