"""All packs judge one stack, side by side."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from inventory.resource import Inventory
from preflight.policies.client import CallFailed, Client
from preflight.policies.configuration import LEVEL, Configuration
from preflight.policies.finding import Excluded, Finding
from preflight.policies.pack import PackError
from preflight.policies.policy import Policy
from preflight.policies.responses import Reader
from preflight.policies.wire import Encoded, encode, with_properties


@dataclass(frozen=True)
class Judgement:
    """What was found, sorted, and by which policies."""

    project: str
    stack: str
    resources: int
    policies: tuple[Policy, ...]
    """With the level each has here."""
    findings: tuple[Finding, ...]
    excluded: tuple[Excluded, ...]
    notes: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether something stops a deployment."""
        return any(finding.fails for finding in self.findings)


def judge(inventory: Inventory, clients: Sequence[Client], configurations: Sequence[Configuration]) -> Judgement:
    """Ask every pack about every resource, then about the stack. Raises PackError if a pack ends or cannot be understood."""
    resources = encode(inventory)
    asked = []
    for client, configuration in zip(clients, configurations, strict=True):
        client.configure(inventory.project, inventory.stack, configuration)
        policies = tuple(replace(policy, level=configuration[policy.name][LEVEL]) for policy in client.policies)
        asked.append(_Asked(client, configuration, policies, inventory))
    for one in asked:
        resources = one.put_right(resources)
    with ThreadPoolExecutor(len(asked) or 1) as threads:
        for done in [threads.submit(one.ask, resources) for one in asked]:
            done.result()
    return Judgement(
        inventory.project,
        inventory.stack,
        len(inventory),
        tuple(policy for one in asked for policy in one.policies),
        tuple(sorted({finding for one in asked for finding in one.findings}, key=lambda finding: finding.order)),
        tuple(sorted({excluded for one in asked for excluded in one.excluded}, key=lambda one: tuple(vars(one).values()))),
        inventory.notes,
    )


class _Asked:
    """One pack, and what it answered."""

    def __init__(self, client: Client, configuration: Configuration, policies: tuple[Policy, ...], inventory: Inventory) -> None:
        self.policies = policies
        self.findings: list[Finding] = []
        self.excluded: list[Excluded] = []
        self._client = client
        self._configuration = configuration
        self._inventory = inventory
        self._reader = Reader(client.pack, {policy.name: policy for policy in policies}, inventory)

    def put_right(self, resources: list[Encoded]) -> list[Encoded]:
        """The resources after the policies of level `remediate`, as the engine goes on with them."""
        if not any(policy.level == "remediate" for policy in self.policies):
            return resources
        found = []
        for resource, response in self._client.remediate(resources):
            if isinstance(response, CallFailed):
                raise PackError(f"policy pack {self._client.pack} fails to remediate {resource.urn}: {response.details}")
            given = [one.properties for one in response.remediations if one.HasField("properties")]
            found.append(with_properties(resource, given[-1]) if given else resource)
        return found

    def ask(self, resources: Sequence[Encoded]) -> None:
        """Ask about each resource, then about all together. Where a policy raises, it is reported, and the rest goes on without it."""
        waiting = resources
        while waiting:
            failed: list[CallFailed] = []
            for resource, response in self._client.analyze(waiting):
                if isinstance(response, CallFailed):
                    failed.append(response)
                else:
                    self._hear(response, resource.urn)
            waiting = [one.resource for one in failed if one.resource]
            if waiting:
                self._set_aside(failed[0], partial(self._again, waiting[0]))
        while isinstance(response := self._client.analyze_stack(resources), CallFailed):
            self._set_aside(response, lambda: self._client.analyze_stack(resources))
        self._hear(response, "")

    def _again(self, resource: Encoded) -> Any:
        [(_, response)] = self._client.analyze([resource])
        return response

    def _hear(self, response: Any, urn: str) -> None:
        self.findings += self._reader.findings(response, urn)
        self.excluded += self._reader.excluded(response)

    def _set_aside(self, failed: CallFailed, again: Callable[[], Any]) -> None:
        """Find which policies raise, as the protocol does not tell, and turn them off."""
        guilty = {}
        for policy in self.policies:
            if self._configuration[policy.name][LEVEL] != "disabled" and (failed.resource or policy.of_stack):
                self._configure(only=policy.name)
                if isinstance(answer := again(), CallFailed):
                    guilty[policy.name] = answer.details
        urn = failed.resource.urn if failed.resource else ""
        if not guilty:
            raise PackError(f"policy pack {self._client.pack} fails at {urn or 'the stack'}: {failed.details}")
        for name, details in guilty.items():
            self.findings.append(self._reader.fault(name, urn, details))
            self._configuration[name][LEVEL] = "disabled"
        self._configure()

    def _configure(self, only: str = "") -> None:
        configuration = {
            name: values if only in ("", name) else {**values, LEVEL: "disabled"} for name, values in self._configuration.items()
        }
        self._client.configure(self._inventory.project, self._inventory.stack, configuration)
