"""A stack as every check sees it: its settings, and what its program would create."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from capacity.addressing import require_addresses
from capacity.objectives import require_objectives
from inventory.cache import read_inventory
from inventory.project import Project
from inventory.resource import Inventory
from settings import AnySettings, Settings, from_stack_file


@dataclass(frozen=True)
class Stack:
    """One stack, read once and shared by every check."""

    settings: AnySettings
    inventory: Inventory


def read_stack(folder: Path, stack: str, use_cache: bool = True) -> Stack:
    """Validate the settings, then run the program offline.

    Raises SettingsError for wrong settings, ProjectError for a folder that holds no project, ProgramError if the program fails.
    """
    project = Project.read(folder)
    settings = from_stack_file(project.folder, stack)
    if isinstance(settings, Settings):
        require_addresses(settings)
        require_objectives(settings)
    with Console(stderr=True).status(f"running the program of {stack} offline"):
        return Stack(settings, read_inventory(project, stack, use_cache))
