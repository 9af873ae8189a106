"""What tests share: each stack's inventory, read once."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inventory.cache import read_inventory
from inventory.project import Project
from inventory.resource import Inventory
from settings import AnySettings, Settings, from_aws_stack_file, from_stack_file

ROOT = Path(__file__).parent.parent
OPTIONS = ROOT / "tests" / "options"
LOCAL = "local"
"""The stack in an existing cluster."""
STACKS = tuple(sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml") if LOCAL not in path.name))
"""Those on AWS."""
OPTION_STACKS = tuple(sorted(path.name.split(".")[1] for path in OPTIONS.glob("Pulumi.*.yaml")))
ALL_STACKS = STACKS + OPTION_STACKS
CLUSTER_STACKS = (*ALL_STACKS, LOCAL)
"""Every stack that has something in a cluster: all."""


def folder_of(stack: str) -> Path:
    """Where a stack's file stands."""
    return OPTIONS if stack in OPTION_STACKS else ROOT


@functools.cache
def any_settings_of(stack: str) -> AnySettings:
    """A stack's settings, on AWS or not."""
    return from_stack_file(folder_of(stack), stack)


@functools.cache
def settings_of(stack: str) -> Settings:
    """The settings of a stack on AWS."""
    return from_aws_stack_file(folder_of(stack), stack)


@functools.cache
def inventory_of(stack: str) -> Inventory:
    """Everything a stack's real program registers."""
    return read_inventory(Project.read(folder_of(stack)), stack)


def leaves(value: Any) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif isinstance(value, str):
        yield value
