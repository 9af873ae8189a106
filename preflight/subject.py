"""What a command judges: a stack of this project, or what the engine wrote of any program."""

from dataclasses import dataclass
from pathlib import Path

from inventory.preview_json import read_preview
from inventory.project import Project
from inventory.resource import Inventory
from inventory.state_json import read_state
from preflight.stack import read_stack
from settings import AnySettings, from_stack_file


class WrongUseError(Exception):
    """Options that do not go together, or name something that is none; the message says what to name instead."""


@dataclass(frozen=True)
class Subject:
    """An inventory and, for a stack of this project, its settings."""

    inventory: Inventory
    settings: AnySettings | None = None


@dataclass(frozen=True)
class Source:
    """Where a subject is read from, as a command line names it. Raises WrongUseError if it names nothing, or two things."""

    verb: str
    """What the command does with it, for messages."""
    project: Path
    stack: str | None
    """The stack itself; with a file, whose settings count."""
    from_preview: Path | None = None
    from_stack: Path | None = None
    no_cache: bool = False

    def __post_init__(self) -> None:
        if self.from_preview and self.from_stack:
            raise WrongUseError(f"{self.verb} either --from-preview or --from-stack, not both at once")
        if not (self.stack or self.from_preview or self.from_stack):
            raise WrongUseError(f"name what to {self.verb} with one of --stack, --from-preview, --from-stack")

    def read(self) -> Subject:
        """Run the program offline, or read the file.

        Raises EngineFileError for the file, and what `read_stack` raises for the stack; WrongUseError if they are of different stacks.
        """
        if self.from_preview:
            inventory = read_preview(self.from_preview)
        elif self.from_stack:
            inventory = read_state(self.from_stack)
        else:
            read = read_stack(self.project, self.stack or "", use_cache=not self.no_cache)
            return Subject(read.inventory, read.settings)
        if not self.stack:
            return Subject(inventory)
        if inventory.stack != self.stack:
            raise WrongUseError(f"{self.from_preview or self.from_stack} is of the stack {inventory.stack}, not of {self.stack}")
        return Subject(inventory, from_stack_file(Project.read(self.project).folder, self.stack))
