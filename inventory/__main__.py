"""Runs one stack's program offline and writes its inventory: `python -m inventory --stack prod --out FILE`."""

import argparse
import sys
from pathlib import Path

from inventory.cache import save
from inventory.program import ProgramError, run_program
from inventory.project import Project, ProjectError
from settings import engine_config


def main() -> int:
    """Command line entry point; exit status 1 if the program fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, default=Path())
    parser.add_argument("--stack", required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    try:
        project = Project.read(arguments.project)
        config = engine_config(project.stack_file(arguments.stack))
        inventory = run_program(project.program, project.name, arguments.stack, config)
    except (ProgramError, ProjectError) as error:
        print(error, file=sys.stderr)
        return 1
    save(inventory, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
