"""Resources as the engine sends them to policies. Each is encoded once, and its bytes go to every pack.

A resource by itself is judged by its inputs; within the stack it is judged by its outputs, as far as they are known. Messages of
the two requests have the same fields up to the parent, and messages set end to end are read as one, so they share what they can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pulumi.runtime.proto import analyzer_pb2

from inventory.engine_json import STACK
from inventory.resource import Inventory, Resource

_RESOURCES = b"\x0a"
"""Tag of the field `resources` of AnalyzeStackRequest."""


@dataclass(frozen=True)
class Encoded:
    """A resource in both forms."""

    urn: str
    head: bytes
    inputs: bytes
    outputs: bytes
    relations: bytes

    @property
    def alone(self) -> bytes:
        """An AnalyzeRequest, which has the form of a request to remediate, too."""
        return self.head + self.inputs

    @property
    def in_stack(self) -> bytes:
        """An AnalyzerResource."""
        return self.head + (self.outputs or self.inputs) + self.relations


def stack_urn(inventory: Inventory) -> str:
    """The URN of the stack itself."""
    name = f"{inventory.project}-{inventory.stack}"
    return f"urn:pulumi:{inventory.stack}::{inventory.project}::{STACK}::{name}"


def encode(inventory: Inventory) -> list[Encoded]:
    """Every resource, and the stack before them, as the engine has it."""
    root = stack_urn(inventory)
    providers = {one.urn: one for one in inventory if one.type.startswith("pulumi:providers:")}
    sent = {urn: _provider(urn, one.type, one.inputs) for urn, one in providers.items()}
    for one in inventory:
        if one.provider and one.provider not in sent:  # a default provider, which a preview leaves out
            sent[one.provider] = _provider(one.provider, one.provider.split("::")[2], {"region": one.region} if one.region else {})
    stack = Encoded(root, _head(root, STACK, "", False, b""), b"", _properties(inventory.outputs), b"")
    return [stack, *(_encoded(one, one.parent or root, sent.get(one.provider, b"")) for one in inventory)]


def stack_request(resources: Sequence[Encoded]) -> bytes:
    """An AnalyzeStackRequest."""
    return b"".join(part for one in resources for part in (_RESOURCES, _varint(len(one.in_stack)), one.in_stack))


def with_properties(resource: Encoded, properties: Any) -> Encoded:
    """The resource after a pack has put it right. Nothing is known of the outputs it would have then."""
    inputs = analyzer_pb2.AnalyzeRequest(properties=properties).SerializeToString()
    return replace(resource, inputs=inputs, outputs=b"")


def _encoded(resource: Resource, parent: str, provider: bytes) -> Encoded:
    relations = analyzer_pb2.AnalyzerResource(parent=parent, dependencies=resource.depends_on)
    for key, urns in resource.property_dependencies.items():
        if urns:
            relations.propertyDependencies[key].urns.extend(urns)
    if resource.id:
        relations.properties.update({"id": resource.id})
    return Encoded(
        resource.urn,
        _head(resource.urn, resource.type, parent, resource.protect, provider),
        _properties(resource.inputs),
        _properties(resource.outputs),
        relations.SerializeToString(),
    )


def _head(urn: str, type_: str, parent: str, protect: bool, provider: bytes) -> bytes:
    options = analyzer_pb2.AnalyzerResourceOptions(protect=protect, parent=parent)
    name = urn.rpartition("::")[2]
    return bytes(analyzer_pb2.AnalyzeRequest(type=type_, urn=urn, name=name, options=options).SerializeToString() + provider)


def _provider(urn: str, type_: str, inputs: Mapping[str, Any]) -> bytes:
    request = analyzer_pb2.AnalyzeRequest()
    request.provider.urn, request.provider.type, request.provider.name = urn, type_, urn.rpartition("::")[2]
    request.provider.properties.update(dict(inputs))
    return bytes(request.SerializeToString())


def _properties(properties: Mapping[str, Any]) -> bytes:
    if not properties:
        return b""
    request = analyzer_pb2.AnalyzeRequest()
    request.properties.update(dict(properties))
    return bytes(request.SerializeToString())


def _varint(number: int) -> bytes:
    """A length, as protobuf writes it."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])
