"""The rules of packs, for those who want to know what is judged."""

import json
from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table

from preflight.policies.configuration import LEVEL, Configuration
from preflight.policies.policy import Policy


def as_json(policies: Sequence[Policy], configured: Configuration) -> str:
    """For programs."""
    rows = [{**vars(policy), "controls": list(policy.controls), "level": _level(policy, configured)} for policy in policies]
    return json.dumps({"rules": rows}, indent=1, sort_keys=True) + "\n"


def as_text(policies: Sequence[Policy], configured: Configuration) -> RenderableType:
    """A table by topic, with the level that the stack asked for gives each."""
    table = Table(title=f"{len(policies)} rules", title_justify="left", title_style="bold")
    for column in ("topic", "rule", "severity", "level", "what must hold", "pack"):
        table.add_column(column, overflow="fold", no_wrap=column in ("topic", "severity", "level"))
    for policy in sorted(policies, key=lambda one: (one.topic, one.name)):
        table.add_row(policy.topic, policy.name, policy.severity, _level(policy, configured), policy.description, policy.pack)
    return table


def _level(policy: Policy, configured: Configuration) -> str:
    return str(configured.get(policy.name, {}).get(LEVEL, policy.level))
