"""Reads a stack's inventory by running its real program offline, under the recording monitor."""

import asyncio
import itertools
import logging
import os
import runpy
import sys
from collections.abc import Mapping
from pathlib import Path

import pulumi
from pulumi.runtime import mocks, settings, stack

from inventory.monitor import RecordingMonitor
from inventory.resource import Inventory
from inventory.sdk import Inline, quick, settle


class ProgramError(Exception):
    """The program broke Pulumi's own rules in a way that mocks would let through."""


class _Warnings(logging.Handler):
    """Collects what the SDK warns of: each is a value that would be wrong in the cloud."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def run_program(folder: Path, project: str, stack_name: str, config: Mapping[str, str]) -> Inventory:
    """Run `__main__.py` of a folder with a stack's configuration and return what it registers.

    Needs a fresh interpreter: Pulumi keeps one runtime per process. Raises ProgramError for a URN registered
    twice or for a warning of the SDK, and whatever the program itself raises.
    """
    monitor = RecordingMonitor(folder)
    warnings = _Warnings()
    logger = logging.getLogger("pulumi.offline")
    logger.addHandler(warnings)
    logger.propagate = False
    loop = asyncio.new_event_loop()
    loop.set_default_executor(Inline())
    asyncio.set_event_loop(loop)
    pulumi.runtime.set_all_config(dict(config), [])
    settings.configure(
        mocks.MockSettings(  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
            monitor=monitor,
            engine=mocks.MockEngine(logger),
            project=project,
            stack=stack_name,
            dry_run=False,
            organization="organization",
            callbacks=None,
            monitor_features=None,
            root_directory=str(folder),
        )
    )
    before = Path.cwd()
    os.chdir(folder)
    sys.path.insert(0, str(folder))

    async def program() -> None:
        runpy.run_path(str(folder / "__main__.py"), run_name="__main__")
        await settle()

    try:
        with quick(folder):
            loop.run_until_complete(stack.run_in_stack(program))
    finally:
        sys.path.remove(str(folder))
        os.chdir(before)
        loop.close()
    resources = sorted(monitor.recorded, key=lambda resource: resource.urn)
    problems = [f"warning: {message}" for message in warnings.messages]
    problems += [f"registered twice: {one.urn}" for one, two in itertools.pairwise(resources) if one.urn == two.urn]
    if problems:
        raise ProgramError("\n".join(problems))
    return Inventory(project, stack_name, tuple(resources), monitor.stack_outputs)
