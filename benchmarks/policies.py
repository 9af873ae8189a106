"""One judgement of a stack by the policy packs in a fresh process, phase by phase; prints JSON: `python -m benchmarks.policies prod`."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing

from pulumi.runtime.proto import analyzer_pb2

from benchmarks.phases import ROOT, phase, seconds
from inventory.cache import read_inventory
from inventory.project import Project
from inventory.resource import Inventory
from policies.cost import rules as cost
from policies.resilience import rules as resilience
from policies.rule import Rule, rules_in
from policies.security import rules as security
from policies.server import Analyzer
from policies.subject import usual_type
from preflight.policies import configuration
from preflight.policies.client import Client
from preflight.policies.pack import Packs, packs_below
from preflight.policies.wire import Encoded, encode, stack_request

TIMES = (1, 2, 4)
"""So many times a stack is judged as one, to see how the time grows."""


def main(stack: str) -> None:
    """Judge through the protocol, as the engine does, and in this process."""
    inventory = read_inventory(Project.read(ROOT), stack)
    with phase("encode"):
        resources = encode(inventory)
    through_protocol(inventory, resources)
    rules = [rule for pack in (security, resilience, cost) for rule in rules_in(pack)]
    in_process(Analyzer("all", rules, ""), resources, stack)
    facts = {"rules": len(rules), "resources": len(inventory), "judgements": judgements(rules, inventory)}
    print(json.dumps({"seconds": seconds, **facts}))


def through_protocol(inventory: Inventory, resources: Sequence[Encoded]) -> None:
    """One pack after the other, so that the times add up."""
    with ExitStack() as stack:
        with phase("start packs"):
            processes = stack.enter_context(Packs(packs_below(ROOT), {}))
            clients = [stack.enter_context(closing(Client(process))) for process in processes]
        for client in clients:
            client.configure(inventory.project, inventory.stack, configuration.configured(client.policies, client.initial))
        with phase("Analyze"):
            for client in clients:
                for _ in client.analyze(resources):
                    pass
        with phase("AnalyzeStack"):
            for client in clients:
                client.analyze_stack(resources)


def in_process(analyzer: Analyzer, resources: Sequence[Encoded], stack: str) -> None:
    """What remains without processes and sockets; and a stack of several times the resources, under URNs of their own."""
    requests = [analyzer_pb2.AnalyzeRequest.FromString(one.alone) for one in resources]
    with phase("Analyze in process"):
        for request in requests:
            analyzer.Analyze(request, None)
    once = stack_request(resources)
    for times in TIMES:
        copies = (
            once.replace(f"urn:pulumi:{stack}::".encode(), f"urn:pulumi:{number:0{len(stack)}}::".encode()) for number in range(times)
        )
        request = analyzer_pb2.AnalyzeStackRequest.FromString(b"".join(copies))
        with phase(f"AnalyzeStack in process, {times} ×"):
            analyzer.AnalyzeStack(request, None)


def judgements(rules: Iterable[Rule], inventory: Inventory) -> dict[str, int]:
    """Phase → how often a rule looks at a resource in it."""
    types = Counter(usual_type(resource.type) for resource in inventory)
    number: Counter[bool] = Counter()
    for rule in rules:
        number[rule.needs_stack] += sum(count for type_, count in types.items() if is_for(rule, type_))
    alone, in_stack = number[False], number[True]
    return {
        "Analyze": alone,
        "AnalyzeStack": in_stack,
        "Analyze in process": alone,
        **{f"AnalyzeStack in process, {times} ×": times * in_stack for times in TIMES},
    }


def is_for(rule: Rule, type_: str) -> bool:
    """Whether a rule judges a type."""
    return type_ in rule.types or any(one.endswith("*") and type_.startswith(one[:-1]) for one in rule.types)


if __name__ == "__main__":
    main(sys.argv[1])
