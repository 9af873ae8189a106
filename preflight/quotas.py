"""`preflight quotas`: what a stack needs of AWS's quotas, region by region."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from inventory.resource import Inventory
from preflight.account_quotas import account_quotas
from preflight.options import FromPreview, FromStack, NoCache, Out, ProjectFolder, StackOrNone, TextOrJson
from preflight.output import Format, deliver
from preflight.subject import Source
from quotas import Limits, Report, Row, Verdict, assess
from quotas.quota import Key
from quotas.quota import quotas as known_quotas
from quotas.stack import Stack
from settings import AnySettings, Problem, Settings, SettingsError
from settings.quotas import EVERYWHERE

_STYLES = {Verdict.ok: "green", Verdict.tight: "yellow", Verdict.exceeded: "bold red"}
_WORTH_SHOWING = 0.3
"""From this share of a quota on, the text shows it even if it is enough."""


def quotas(
    stack: StackOrNone = None,
    from_preview: FromPreview = None,
    from_stack: FromStack = None,
    live: Annotated[bool, typer.Option("--live", help="Ask AWS for the account's own quotas; needs credentials.")] = False,
    format_: TextOrJson = Format.text,
    all_: Annotated[bool, typer.Option("--all", help="Show every quota in the text, however little of it is needed.")] = False,
    project: ProjectFolder = Path(),
    out: Out = None,
    no_cache: NoCache = False,
) -> None:
    """Compare what a stack needs with AWS's quotas. Exit status 1 if `pulumi up` would exceed one.

    What else runs in the account is not in it.
    """
    subject = Source("judge", project, stack, from_preview, from_stack, no_cache).read()
    inventory, stated = subject.inventory, _stated(subject.settings)
    applied = account_quotas(Stack(inventory).regions) if live else {}
    report = assess(inventory, Limits(applied, stated))
    text = json.dumps({"project": inventory.project, "stack": inventory.stack, **report.as_json()}, indent=1) + "\n"
    deliver(text if format_ is Format.json else as_text(inventory, report, all_), out)
    if report.fails:
        raise typer.Exit(1)


def _stated(settings: AnySettings | None) -> Mapping[tuple[str, str], float]:
    """What the settings say was raised. Raises SettingsError for a code of no quota, which would say nothing."""
    if not isinstance(settings, Settings):
        return {}
    codes = {quota.code for quota in known_quotas().values()}
    if unknown := [code for code in settings.quotas if code not in codes]:
        problems = [Problem(("quotas", code), f"{code} is the code of no quota in data/quotas.json") for code in unknown]
        raise SettingsError(settings.source, problems)
    return {
        ("" if region == EVERYWHERE else region, code): float(value)
        for code, values in settings.quotas.items()
        for region, value in values.items()
    }


def as_text(inventory: Inventory, report: Report, everything: bool = False) -> RenderableType:
    """A table per region, what to ask AWS for, and what is not known. Of a quota per VPC, cluster and so on: the fullest."""
    exceeded = [row for row in report.rows if row.verdict is Verdict.exceeded]
    tight = [row for row in report.rows if row.verdict is Verdict.tight]
    title = Text(f"{inventory.project} · {inventory.stack}: {len(report.rows)} needs compared with AWS's quotas", style="bold")
    shown = list(report.rows) if everything else [row for row in _fullest(report.rows) if row.share >= _WORTH_SHOWING]
    shown = list({id(row): row for row in (*exceeded, *tight, *shown)}.values())
    tables: list[RenderableType] = []
    for region in sorted({row.region for row in shown}):
        tables.append(_table(region or "the whole account", [row for row in shown if row.region == region]))
    rest = [] if everything else [Text(f"Other quotas are used by less than {_WORTH_SHOWING:.0%}; --all shows everything.", style="dim")]
    return Group(title, *tables, *rest, *_verdict(exceeded, tight), *_requests([*exceeded, *tight]), *_not_known(report))


def _fullest(rows: Iterable[Row]) -> Iterable[Row]:
    """Of each quota in each region, the place that is fullest."""
    found: dict[tuple[str, Key], Row] = {}
    for row in rows:
        key = (row.region, row.quota.key)
        if key not in found or row.share > found[key].share:
            found[key] = row
    return found.values()


def _table(title: str, rows: Sequence[Row]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    for column in ("quota", "code", "where", "needed", "at most", "limit", "share", "verdict"):
        number = column in ("needed", "at most", "limit", "share")
        table.add_column(column, justify="right" if number else "left", overflow="fold", no_wrap=column not in ("quota", "where"))
    for row in sorted(rows, key=lambda row: (-row.share, -row.most, row.quota.key, row.where)):
        table.add_row(
            f"{row.quota.service}: {row.quota.name}",
            row.quota.code or "–",
            row.where,
            _amount(row.now),
            _amount(row.most),
            f"{_amount(row.limit)}{'' if row.basis == 'default' else ' *'}",
            "–" if row.share == float("inf") else f"{row.share:.0%}",
            Text(row.verdict, style=_STYLES[row.verdict]),
        )
    if any(row.basis != "default" for row in rows):
        table.caption = "* not AWS's default: the account's own, or stated in the settings"
    return table


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value.is_integer() else f"{value:.3g}"


def _verdict(exceeded: Sequence[Row], tight: Sequence[Row]) -> list[Text]:
    if not exceeded:
        lines = [Text("`pulumi up` stays within every quota.", style="bold green")]
    else:
        lines = [Text(f"`pulumi up` would exceed {len(exceeded)}:", style="bold red")]
        for row in exceeded:
            way = "" if row.quota.adjustable else "; AWS does not raise it, so the stack has to change"
            where = f" of {row.where}" if row.where else ""
            lines.append(Text(f"  {row.region or 'account'}: {row.quota.name}{where}: {row.now:,.0f} of {row.limit:,.0f}{way}"))
    if tight:
        lines.append(Text(f"{len(tight)} tight: at least four fifths used, now or at the largest size.", style="yellow"))
    return lines


def _requests(rows: Iterable[Row]) -> list[Text]:
    """The commands that ask AWS for more; one for a quota in a region, for its largest need."""
    largest: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.region, row.quota.code)
        if row.request and (key not in largest or largest[key].most < row.most):
            largest[key] = row
    if not largest:
        return []
    commands = [Text(_in_lines(row.request)) for row in largest.values()]
    after = Text("and state what AWS grants in the stack's `quotas`, so that it counts here.", style="dim")
    return [Text("To ask for more:", style="bold"), *commands, after]


def _in_lines(command: str) -> str:
    """A command that fits a narrow terminal, and can be copied from it."""
    return command.replace(" --region", " \\\n  --region").replace(" --quota-code", " \\\n  --quota-code")


def _not_known(report: Report) -> list[Text]:
    if not report.not_known:
        return []
    return [Text(f"{len(report.not_known)} not known, and not counted:", style="bold"), *(Text(f"  {line}") for line in report.not_known)]
