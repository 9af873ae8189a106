"""`python -m ops`: what people do with a stack that runs, with the account's own credentials.

Exit status: 0 all is well; 1 something is wrong with the stack (such as a month over budget), or work that was begun failed; 2 wrong
use or settings, or it was refused: nothing was changed; 3 somebody else is at work on the stack.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ops.aws import AwsError, client, session_of
from ops.backup.command import backup
from ops.canary.command import canary
from ops.cost import render
from ops.cost.explorer import CostExplorer
from ops.cost.report import CostReport, build
from ops.drill.command import drill
from ops.failover.command import failback, failover
from ops.scale.command import command as scale
from ops.verify.command import command as verify
from settings import PROJECT, SettingsError, from_aws_stack_file

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)
cost = typer.Typer(no_args_is_help=True, help="What the stack costs.")
app.add_typer(cost, name="cost")
app.command("verify")(verify)
app.add_typer(backup, name="backup")
app.command("canary")(canary)
app.command("scale")(scale)
app.add_typer(drill, name="drill")
app.command()(failover)
app.command()(failback)


class Format(StrEnum):
    """The forms that a report comes in."""

    markdown = "markdown"
    html = "html"
    json = "json"


_RENDER: dict[Format, Callable[[CostReport], str]] = {
    Format.markdown: render.as_markdown,
    Format.html: render.as_html,
    Format.json: render.as_json,
}


@cost.command()
def report(
    stack: Annotated[str, typer.Option("--stack", help="The stack whose Pulumi.<stack>.yaml names account and budget.")],
    months: Annotated[int, typer.Option("--months", help="Months to show, this one included.", min=1, max=12)] = 3,
    format_: Annotated[Format, typer.Option("--format", help="What the report is written in.")] = Format.markdown,
    out: Annotated[Path | None, typer.Option("--out", help="Write the report to this file.")] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A tag to divide cost by; may be repeated.")] = None,
    profile: Annotated[str | None, typer.Option("--profile", help="The AWS profile to ask with.")] = None,
    project: Annotated[Path, typer.Option("--project", help="The folder of the stack file.")] = Path(),
) -> None:
    """What the stack cost by service, tag and day, what the month will cost, and what would cost less. Exit status 1 if over budget.

    Each answer of Cost Explorer is billed at 0.01 USD; a report takes about a dozen.
    """
    try:
        settings = from_aws_stack_file(project, stack)
        explorer = CostExplorer(client(session_of(settings.account_id, profile), "ce"), PROJECT, stack)
        budget = Decimal(str(settings.governance.monthly_usd)) if settings.governance else None
        tags = tag or ["component", "environment"]
        found = build(explorer, stack, settings.account_id, budget, datetime.now(UTC).date(), months, tags)
    except (SettingsError, AwsError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    text = _RENDER[format_](found) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        try:
            out.write_text(text)
        except OSError as error:
            print(f"{out} cannot be written: {error.strerror}", file=sys.stderr)
            raise typer.Exit(2) from None
    if found.over_budget:
        raise typer.Exit(1)


if __name__ == "__main__":
    app(prog_name="python -m ops")
