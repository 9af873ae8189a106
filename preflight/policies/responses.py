"""A pack's responses → findings."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from inventory.resource import Inventory
from policies.verdict import NOT_YET_KNOWN, RULE_FAILED
from preflight.policies.finding import Excluded, Finding, Kind
from preflight.policies.policy import LEVELS, SEVERITIES, Policy
from preflight.policies.wire import stack_urn

_EXCLUDED = re.compile(r"(?P<urn>urn:pulumi:.+) is excluded until (?P<until>[0-9-]{10}): (?P<reason>.*)", re.DOTALL)
_CANNOT_RUN = "can't run policy "
"""Begins what pulumi_policy says of a policy that met an unknown value."""


class Reader:
    """Reads the responses of one pack on one stack."""

    def __init__(self, pack: str, policies: Mapping[str, Policy], inventory: Inventory) -> None:
        self._pack = pack
        self._policies = policies
        self._resources = {resource.urn: resource for resource in inventory}
        self._stack = stack_urn(inventory)

    def findings(self, response: Any, urn: str = "") -> Iterator[Finding]:
        """What a response says; `urn` is the resource it is about, where a policy names none."""
        for diagnostic in response.diagnostics:
            policy = self._policies.get(diagnostic.policyName)
            message = str(diagnostic.message).removeprefix(f"{diagnostic.description}\n").strip() or str(diagnostic.description)
            kind = Kind.VIOLATION
            for begin, other in ((NOT_YET_KNOWN, Kind.NOT_YET_KNOWN), (RULE_FAILED, Kind.ERROR), (_CANNOT_RUN, Kind.NOT_YET_KNOWN)):
                if message.startswith(begin):
                    kind = other
                    message = message if begin is _CANNOT_RUN else message.removeprefix(begin)
            level = LEVELS[diagnostic.enforcementLevel].replace("remediate", "mandatory")
            severity = SEVERITIES[diagnostic.severity] or (policy.severity if policy else "")
            yield self._finding(diagnostic.policyName, policy, kind, level, severity, diagnostic.urn or urn, message)

    def fault(self, name: str, urn: str, details: str) -> Finding:
        """A policy that raised."""
        policy = self._policies.get(name)
        return self._finding(name, policy, Kind.ERROR, "mandatory", policy.severity if policy else "", urn, details.splitlines()[0])

    def excluded(self, response: Any) -> Iterator[Excluded]:
        """The violations that do not count."""
        for one in response.not_applicable:
            found = _EXCLUDED.fullmatch(one.reason)
            if found and one.policy_name in self._policies:
                resource = self._resources.get(found["urn"])
                source = resource.source if resource else ""
                yield Excluded(self._pack, one.policy_name, found["urn"], source, found["until"], found["reason"])

    def _finding(self, name: str, policy: Policy | None, kind: Kind, level: str, severity: str, urn: str, message: str) -> Finding:
        resource = self._resources.get(urn)
        return Finding(
            pack=self._pack,
            policy=name,
            kind=kind,
            level=level,
            severity=severity,
            topic=policy.topic if policy else "",
            urn=urn if resource else self._stack,
            type=resource.type if resource else "pulumi:pulumi:Stack",
            source=resource.source if resource else "",
            message=message,
            remedy=policy.remedy if policy else "",
            controls=policy.controls if policy else (),
        )
