"""A Pulumi engine that records instead of deploying: every registration becomes a Resource."""

import json
import threading
from pathlib import Path
from typing import Any

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import mocks
from pulumi.runtime.proto import provider_pb2, resource_pb2
from pulumi.runtime.settings import get_project, get_stack

from inventory import remote_components
from inventory.outputs import Outputs, outputs
from inventory.resource import Resource
from inventory.wire import fill, plain_properties, resolve_references

_STACK = "pulumi:pulumi:Stack"
_PROVIDER = "pulumi:providers:"


class UnansweredCallError(Exception):
    """The program asked the cloud for something that cannot be known offline."""


class RecordingMonitor(mocks.MockMonitor):
    """Answers the SDK as the engine would after an `up`, with made-up outputs."""

    def __init__(self, folder: Path) -> None:
        self._folder = f"file://{folder}/"
        self._lock = threading.Lock()
        self._regions: dict[str, str] = {}
        self._accounts: dict[str, str] = {}
        self._aliases: dict[str, tuple[str, ...]] = {}
        self._states: dict[str, tuple[str, bytes]] = {}
        """Id and state by URN, packed: few are ever asked for."""
        self.recorded: list[Resource] = []
        self.stack_outputs: dict[str, Any] = {}

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """As the engine does: the whole chain of parents' types, without the stack's."""
        chain = parent.split("::")[2] if parent else _STACK
        qualified = type_ if chain == _STACK else f"{chain}${type_}"
        return f"urn:pulumi:{get_stack()}::{get_project()}::{qualified}::{name}"

    def RegisterResource(self, request: Any) -> resource_pb2.RegisterResourceResponse:
        """Record a resource and answer with its state."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == _STACK:
            return resource_pb2.RegisterResourceResponse(urn=f"urn:pulumi:{get_stack()}::{get_project()}::{_STACK}::{request.name}")
        resolve_references(request.object)
        secrets: list[str] = []
        inputs = plain_properties(request.object, secrets)
        region = self._region(request, inputs)
        made = self._outputs(request, urn, inputs, region)
        self._remember(request, urn, inputs, region)
        with self._lock:
            self.recorded.append(
                Resource(
                    urn=urn,
                    type=request.type,
                    name=request.name,
                    parent="" if f"::{_STACK}::" in request.parent else request.parent,
                    region=region,
                    custom=request.custom,
                    inputs=inputs,
                    provider=request.provider.rpartition("::")[0],
                    protect=request.protect,
                    retain_on_delete=request.retainOnDelete,
                    depends_on=tuple(sorted(request.dependencies)),
                    property_dependencies={key: tuple(sorted(value.urns)) for key, value in sorted(request.propertyDependencies.items())},
                    secret_inputs=tuple(secrets),
                    ignore_changes=tuple(sorted(request.ignoreChanges)),
                    aliases=self._former(request, urn),
                    source=self._source(request.sourcePosition),
                    id=made.id if request.custom else "",
                )
            )
        state = struct_pb2.Struct()
        state.CopyFrom(request.object)
        fill(state, made.state)
        self._states[urn] = (made.id, state.SerializeToString())
        return resource_pb2.RegisterResourceResponse(urn=urn, id=made.id if request.custom else "", object=state)

    def _former(self, request: Any, urn: str) -> tuple[str, ...]:
        """As the engine does: under each URN of its parent, by each type and name of its own."""
        own = [(request.type, request.name)]
        own += [(each.spec.type or request.type, each.spec.name or request.name) for each in request.aliases]
        parents = (request.parent, *self._aliases.get(request.parent, ()))
        urns = [self.make_urn(parent, type_, _following(name, request.parent, parent)) for parent in parents for type_, name in own]
        self._aliases[urn] = former = tuple(each for each in dict.fromkeys(urns) if each != urn)
        return former

    def _outputs(self, request: Any, urn: str, inputs: dict[str, Any], region: str) -> Outputs:
        if request.remote:
            children, state = remote_components.expand(request.type, urn, request.name, inputs, region, self._account(request))
            for child in children:
                child_state = struct_pb2.Struct()
                child_state.update(child.state)
                self._states[child.urn] = (child.id, child_state.SerializeToString())
            return Outputs("", state)
        if not request.custom:
            return Outputs("", {})
        if request.type.startswith(_PROVIDER):
            return Outputs(request.name, {})
        return outputs(request.type, urn, request.name, inputs, region, self._account(request))

    def _region(self, request: Any, inputs: dict[str, Any]) -> str:
        """An input of its own, else the provider's region, else the parent's."""
        if request.type == f"{_PROVIDER}aws":
            return str(inputs.get("region", ""))
        if request.type.startswith("aws:") and isinstance(own := inputs.get("region"), str):
            return own
        reference = request.provider or request.providers.get("aws", "")
        return self._regions.get(reference.rpartition("::")[0]) or self._regions.get(request.parent, "")

    def _account(self, request: Any) -> str:
        reference = request.provider or request.providers.get("aws", "")
        return self._accounts.get(reference.rpartition("::")[0], "123456789012")

    def _source(self, position: Any) -> str:
        return f"{position.uri.removeprefix(self._folder)}:{position.line}" if position.uri else ""

    def _remember(self, request: Any, urn: str, inputs: dict[str, Any], region: str) -> None:
        self._regions[urn] = region
        if request.type == f"{_PROVIDER}aws" and inputs.get("allowedAccountIds"):
            accounts = inputs["allowedAccountIds"]
            self._accounts[urn] = str((json.loads(accounts) if isinstance(accounts, str) else accounts)[0])

    def RegisterResourceOutputs(self, request: Any) -> empty_pb2.Empty:
        """Keep what the stack exports."""
        resolve_references(request.outputs)
        if f"::{_STACK}::" in request.urn:
            self.stack_outputs = plain_properties(request.outputs, [])
        return empty_pb2.Empty()

    def Invoke(self, request: Any) -> resource_pb2.ResourceInvokeResponse:
        """Answer look-ups of registered resources; anything else would need the cloud."""
        if request.tok != "pulumi:pulumi:getResource":
            raise UnansweredCallError(
                f"{request.tok} asks AWS, which offline nobody answers; take the value from settings or data/ instead"
            )
        urn = request.args.fields["urn"].string_value
        id_, state = self._states[urn]
        answer = struct_pb2.Struct()
        answer.update({"urn": urn, "id": id_})
        answer.fields["state"].struct_value.ParseFromString(state)
        return resource_pb2.ResourceInvokeResponse(**{"return": answer})

    def ReadResource(self, request: Any) -> resource_pb2.ReadResourceResponse:
        """Answer `Type.get(...)` with made-up outputs; what is only read is not part of the stack."""
        urn = self.make_urn(request.parent, request.type, request.name)
        inputs = plain_properties(request.properties, [])
        region = self._region(request, inputs)
        made = outputs(request.type, urn, request.name, inputs, region, self._account(request))
        state = struct_pb2.Struct()
        state.CopyFrom(request.properties)
        fill(state, made.state)
        self._states[urn] = (request.id, state.SerializeToString())
        return resource_pb2.ReadResourceResponse(urn=urn, properties=state)

    def Call(self, request: Any) -> provider_pb2.CallResponse:
        """Methods of components have no answer offline."""
        raise UnansweredCallError(f"the method {request.tok} runs in a provider, which offline nobody answers")


def _following(name: str, parent: str, former: str) -> str:
    """A name that begins with the parent's begins with the parent's former one."""
    beginning = parent.rpartition("::")[2]
    return former.rpartition("::")[2] + name.removeprefix(beginning) if name.startswith(beginning) else name
