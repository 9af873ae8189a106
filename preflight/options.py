"""The options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from preflight.output import Format

StackName = Annotated[str, typer.Option("--stack", help="The stack whose Pulumi.<stack>.yaml is read.")]
StackOrNone = Annotated[str | None, typer.Option("--stack", help="The stack; with a file, whose settings count.")]
FromPreview = Annotated[
    Path | None, typer.Option("--from-preview", help="Read the output of pulumi preview --json --show-sames, of any program.")
]
FromStack = Annotated[Path | None, typer.Option("--from-stack", help="Read the output of pulumi stack export, of any program.")]
TextOrJson = Annotated[Format, typer.Option("--format", help="text for people, json for programs.")]
ProjectFolder = Annotated[Path, typer.Option("--project", help="The folder of Pulumi.yaml.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Run the program even if nothing changed since the last time.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write the report to this file.")]
