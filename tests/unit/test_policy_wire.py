"""Resources go to packs in the engine's own form."""

from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2

from inventory.preview_json import read_preview
from inventory.resource import Inventory, Resource
from inventory.state_json import read_state
from inventory.values import UNKNOWN
from policies.wire import plain
from preflight.policies.wire import Encoded, encode, stack_request
from tests.unit.test_engine_json import BEFORE, STATE


def sent(inventory: Inventory, name: str) -> Encoded:
    """The resource of a name."""
    [found] = [one for one in encode(inventory) if one.urn.endswith(f"::{name}")]
    return found


def test_a_resource_alone_is_judged_by_its_inputs() -> None:
    request = analyzer_pb2.AnalyzeRequest.FromString(sent(read_state(STATE), "orders").alone)
    properties = plain(request.properties)
    assert (request.type, request.name) == ("aws:rds/instance:Instance", "orders")
    assert properties["allocatedStorage"] == 20
    assert "arn" not in properties, "an output"
    assert request.options.protect
    assert request.options.parent.endswith("::store")
    assert (request.provider.type, plain(request.provider.properties)["region"]) == ("pulumi:providers:aws", "eu-west-1")


def test_in_a_stack_it_is_judged_by_its_outputs_and_relations() -> None:
    found = analyzer_pb2.AnalyzerResource.FromString(sent(read_state(STATE), "orders").in_stack)
    properties = plain(found.properties)
    assert properties["arn"].startswith("arn:aws:rds:")
    assert properties["id"].startswith("orders-")
    assert "username" not in properties, "the sample's outputs are shortened, so it is an input only"
    assert [urn.rpartition("::")[2] for urn in found.propertyDependencies["kmsKeyId"].urns] == ["key"]
    assert {urn.rpartition("::")[2] for urn in found.dependencies} == {"events", "key"}


def test_what_a_preview_does_not_know_is_unknown_to_a_rule() -> None:
    found = analyzer_pb2.AnalyzerResource.FromString(sent(read_preview(BEFORE), "orders").in_stack)
    assert plain(found.properties)["kmsKeyId"] is UNKNOWN
    assert plain(found.properties)["id"] is UNKNOWN


def test_a_default_provider_is_there_although_a_preview_leaves_it_out() -> None:
    request = analyzer_pb2.AnalyzeRequest.FromString(sent(read_preview(BEFORE), "handler").alone)
    assert request.provider.name.startswith("default_")
    assert plain(request.provider.properties) == {"region": "eu-west-1"}


def test_the_stack_itself_comes_first_and_is_the_parent_of_what_has_none() -> None:
    inventory = read_state(STATE)
    resources = encode(inventory)
    assert resources[0].urn == "urn:pulumi:dev::sample::pulumi:pulumi:Stack::sample-dev"
    assert analyzer_pb2.AnalyzeRequest.FromString(sent(inventory, "note").alone).options.parent == resources[0].urn


def test_a_stack_is_sent_as_the_engine_would() -> None:
    """Requests set together by hand are what protobuf itself would write: also around lengths that take several bytes."""
    sizes = (0, 1, 127, 128, 300, 20_000, 3_000_000)
    resources = tuple(
        Resource(f"urn:pulumi:s::p::t:i:T::{size}", "t:i:T", str(size), "", "", True, {"text": "x" * size}, id="1") for size in sizes
    )
    encoded = encode(Inventory("p", "s", resources))
    parsed = analyzer_pb2.AnalyzeStackRequest.FromString(stack_request(encoded))
    assert [one.urn for one in parsed.resources] == [one.urn for one in encoded]
    assert [len(one.properties.fields["text"].string_value) for one in parsed.resources[1:]] == list(sizes)
    again = analyzer_pb2.AnalyzeStackRequest(resources=[analyzer_pb2.AnalyzerResource.FromString(one.in_stack) for one in encoded])
    assert json_format.MessageToDict(parsed) == json_format.MessageToDict(again)
