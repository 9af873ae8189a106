"""Rules of budgets."""

import re
from collections.abc import Iterator

from settings.governance import MonitorArn, Percent, Usd
from settings.problems import Problem
from settings.section import AccountId
from settings.valid import Valid

_HERE = "governance"
_OWNER = re.compile(r"arn:aws:ce::(\d{12}):")


def governance_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _services(valid)
    yield from _percents(valid)
    yield from _monitor(valid)


def _services(valid: Valid) -> Iterator[Problem]:
    month = valid.get(Usd, _HERE, "monthly_usd")
    for path, amount in valid.each(Usd, _HERE, "services"):
        if month and amount > month:
            yield Problem(path, f"is more than the stack's month of {month:g} USD; lower it or raise governance.monthly_usd", amount)


def _percents(valid: Valid) -> Iterator[Problem]:
    """AWS refuses two notifications of one threshold."""
    seen: set[int] = set()
    for path, percent in valid.each(Percent, _HERE, "actual_percents"):
        if percent in seen:
            yield Problem(path, "is there twice; AWS allows each percentage once, so take one out", percent)
        seen.add(percent)


def _monitor(valid: Valid) -> Iterator[Problem]:
    account, path = valid.get(AccountId, "account_id"), (_HERE, "anomalies", "service_monitor_arn")
    arn = valid.get(MonitorArn, *path)
    owner = _OWNER.match(arn) if arn else None
    if account and owner and owner[1] != account:
        yield Problem(path, f"is a monitor of account {owner[1]}; the stack's account_id is {account}", arn)
