"""Validate: whether the region that works now does what it is there for."""

import time

from ops.command import Desk
from ops.verify.result import Result, failed
from ops.verify.smoke import CHECKS, World, verify

SECONDS = 600
"""Until all must be well: resolvers keep a name's old address for a while, and what reads streams has to catch up."""


def validated(desk: Desk, region: str, world: World) -> list[Result]:
    """What the checks find. Those that fail are made again until they pass, or the time is over."""
    patience = desk.gateway.patience
    deadline, wrong = time.monotonic() + SECONDS * patience.limit, list(CHECKS)
    found: dict[str, list[Result]] = {}
    desk.progress.begin(f"verify {region}")
    while True:
        found |= {check: list(verify(desk, [region], active=region, only=[check], world=world)) for check in wrong}
        wrong = [check for check, results in found.items() if failed(results)]
        if not wrong or time.monotonic() > deadline:
            break
        desk.progress.tell("waiting", f"not yet well: {', '.join(wrong)}")
        time.sleep(patience.poll_seconds)
    all_ = [result for results in found.values() for result in results]
    for result in all_:
        desk.progress.tell(result.status, said(result))
    return all_


def said(result: Result) -> str:
    """In a line."""
    measured = f" {result.measured} of {result.limit}" if result.measured and result.limit else f" {result.measured}".rstrip()
    return f"{result.check} {result.subject}{measured}{': ' + result.why if result.why else ''}"
