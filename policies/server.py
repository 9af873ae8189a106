"""Serves rules to the Pulumi engine over its analyzer protocol.

pulumi_policy's own server gives every resource to every policy, decodes it anew for each, and drops a policy that meets an
unknown value. Here a resource goes to the rules for its type and is decoded once, and what is not known yet is reported.
"""

import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent import futures
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi_policy import EnforcementLevel
from pulumi_policy.policy import _GRPC_CHANNEL_OPTIONS, _PolicyAnalyzerServicer

from policies.policy import policy_of
from policies.remediation import remediated
from policies.rule import Rule
from policies.subject import Stack, Subject, usual_type
from policies.verdict import NOT_YET_KNOWN, RULE_FAILED, Verdict, judge
from policies.wire import given, plain

VERSION = "0.0.1"
"""The engine takes the version of PulumiPolicy.yaml instead."""
_REMOTE_COMPONENTS = ("eks:", "awsx:")


def serve(pack: str, rules: Sequence[Rule], description: str) -> None:
    """Serve a pack until the engine ends the process; the first line of output is the port."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4), options=_GRPC_CHANNEL_OPTIONS)
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Analyzer(pack, rules, description), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    threading.Event().wait()


class Analyzer(_PolicyAnalyzerServicer):
    """The protocol's calls that judge; those that describe and configure the pack are pulumi_policy's."""

    def __init__(self, pack: str, rules: Sequence[Rule], description: str) -> None:
        super().__init__(pack, VERSION, [policy_of(rule) for rule in rules], EnforcementLevel.ADVISORY, description=description)
        self._pack = pack
        self._policies = {rule.name: policy_of(rule) for rule in rules}
        self._by_type = _Rules([rule for rule in rules if not rule.needs_stack])
        self._of_stack = _Rules([rule for rule in rules if rule.needs_stack])
        self._configured: Mapping[str, dict[str, Any]] = {}
        self._inputs: dict[str, struct_pb2.Struct] = {}

    def Analyze(self, request: Any, _context: Any) -> analyzer_pb2.AnalyzeResponse:
        """Judge a resource by its own properties, before it is made."""
        response = analyzer_pb2.AnalyzeResponse()
        self._inputs[request.urn] = request.properties
        if not _is_shell(request.type, request.properties):
            subject = _subject(request)
            for rule in self._by_type.of(subject.type):
                self._report(response, rule, subject, None)
        return response

    def AnalyzeStack(self, request: Any, _context: Any) -> analyzer_pb2.AnalyzeResponse:
        """Judge the resources of a stack by what stands around them."""
        response = analyzer_pb2.AnalyzeResponse()
        stack = Stack([_subject(resource, self._inputs.get(resource.urn)) for resource in request.resources])
        for subject in stack.subjects:
            if not _is_shell(subject.type, self._inputs.get(subject.urn)):
                for rule in self._of_stack.of(subject.type):
                    self._report(response, rule, subject, stack)
        return response

    def Remediate(self, request: Any, _context: Any) -> analyzer_pb2.RemediateResponse:
        """Put a resource right by the rules that a stack has set to `remediate`, each going on with what the one before made."""
        response = analyzer_pb2.RemediateResponse()
        for rule in self._by_type.of(usual_type(request.type)):
            if self._get_enforcement_level(self._policies[rule.name]) is not EnforcementLevel.REMEDIATE:
                continue
            properties, config = json_format.MessageToDict(request.properties), self._configured.get(rule.name, {})
            repaired, error = remediated(rule, _subject(request), properties, config)
            if repaired is not None:
                request.properties.CopyFrom(json_format.ParseDict(repaired, struct_pb2.Struct()))
            if repaired is not None or error:
                response.remediations.add(
                    policyName=rule.name,
                    policyPackName=self._pack,
                    policyPackVersion=VERSION,
                    description=rule.description,
                    properties=None if error else request.properties,
                    diagnostic=error,
                )
        return response

    def Configure(self, request: Any, context: Any) -> empty_pb2.Empty:
        """Take over levels and settings; read once, and not for every resource."""
        self._configured = {name: json_format.MessageToDict(config.properties) for name, config in request.policyConfig.items()}
        return super().Configure(request, context)  # type: ignore[no-untyped-call]

    def _report(self, response: Any, rule: Rule, subject: Subject, stack: Stack | None) -> None:
        policy = self._policies[rule.name]
        level = self._get_enforcement_level(policy)
        if level is EnforcementLevel.DISABLED:
            return
        verdict = judge(rule, subject, stack, self._configured.get(rule.name, {}))
        if verdict.excluded:
            response.not_applicable.add(policy_name=rule.name, reason=f"{subject.urn} is excluded {verdict.excluded}")
        for message, its_level in _messages(verdict, level):
            response.diagnostics.add(
                policyName=rule.name,
                policyPackName=self._pack,
                policyPackVersion=VERSION,
                message=message,
                urn=subject.urn,
                description=rule.description,
                enforcementLevel=self._map_enforcement_level(its_level),
                severity=self._map_severity(policy.severity),
            )


def _messages(verdict: Verdict, level: EnforcementLevel) -> Iterator[tuple[str, EnforcementLevel]]:
    if not verdict.excluded:
        counts = EnforcementLevel.ADVISORY if level is EnforcementLevel.ADVISORY else EnforcementLevel.MANDATORY
        yield from ((message, counts) for message in verdict.violations)
    if verdict.not_known:
        yield NOT_YET_KNOWN + ", ".join(dict.fromkeys(verdict.not_known)), EnforcementLevel.ADVISORY
    if verdict.error:
        yield RULE_FAILED + verdict.error, EnforcementLevel.MANDATORY


class _Rules:
    """Rules by the types they judge."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._exact: defaultdict[str, list[Rule]] = defaultdict(list)
        self._prefixes: list[tuple[str, Rule]] = []
        for rule in rules:
            for type_ in rule.types:
                if type_.endswith("*"):
                    self._prefixes.append((type_[:-1], rule))
                else:
                    self._exact[type_].append(rule)

    def of(self, type_: str) -> list[Rule]:
        """The rules for a type."""
        return [*self._exact.get(type_, ()), *(rule for prefix, rule in self._prefixes if type_.startswith(prefix))]


def _is_shell(type_: str, inputs: struct_pb2.Struct | None) -> bool:
    """Whether it is a component of another process: the engine tells what is inside it, but not with which arguments it was made."""
    return type_.startswith(_REMOTE_COMPONENTS) and inputs is not None and not inputs.fields


def _subject(message: Any, inputs: struct_pb2.Struct | None = None) -> Subject:
    """A resource of either request. Its properties are decoded when a rule reads them.

    For a stack these are outputs, among which a preview leaves open what the cloud decides: rules see it as the program left it.
    """
    of_stack = isinstance(message, analyzer_pb2.AnalyzerResource)
    return Subject(
        urn=message.urn,
        type=usual_type(message.type),
        name=message.name,
        load=lambda: plain(message.properties) if inputs is None else given(plain(message.properties), plain(inputs)),
        provider=plain(message.provider.properties) if message.HasField("provider") else {},
        provider_urn=message.provider.urn,
        protect=message.options.protect,
        parent=message.parent if of_stack else message.options.parent,
        depends_on=frozenset(message.dependencies) if of_stack else frozenset(),
        property_dependencies={key: frozenset(value.urns) for key, value in message.propertyDependencies.items()} if of_stack else {},
    )
