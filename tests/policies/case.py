"""Resources made for a rule, sent to it as the engine would."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policies.rule import Rule
from policies.server import Analyzer
from policies.verdict import NOT_YET_KNOWN, RULE_FAILED


@dataclass(frozen=True)
class Ref:
    """A value that comes from another resource: its id once that exists, not known before."""

    to: str

    @property
    def id(self) -> str:
        """The id of the resource meant."""
        return f"{self.to}-id"


class Unknown:
    """A value that is not known yet and comes from no resource of the stack."""


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Made:
    """A resource of an example."""

    type: str
    name: str
    properties: Mapping[str, Any]
    provider: Mapping[str, Any] = field(default_factory=dict)
    protect: bool = False
    parent: str = ""


Example = Sequence[Made]


def made(
    type_: str,
    name: str = "it",
    *,
    provider: Mapping[str, Any] | None = None,
    protect: bool = False,
    parent: str = "",
    **properties: Any,
) -> Made:
    """A resource; `ref("other")` as a value refers to the one of that name. A leading underscore is taken off a property's name."""
    own = {key.lstrip("_"): value for key, value in properties.items()}
    return Made(type_, name, own, provider or {"region": "us-east-1"}, protect, parent)


def ref(name: str) -> Ref:
    """A value that comes from the resource of this name."""
    return Ref(name)


@dataclass(frozen=True)
class Case:
    """What a rule must let pass and what it must find. An example is one resource or several around the one judged."""

    rule: str
    passing: Sequence[Made | Example]
    failing: Sequence[Made | Example]
    config: Mapping[str, Any] = field(default_factory=dict)
    """The rule's configuration, where the default is not what is shown."""


@dataclass(frozen=True)
class Found:
    """What a rule answered for an example."""

    violations: tuple[str, ...]
    not_known: tuple[str, ...]
    errors: tuple[str, ...]
    excluded: tuple[str, ...]


def example_of(example: Made | Example) -> Example:
    """One resource is an example, too."""
    return (example,) if isinstance(example, Made) else example


def judged(rule: Rule, example: Made | Example, config: Mapping[str, Any] | None = None, before_create: bool = False) -> Found:
    """Send an example to a rule; `before_create`, what comes from other resources is not known yet."""
    analyzer = Analyzer("test", [rule], "")
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    request.policyConfig[rule.name].enforcementLevel = analyzer_pb2.MANDATORY
    request.policyConfig[rule.name].properties.update(dict(config or {}))
    analyzer.Configure(request, None)
    resources = [message(resource, before_create) for resource in example_of(example)]
    if rule.needs_stack:
        responses = [analyzer.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=resources), None)]
    else:
        responses = [
            analyzer.Analyze(
                analyzer_pb2.AnalyzeRequest(
                    type=one.type, urn=one.urn, name=one.name, properties=one.properties, provider=one.provider, options=one.options
                ),
                None,
            )
            for one in resources
        ]
    return _found(responses)


def _found(responses: Iterable[analyzer_pb2.AnalyzeResponse]) -> Found:
    messages = [diagnostic.message for response in responses for diagnostic in response.diagnostics]
    return Found(
        tuple(message for message in messages if not message.startswith((NOT_YET_KNOWN, RULE_FAILED))),
        tuple(message for message in messages if message.startswith(NOT_YET_KNOWN)),
        tuple(message for message in messages if message.startswith(RULE_FAILED)),
        tuple(one.reason for response in responses for one in response.not_applicable),
    )


def _urn(resource: str) -> str:
    return f"urn:pulumi:test::test::any::{resource}"


def message(resource: Made, before_create: bool) -> analyzer_pb2.AnalyzerResource:
    """A resource as the engine sends it."""
    sent = analyzer_pb2.AnalyzerResource(type=resource.type, urn=_urn(resource.name), name=resource.name)
    if not before_create:
        sent.properties.update({"id": f"{resource.name}-id"} if "id" not in resource.properties else {})
    sent.properties.update({key: _value(value, before_create) for key, value in resource.properties.items()})
    for key, value in resource.properties.items():
        if urns := [_urn(name) for name in _names(value)]:
            sent.propertyDependencies[key].urns.extend(urns)
    sent.provider.properties.update(dict(resource.provider))
    sent.options.protect = resource.protect
    sent.parent = _urn(resource.parent) if resource.parent else ""
    return sent


def _names(value: Any) -> list[str]:
    if isinstance(value, Ref):
        return [value.to]
    if isinstance(value, Mapping):
        return [name for inner in value.values() for name in _names(inner)]
    return [name for inner in value for name in _names(inner)] if isinstance(value, list | tuple) else []


def _value(value: Any, before_create: bool) -> Any:
    if isinstance(value, Unknown):
        return UNKNOWN_STRING_VALUE
    if isinstance(value, Ref):
        return UNKNOWN_STRING_VALUE if before_create else value.id
    if isinstance(value, Mapping):
        return {key: _value(inner, before_create) for key, inner in value.items()}
    return [_value(inner, before_create) for inner in value] if isinstance(value, list | tuple) else value
